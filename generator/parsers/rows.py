"""Lines of a table in, its rows out: cells parted by one character, quoted where they hold it or a line end."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from generator.errors import DeckwrightError
from generator.parsers.layout import WHITE_SPACE

_TAG = re.compile(r"<(?:br|div|span|img|b|i|u|p|ul|ol|li|code|sup|sub)\b[^<>\n]*>")
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot);")

MAX_CELL = 1 << 24
AROUND = WHITE_SPACE + "\n"
"""What is trimmed from a cell."""


class Row(NamedTuple):
    """One row: its cells, and the lines it takes up, from 1 (`last` included)."""

    cells: tuple[str, ...]
    first: int
    last: int


def has_html(text: str) -> bool:
    """Whether the text has what cells of HTML have, and cells of text hardly ever."""
    return bool(_TAG.search(text) or _ENTITY.search(text))


def read_rows(path: str, lines: Sequence[str], separator: str, begin: int = 0) -> Iterator[Row]:
    """The rows from the line at index `begin` on, each cell without the blanks around it.

    Blank lines between rows are no rows. Raises what `raw_rows` does.
    """
    for row in raw_rows(path, lines, separator, begin):
        cells = tuple(cell.strip(AROUND) for cell in row.cells)
        if any(cells):
            yield row._replace(cells=cells)


def raw_rows(path: str, lines: Sequence[str], separator: str, begin: int = 0) -> Iterator[Row]:
    """The rows as RFC 4180 has them, every blank kept; lines without a cell are no rows.

    Raises DeckwrightError, with the line, where a quotation is never closed.
    """
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader((f"{line}\n" for line in _from(lines, begin)), delimiter=separator, strict=True)
    before = begin
    try:
        for cells in reader:
            last = begin + reader.line_num
            if cells:
                yield Row(tuple(cells), before + 1, last)
            before = last
    except csv.Error as error:
        raise DeckwrightError(
            f"{path}:{before + 1}: this row is no CSV ({error}); close its quotation marks, or double those inside."
        ) from error


def _from(lines: Sequence[str], begin: int) -> Iterable[str]:
    return (lines[at] for at in range(begin, len(lines)))
