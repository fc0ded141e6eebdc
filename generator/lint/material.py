"""What the rules look at: the cards, the notes made of them, and what the lock remembers of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.cards import EditedCard, Note


@dataclass(frozen=True, slots=True)
class Shipped:
    """How a note last went out: its note type's name, and the numbers of its clozes."""

    note_type: str
    clozes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A deck before it is shipped: cards and notes in the same order, `shipped` by key."""

    cards: tuple[EditedCard, ...]
    notes: tuple[Note, ...]
    shipped: Mapping[str, Shipped]
