"""A text export with a term, a separator and a definition for each card in, the cards out, as Quizlet writes it."""

from __future__ import annotations

from collections.abc import Sequence

from generator.cards import Fate, Origin, ParsedPage, SourceCard
from generator.errors import DeckwrightError
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger
from generator.parsers.separators import BLANK, LINE, WEAK, Reading, Record, readings, records, sides, strong_readings
from generator.parsers.spreadsheet import is_header
from generator.parsers.unlikely import doubted

_NAMES = {"\t": "a tab", BLANK: "a blank line"}


def recognises(sheet: Sheet) -> str:
    """What was seen where most records, and two at least, hold a separator that nobody writes otherwise just once."""
    return seen(sheet, is_weak=False)


def parse(sheet: Sheet) -> ParsedPage:
    """Every record with the separator just once as a card; any other is a problem, never a guess.

    Raises DeckwrightError, naming them, where several separators fit equally.
    """
    ledger = Ledger(sheet)
    found = sheet.once(readings)
    if len(found) > 1:
        raise DeckwrightError(_ambiguous(sheet.path, found))
    reading, is_named = _reading(sheet), False
    for at, (record, parted) in enumerate(sheet.once(_parted)):
        if parted and at == 0 and is_header(parted):
            is_named = True
            ledger.enter(Fate.FURNITURE, range(record.first - 1, record.last))
        elif parted:
            ledger.add_row(record.first, record.last, _card(sheet.path, record, parted))
    ledger.enter(Fate.FURNITURE, (at for at, line in enumerate(ledger.bare) if line == reading.after))
    if is_named:
        return ledger.close()
    return doubted(ledger.close(), "terms" if reading.between in WEAK else "separated")


def seen(sheet: Sheet, *, is_weak: bool) -> str:
    """What was seen where one separator, of those that texts hold too or of the others, parts most records in two."""
    found = sheet.once(readings if is_weak else strong_readings)
    if not found or (found[0].between in WEAK) is not is_weak:
        return ""
    parted = [parted for _, parted in sheet.once(_parted)]
    if parted[0] and is_header(parted[0]):
        return ""
    return f"{sum(map(bool, parted))} times {' or '.join(map(_shown, found))} between two sides"


def _reading(sheet: Sheet) -> Reading:
    return next(iter(sheet.once(readings)), Reading("\t"))


def _parted(sheet: Sheet) -> list[tuple[Record, tuple[str, str] | None]]:
    """Each record with its two sides."""
    reading = _reading(sheet)
    return [(record, sides(record.text, reading.between)) for record in records(sheet.lines, reading.after)]


def _card(path: str, record: Record, parted: tuple[str, str]) -> SourceCard:
    return SourceCard(
        question=parted[0],
        answer=parted[1] or None,
        origin=Origin(path, record.first),
        question_line=record.first,
        answer_line=record.first,
    )


def _shown(reading: Reading) -> str:
    between = _NAMES.get(reading.between, f'"{reading.between}"')
    return between if reading.after == LINE else f"{between} and {_NAMES.get(reading.after, reading.after)} after each"


def _ambiguous(path: str, found: Sequence[Reading]) -> str:
    ways = " or ".join(map(_shown, found))
    return (
        f"{path}: a term may end at {ways}, which fit equally; put a tab in the place of the one that parts the sides."
    )
