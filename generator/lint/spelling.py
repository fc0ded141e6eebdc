"""The rule on misspelt words: what people are known to write for another word is reported, names and code are not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from generator.cards import EditedCard, Origin, Problem
from generator.lint import speller
from generator.lint.apostrophes import with_apostrophe
from generator.lint.languages import may_be_english
from generator.lint.material import Material
from generator.lint.suspects import Suspect, english_lines, suspects, words_in

NEARLY_ALL = 0.9
"""The share of English lines from which on those are taken for English, too, that are too short to tell."""

TELLING = 1000
"""Lines that tell which language nearly all are in, of cards from all over the deck."""

_CAPITAL = re.compile(r"[A-Z][a-z]+")
_NAME = re.compile(r"(?<=[^\W\d_][ ,])[^\S\n]*[A-Z][a-z]+")
_WORDS = frozenset(("alikes", "hander", "handers", "reparametrization", "tripel", "wether"))
"""Words that typos takes for misspelt."""


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word on one line of a card's text, with what it probably should be, the likeliest first."""

    card: EditedCard
    origin: Origin
    word: str
    meant: tuple[str, ...]


def can_spell() -> bool:
    """Whether misspelt words are looked for: there is no typos for some machines."""
    return bool(speller.program())


def misspelling(material: Material) -> Iterator[Problem]:
    """A misspelt word is learnt with the card."""
    try:
        for found in misspellings(material):
            meant = " or ".join(f'"{word}"' for word in found.meant)
            way = "with deckwright check --fix" if len(found.meant) == 1 else "in edits.md"
            message = f'"{found.word}" is probably {meant}; put it right {way}, or add it to words in deck.toml'
            yield Problem(found.origin, "misspelling", message, found.card.key)
    except (OSError, subprocess.SubprocessError) as error:
        message = f"no word was checked, for typos did not run ({error}); install it anew, or switch the rule off"
        yield Problem(Origin(f"{material.folder}/deck.toml", 1), "misspelling", message)


def misspellings(material: Material) -> Iterator[Misspelling]:
    """Every misspelt word of the English lines of a deck; none where typos is not installed.

    Raises OSError or subprocess.SubprocessError where typos does not run to its end.
    """
    if can_spell() and may_be_english(material.language):
        yield from among(material, suspects(material.cards))


def among(material: Material, told: Sequence[Sequence[Suspect]]) -> Iterator[Misspelling]:
    """The suspects that are misspelt: English, no name, no word of deck.toml's. `told` are those of each card."""
    known = {word.casefold() for word in material.words} | _WORDS
    pairs = [(card, each) for card, its in zip(material.cards, told, strict=True) for each in its]
    pairs = [(card, each) for card, each in pairs if each.word.casefold() not in known]
    names = _names(material.cards, {each.word for _, each in pairs if not each.word.islower()})
    if_short = any(each.is_english is None for _, each in pairs) and _are_english(material.cards)
    for card, each in pairs:
        is_english = if_short if each.is_english is None else each.is_english
        if (is_english or material.language) and each.word not in names:
            yield Misspelling(card, each.origin, each.word, with_apostrophe(each.word, each.meant))


def _names(cards: Iterable[EditedCard], words: Set[str]) -> set[str]:
    """Those of `words` that stand somewhere in mid-sentence, with their capital."""
    found: set[str] = set()
    for text in (text for card in cards for text in words_in(card)) if words else ():
        if not words.isdisjoint(_CAPITAL.findall(text)):
            found.update(name.strip() for name in _NAME.findall(text))
    return found & words


def _are_english(cards: Sequence[EditedCard]) -> bool:
    """Whether nearly all lines are English that are long enough to tell, of so many as it takes."""
    english, other, step = 0, 0, max(1, len(cards) // TELLING)
    for first in range(step):
        told = [english_lines(card) for card in cards[first::step]]
        english += sum(ours for ours, _ in told)
        other += sum(theirs for _, theirs in told)
        if english + other >= TELLING:
            break
    return english >= NEARLY_ALL * (english + other) > 0
