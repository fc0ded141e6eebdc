"""Lines that are a term and its definition by turns in, the pairs that are sure out, the rest by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.cards import ParsedPage
from generator.parsers.alternation import NEARLY_ALL, Pair, agreement, fields, is_term, pairs
from generator.parsers.brainscape_furniture import title_of
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger
from generator.parsers.separators import readings
from generator.parsers.unlikely import doubted

ENOUGH = 4
"""Pairs that make a page one of pairs."""


def recognises(sheet: Sheet) -> str:
    """What was seen where blank lines part the pairs, or nearly every second line is the longer one.

    Lines that each hold a term and its definition are no such pairs.
    """
    if title_of(next(filter(None, sheet.bare), "").removeprefix("# ")) or sheet.once(readings):
        return ""
    if groups := sheet.once(_groups):
        return f"{len(groups)} groups of two lines"
    found = sheet.once(_fields)
    if len(found) < 2 * ENOUGH or agreement(sheet.bare, found) < NEARLY_ALL:
        return ""
    return f"{len(found) // 2} times a short line beside a longer one"


def parse(sheet: Sheet) -> ParsedPage:
    """Pairs, as blank lines part them or by turns; from where a line seems to be missing on, only what is sure."""
    ledger = Ledger(sheet)
    groups = sheet.once(_groups)
    for term, definition in _parted(groups) if groups else pairs(ledger.bare, sheet.once(_fields), None):
        ledger.add(term, definition)
    return doubted(ledger.close(), "line-pairs")


def _fields(sheet: Sheet) -> list[range]:
    return fields(sheet.bare, range(len(sheet.bare)))


def _groups(sheet: Sheet) -> list[range]:
    """The runs of lines between blank ones, where nearly all are a term and one line below it; else none."""
    bare = sheet.bare
    runs: list[range] = []
    begin = None
    for at, line in enumerate([*bare, ""]):
        if line and begin is None:
            begin = at
        elif not line and begin is not None:
            runs.append(range(begin, at))
            begin = None
    fitting = sum(len(run) == 2 and is_term(bare[run.start]) for run in runs)
    return runs if len(runs) >= ENOUGH and fitting >= NEARLY_ALL * len(runs) else []


def _parted(groups: Sequence[range]) -> Iterator[Pair]:
    return (
        (range(group.start, group.start + 1), range(group.start + 1, group.stop)) for group in groups if len(group) > 1
    )
