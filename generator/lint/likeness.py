"""The rule on cards that ask the same in other words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.cards import EditedCard, Problem, Text
from generator.lint.material import Material
from generator.lint.prints import ASKS_FOR_SEVERAL, SAID_ANYHOW, SAME_ANSWER, prints_of, repeated, singular
from generator.lint.words import shown, words_of

ALIKE = 0.8
"""The share of their words that two texts have in common where they say the same."""

LONG = 5
"""Letters of a word that says something alone; commands of editors and shells are shorter."""

_SIGN = re.compile(r"[^\w\s.,;?!'’‘“”\"…-]|(?<!\w)-(?=\d)")
_NO_SIGN = {ord(sign): None for sign in map(chr, range(128)) if sign != "-" and not _SIGN.match(sign)}


def near_duplicate(material: Material) -> Iterator[Problem]:
    """Two cards that ask the same in other words are answered twice, and make each other easier.

    Looked up rather than compared each with each, so that the time grows with the deck and no faster.
    """
    by_question: dict[tuple[str, ...], EditedCard] = {}
    by_answer: dict[tuple[str, ...], EditedCard] = {}
    for card in _resembling(material):
        asked = _kernel(card)
        answer = _said(card.answer)
        other = by_question.get(asked) if asked else None
        if other is None and answer and (twin := by_answer.get(answer)):
            other = twin if _says_more(set(asked), set(_kernel(twin))) else None
        if other and not _same_words(card, other):
            message = (
                f'this asks nearly the same as {other.origin}, "{shown(other.question.value)}"; tell the two apart in '
                f'edits.md, or keep both with allow="near-duplicate: the reason"'
            )
            yield Problem(card.question.origin, "near-duplicate", message, card.key)
        by_question.setdefault(asked, card)
        by_answer.setdefault(answer, card)


def _resembling(material: Material) -> Iterator[EditedCard]:
    """The cards with a question or an answer that may say what another one says; most decks have few."""
    prints = material.prints or prints_of(material.cards)
    return map(material.cards.__getitem__, repeated(prints.asked, prints.said))


def _said(answer: Text | None) -> tuple[str, ...]:
    """The words and signs of an answer that is long enough to tell what was asked; else ()."""
    words = words_of(answer.value) if answer else []
    return (*words, *_signs(answer.value)) if answer and len(words) >= SAME_ANSWER else ()


def _kernel(card: EditedCard) -> tuple[str, ...]:
    """The words that carry the question, singular, in their order, and its signs; () where that is too little."""
    # A name of a program's, like related_name, is one word.
    asked = words_of(card.question.value.replace("_", ""))
    words = tuple(singular(word) for word in asked if word not in SAID_ANYHOW)
    if len(words) > 2 and words[0] in ASKS_FOR_SEVERAL:
        words = words[1:]
    return words + _signs(card.question.value) if len(words) > 1 or any(len(word) >= LONG for word in words) else ()


def _signs(text: str) -> tuple[str, ...]:
    """What is no letter and no punctuation: a minus in the place of a plus says another thing."""
    if text.isascii() and not text.translate(_NO_SIGN):
        return ()
    return tuple(sorted(_SIGN.findall(text)))


def _same_words(card: EditedCard, other: EditedCard) -> bool:
    """Whether the two ask in the very same words, which is another rule's."""
    first, second = (" ".join(each.question.value.split()).casefold() for each in (card, other))
    return first == second


def _says_more(first: set[str], second: set[str]) -> bool:
    """Whether one question has all words of the other and few more; "best case" and "worst case" do not."""
    return (first <= second or second <= first) and len(first & second) >= ALIKE * len(first | second) > 0
