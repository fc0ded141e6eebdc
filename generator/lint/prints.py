"""Cards in, three numbers for each out: two cards of which one rule could say that they are alike share a number."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zlib import crc32

from generator.cards import EditedCard, Text
from generator.lint.words import letters_of, may_have, words_of

SAME_ANSWER = 6
"""Words that an answer must have to say something about its question."""

SAID_ANYHOW = frozenset(
    ("a", "an", "the", "of", "in", "on", "at", "is", "are", "was", "were", "be", "does", "did", "what", "which")
    + ("define", "describe", "explain", "mean", "means", "meaning", "definition")
    + ("term", "called", "please", "briefly", "it", "its", "this", "that", "meant", "by", "what's")
)

ASKS_FOR_SEVERAL = frozenset(("name", "list", "give", "state"))
"""Words that say nothing in front of several others; "list sessions" is a command."""


class Prints(NamedTuple):
    """For each card a number of its question's words, of what that asks roughly, and of what the answer says roughly.

    0 where there is nothing to go by. Cards that differ may share a number, once in four thousand million.
    """

    same: array[int]
    asked: array[int]
    said: array[int]

    @staticmethod
    def none() -> Prints:
        """Those of no card."""
        return Prints(array("I"), array("I"), array("I"))

    def add(self, others: Prints) -> None:
        """Put the prints of more cards behind these."""
        for numbers, more in zip(self, others, strict=True):
            numbers.extend(more)


def prints_of(cards: Iterable[EditedCard]) -> Prints:
    """The prints of the cards, in their order."""
    found = Prints.none()
    for card in cards:
        question = card.question.value
        found.same.append(_number(the_words(question).encode("utf-8", "surrogatepass")))
        found.asked.append(_number(asked_roughly(question).encode("utf-8", "surrogatepass")))
        found.said.append(_number(said_roughly(card.answer)))
    return found


def repeated(*kinds: Sequence[int]) -> list[int]:
    """The places at which a number stands that stands elsewhere, too, in one of these lists as long as each other."""
    places = set[int]()
    for numbers in kinds:
        often = {number for number, times in Counter(numbers).items() if number and times > 1}
        places.update(place for place, number in enumerate(numbers) if number in often)
    return sorted(places)


def the_words(question: str) -> str:
    """The words of a question; of a single word, capitals count: "BEGIN", "begin"."""
    words = " ".join(question.split())
    return words.casefold() if " " in words else words


def asked_roughly(question: str) -> str:
    """The same for all questions with the same kernel, and quickly told: no "s" and no sign is in it."""
    words = [word for word in words_of(question.replace("_", "")) if word not in SAID_ANYHOW]
    if len(words) > 2 and singular(words[0]) in ASKS_FOR_SEVERAL:
        words = words[1:]
    return "-".join(("", *words)).replace("s", "")


def said_roughly(answer: Text | None) -> bytes:
    """The same for all answers that say the same, and quickly told: their letters; b"" of those that are too short."""
    return letters_of(answer.value) if answer and may_have(answer.value, SAME_ANSWER) else b""


def singular(word: str) -> str:
    """The word without the "s" of a plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _number(said: bytes) -> int:
    return (crc32(said) or 1) if said else 0
