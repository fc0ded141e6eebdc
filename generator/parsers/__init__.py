"""A scraped page in, its cards, problems and line account out, by the one parser that knows its layout."""

from __future__ import annotations

from generator.cards import Page, ParsedPage
from generator.errors import DeckwrightError
from generator.parsers import brainscape, brainscape_csv, separated

PARSERS = (brainscape.LAYOUT, brainscape_csv.LAYOUT, separated.LAYOUT)
"""Every layout that can be read, one file each."""

__all__ = ["PARSERS", "parse"]


def parse(page: Page) -> ParsedPage:
    """The page as cards. Raises DeckwrightError, with what was seen, where no parser knows the layout."""
    lines = page.text.split("\n")
    for layout in PARSERS:
        if layout.recognises(lines):
            return layout.parse(page)
    raise DeckwrightError(_unrecognised(page, lines))


def _unrecognised(page: Page, lines: list[str]) -> str:
    known = "; ".join(f"{layout.name} ({layout.description})" for layout in PARSERS)
    seen = [line.strip() for line in lines if line.strip()]
    if not seen:
        return f"{page.path}: the file is empty; save the scraped page's text into it and try again."
    first = seen[0] if len(seen[0]) <= 60 else seen[0][:59] + "…"
    return (
        f'{page.path}: no flashcards found in {len(seen)} lines, which begin with "{first}". '
        f"Layouts that can be read: {known}. Check that the whole page was saved, markers included."
    )
