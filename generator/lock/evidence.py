"""Decide whether a card may be taken for a note: which likeness proves that the two are one, and which does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Protocol

from generator.lock.rewording import Change, change, content, slips, strict_words
from generator.lock.telling import JOINING, is_blankless, words

_APART = re.compile(r"[\W_]+")
LONG = 5
"""Words, articles aside, of an answer that says what was asked; a name or a list of three does not."""

LOWER = 3
"""How many of them have no capital: a long name is an answer to many questions."""

LETTERS = 16
"""Letters of an answer that long in a script without blanks or capitals: there a letter says more."""

SHARED = 0.5
"""The share of their words from which two answers are versions of one."""


class Words(Protocol):
    """A question with its answer."""

    question: str
    answer: str | None


class Evidence:
    """Judges pairs of these cards and notes; how rare a question or an answer is depends on all of them."""

    def __init__(self, cards: Iterable[Words], notes: Iterable[Words]) -> None:
        self._sides = sides = [*cards], [*notes]
        self._asked = [Counter(letters(side.question) for side in each) for each in sides]
        self._answered = [Counter(letters(side.answer or "") for side in each) for each in sides]

    def is_same(self, card: Words, note: Words, *, returns: bool = False) -> bool:
        """Tell whether the pair is one card for sure, if no other pair is as like.

        A card that `returns` asks what a note asked that has left the page: it must answer as that did.
        """
        asked = self.asks(card, note)
        if returns:
            return asked is Change.NONE and self._answers(card, note) <= Change.LIGHT
        answered = self._answers(card, note)
        # A page that lost an answer says nothing against the card; twins are told by nothing else.
        is_silent = asked <= Change.LIGHT and bool(card.answer) != bool(note.answer) and self._is_only(card, note)
        if asked <= Change.SMALL and (answered <= Change.SLIP or is_silent) and self._says_enough(card, note):
            return True
        return asked <= Change.TELLING and self._is_proof(card, note, answered)

    def asks(self, card: Words, note: Words) -> Change:
        """Tell how far the questions differ; a slip of the pen is one where it makes a word of no other card's."""
        asked = change(card.question, note.question)
        if asked is not Change.SLIP:
            return asked
        if self._is_rare(card, note) and change(card.answer or "", note.answer or "") <= Change.LIGHT:
            are_slips = says(card.answer or "", 2) or len(words(card.answer or "")) > 2
        else:
            are_slips = all(self._is_slip(a, b) for a, b in slips(card.question, note.question))
        return Change.SMALL if are_slips else Change.TELLING

    def _is_slip(self, one: str, other: str) -> bool:
        """Tell whether other cards have one of the words, and none has the other: both may be words of this deck."""
        return one[:2] == other[:2] and (self._used[one] > 1) is not (self._used[other] > 1)

    @cached_property
    def _used(self) -> Counter[str]:
        """Count in how many cards and notes each word stands."""
        texts = (f"{side.question} {side.answer or ''}".casefold() for each in self._sides for side in each)
        return Counter(word for text in texts for word in {*_APART.split(text)})

    def _is_only(self, card: Words, note: Words) -> bool:
        """Tell whether no other card and no other note ask what these ask."""
        sides = (card, note)
        return all(times[letters(side.question)] <= 1 for times in self._asked for side in sides)

    def _answers(self, card: Words, note: Words) -> Change:
        """Tell how far the answers differ; SMALL, too, where one has grown out of the other."""
        one, other = card.answer or "", note.answer or ""
        answered = change(one, other)
        if answered <= Change.SLIP or not (one and other):
            return answered if bool(one) == bool(other) else Change.STRICT
        return Change.SMALL if _is_version(one, other) else max(answered, Change.TELLING)

    def _is_proof(self, card: Words, note: Words, answered: Change) -> bool:
        """Tell whether the answers alone prove that the two are one: alike, long, and no other's."""
        one, other = card.answer or "", note.answer or ""
        if answered > Change.LIGHT and not _has_grown(one, other):
            return False
        return self._is_rare(card, note) and is_long(one) and is_long(other)

    def _is_rare(self, card: Words, note: Words) -> bool:
        """Tell whether no other card and no other note answer what these answer."""
        pairs = zip(self._answered, (card, note), strict=True)
        return all(times[letters(side.answer or "")] == 1 for times, side in pairs)

    def _says_enough(self, card: Words, note: Words) -> bool:
        """Tell whether the questions share more than one word that says something, or one and a rare answer."""
        shared = len(content(card.question) & content(note.question))
        return shared > 1 or (shared == 1 and bool(note.answer) and self._is_rare(card, note))


def letters(text: str) -> str:
    """Take away all but letters and digits, so that texts that say the same are the same, and quickly told."""
    return "".join(_APART.split(text.casefold()))


def is_long(answer: str) -> bool:
    """Tell whether an answer says so much that two cards hardly share it by chance."""
    found = [word for word in words(answer) if not (word.is_light or word.folded in JOINING)]
    if sum(map(is_blankless, (word.folded for word in found))) > len(found) / 2:
        return len({word.folded for word in found}) >= LETTERS
    return len({word.folded for word in found}) >= LONG and says(answer, LOWER)


def says(answer: str, least: int) -> bool:
    """Tell whether an answer has so many words, articles aside, that are neither names nor numbers."""
    plain = (word for word in words(answer) if not (word.is_light or word.is_telling or word.folded in JOINING))
    return len({word.folded for word in plain if word.shown.isalpha() and not word.shown[0].isupper()}) >= least


def _has_grown(one: str, other: str) -> bool:
    """Tell whether one answer has all words of the other."""
    ours, theirs = content(one), content(other)
    return (ours <= theirs or theirs <= ours) and strict_words(one) == strict_words(other)


def _is_version(one: str, other: str) -> bool:
    """Tell whether two answers that differ are versions of one: no number and no "not" is another."""
    if strict_words(one) != strict_words(other):
        return False
    ours, theirs = content(one), content(other)
    shared = len(ours & theirs)
    return bool(shared) and (shared == min(len(ours), len(theirs)) or 3 <= shared >= SHARED * len(ours | theirs))
