"""The rule on misspelt words: what people are known to write for another word is reported, names and code are not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.cards import EditedCard, Origin, Problem
from generator.lint import speller
from generator.lint.apostrophes import with_apostrophe
from generator.lint.languages import english, may_be_english
from generator.lint.material import Material
from generator.lint.words import without_code

SHORTEST = 4
"""Letters of a word that is looked at; shorter ones are as often an abbreviation."""

NEAR = 160
"""Bytes on each side of a word that tell whether it stands alone and begins a sentence."""

_MAY_STAND_BEFORE = re.compile(r"""(?:^|\s)[("'“‘*]*$""")
_MAY_FOLLOW = re.compile(r"""$|\s|[),;:!?"'”’*…]|\.(?!\w)""")
_SENTENCE_BEFORE = re.compile(r"(?:^|(?<!\b[A-Z])[.!?:]\s)\W*$")
_SENTENCE_BEHIND = re.compile(r"\s[a-z]")
_QUOTES = frozenset(("''", '""', "“”", "‘’"))
_NAME = re.compile(r"(?<=[^\W\d_][ ,])[^\S\n]*[A-Z][a-z]+")
_PARTICLE = re.compile(r"\b(?:de|des|du|la|le|les|del|della|di|der|das|und|et|word|term)\s$", re.IGNORECASE)
"""What stands before a word of another language, or one that is spoken of."""

_LATIN = re.compile(r"\w+(?:ae|is|us|um)")
_SPECIES = re.compile(r"[A-Z][a-z]+(?:is|us|um)")
_BEFORE = re.compile(r"(\w+)\s$")
_BEHIND = re.compile(r"\s(\w+)")
_WORDS = frozenset(("alikes", "hander", "handers", "reparametrization", "tripel", "wether"))
"""Words that typos takes for misspelt."""

_LIKE_LATIN = "this thus plus various previous analysis basis status virus focus minus versus bonus axis"
"""English words that end like Latin ones."""


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
    places = list(_lines(material)) if can_spell() and may_be_english(material.language) else []
    lines = [line for _, _, line in places]
    known = {word.casefold() for word in material.words} | _WORDS
    found = [each for each in speller.spell(lines) if each.word.casefold() not in known] if lines else []
    is_english = english(material.language, lines, {each.line for each in found})
    names = _names(lines) if any(not each.word.islower() for each in found) else frozenset()
    for each in found:
        card, origin, line = places[each.line]
        if each.line not in is_english or each.word in names or f"{each.word}g" in each.meant:
            continue
        if _is_plain_word(line, each):
            yield Misspelling(card, origin, each.word, with_apostrophe(each.word, each.meant))


def _names(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand somewhere in mid-sentence with a capital."""
    return frozenset(name.strip() for line in lines for name in _NAME.findall(line))


def _lines(material: Material) -> Iterator[tuple[EditedCard, Origin, str]]:
    """Each line of a card's texts that has words, with blanks in the place of code."""
    for card in material.cards:
        for text in (card.question, card.answer, card.extra):
            for at, line in enumerate(without_code(text.value).split("\n") if text else ()):
                if text and line.strip():
                    yield card, Origin(text.origin.path, text.origin.line + at), line


def _is_plain_word(line: str, found: speller.Found) -> bool:
    """Whether it stands alone: no part of an address, no abbreviation, no name, no word of another language."""
    data = line.encode("utf-8", "replace")
    before = data[max(0, found.offset - NEAR) : found.offset].decode("utf-8", "ignore")
    end = found.offset + len(found.word.encode())
    after = data[end : end + NEAR].decode("utf-8", "ignore")
    if len(found.word) < SHORTEST or not found.word[1:].islower():
        return False
    if not (_MAY_STAND_BEFORE.search(before[-8:]) and _MAY_FOLLOW.match(after)):
        return False
    if before[-1:] + after[:1] in _QUOTES:
        return False
    if not (found.word.islower() or (_SENTENCE_BEFORE.search(before) and _SENTENCE_BEHIND.match(after))):
        return False
    return not _is_foreign(found.word, before, after)


def _is_foreign(word: str, before: str, after: str) -> bool:
    """Whether a neighbour makes it a term of another language: "torsades de pointes", "palpebrae superioris"."""
    beside = [found.group(1) for found in (_BEFORE.search(before), _BEHIND.match(after)) if found]
    others = [each for each in beside if each.casefold() not in _LIKE_LATIN.split()]
    if _PARTICLE.search(before) or any(_SPECIES.fullmatch(each) for each in others if before.strip().endswith(each)):
        return True
    return bool(_LATIN.fullmatch(word)) and any(_LATIN.fullmatch(each) for each in others)
