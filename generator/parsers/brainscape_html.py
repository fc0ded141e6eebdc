"""A Brainscape page saved as HTML in, its cards out: the page's own markup says which line is what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.cards import Fate, ParsedPage
from generator.parsers.brainscape_furniture import announced_count, title_of
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

ROW = "flashcard-row"
QUESTION = "question-contents"
ANSWER = "answer-contents"
SIDE = "preview-html"
HEADER = "header"
CLASSES = frozenset((ROW, QUESTION, ANSWER, SIDE, HEADER))
"""The classes that are looked for; of all others nothing is kept."""


def recognises(sheet: Sheet) -> str:
    """What was seen where the classes around the lines are those of Brainscape's cards."""
    rows = sum(ROW in around and QUESTION in around for around in sheet.parts)
    return f"{rows} lines in Brainscape's own markup" if rows else ""


def parse(sheet: Sheet) -> ParsedPage:
    """Every row of the page as a card; what stands in no row is the site's."""
    ledger = Ledger(sheet)
    outside = [at for at, around in enumerate(sheet.parts) if ROW not in around]
    ledger.enter(Fate.FURNITURE, outside)
    named = [ledger.bare[at] for at in outside if "<h1>" in sheet.parts[at] and ledger.bare[at]]
    titles = [*named, *(ledger.bare[at] for at in outside if title_of(ledger.bare[at]))]
    title = next((title_of(line) or line for line in titles), "")
    for row in _rows(sheet.parts):
        question, answer = (_lines_of(sheet.parts, row, side) for side in (QUESTION, ANSWER))
        rest = [at for at in row if at not in question and at not in answer]
        number = next((ledger.bare[at] for at in rest if ledger.bare[at].isdecimal()), "")
        ledger.add(question, answer, markers=[at for at in rest if ledger.bare[at]], number=number, page=title)
    counts = [(announced_count(ledger.bare[at]), at) for at in outside]
    ledger.count_announced(*next((found for found in counts if found[0] is not None), (None, 0)))
    return ledger.close(title)


def _rows(parts: Sequence[tuple[str, ...]]) -> Iterator[range]:
    """The lines of each card: a row begins at its number, or at a question that follows an answer."""
    begin = None
    last = ""
    for at, around in enumerate((*parts, ())):
        side = next((side for side in (QUESTION, ANSWER) if side in around), HEADER if HEADER in around else "")
        inside = ROW in around
        starts = inside and (begin is None or (side == HEADER != last) or (side == QUESTION and last == ANSWER))
        if begin is not None and (starts or not inside):
            yield range(begin, at)
            begin = None
        if starts:
            begin = at
        last = side


def _lines_of(parts: Sequence[tuple[str, ...]], row: range, side: str) -> range:
    """The lines of one side's own text; an empty range where it has none."""
    mine = [at for at in row if side in parts[at] and SIDE in parts[at]]
    return range(mine[0], mine[-1] + 1) if mine else range(row.stop, row.stop)
