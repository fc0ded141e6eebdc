"""Cards whose question changed and the notes they may be in, who is who out: for sure, in doubt, or new.

Only what no exact match explains comes here. Each pair is scored by question, answer and neighbours;
the best pair goes first, one to one, and only with a margin before the next best on either side.
The numbers below are measured: docs/matching.md says on what, and a test holds the result.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.lock.gaps import Gap

SURE = 0.72
"""A pair that scores this much, with the margin, is the same card."""
UNLIKE = 0.48
"""A card whose best pair scores less than this is new; a question that holds all words of another scores more."""
SWAPPED = 0.82
ALIKE = 0.62
"""A question less like the other than ALIKE, or one that shares less than SWAPPED of its weight and has a rare word
gone and another come, may be about something else: only an answer that stayed as it was makes the pair sure."""
TYPO = 82
"""Two words with a ratio of this much are one word and a typo."""
MARGIN = 0.08
"""How far the best pair must be ahead of the next one, for the card and for the note."""

_WORD = re.compile(r"\w+|[^\w\s]")
_CANDIDATES = 16
_POSTINGS = 400


class Side:
    """One card or note to be matched: its words in lower case, and the gap on the page it stands in."""

    def __init__(self, question: str, answer: str | None, gap: Gap) -> None:
        self.asked = " ".join(_WORD.findall(question.casefold()))
        self.answered = " ".join(_WORD.findall((answer or "").casefold()))
        self.gap = gap


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs (card, note) that are sure, and for each doubtful card the notes it may be, likeliest first."""

    sure: dict[int, int]
    doubtful: dict[int, tuple[int, ...]]


def match(cards: Sequence[Side], notes: Sequence[Side], settled: Sequence[Side] = ()) -> Matching:
    """Match `cards` to `notes`, both given by index.

    `settled` are notes that another card has for sure: a card as much like one of them as like an open
    note is one of a family of cards alike, where likeness proves little.
    """
    if not cards or not notes:
        return Matching({}, {})
    everyone = [*notes, *settled]
    score = _Scores(cards, everyone)
    pairs = sorted(
        ((score(c, n), c, n) for c, found in enumerate(_candidates(cards, everyone)) for n in found),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    return _decide([pair for pair in pairs if pair[0] >= UNLIKE], len(notes))


def _decide(pairs: Sequence[tuple[float, int, int]], open_notes: int) -> Matching:
    """Best first; a pair without the margin makes its card doubtful, and its note no one's for sure."""
    of_card: dict[int, list[tuple[float, int]]] = defaultdict(list)
    of_note: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for value, c, n in pairs:
        of_card[c].append((value, n))
        of_note[n].append((value, c))
    sure: dict[int, int] = {}
    taken: set[int] = set()
    doubtful: dict[int, tuple[int, ...]] = {}
    for value, c, n in pairs:
        if c in sure or c in doubtful or n in taken or n >= open_notes:
            continue
        rival_note = next((v for v, other in of_card[c] if other != n and other not in taken), 0.0)
        rival_card = next((v for v, other in of_note[n] if other != c and other not in sure), 0.0)
        if value >= SURE and value - max(rival_note, rival_card) >= MARGIN:
            sure[c] = n
            taken.add(n)
        else:
            free = (other for v, other in of_card[c] if other < open_notes and other not in taken)
            doubtful[c] = tuple(free)[:3]
    return Matching(sure, doubtful)


class _Scores:
    """Scores a pair between 0 and 1; how much a word or an answer says depends on how rare it is."""

    def __init__(self, cards: Sequence[Side], notes: Sequence[Side]) -> None:
        self._cards, self._notes = cards, notes
        self._asked = Counter(word for side in (*cards, *notes) for word in set(side.asked.split()))
        self._total = len(cards) + len(notes)
        self._same_answer = Counter(side.answered for side in notes)

    def __call__(self, c: int, n: int) -> float:
        card, note = self._cards[c], self._notes[n]
        told = self._telling(note.answered) if card.answered and note.answered else 0.0
        answered = _alike(card.answered, note.answered) if told else 0.0
        lonely, others = _unshared(card.asked, note.asked)
        common = self._in_common(card.asked, note.asked, lonely, others)
        asked = (_ratio(card.asked, note.asked) / 100 + common) / 2
        near = card.gap.nearness(note.gap)
        likeness = (0.45 * asked + 0.45 * told * answered + 0.10 * near) / (0.55 + 0.45 * told)
        swapped = common < SWAPPED and self._telling_word(lonely) and self._telling_word(others)
        if (swapped or asked < ALIKE) and not (told and card.answered == note.answered):
            likeness = min(likeness, SURE - 0.01)
        within = min(card.asked.count(" "), note.asked.count(" ")) > 1 and not (lonely and others)
        return max(likeness, UNLIKE + 0.01) if within else likeness

    def _telling(self, answer: str) -> float:
        """How much an answer tells about the card: a long one that no other note has tells all."""
        return min(1.0, len(answer) / 24) / max(1, self._same_answer[answer])

    def _weight(self, word: str) -> float:
        return math.log(1 + self._total / self._asked.get(word, 1))

    def _telling_word(self, words: Iterable[str]) -> bool:
        """Whether one of the words is rare enough to be what a question is about."""
        return any(self._weight(word) >= 0.5 * math.log(1 + self._total) for word in words)

    def _in_common(self, one: str, other: str, lonely: set[str], others: set[str]) -> float:
        """The share of words two questions have in common, rare words counting more."""
        words, rest = set(one.split()), set(other.split())
        total = sum(map(self._weight, words)) + sum(map(self._weight, rest))
        apart = sum(map(self._weight, lonely)) + sum(map(self._weight, others))
        return 1 - apart / total if total else 0.0


def _unshared(one: str, other: str) -> tuple[set[str], set[str]]:
    """The words of each that the other has not, not even with a typo."""
    words, rest = set(one.split()), set(other.split())
    lonely, others = words - rest, rest - words
    for word in sorted(lonely):
        near = max(others, key=lambda known: (_ratio(word, known), known), default="")
        if near and _ratio(word, near) >= TYPO:
            lonely.discard(word)
            others.discard(near)
    return lonely, others


def _alike(one: str, other: str) -> float:
    """How like two answers are: letters in place, and words in common, so that one may have grown."""
    from rapidfuzz import fuzz

    return (fuzz.ratio(one, other) + fuzz.token_set_ratio(one, other)) / 200


def _candidates(cards: Sequence[Side], notes: Sequence[Side]) -> Iterable[set[int]]:
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
