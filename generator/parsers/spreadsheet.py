"""A table of CSV in, its cards out: with a header that names the columns, or without where it can be nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.cards import Fate, Origin, ParsedPage, SourceCard
from generator.errors import DeckwrightError
from generator.parsers.layout import WHITE_SPACE, Sheet
from generator.parsers.ledger import Ledger
from generator.parsers.rows import Row, has_html, read_rows
from generator.parsers.unlikely import doubted

QUESTIONS = frozenset(("question", "questions", "front", "term", "word", "prompt", "q", "card front", "front side"))
ANSWERS = frozenset(
    ("answer", "answers", "back", "definition", "meaning", "translation", "response", "a", "card back", "back side")
)
SEPARATORS = (",", "\t", ";")
ENOUGH = 4
"""Rows alike that make a table of lines without a header."""


class _Columns(NamedTuple):
    """The places of the columns, and the names of the others."""

    question: int
    answer: int
    tags: int | None
    names: tuple[str, ...]


def recognises(sheet: Sheet) -> str:
    """What was seen where the first line names the columns, or every row has the same cells."""
    first = next((line for line in sheet.lines if line.strip()), "")
    if _header_separator(first):
        return f"a first line {first.strip()[:60]}"
    separator = sheet.once(_separator)
    return f"rows of the same cells parted by {_shown(separator)}" if separator else ""


def parse(sheet: Sheet) -> ParsedPage:
    """Every row as a card; a quoted cell may hold separators and line ends.

    Raises DeckwrightError, with the line, where a quotation is never closed.
    """
    ledger = Ledger(sheet)
    first = next((line for line in ledger.lines if line.strip()), "")
    separator = _header_separator(first) or sheet.once(_separator) or ","
    rows = list(read_rows(sheet.path, ledger.lines, separator))
    columns = (_named(rows[0].cells) or _unnamed(rows[0].cells)) if rows else _unnamed(())
    if columns.names:
        ledger.enter(Fate.FURNITURE, range(rows[0].first - 1, rows[0].last))
        rows = rows[1:]
    title = _title(rows, columns)
    for row in rows:
        _add(ledger, row, columns, title)
    return ledger.close(title) if columns.names else doubted(ledger.close(title), "csv")


def is_header(cells: Sequence[str]) -> bool:
    """Whether the cells name the columns: exactly one for questions, and one for answers."""
    return _named(cells) is not None


def _header_separator(line: str) -> str:
    """The separator of a line that names a column of questions and one of answers; "" for any other line."""
    return next((mark for mark in SEPARATORS if mark in line and _named(line.split(mark))), "")


def _named(cells: Sequence[str]) -> _Columns | None:
    """The columns where the cells name exactly one for questions and one for answers."""
    names = tuple(cell.strip(WHITE_SPACE + '"\n') for cell in cells)
    low = [name.casefold() for name in names]
    asking = [at for at, name in enumerate(low) if name in QUESTIONS]
    telling = [at for at, name in enumerate(low) if name in ANSWERS]
    if len(asking) != 1 or len(telling) != 1:
        return None
    tags = next((at for at, name in enumerate(low) if name in ("tags", "tag")), None)
    return _Columns(asking[0], telling[0], tags, names)


def _unnamed(cells: Sequence[str]) -> _Columns:
    return _Columns(0, min(1, len(cells) - 1), None, ())


def _separator(sheet: Sheet) -> str:
    """The separator of which every row has as many: of commas, ones without a blank behind, or quoted cells."""
    may_part = [mark for mark in SEPARATORS if all(mark in line or '"' in line for line in sheet.bare if line)]
    if not may_part or has_html(sheet.text):
        return ""
    filled = [line for line, bare in zip(sheet.lines, sheet.bare, strict=True) if bare]
    if len(filled) < ENOUGH:
        return ""
    for separator in may_part:
        tight = sum(f"{separator} " not in line for line in filled) >= 0.8 * len(filled)
        quoted = sum(line.startswith('"') or f'{separator}"' in line for line in filled)
        widths = _widths(sheet.lines, separator)
        is_table = len(widths) == 1 and min(widths) > 1 and (quoted or (tight and separator != "\t"))
        if is_table or (separator == "\t" and len(widths) == 1 and min(widths) > 2):
            return separator
    return ""


def _widths(lines: Sequence[str], separator: str) -> set[int]:
    try:
        return {len(row.cells) for row in read_rows("", lines, separator)}
    except DeckwrightError:
        return set()


def _title(rows: Sequence[Row], columns: _Columns) -> str:
    """What a column "Name" says in every row of several: the deck's name; else nothing."""
    at = next((at for at, name in enumerate(columns.names) if name.casefold() == "name"), None)
    said = {_cell(row, at) for row in rows}
    return said.pop() if len(rows) > 1 and len(said) == 1 else ""


def _add(ledger: Ledger, row: Row, columns: _Columns, title: str) -> None:
    """The row as a card; cells in further columns stand below the answer, those no header names are a problem."""
    places = range(len(row.cells))
    further = [at for at in places if at not in (columns.question, columns.answer, columns.tags)]
    told = [_cell(row, columns.answer), *filter(None, (_further(row, at, columns, title) for at in further))]
    card = SourceCard(
        question=_cell(row, columns.question),
        answer="\n\n".join(filter(None, told)) or None,
        origin=Origin(ledger.path, row.first),
        question_line=row.first,
        answer_line=row.first,
        tags=tuple(_cell(row, columns.tags).replace(",", " ").split()),
    )
    ledger.add_row(row.first, row.last, card)
    for words in _too_many(row, columns):
        message = f'"{words[:60]}" is a cell too many in this row, and in no card; quote cells that hold a separator'
        ledger.problem("unread-line", row.first - 1, message)


def _further(row: Row, at: int, columns: _Columns, title: str) -> str:
    """The cell of a further column under its name; a column Name that repeats the question or title adds nothing."""
    words = _cell(row, at)
    if columns.names and at >= len(columns.names):
        return ""
    name = columns.names[at] if columns.names else ""
    if name.casefold() == "name" and words in (title, _cell(row, columns.question)):
        return ""
    return f"{name}: {words}" if name and words else words


def _too_many(row: Row, columns: _Columns) -> Iterator[str]:
    extra = [words for words in row.cells[len(columns.names) :] if words] if columns.names else []
    return iter(extra[:1])


def _cell(row: Row, at: int | None) -> str:
    return row.cells[at] if at is not None and at < len(row.cells) else ""


def _shown(separator: str) -> str:
    return "a tab" if separator == "\t" else f'"{separator}"'
