"""Rules on the deck as a whole: what stands twice, what the page's own numbers say is missing."""

from __future__ import annotations

from collections.abc import Iterator

from generator.cards import EditedCard, Problem
from generator.lint.material import Material
from generator.lint.prints import prints_of, repeated, the_words


def duplicate_question(material: Material) -> Iterator[Problem]:
    """Two cards with one question cannot both be answered right."""
    first: dict[str, EditedCard] = {}
    prints = material.prints or prints_of(material.cards)
    often = repeated(prints.same)
    for card in (card for card, number in zip(material.cards, prints.same, strict=True) if number in often):
        words = the_words(card.question.value)
        if words and words in first:
            other = first[words].origin
            message = f"the same question stands at {other}; tell them apart in edits.md under ## {{#{card.key}}}"
            yield Problem(card.origin, "duplicate-question", message, card.key)
        first.setdefault(words, card)


def numbering_gap(material: Material) -> Iterator[Problem]:
    """Numbers that skip or repeat say that the scrape lost or doubled a card."""
    last: dict[str, int] = {}
    keys = {card.origin: card.key for card in material.cards}
    shipped = [(card.origin, card.number) for card in material.cards]
    doubtful = [(card.origin, card.number) for card in material.doubtful]
    for origin, printed in sorted([*shipped, *doubtful]):
        if not printed.isdecimal():
            continue
        number = int(printed)
        if origin.path in last and number != last[origin.path] + 1:
            message = f"card {number} follows card {last[origin.path]}; check that the page was saved whole"
            yield Problem(origin, "numbering-gap", message, keys.get(origin, ""))
        last[origin.path] = number
