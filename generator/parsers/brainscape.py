"""The text of a Brainscape page in, its cards out: number, Q, question, A, answer, the rating block."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.cards import Fate, ParsedPage
from generator.parsers.brainscape_furniture import (
    RATING,
    Ratings,
    footer_start,
    is_furniture,
    rating_blocks,
    read_preamble,
)
from generator.parsers.layout import Sheet, between, places_of
from generator.parsers.ledger import Ledger

NUMBER = re.compile(r"\d{1,6}")
_PICTURE = "(Image link)"
_MACHINERY = frozenset({"Q", "A", RATING[0], _PICTURE})
"""Lines that a card's text may have, but hardly has."""


class _Span(NamedTuple):
    """Where one card stands, as indexes of lines: number, Q, A (None: no A line), first line after it."""

    number: int
    q: int
    a: int | None
    end: int


def recognises(sheet: Sheet) -> str:
    """What was seen where somewhere a number, a line "Q" and later a line "A" follow each other."""
    numbers, asked = sheet.once(_headers)
    if not numbers or asked[0] > max(sheet.once(_answer_marks), default=0):
        return ""
    return f"{len(numbers)} times a number above a line Q"


def parse(sheet: Sheet) -> ParsedPage:
    """Every card of the page; a line that is in no card and no known furniture is a problem."""
    ledger = Ledger(sheet)
    numbers, _ = sheet.once(_headers)
    title, description, count, places = read_preamble(ledger.bare[: numbers[0] if numbers else 0])
    ledger.enter(Fate.FURNITURE, places)
    ratings = rating_blocks(ledger.bare)
    for span in _spans(sheet):
        _add(ledger, span, ratings, title, last=span.end == len(ledger.bare))
    ledger.count_announced(count, 0)
    return ledger.close(title, description)


def _headers(sheet: Sheet) -> tuple[array[int], array[int]]:
    """Every place where a card may begin: the indexes of a line with a number and of the Q after it."""
    bare = sheet.bare
    numbers, asked = array("L"), array("L")
    for q in places_of("Q", bare):
        number = q - 1
        while number > 0 and not bare[number]:
            number -= 1
        if number >= 0 and NUMBER.fullmatch(bare[number]):
            numbers.append(number)
            asked.append(q)
    return numbers, asked


def _answer_marks(sheet: Sheet) -> array[int]:
    return array("L", places_of("A", sheet.bare))


def _spans(sheet: Sheet) -> Iterator[_Span]:
    """The cards' places; a header inside an answer (no A follows, out of sequence) is left as text."""
    bare, (numbers, asked) = sheet.bare, sheet.once(_headers)
    span: _Span | None = None
    for at, (number, q) in enumerate(zip(numbers, asked, strict=True)):
        end = numbers[at + 1] if at + 1 < len(numbers) else len(bare)
        a = _answer_mark(sheet, q + 1, end)
        upcoming = int(bare[end]) if end < len(bare) else None
        if span and a is None and not _in_sequence(bare, span, int(bare[number]), upcoming):
            span = span._replace(end=end)
            continue
        if span:
            yield span
        span = _Span(number, q, a, end)
    if span:
        yield span


def _answer_mark(sheet: Sheet, start: int, end: int) -> int | None:
    """The first line that is "A" at the margin, for an indented one may be text; else the first that is "A" at all."""
    marks = between(sheet.once(_answer_marks), start, end)
    return next((at for at in marks if sheet.lines[at].startswith("A")), marks[0] if marks else None)


def _in_sequence(bare: Sequence[str], before: _Span, number: int, upcoming: int | None) -> bool:
    return number == int(bare[before.number]) + 1 and upcoming != number


def _add(ledger: Ledger, span: _Span, ratings: Ratings, title: str, *, last: bool) -> None:
    """Add the card in `span`, and enter the page's own lines below it."""
    mark = span.q if span.a is None else span.a
    end, after = _rating(ratings, mark, span.end) or _without_rating(ledger.bare, mark + 1, span.end, last=last)
    asked = range(span.q + 1, end if span.a is None else span.a)
    answered = range(end, end) if span.a is None else range(mark + 1, end)
    markers = (span.number, span.q, *([] if span.a is None else [span.a]))
    ledger.add(asked, answered, markers=markers, number=ledger.bare[span.number], page=title)
    ledger.enter(Fate.FURNITURE, range(end, after), len(ledger.cards))
    ledger.enter(Fate.FURNITURE, (at for at in range(after, span.end) if is_furniture(ledger.bare[at])))
    for places in (asked, answered):
        if not _MACHINERY.isdisjoint(ledger.bare[places.start : places.stop]):
            _doubt(ledger, places)


def _rating(ratings: Ratings, above: int, end: int) -> tuple[int, int] | None:
    """Where a card's text ends and where its rating block does: the last one in these lines."""
    at = bisect_left(ratings.starts, end) - 1
    return (ratings.starts[at], ratings.ends[at]) if at >= 0 and ratings.starts[at] > above else None


def _without_rating(bare: Sequence[str], start: int, end: int, *, last: bool) -> tuple[int, int]:
    """The end of a card's text, twice, on a page without rating blocks."""
    text_end = footer_start(bare, start, end) if last else end
    return text_end, text_end


def _doubt(ledger: Ledger, places: range) -> None:
    """Report each line of a card's text that looks like the page's own machinery."""
    for at in places:
        bare = ledger.bare[at]
        if bare == _PICTURE:
            message = "this card showed a picture here; save it in media/ and show it in edits.md: ![](media/its-name)"
            ledger.problem("lost-picture", at, message)
        elif bare in _MACHINERY:
            message = (
                f'"{bare}" stands here as text of a card; if it is the page\'s own, put the card right in edits.md'
            )
            ledger.problem("leftover-furniture", at, message)
