"""Bring text into a normal form of Unicode, in time that grows with the text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Literal, TypeAlias

_Apart: TypeAlias = Literal["NFD", "NFKD"]

# All combining marks lie behind U+02FF. UAX 15 (Stream-Safe Text Format) says that no real text has over 30 in a row.
_LONG_RUN = re.compile("[^\0-\u02ff]{31,}")


def nfc(text: str) -> str:
    """Compose the text (NFC), the form in which Anki keeps it."""
    return text if text.isascii() else _normalised(text, "NFC")


def nfkc(text: str) -> str:
    """Compose the text and replace what is only another way to write a character (NFKC)."""
    return text if text.isascii() else _normalised(text, "NFKC")


def _normalised(text: str, form: Literal["NFC", "NFKC"]) -> str:
    if unicodedata.is_normalized(form, text):
        return text
    # Python puts the marks of one letter in order by insertion, so a letter with 60,000 marks takes minutes; of marks
    # that are in order already each is looked at once.
    apart: _Apart = "NFD" if form == "NFC" else "NFKD"
    ordered = _LONG_RUN.sub(lambda run: _ordered(run[0], apart), text)
    return unicodedata.normalize(form, ordered)


def _ordered(run: str, form: _Apart) -> str:
    """Take a run of characters apart and sort the marks behind each letter (Unicode 3.11, D108 and D109)."""
    apart = "".join(_apart(character, form) for character in run)
    groups = groupby(apart, key=lambda character: unicodedata.combining(character) > 0)
    return "".join(
        "".join(sorted(group, key=unicodedata.combining) if are_marks else group) for are_marks, group in groups
    )


@lru_cache(maxsize=4096)
def _apart(character: str, form: _Apart) -> str:
    return unicodedata.normalize(form, character)
