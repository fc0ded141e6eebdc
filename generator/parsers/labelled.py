"""Lines that label the two sides of each card in, the spans of the cards out: for sites that print such labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.parsers.ledger import Ledger

Number = Callable[[str], int | None]
"""What a label says of its card: the number it prints, 0 where it prints none; None for a line that is no label."""


@dataclass(frozen=True, slots=True)
class Span:
    """A card's place: the lines of its two labels, and the line after its last (indexes; no answer label: None)."""

    question: int
    answer: int | None
    end: int


def spans(bare: Sequence[str], end: int, asks: Number, tells: Number) -> list[Span]:
    """The cards up to the line at `end`: labels by turns, numbers that never go back; others are text."""
    starts: list[tuple[int, int | None]] = []
    last = 0
    for at in range(end):
        asked, told = asks(bare[at]), tells(bare[at])
        if (
            asked is not None
            and (not starts or starts[-1][1] is not None or asked > last)
            and (asked > last or not asked)
        ):
            starts.append((at, None))
            last = asked
        elif told is not None and starts and starts[-1][1] is None and told == last:
            starts[-1] = (starts[-1][0], at)
    return [Span(start, answer, end) for (start, answer), (end, _) in pairwise([*starts, (end, None)])]


def add_all(ledger: Ledger, found: Sequence[Span], asks: Number, tells: Number) -> None:
    """Add a card for each span; a label that stands in one as text is a problem."""
    for span in found:
        first = span.end if span.answer is None else span.answer
        markers = [span.question, *([] if span.answer is None else [span.answer])]
        number = asks(ledger.bare[span.question])
        ledger.add(
            range(span.question + 1, first),
            range(min(first + 1, span.end), span.end),
            markers=markers,
            number=str(number) if number else "",
        )
        for at in _stray(ledger.bare, span, markers, asks, tells):
            words = f'"{ledger.bare[at]}" stands here as text of a card'
            message = f"{words}; if it is the page's own, put the card right in edits.md"
            ledger.problem("leftover-furniture", at, message)


def _stray(bare: Sequence[str], span: Span, markers: Sequence[int], asks: Number, tells: Number) -> Iterator[int]:
    for at in range(span.question, span.end):
        if at not in markers and (asks(bare[at]) is not None or tells(bare[at]) is not None):
            yield at
