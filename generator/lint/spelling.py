"""The rule on misspelt words: the only door to typos, which knows what people write for a word, and no dictionary."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.cards import EditedCard, Origin, Problem
from generator.lint.material import Material
from generator.lint.words import words_of

ENGLISH = 0.08
"""The share of words like "the" and "of" from which on a text is English; lists in other languages stay below."""

_COMMON = frozenset(
    ("the", "of", "a", "an", "and", "or", "to", "in", "is", "are", "was", "were", "that", "which", "it", "its", "for")
    + ("with", "by", "on", "as", "from", "be", "what", "how")
)
_FOREIGN = frozenset(
    (
        "de",
        "la",
        "el",
        "los",
        "las",
        "que",
        "un",
        "una",
        "y",
        "en",
        "por",
        "para",
        "con",
        "se",
        "del",
        "le",
        "les",
        "des",
    )
    + (
        "et",
        "une",
        "du",
        "pour",
        "dans",
        "qui",
        "der",
        "die",
        "das",
        "und",
        "ist",
        "ein",
        "eine",
        "zu",
        "den",
        "di",
        "il",
    )
    + ("che", "e", "o", "os", "em", "do", "da", "het", "een", "van", "och", "att", "est", "non", "ad", "cum")
)
ENOUGH = 4
"""Words of a line that tell its language."""

NEARLY_ALL = 0.9

SHORTEST = 4
"""Letters of a word that is looked at; shorter ones are as often an abbreviation."""

_TIMEOUT = 60
"""Seconds after which a deck goes unchecked; 30,000 cards take less than one."""


_MAY_STAND_BEFORE = re.compile(r"""(?:^|[\s("'“‘*])$""")
_MAY_FOLLOW = re.compile(r"""$|\s|[),;:!?"'”’*…]|\.(?!\w)""")
_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?:]\s)\W*$")
_NEAR = 40
"""Characters before a word that tell whether it begins a sentence."""


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word on one line of a card's text, with what it probably should be, the likeliest first."""

    card: EditedCard
    origin: Origin
    word: str
    meant: tuple[str, ...]


def misspelling(material: Material) -> Iterator[Problem]:
    """A misspelt word is learnt with the card."""
    for found in misspellings(material):
        meant = " or ".join(f'"{word}"' for word in found.meant)
        way = "with deckwright check --fix" if len(found.meant) == 1 else "in edits.md"
        message = f'"{found.word}" is probably {meant}; put it right {way}, or add it to words in deck.toml'
        yield Problem(found.origin, "misspelling", message, found.card.key)


def misspellings(material: Material) -> Iterator[Misspelling]:
    """Every misspelt word of an English deck, once a line; none where typos is not installed."""
    program = _program()
    places = list(_lines(material)) if program else []
    english = _english(material.language, [line for _, _, line in places])
    if not any(english):
        return
    known = {word.casefold() for word in material.words}
    for record in _run(program, "\n".join(line.replace("\r", " ") for _, _, line in places)):
        card, origin, line = places[record.line - 1]
        if english[record.line - 1] and record.word.casefold() not in known and _is_plain_word(line, record):
            yield Misspelling(card, origin, record.word, record.meant)


def _program() -> str:
    """The path of typos: beside this Python, or wherever the system has it; "" where it is not installed."""
    beside = Path(sys.executable).with_name("typos.exe" if sys.platform == "win32" else "typos")
    return str(beside) if beside.is_file() else shutil.which("typos") or ""


def _lines(material: Material) -> Iterator[tuple[EditedCard, Origin, str]]:
    for card in material.cards:
        for text in (card.question, card.answer, card.extra):
            for at, line in enumerate(text.value.split("\n") if text else ()):
                if text and line.strip():
                    yield card, Origin(text.origin.path, text.origin.line + at), line


def _english(language: str, lines: Sequence[str]) -> list[bool]:
    """Of each line whether it is English, by its common words; short ones are as the others, if nearly all are.

    Where deck.toml names a language, that decides for every line.
    """
    if language:
        return [language.casefold().split("-")[0] == "en"] * len(lines)
    told = [_is_english(words_of(line)) for line in lines]
    long = [is_english for is_english in told if is_english is not None]
    rest = sum(long) >= NEARLY_ALL * len(long) > 0
    return [rest if is_english is None else is_english for is_english in told]


def _is_english(words: Sequence[str]) -> bool | None:
    """Whether these words are English; None where there are too few to tell."""
    if len(words) < ENOUGH:
        return None
    ours = sum(word in _COMMON for word in words)
    return ours >= ENGLISH * len(words) and ours > sum(word in _FOREIGN for word in words)


@dataclass(frozen=True, slots=True)
class _Record:
    """What typos says: the line from 1, the bytes of it before the word, the word, and what was meant."""

    line: int
    offset: int
    word: str
    meant: tuple[str, ...]


def _run(program: str, text: str) -> Iterator[_Record]:
    """What typos finds in the text (github.com/crate-ci/typos, --format json)."""
    command = [program, "--isolated", "--format", "json", "-"]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=text.encode("utf-8", "replace"), capture_output=True, timeout=_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    for record in map(json.loads, done.stdout.splitlines()):
        if record.get("type") == "typo" and record.get("corrections"):
            yield _Record(record["line_num"], record["byte_offset"], record["typo"], tuple(record["corrections"]))


def _is_plain_word(line: str, record: _Record) -> bool:
    """Whether it stands alone: no part of an address or of code, no abbreviation, no name."""
    before = line.encode()[: record.offset].decode()
    after = line[len(before) + len(record.word) :]
    if len(record.word) < SHORTEST or before.count("`") % 2 or not record.word[1:].islower():
        return False
    if not (_MAY_STAND_BEFORE.search(before[-1:]) and _MAY_FOLLOW.match(after)):
        return False
    return record.word.islower() or bool(
        _SENTENCE_BEFORE.search(before if len(before) < _NEAR else f"x{before[-_NEAR:]}")
    )
