"""Rows of two cells in, cards out: what every layout with one card a row shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.cards import Fate, LineFate, Origin, Page, ParsedPage, Problem, SourceCard
from generator.parsers.layout import WHITE_SPACE

QUESTIONS = frozenset({"question", "front", "term", "word", "prompt"})
ANSWERS = frozenset({"answer", "back", "definition", "meaning"})
AROUND = WHITE_SPACE + "\n"
"""What is trimmed from a cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, and the lines it takes up, from 1 (`last` included)."""

    cells: tuple[str, ...]
    first: int
    last: int


def is_header(cells: Sequence[str]) -> bool:
    """Whether the cells name the columns: a word for questions, then one for answers."""
    return len(cells) > 1 and cells[0].strip().casefold() in QUESTIONS and cells[1].strip().casefold() in ANSWERS


def cards_of(page: Page, rows: Iterable[Row], size: int) -> ParsedPage:
    """The rows as cards, the first one skipped where it is a header; `size` is the number of the page's lines.

    A row with more cells than two keeps them out of the card, as a problem, unless a header names them.
    """
    account = [LineFate(Fate.BLANK)] * size
    cards: list[SourceCard] = []
    problems: list[Problem] = []
    named = 2
    for row in rows:
        if not cards and named == 2 and is_header(row.cells):
            named = len(row.cells)
            account[row.first - 1 : row.last] = [LineFate(Fate.FURNITURE)] * (row.last - row.first + 1)
            continue
        cards.append(_card(page, row))
        account[row.first - 1 : row.last] = [LineFate(Fate.ROW, len(cards))] * (row.last - row.first + 1)
        problems += _too_many(page, row, named)
    return ParsedPage("", "", tuple(cards), tuple(problems), tuple(account))


def _card(page: Page, row: Row) -> SourceCard:
    question, answer = (*(cell.strip(AROUND) for cell in row.cells[:2]), "", "")[:2]
    return SourceCard(
        question=question,
        answer=answer or None,
        origin=Origin(page.path, row.first),
        question_line=row.first,
        answer_line=row.first,
    )


def _too_many(page: Page, row: Row, named: int) -> Iterable[Problem]:
    extra = [cell.strip(AROUND) for cell in row.cells[named:] if cell.strip(AROUND)]
    if extra:
        message = f'"{extra[0][:60]}" is a cell too many in this row, and in no card; quote cells that hold a separator'
        yield Problem(Origin(page.path, row.first), "unread-line", message)
