"""A scraped page in, its cards, problems and line account out, by the one parser that knows its layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.cards import Page, ParsedPage
from generator.errors import DeckwrightError, nearest
from generator.parsers.hypertext import is_hypertext, shown
from generator.parsers.layout import Layout, Sheet
from generator.parsers.layouts import FORMATS, MARKED_UP, PARSERS, named
from generator.parsers.packing import pages_of, pieces_of
from generator.parsers.places import in_file, lost_pictures
from generator.parsers.unlikely import without_doubt

__all__ = ["FORMATS", "MARKED_UP", "PARSERS", "as_text", "pages_of", "parse", "parse_each", "pieces_of"]


def as_text(page: Page) -> Page:
    """The page as it is read: HTML becomes the text it shows, all else stays.

    Raises DeckwrightError where HTML is nested too deep to be read.
    """
    return shown(page) if is_hypertext(page) else page


def parse(page: Page, wanted: str = "") -> ParsedPage:
    """The page, as `as_text` gives it, as cards: by the layout named `wanted` or else the one that recognises it.

    Raises DeckwrightError, with what was seen, where no layout knows the page, several do, or `wanted` is none.
    """
    (parsed,) = parse_each(iter([page]), wanted)
    return parsed


def parse_each(pages: Iterator[Page], wanted: str = "") -> Iterator[ParsedPage]:
    """The same of each page; where nobody else holds a page, its text is let go of before its cards are there."""
    for page in pages:
        sheet, frame = Sheet(page), replace(page, text="")
        del page
        layout = _named(sheet, wanted) if wanted else _detected(sheet)
        sheet.hold_lines_alone()
        parsed = layout.read(sheet)
        yield in_file(frame, lost_pictures(frame, without_doubt(parsed) if wanted else parsed))


def _named(sheet: Sheet, wanted: str) -> Layout:
    if wanted not in FORMATS:
        raise DeckwrightError(
            f'{sheet.path}: there is no format "{wanted}".{nearest(wanted, FORMATS)} '
            f"The formats are {', '.join(FORMATS)}."
        )
    return named(wanted)


def _detected(sheet: Sheet) -> Layout:
    """The one layout that recognises the page: by its markup, else by its text, the surest first."""
    for layout in MARKED_UP if sheet.parts else ():
        if layout.recognises(sheet):
            return layout
    *others, own = PARSERS
    likely = _likely(sheet)
    for layouts in ([own], *([layout for layout in others if layout.sure is sure] for sure in (True, False))):
        seen = [(layout, layout.recognises(sheet)) for layout in layouts if layout in likely]
        found = [(layout, words) for layout, words in seen if words]
        if len(found) > 1:
            raise DeckwrightError(_ambiguous(sheet.path, found))
        if found:
            return found[0][0]
    raise DeckwrightError(_unrecognised(sheet))


def _likely(sheet: Sheet) -> list[Layout]:
    """The layouts of which the page has a sign, if they have any."""
    signs = sheet.signs(sign for layout in PARSERS for sign in layout.signs)
    return [layout for layout in PARSERS if layout.may_know(signs)]


def _ambiguous(path: str, found: Sequence[tuple[Layout, str]]) -> str:
    choices = "; ".join(f"{layout.title}: {words} (--format {layout.name})" for layout, words in found)
    return f"{path}: this page can be read in more than one way: {choices}. Say which."


def _unrecognised(sheet: Sheet) -> str:
    known = ", ".join(layout.title for layout in PARSERS)
    seen = [line.strip() for line in sheet.lines if line.strip()]
    if not seen:
        return f"{sheet.path}: the file is empty; save the scraped page's text into it and try again."
    first = seen[0] if len(seen[0]) <= 60 else seen[0][:59] + "…"
    return (
        f'{sheet.path}: no flashcards found in {len(seen)} lines, which begin with "{first}". '
        f"Layouts that can be read: {known}. Check that the whole page was saved, markers included; if it is "
        f"one of these, say which: --format {', '.join(layout.name for layout in PARSERS[:2])} and so on."
    )
