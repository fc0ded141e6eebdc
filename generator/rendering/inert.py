"""Text or HTML in, the same out with nothing in it that Anki would act on: brackets, braces, TeX marks."""

from __future__ import annotations

import re

from generator.cards import UNKEEPABLE, only_shows
from generator.normal_form import nfc

_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "[": "&#91;",
        "{": "&#123;",
        "}": "&#125;",
    }
)
_ACTIVE = re.compile(r"[&<>\[{}\\]")
_NEUTRAL = str.maketrans({"[": "&#91;", "{": "&#123;", "}": "&#125;"})
_TEX_OPEN = re.compile(r"\\(?=\(|\[|&#91;)")


def keepable(text: str) -> str:
    """The text as Anki will keep it: composed (NFC), with U+FFFD where a character cannot be kept."""
    composed = nfc(text)
    return composed if only_shows(composed) else UNKEEPABLE.sub("\ufffd", composed)


def escape(text: str) -> str:
    """Plain text (`keepable`) as HTML that shows just that text, whatever it holds.

    Square brackets stop [sound:…], [latex] and [anki:…]; braces stop clozes and field names; a
    backslash in an element of its own stops MathJax.
    """
    if not _ACTIVE.search(text):
        return text
    escaped = text.translate(_ESCAPES)
    return _TEX_OPEN.sub(r"<span>\\</span>", escaped) if "\\" in escaped else escaped


def neutralise(html: str) -> str:
    """Finished HTML with brackets, braces and TeX marks made inert, in text and attributes alike.

    Comes last: a sanitiser turns entities back into the characters they stand for.
    """
    pieces = re.split(r"(<[^>]*>)", html.translate(_NEUTRAL))
    pieces[::2] = [_TEX_OPEN.sub(r"<span>\\</span>", text) for text in pieces[::2]]
    return "".join(pieces)
