"""Brainscape's CSV export in, its cards out: a header that names Question and Answer, then one card a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from generator.cards import Page, ParsedPage
from generator.errors import DeckwrightError
from generator.parsers.layout import Layout
from generator.parsers.table import AROUND, Row, cards_of, is_header

MAX_CELL = 1 << 24


def recognises(lines: Sequence[str]) -> str:
    """What was seen where the first line names a column of questions and one of answers, parted by commas."""
    first = next((line.strip() for line in lines if line.strip()), "")
    return f"a first line {first[:60]}" if is_header(first.split(",")) else ""


def parse(page: Page) -> ParsedPage:
    """Every row as a card; a quoted cell may hold commas and line ends.

    Raises DeckwrightError, with the line, where a quotation is never closed.
    """
    lines = page.text.removesuffix("\n").split("\n")
    return cards_of(page, _rows(page, lines), len(lines))


LAYOUT = Layout(
    "csv", "CSV with a header", "a first line like Question,Answer, then a row for each card", recognises, parse
)


def _rows(page: Page, lines: Sequence[str]) -> Iterator[Row]:
    """RFC 4180, as Python's csv module reads it; blank lines between rows are no rows."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader((f"{line}\n" for line in lines), strict=True)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip(AROUND) for cell in cells):
                yield Row(tuple(cells), before + 1, reader.line_num)
            before = reader.line_num
    except csv.Error as error:
        raise DeckwrightError(
            f"{page.path}:{before + 1}: this row is no CSV ({error}); close its quotation marks, "
            f"or double those inside."
        ) from error
