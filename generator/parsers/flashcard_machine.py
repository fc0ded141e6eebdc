"""The text of a Flashcard Machine page in, its cards out: the set's details, then Term and Definition by turns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.cards import Fate, ParsedPage
from generator.parsers.labelled import add_all, spans
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

_DETAILS = ("Title", "Description", "Total Cards", "Subject", "Level", "Created")
_FURNITURE = re.compile(
    r"Shared Flashcard Set|Details|Cards|Return to Set Details|Cards Return to Set Details|Additional .{0,80}Flashcards"
    r"|Click here to study/print these flashcards\.?|Create your own flash ?cards!.{0,40}|Sign up here\.?"
    r"|Supporting users have an ad free experience!?|Flashcard Machine.{0,80}|Flash Card Machine.{0,80}"
)


def recognises(sheet: Sheet) -> str:
    """What was seen where lines "Term" and "Definition" label the sides of the cards."""
    bare = sheet.bare
    pairs = sum(span.answer is not None for span in spans(bare, len(bare), _term, _definition))
    return f"{pairs} lines Term, each with a line Definition below" if pairs > 1 else ""


def parse(sheet: Sheet) -> ParsedPage:
    """A card for each pair of labels; above them the set's details, which announce how many there are."""
    ledger = Ledger(sheet)
    end = _end(ledger.bare)
    ledger.enter(Fate.FURNITURE, range(end, len(ledger.bare)))
    found = spans(ledger.bare, end, _term, _definition)
    top = range(found[0].question if found else 0)
    details = _details(ledger, top)
    ledger.enter(Fate.FURNITURE, (at for at in top if _FURNITURE.fullmatch(ledger.bare[at])))
    add_all(ledger, found, _term, _definition)
    count, at = details.get("Total Cards", ("", 0))
    ledger.count_announced(int(count) if count.isascii() and count.isdecimal() else None, at)
    return ledger.close(details.get("Title", ("", 0))[0], details.get("Description", ("", 0))[0])


def _end(bare: Sequence[str]) -> int:
    """The line after the last that is not the site's."""
    return max((at + 1 for at, line in enumerate(bare) if line and not _FURNITURE.fullmatch(line)), default=0)


def _details(ledger: Ledger, top: range) -> dict[str, tuple[str, int]]:
    """What stands below each of the labels of the set's details, with its line; entered as the site's."""
    labels = [at for at in top if ledger.bare[at] in _DETAILS]
    found: dict[str, tuple[str, int]] = {}
    for label in labels:
        value = next((at for at in range(label + 1, top.stop) if ledger.bare[at]), None)
        ledger.enter(Fate.FURNITURE, [label])
        if value is not None and value not in labels and not _FURNITURE.fullmatch(ledger.bare[value]):
            found.setdefault(ledger.bare[label], (ledger.bare[value], value))
            ledger.enter(Fate.FURNITURE, [value])
    return found


def _term(line: str) -> int | None:
    return 0 if line == "Term" else None


def _definition(line: str) -> int | None:
    return 0 if line == "Definition" else None
