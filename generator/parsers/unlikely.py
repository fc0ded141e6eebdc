"""Tell cards that were read from a table of data or from code, of which nobody may have meant to make flashcards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from generator.cards import ParsedPage, Problem, SourceCard

T = TypeVar("T")
_LEAST = 4
"""Cards of which something can be told."""
_LOOKED_AT = 500
"""Cards of a page that are looked at, so that a large page costs no more than a small one."""
_NEARLY_ALL, _MOST, _OVER_HALF, _MANY = 0.9, 0.8, 0.6, 0.4
_TECHNICAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?:\d{1,3}\.){3}\d{1,3}(?:/\d+)?"  # an address of the internet protocol
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.,]*(?:Z|[+-]\d\d:?\d\d)?"  # a moment, as programs write it
    r"|(?:\+|0)\d[\d /()-]{5,}"  # a telephone number
)
_NAMED = re.compile(r"https?://\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b|\b(?=[0-9a-f]*\d)[0-9a-f]{7,}\b")
"""Addresses of the web, and hashes."""
_ARITHMETIC = re.compile(r"\d\s*[×·*+÷=√^%!]|\d\s[-–−/:]\s\d")
_CODE = re.compile(
    r"\s*(?:(?:async )?def|class|fn|func|function|public|private|static|int|void|char|double|struct|#include|import"
    r"|from|INSERT|SELECT|UPDATE|DELETE|CREATE|if|elif|for|while|return|const|let|var)\b.*[:;{(,]\s*"
)


def doubted(parsed: ParsedPage, layout: str) -> ParsedPage:
    """Add a problem to the page where its cards look like data or code; `layout` is what --format calls this one."""
    cards = parsed.cards[:: max(1, len(parsed.cards) // _LOOKED_AT)]
    kind = _kind(cards) if len(cards) >= _LEAST else ""
    if not kind:
        return parsed
    message = (
        f"these {len(parsed.cards):,} cards look like {kind} and not like flashcards; if they are meant, write "
        f'format = "{layout}" into deck.toml'
    )
    problem = Problem(cards[0].origin, "unlikely-cards", message)
    return replace(parsed, problems=tuple(sorted((*parsed.problems, problem))))


def without_doubt(parsed: ParsedPage) -> ParsedPage:
    """The page without that problem: who names the layout knows what the page is."""
    return replace(parsed, problems=tuple(problem for problem in parsed.problems if problem.rule != "unlikely-cards"))


def _kind(cards: Sequence[SourceCard]) -> str:
    """What the cards look like; "" where they may be flashcards."""
    if _share(cards, lambda card: bool(_CODE.fullmatch(card.question))) >= _OVER_HALF:
        return "the lines of a program"
    rows = [[cell for cell in (card.question, *(card.answer or "").split("\n\n")) if cell] for card in cards]
    if _share(rows, lambda row: all(map(_is_data, row))) >= _MOST:
        return "a table of numbers"
    columns = list(zip(*rows, strict=False))
    if any(_share(column, _is_technical) >= _NEARLY_ALL for column in columns):
        return "a list of addresses or events"
    cells = [cell for row in rows for cell in row]
    is_wide = len(columns) >= 3 and len(cells) == len(columns) * len(rows)
    # A list of words has one column of numbers at most, and one with the words of a header above each.
    if is_wide and _share(cells, _is_data) >= (_OVER_HALF if len(columns) == 3 else _MANY):
        return "a table of numbers"
    return ""


def _share(values: Sequence[T], is_one: Callable[[T], bool]) -> float:
    return sum(map(is_one, values)) / len(values)


def _is_technical(cell: str) -> bool:
    return bool(_TECHNICAL.match(cell.strip()))


def _is_data(cell: str) -> bool:
    """Whether no word stands in the cell, and nothing to be worked out."""
    left = _NAMED.sub(" ", _TECHNICAL.sub(" ", cell))
    return not any(map(str.isalpha, left)) and not _ARITHMETIC.search(left)
