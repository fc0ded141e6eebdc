"""Parsed pages in, pieces of bytes out, none of them large, and back; without the accounts of their lines."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator

from generator.cards import ParsedPage, SourceCard
from generator.packed import card_of, flat_card, flat_problem, problem_of

_GROUP = 1000
"""Cards in one piece."""


def pieces_of(pages: Iterable[ParsedPage]) -> Iterator[bytes]:
    """Each page: what it says of itself, then its cards, then an empty group."""
    for page in pages:
        problems = [flat_problem(problem) for problem in page.problems]
        yield marshal.dumps([page.title, page.description, page.deck, page.markdown, problems])
        for at in range(0, len(page.cards), _GROUP):
            yield marshal.dumps([flat_card(card) for card in page.cards[at : at + _GROUP]])
        yield marshal.dumps([])


def pages_of(pieces: Iterator[bytes]) -> tuple[ParsedPage, ...]:
    """The pages back."""
    return tuple(_page(piece, pieces) for piece in pieces)


def _page(piece: bytes, more: Iterator[bytes]) -> ParsedPage:
    title, description, deck, markdown, problems = marshal.loads(piece)  # noqa: S302 - our own second process's
    cards: list[SourceCard] = []
    while group := marshal.loads(next(more)):  # noqa: S302
        cards += map(card_of, group)
    return ParsedPage(title, description, tuple(cards), tuple(map(problem_of, problems)), (), deck, markdown)
