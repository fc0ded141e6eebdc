"""The cards of a deck in, those that want an answer out, each with the cards around it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from generator.cards import EditedCard


@dataclass(frozen=True, slots=True)
class Gap:
    """A card that wants an answer, or one that nobody has read yet, and its neighbours on the page."""

    card: EditedCard
    before: tuple[EditedCard, ...]
    after: tuple[EditedCard, ...]


def gaps(cards: Sequence[EditedCard], wanted: Collection[str], around: int = 2) -> tuple[Gap, ...]:
    """The cards whose keys are `wanted`, in study order, with up to `around` neighbours on either side."""
    return tuple(
        Gap(
            card,
            _of_page(card, cards[max(0, at - around) : at]),
            _of_page(card, cards[at + 1 : at + 1 + around]),
        )
        for at, card in enumerate(cards)
        if card.key in wanted
    )


def _of_page(card: EditedCard, others: Sequence[EditedCard]) -> tuple[EditedCard, ...]:
    return tuple(other for other in others if other.page == card.page)
