"""Rules on single characters: those Anki cannot keep, and those a reader cannot see."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from generator.cards import UNKEEPABLE, EditedCard, Origin, Problem, Text, only_shows
from generator.lint.material import Material

_HIDDEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Zero-width characters and those that turn the direction of text (Unicode TR 36); joiners are spelling."""


_LOOK_LATIN = "аеорсухіјѕһԁАВЕКМНОРСТУХІЈЅοΟΑΒΕΖΗΙΚΜΝΡΤΥΧν"
"""Letters of Cyrillic and Greek that look like Latin ones (Unicode TR 39, confusables)."""

_LOOKS = re.compile(f"[{_LOOK_LATIN}]")
_WORD = re.compile(rf"(?<!\w)[A-Za-z{_LOOK_LATIN}]{{3,}}(?!\w)")


def replaced_characters(material: Material) -> Iterator[Problem]:
    """A character Anki cannot keep is shown as U+FFFD."""
    for card, text in _texts(material):
        for place, name in () if only_shows(text.value) else _found(UNKEEPABLE, text):
            message = f"{name} cannot be kept by Anki, so U+FFFD stands in its place"
            yield Problem(place, "replaced-characters", message, card.key)


def suspicious_characters(material: Material) -> Iterator[Problem]:
    """A character nobody sees, or takes for another one, can hide what a text says."""
    for card, text in _texts(material):
        if text.value.isascii():
            continue
        for place, name in () if only_shows(text.value) else _found(_HIDDEN, text):
            message = f"{name} is invisible here; take it out in edits.md if it is not meant"
            yield Problem(place, "suspicious-characters", message, card.key)
        for place, word, name in _mixed(text) if _LOOKS.search(text.value) else ():
            message = f'"{word}" has {name} among Latin letters; write the word anew in edits.md if that is not meant'
            yield Problem(place, "suspicious-characters", message, card.key)


def _texts(material: Material) -> Iterator[tuple[EditedCard, Text]]:
    for card in material.cards:
        for text in (card.question, card.answer, card.source, card.extra):
            if text is not None:
                yield card, text


def _mixed(text: Text) -> Iterator[tuple[Origin, str, str]]:
    """Each word of Latin letters and one of another script that only looks so: its place, itself, that letter."""
    for found in _WORD.finditer(text.value):
        other = next((letter for letter in found.group() if not letter.isascii()), "")
        if other and any(letter.isascii() for letter in found.group()):
            line = text.origin.line + text.value.count("\n", 0, found.start())
            yield Origin(text.origin.path, line), found.group(), f"U+{ord(other):04X} ({unicodedata.name(other)})"


def _found(pattern: re.Pattern[str], text: Text) -> Iterator[tuple[Origin, str]]:
    """Each character once a text: where it stands first, and its name with how often it stands there."""
    for character, times in Counter(pattern.findall(text.value)).items():
        line = text.origin.line + text.value.count("\n", 0, text.value.index(character))
        name = unicodedata.name(character, "a control character or noncharacter")
        often = f", {times} times," if times > 1 else ""
        yield Origin(text.origin.path, line), f"U+{ord(character):04X} ({name}){often}"
