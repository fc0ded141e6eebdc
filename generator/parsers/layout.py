"""What every parser offers: a name, a description, a test for its layout, and the reading itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generator.cards import Page, ParsedPage

WHITE_SPACE = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What may be trimmed from a line. Controls may not, which str.strip() takes for white space: they are reported."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One site layout: `recognises` takes the page's lines, `parse` the page; neither reads a file."""

    name: str
    description: str
    recognises: Callable[[Sequence[str]], bool]
    parse: Callable[[Page], ParsedPage]
