"""The text of an Easy Notecards page in, its cards out: "front 1", the question, "back 1", the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.cards import Fate, ParsedPage
from generator.parsers.labelled import add_all, spans
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

_FRONT = re.compile(r"front (\d{1,5})", re.IGNORECASE)
_BACK = re.compile(r"back (\d{1,5})", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,5}) notecards(?: in (?:this )?set)?", re.IGNORECASE)
_FURNITURE = re.compile(
    r"notecards?|set details|bookmark(?: this)?|print(?: these| notecards)?|quiz(?: mode)?|share(?: this)?|report"
    r"|card set information|created by:?|notecard set by:?.{0,80}|updated.{0,60}|viewed .{0,40}|\d{1,5} notecards.*"
    r"|keyboard shortcuts.*|previous|next|flip|show all|hide all",
    re.IGNORECASE,
)


def recognises(sheet: Sheet) -> str:
    """What was seen where "front 1" and "back 1" stand above each other."""
    bare = sheet.bare
    pairs = sum(span.answer is not None for span in spans(bare, len(bare), _front, _back))
    return f'{pairs} pairs of lines like "front 1" and "back 1"' if pairs and _first(bare) else ""


def parse(sheet: Sheet) -> ParsedPage:
    """A card for each pair of labels; above the first is the title, then what the site prints."""
    ledger = Ledger(sheet)
    found = spans(ledger.bare, len(ledger.bare), _front, _back)
    top = range(found[0].question if found else 0)
    title = next((at for at in top if ledger.bare[at] and not _FURNITURE.fullmatch(ledger.bare[at])), None)
    ledger.enter(Fate.FURNITURE, (at for at in top if at == title or _FURNITURE.fullmatch(ledger.bare[at])))
    add_all(ledger, found, _front, _back)
    counts = [(int(count.group(1)), at) for at in top if (count := _COUNT.fullmatch(ledger.bare[at]))]
    ledger.count_announced(*(counts[0] if counts else (None, 0)))
    return ledger.close("" if title is None else ledger.bare[title].lstrip("# "))


def _first(bare: Sequence[str]) -> bool:
    return any(_front(line) == 1 for line in bare)


def _front(line: str) -> int | None:
    found = _FRONT.fullmatch(line)
    return int(found.group(1)) if found else None


def _back(line: str) -> int | None:
    found = _BACK.fullmatch(line)
    return int(found.group(1)) if found else None
