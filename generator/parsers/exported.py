"""A file that `build --also` wrote in, the cards it was written from out: CSV, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from generator.cards import Fate, ParsedPage
from generator.errors import DeckwrightError
from generator.exchange import COLUMNS, JSON_MARK, MARKDOWN_MARK, is_section, unguarded
from generator.parsers.exported_cards import Values, close
from generator.parsers.exported_json import read_json
from generator.parsers.exported_section import is_deck, read_section
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger
from generator.parsers.rows import raw_rows

_TOP = 5


def recognises(sheet: Sheet) -> str:
    """What was seen where the top of the file is one of ours, in whatever program the file was saved since."""
    top = [line for line in sheet.lines[: 2 * _TOP] if line.strip()][:_TOP]
    if MARKDOWN_MARK in top:
        return "the line that says that deckwright wrote it"
    if any(line.strip().startswith((f'"{JSON_MARK}":', f'{{"{JSON_MARK}":')) for line in top):
        return f'the name "{JSON_MARK}" above'
    return "the columns of a CSV that deckwright wrote" if top and _is_header(top[0]) else ""


def parse(sheet: Sheet) -> ParsedPage:
    """Every card as it was exported. Raises DeckwrightError, with the line, for a file that was cut or mistyped."""
    ledger = Ledger(sheet)
    if sheet.text.lstrip().startswith("{"):
        return close(ledger, read_json(ledger, sheet.text))
    first = next((line for line in ledger.lines if line.strip()), "")
    return close(ledger, _read_csv(ledger) if _is_header(first) else _read_markdown(ledger))


def _is_header(line: str) -> bool:
    return [name.strip('"') for name in line.split(",")] == list(COLUMNS)


def _read_csv(ledger: Ledger) -> Iterator[tuple[int, int, Values]]:
    rows = raw_rows(ledger.path, ledger.lines, ",")
    header = next(rows)
    ledger.enter(Fate.FURNITURE, range(header.first - 1, header.last))
    for row in rows:
        if len(row.cells) != len(COLUMNS):
            raise DeckwrightError(
                f"{ledger.path}:{row.first}: this row has {len(row.cells)} cells and the header {len(COLUMNS)}; take "
                f"the file as it was exported, or save it with every column."
            )
        yield row.first, row.last, dict(zip(COLUMNS, map(unguarded, row.cells), strict=True))


def _read_markdown(ledger: Ledger) -> Iterator[tuple[int, int, Values]]:
    """The sections; a line before one that names a deck is no part of the answer above it."""
    lines = ledger.lines
    starts = [at for at, line in enumerate(lines) if is_section(line)]
    titles = {at for at in range(len(lines)) if is_deck(lines, at, starts)}
    ledger.enter(Fate.FURNITURE, [*titles, *(at for at, line in enumerate(lines) if line == MARKDOWN_MARK)])
    deck = ""
    named = iter(sorted(titles))
    coming = next(named, None)
    for start, end in pairwise([*starts, len(lines)]):
        while coming is not None and coming < start:
            deck, coming = lines[coming][2:], next(named, None)
        last = next((at for at in range(start, end) if at in titles), end)
        yield start + 1, last, {**read_section(lines[start:last]), "Deck": deck, "Markup": "markdown"}
