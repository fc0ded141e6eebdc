"""Score how like a card and a note are, between 0 and 1, and find the notes that are worth scoring."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from generator.lock.gaps import Gap
from generator.lock.rewording import Change, change

UNLIKE = 0.48
"""A card whose best pair scores less than this is new; a question that holds all words of another scores more."""
TYPO = 82
"""Two words with a ratio of this much are taken for one in scoring; whether they are is for the evidence to say."""
_WORD = re.compile(r"\w+|[^\w\s]")
_CANDIDATES = 16
_POSTINGS = 400


class Side:
    """One card or note to be matched: its words in lower case, and the gap on the page it stands in.

    A note that `left` the page is only matched to a card that asks just what it asked.
    """

    def __init__(self, question: str, answer: str | None, gap: Gap, *, left: bool = False) -> None:
        self.question, self.answer, self.left = question, answer, left
        self.asked = " ".join(_WORD.findall(question.casefold()))
        self.answered = " ".join(_WORD.findall((answer or "").casefold()))
        self.gap = gap


class Scores:
    """Scores a pair between 0 and 1; how much a word or an answer says depends on how rare it is."""

    def __init__(self, cards: Sequence[Side], notes: Sequence[Side]) -> None:
        self._cards, self._notes = cards, notes
        self._asked = Counter(word for side in (*cards, *notes) for word in set(side.asked.split()))
        self._total = len(cards) + len(notes)
        self._same_answer = Counter(side.answered for side in notes)

    def __call__(self, c: int, n: int) -> float:
        card, note = self._cards[c], self._notes[n]
        if note.left and change(card.question, note.question) is not Change.NONE:
            return 0.0
        told = self._telling(note.answered) if card.answered and note.answered else 0.0
        answered = _alike(card.answered, note.answered) if told else 0.0
        lonely, others = _unshared(card.asked, note.asked)
        common = self._in_common(card.asked, note.asked, lonely, others)
        asked = (_ratio(card.asked, note.asked) / 100 + common) / 2
        near = card.gap.nearness(note.gap)
        likeness = (0.45 * asked + 0.45 * told * answered + 0.10 * near) / (0.55 + 0.45 * told)
        within = min(card.asked.count(" "), note.asked.count(" ")) > 1 and not (lonely and others)
        return max(likeness, UNLIKE + 0.01) if within or card.asked == note.asked else likeness

    def _telling(self, answer: str) -> float:
        """How much an answer tells about the card: a long one that no other note has tells all."""
        return min(1.0, len(answer) / 24) / max(1, self._same_answer[answer])

    def _weight(self, word: str) -> float:
        return math.log(1 + self._total / self._asked.get(word, 1))

    def _in_common(self, one: str, other: str, lonely: set[str], others: set[str]) -> float:
        """The share of words two questions have in common, rare words counting more."""
        words, rest = set(one.split()), set(other.split())
        total = sum(map(self._weight, words)) + sum(map(self._weight, rest))
        apart = sum(map(self._weight, lonely)) + sum(map(self._weight, others))
        return 1 - apart / total if total else 0.0


def _unshared(one: str, other: str) -> tuple[set[str], set[str]]:
    """The words of each that the other has not, not even with a typo."""
    from rapidfuzz import fuzz, process

    words, rest = set(one.split()), set(other.split())
    lonely, others = words - rest, rest - words
    for word in sorted(lonely) if others else ():
        near = process.extractOne(word, sorted(others, reverse=True), scorer=fuzz.ratio, score_cutoff=TYPO)
        if near:
            lonely.discard(word)
            others.discard(near[0])
    return lonely, others


def _alike(one: str, other: str) -> float:
    """How like two answers are: letters in place, and words in common, so that one may have grown."""
    from rapidfuzz import fuzz

    return (fuzz.ratio(one, other) + fuzz.token_set_ratio(one, other)) / 200


def candidates(cards: Sequence[Side], notes: Sequence[Side]) -> Iterable[set[int]]:
    """For each card the notes worth scoring: those that share its rarest words, and those in its gap."""
    by_word: dict[str, list[int]] = defaultdict(list)
    by_gap: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, note in sorted(enumerate(notes), key=lambda pair: pair[1].gap.place):
        by_gap[note.gap.before, note.gap.after].append(n)
        for word in _words(note):
            by_word[word].append(n)
    for card in cards:
        votes: dict[int, float] = defaultdict(float)
        seen = 0
        for word in sorted(_words(card) & by_word.keys(), key=lambda word: (len(by_word[word]), word)):
            if seen > _POSTINGS:
                break
            seen += len(by_word[word])
            for n in by_word[word][:_POSTINGS]:
                votes[n] += 1 / len(by_word[word])
        likely = sorted(votes, key=lambda n: (-votes[n], n))[:_CANDIDATES]
        yield {*likely, *_around(by_gap.get((card.gap.before, card.gap.after), []), card.gap.place)}


def _around(run: list[int], place: float) -> list[int]:
    """The notes of one gap, in the order of the page, that stand near `place`."""
    middle = int(place * len(run))
    return run[max(0, middle - _CANDIDATES // 2) : middle + _CANDIDATES // 2]


def _words(side: Side) -> set[str]:
    return {f"q {word}" for word in side.asked.split()} | {f"a {word}" for word in side.answered.split()}


def _ratio(one: str, other: str) -> float:
    """How alike two texts are, up to 100; the library loads where a question changed, which is seldom."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other)
