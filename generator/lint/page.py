"""Rules on the deck as a whole: what stands twice, what the page's own numbers say is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.cards import EditedCard, Origin, Problem
from generator.lint.material import Material
from generator.lint.prints import prints_of, repeated, the_words


def duplicate_question(material: Material) -> Iterator[Problem]:
    """Two cards with one question cannot both be answered right."""
    first: dict[str, EditedCard] = {}
    prints = material.prints or prints_of(material.cards)
    for card in map(material.cards.__getitem__, repeated(prints.same)):
        words = the_words(card.question.value)
        if words and words in first:
            other = first[words].origin
            message = f"the same question stands at {other}; tell them apart in edits.md under ## {{#{card.key}}}"
            yield Problem(card.origin, "duplicate-question", message, card.key)
        first.setdefault(words, card)


def numbering_gap(material: Material) -> Iterator[Problem]:
    """Numbers that skip or repeat say that the scrape lost or doubled a card."""
    last: dict[str, int] = {}
    known = numbers_of(material.cards) if material.numbered is None else material.numbered
    doubtful = ((card.origin, card.number, "") for card in material.doubtful if card.number.isdecimal())
    for origin, printed, key in sorted([*known, *doubtful]):
        number = int(printed)
        if origin.path in last and number != last[origin.path] + 1:
            message = f"card {number} follows card {last[origin.path]}; check that the page was saved whole"
            yield Problem(origin, "numbering-gap", message, key)
        last[origin.path] = number


def numbers_of(cards: Iterable[EditedCard]) -> tuple[tuple[Origin, str, str], ...]:
    """Where each card with a number stands, that number as printed, and the card's key."""
    return tuple((card.origin, card.number, card.key) for card in cards if card.number.isdecimal())
