"""Cards and their notes in, problems out: every rule is one function, and RULES is the list of them."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from generator.cards import EditedCard, Origin, Problem
from generator.lint.anki import braces_in_cloze, cloze_renumbered, no_card, note_type_change
from generator.lint.companions import (
    note_type_drift,
    oversized_media,
    unbound_simulation,
    unknown_simulation,
    unused_media,
)
from generator.lint.completeness import draft_answer, missing_answer, missing_question
from generator.lint.counting import enumeration_mismatch
from generator.lint.descriptions import SAYS
from generator.lint.formulas import price_as_math, unbalanced_math
from generator.lint.heard import Heard, Spelt, Tongue
from generator.lint.likeness import near_duplicate
from generator.lint.material import Material, Shipped
from generator.lint.mojibake import mojibake
from generator.lint.page import duplicate_question, numbering_gap, numbers_of
from generator.lint.prints import Prints, prints_of
from generator.lint.speller import program
from generator.lint.spelling import Misspelling, can_spell, misspelling, misspellings, retold, spelt, suspected
from generator.lint.text import replaced_characters, suspicious_characters
from generator.lint.wording import answer_in_question, overlong_answer, truncated_answer
from generator.lint.words import without_code

GROUP = 5000
"""Cards that are looked at together, one by one."""

RULES_ON_NOTES = (
    missing_question,
    missing_answer,
    draft_answer,
    no_card,
    note_type_change,
    cloze_renumbered,
    braces_in_cloze,
    unbalanced_math,
    price_as_math,
    unused_media,
    oversized_media,
)
"""The rules that look at notes, and every rule that keeps a card out."""

RULES_ON_EACH_CARD = (
    enumeration_mismatch,
    truncated_answer,
    overlong_answer,
    answer_in_question,
    replaced_characters,
    suspicious_characters,
    mojibake,
    unknown_simulation,
)
"""The rules that only warn, ask for no note, and see one card at a time."""

RULES_ON_THE_DECK = (
    duplicate_question,
    near_duplicate,
    numbering_gap,
    misspelling,
    unbound_simulation,
    note_type_drift,
)
"""Those that see all cards; so that a large deck need not be held, they ask for cards by place, or for all once."""

RULES_ON_WORDS = RULES_ON_EACH_CARD + RULES_ON_THE_DECK
"""The rules that only warn and ask for no notes, so they can go on while notes are made."""

OF_THE_DECK = frozenset(("numbering-gap", "unused-media", "oversized-media", "unbound-simulation", "note-type-drift"))
"""The rules that look beyond the cards, at what no edit of a card's words changes."""

RULES = RULES_ON_NOTES + RULES_ON_WORDS
"""Every rule that looks at the finished cards; other steps report what only they can see."""

SWITCHABLE = frozenset(
    {
        *(rule.__name__.replace("_", "-") for rule in RULES),
        *(
            "count-mismatch",
            "leftover-furniture",
            "lost-picture",
            "missing-media",
            "nested-too-deep",
            "refused-link",
            "refused-math",
        ),
        *("stale-edit", "unknown-card-in-edit", "unread-line", "unsure-sides", "known-guid", "unused-exemption"),
        "unlikely-cards",
        *("bad-snippet", "stale-simulation"),
    }
) - {"no-card", "note-type-change", "missing-question", "draft-answer"}
"""The rules a user may switch off, each with a reason; Anki itself enforces the others."""

__all__ = [
    "OF_THE_DECK",
    "RULES",
    "SAYS",
    "SWITCHABLE",
    "Heard",
    "Material",
    "Misspelling",
    "Prints",
    "Shipped",
    "Tongue",
    "can_spell",
    "hear",
    "misspellings",
    "prints_of",
    "problems_of_notes",
    "program",
    "retold",
    "settle",
    "without_code",
]


def problems_of_notes(material: Material) -> tuple[Problem, ...]:
    """What the RULES_ON_NOTES find."""
    return tuple(problem for rule in RULES_ON_NOTES for problem in rule(material))


def hear(material: Material) -> Heard:
    """What the RULES_ON_WORDS find, and what the words of the deck tell; `material` needs no notes yet."""
    prints, told, numbered, problems = Prints.none(), Spelt(), list[tuple[Origin, str, str]](), list[Problem]()
    cards = iter(material.cards)
    while group := tuple(itertools.islice(cards, GROUP)):
        prints.add(prints_of(group))
        numbered += numbers_of(group)
        part = replace(material, cards=group)
        told = told.joined(suspected(part))
        problems += [problem for rule in RULES_ON_EACH_CARD for problem in rule(part)]
    told = spelt(material, told)
    known = replace(material, prints=prints, spelt=told, numbered=tuple(numbered))
    problems += [problem for rule in RULES_ON_THE_DECK for problem in rule(known)]
    fits = told.capital <= told.tongue.suspects and (told.tongue.is_english is not None or not told.is_short)
    return Heard(tuple(problems), prints, told.tongue, fits)


def settle(cards: Iterable[EditedCard], found: Iterable[Problem], switched_off: Collection[str]) -> tuple[Problem, ...]:
    """The problems that count, of those `found`, sorted by place, and those of exemptions that exempt nothing.

    Left out are the rules in `switched_off` (deck.toml) and those that a card's edit allows.
    """
    exempting = [card for card in cards if card.allowed]
    allowed = {(card.key, rule) for card in exempting for rule, _ in card.allowed if rule in SWITCHABLE}
    problems = {*found}
    problems |= {*_unused_exemptions(exempting, problems)}
    return tuple(
        sorted(
            problem
            for problem in problems
            if problem.rule not in switched_off and (problem.key, problem.rule) not in allowed
        )
    )


def _unused_exemptions(cards: Iterable[EditedCard], problems: Collection[Problem]) -> Iterator[Problem]:
    """An allow= that names no rule, or exempts nothing, hides nothing today and something tomorrow."""
    found = {(problem.key, problem.rule) for problem in problems}
    for card in cards:
        for rule, _ in card.allowed:
            if rule not in SWITCHABLE:
                message = f'allow= names "{rule}", which is no rule that can be switched off'
            elif (card.key, rule) not in found:
                message = f'allow= exempts the card from "{rule}", which finds nothing here; take it away'
            else:
                continue
            yield Problem(card.edited_at or card.origin, "unused-exemption", message, card.key)
