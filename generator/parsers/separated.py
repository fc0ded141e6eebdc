"""A text export with one card a line in, its cards out: term, separator, definition, as Quizlet writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.cards import Fate, LineFate, Origin, Page, ParsedPage, Problem
from generator.parsers.layout import WHITE_SPACE, Layout
from generator.parsers.table import Row, cards_of

SEPARATORS = ("\t", "/////", "---")
_HTML = re.compile(r"<(?:br|div|span|img|b|i|u|p|ul|ol|li)\b[^<>]*>|&(?:nbsp|lt|gt|amp|quot);", re.IGNORECASE)
MOST = 0.6
"""The share of lines that must be cards for the text to be an export at all."""


def recognises(lines: Sequence[str]) -> str:
    """What was seen where most lines, and two at least, hold one separator just once, with words before it."""
    separator = _separator(lines)
    return f"lines with {_shown(separator)} in them" if separator else ""


def parse(page: Page) -> ParsedPage:
    """Every line with the separator as a card; any other line is a problem, never a guess."""
    lines = page.text.removesuffix("\n").split("\n")
    separator = _separator(lines)
    rows = [Row(tuple(line.split(separator)), at, at) for at, line in enumerate(lines, 1) if line.count(separator) == 1]
    parsed = cards_of(page, rows, len(lines))
    account, problems = list(parsed.account), list(parsed.problems)
    for at, line in enumerate(lines):
        if line.strip(WHITE_SPACE) and line.count(separator) != 1:
            account[at] = LineFate(Fate.PROBLEM)
            words = line.strip(WHITE_SPACE)[:60]
            message = f'"{words}" does not have {_shown(separator)} just once, so it is in no card; add it in edits.md'
            problems.append(Problem(Origin(page.path, at + 1), "unread-line", message))
    return ParsedPage("", "", parsed.cards, tuple(problems), tuple(account))


LAYOUT = Layout(
    "separated",
    "Quizlet text export",
    'a line for each card, its sides parted by a tab, "/////" or "---"',
    recognises,
    parse,
)


def _shown(separator: str) -> str:
    return "a tab" if separator == "\t" else f'"{separator}"'


def _separator(lines: Sequence[str]) -> str:
    """The first separator that most lines have; "" where there is none, or the cells are HTML, as Anki exports them."""
    filled = [line for line in lines if line.strip(WHITE_SPACE)]
    if any(line.startswith("#separator:") or _HTML.search(line) for line in filled):
        return ""
    for separator in SEPARATORS:
        cards = sum(_is_card(line, separator) for line in filled)
        if cards >= max(2, MOST * len(filled)):
            return separator
    return ""


def _is_card(line: str, separator: str) -> bool:
    sides = line.split(separator)
    return len(sides) == 2 and bool(sides[0].strip(WHITE_SPACE))
