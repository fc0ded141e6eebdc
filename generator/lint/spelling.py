"""The rule on misspelt words: what people are known to write for another word is reported, names and code are not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from generator.cards import EditedCard, Origin, Problem
from generator.lint import speller
from generator.lint.apostrophes import with_apostrophe
from generator.lint.heard import Spelt, Tongue
from generator.lint.languages import may_be_english
from generator.lint.material import Material
from generator.lint.suspects import english_lines, suspects, words_in

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


def suspected(material: Material) -> Spelt:
    """Which words of these cards may be misspelt; none in another language, or where typos is not installed."""
    if not (can_spell() and may_be_english(material.language)):
        return Spelt()
    try:
        each_of = suspects(material.cards)
    except (OSError, subprocess.SubprocessError) as error:
        return Spelt(failed=str(error))
    known = {word.casefold() for word in material.words} | _WORDS
    found = ((card, each) for card, its in zip(material.cards, each_of, strict=True) for each in its)
    return Spelt(tuple((card, each) for card, each in found if each.word.casefold() not in known))


def spelt(material: Material, told: Spelt) -> Spelt:
    """What is `told` of the cards, with what the whole deck tells."""
    return told._replace(tongue=material.tongue or _tongue(material.cards, told))


def misspelling(material: Material) -> Iterator[Problem]:
    """A misspelt word is learnt with the card."""
    told = material.spelt or spelt(material, suspected(material))
    for found in _misspelt(material, told):
        meant = " or ".join(f'"{word}"' for word in found.meant)
        way = "with deckwright check --fix" if len(found.meant) == 1 else "in edits.md"
        message = f'"{found.word}" is probably {meant}; put it right {way}, or add it to words in deck.toml'
        yield Problem(found.origin, "misspelling", message, found.card.key)
    if told.failed:
        message = f"no word was checked, for typos did not run ({told.failed}); install it anew, or switch the rule off"
        yield Problem(Origin(f"{material.folder}/deck.toml", 1), "misspelling", message)


def misspellings(material: Material) -> Iterator[Misspelling]:
    """Every misspelt word of the English lines of a deck: no name, and no word of deck.toml's."""
    return _misspelt(material, spelt(material, suspected(material)))


def _misspelt(material: Material, told: Spelt) -> Iterator[Misspelling]:
    for card, each in told.found:
        is_english = told.tongue.is_english if each.is_english is None else each.is_english
        if (is_english or material.language) and each.word not in told.tongue.names:
            yield Misspelling(card, each.origin, each.word, with_apostrophe(each.word, each.meant))


def retold(tongue: Tongue, changed: Mapping[int, EditedCard]) -> Tongue | None:
    """What the deck tells where other cards stand at these places; None where that is another language, or unclear."""
    lines = {place: english_lines(changed[place]) if place in changed else told for place, told in tongue.lines.items()}
    last = max((place % tongue.step for place in lines), default=0)
    before = {place: told for place, told in lines.items() if place % tongue.step < last}
    is_enough = not lines or last + 1 == tongue.step or _tell(lines)
    if not is_enough or _tell(before) or (lines and _are_english(lines) is not tongue.is_english):
        return None
    return tongue._replace(lines=lines)


def _tongue(cards: Sequence[EditedCard], told: Spelt) -> Tongue:
    """What these cards, all of a deck, tell of the suspects found in them."""
    tongue = Tongue(told.capital, frozenset(_names(cards, told.capital)))
    if not told.is_short:
        return tongue
    step, lines = max(1, len(cards) // TELLING), dict[int, tuple[int, int]]()
    for first in range(step):
        lines |= {place: english_lines(cards[place]) for place in range(first, len(cards), step)}
        if _tell(lines):
            break
    return tongue._replace(is_english=_are_english(lines), step=step, lines=lines)


def _tell(lines: Mapping[int, tuple[int, int]]) -> bool:
    """Whether so many lines can be told that they tell of all."""
    return sum(map(sum, lines.values())) >= TELLING


def _are_english(lines: Mapping[int, tuple[int, int]]) -> bool:
    """Whether nearly all lines are English that are long enough to tell."""
    english = sum(ours for ours, _ in lines.values())
    return english >= NEARLY_ALL * sum(map(sum, lines.values())) > 0


def _names(cards: Iterable[EditedCard], words: Set[str]) -> set[str]:
    """Those of `words` that stand somewhere in mid-sentence, with their capital."""
    found: set[str] = set()
    for text in (text for card in cards for text in words_in(card)) if words else ():
        if not words.isdisjoint(_CAPITAL.findall(text)):
            found.update(name.strip() for name in _NAME.findall(text))
    return found & words
