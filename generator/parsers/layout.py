"""What every parser offers: a name, a description, a test for its layout, and the reading itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generator.cards import Page, ParsedPage


@dataclass(frozen=True, slots=True)
class Layout:
    """One site layout: `recognises` takes the page's lines, `parse` the page; neither reads a file."""

    name: str
    description: str
    recognises: Callable[[Sequence[str]], bool]
    parse: Callable[[Page], ParsedPage]
