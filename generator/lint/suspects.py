"""A card in, the words of it that may be misspelt out, each with whether its line is English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.cards import EditedCard, Origin
from generator.lint.languages import is_english
from generator.lint.speller import Found, spell
from generator.lint.words import without_code, words_by_line, words_of

SHORTEST = 4
"""Letters of a word that is looked at; shorter ones are as often an abbreviation."""

NEAR = 160
"""Bytes on each side of a word that tell whether it stands alone and begins a sentence."""

_WORD = re.compile(r"\S+")
_MAY_STAND_BEFORE = re.compile(r"""(?:^|\s)[("'“‘*]*$""")
_MAY_FOLLOW = re.compile(r"""$|\s|[),;:!?"'”’*…]|\.(?!\w)""")
_SENTENCE_BEFORE = re.compile(r"(?:^|(?<!\b[A-Z])[.!?:]\s)\W*$")
_SENTENCE_BEHIND = re.compile(r"\s[a-z]")
_QUOTES = frozenset(("''", '""', "“”", "‘’"))
_PARTICLE = re.compile(r"\b(?:de|des|du|la|le|les|del|della|di|der|das|und|et|word|term)\s$", re.IGNORECASE)
"""What stands before a word of another language, or one that is spoken of."""

_LATIN = re.compile(r"\w+(?:ae|is|us|um)")
_SPECIES = re.compile(r"[A-Z][a-z]+(?:is|us|um)")
_BEFORE = re.compile(r"(\w+)\s$")
_BEHIND = re.compile(r"\s(\w+)")
_LIKE_LATIN = "this thus plus various previous analysis basis status virus focus minus versus bonus axis"
"""English words that end like Latin ones."""


class Suspect(NamedTuple):
    """A word that stands alone and is known to be written for others; `is_english` says it of its line, None: short."""

    origin: Origin
    word: str
    meant: tuple[str, ...]
    is_english: bool | None


def suspects(cards: Sequence[EditedCard]) -> list[tuple[Suspect, ...]]:
    """The suspects of each card, which depend on no other card.

    Raises OSError or subprocess.SubprocessError where typos does not run to its end.
    """
    words: set[str] = set()
    for card in cards:
        words.update(_split(card))
    wrong = spell(words)
    known = frozenset(wrong)
    return [() if known.isdisjoint(_split(card)) else (*_suspects(card, wrong),) for card in cards]


def words_in(card: EditedCard) -> list[str]:
    """The texts of a card whose words are looked at, with blanks in the place of code."""
    return [without_code(text.value) for text in (card.question, card.answer, card.extra) if text]


def english_lines(card: EditedCard) -> tuple[int, int]:
    """How many lines of a card are English, and how many are not, of those that can be told."""
    told = [is_english(line) for words in words_in(card) for line in words_by_line(words)]
    return told.count(True), told.count(False)


def _split(card: EditedCard) -> list[str]:
    return " ".join(words_in(card)).split()


def _suspects(card: EditedCard, wrong: Mapping[str, Sequence[Found]]) -> Iterator[Suspect]:
    for text in filter(None, (card.question, card.answer, card.extra)):
        for at, line in enumerate(without_code(text.value).split("\n")):
            for found in _found(line, wrong):
                if f"{found.word}g" not in found.meant and _is_plain_word(line, found):
                    origin = Origin(text.origin.path, text.origin.line + at)
                    yield Suspect(origin, found.word, found.meant, is_english(words_of(line)))


def _found(line: str, wrong: Mapping[str, Sequence[Found]]) -> Iterator[Found]:
    """What is wrong with each word of a line, counted from its beginning."""
    for word in _WORD.finditer(line):
        for found in wrong.get(word.group(), ()):
            before = len(line[: word.start()].encode("utf-8", "replace"))
            yield found._replace(offset=before + found.offset)


def _is_plain_word(line: str, found: Found) -> bool:
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
