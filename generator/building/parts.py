"""A deck whose cards are known in, parts of it out, some hundred cards each, as if each was a deck of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import overload

from generator import lock, pipeline
from generator.cards import EditedCard, KnownCard
from generator.stages import Recognised

SIZE = 500
"""Cards of a part."""


class Parts:
    """The deck `found`, from which parts can be taken."""

    def __init__(self, found: Recognised) -> None:
        self.cards = found.identified.cards
        self._found = found
        self._notes = {note.key: note for note in found.known.notes}
        self._edits = {edit.key: edit for edit in found.written}

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all cards; of none where the lock has no note that might be among them."""
        return frozenset(card.key for card in self.cards) if self._notes else frozenset()

    def of(self, cards: Iterable[KnownCard]) -> Iterator[Recognised]:
        """The parts that these cards make up, one after the other."""
        left, before = iter(cards), ""
        while part := tuple(itertools.islice(left, SIZE)):
            keys = [card.key for card in part]
            known = replace(self._found.known, notes=tuple(self._notes[key] for key in keys if key in self._notes))
            edits = tuple(self._edits[key] for key in keys if key in self._edits)
            identified = lock.Identified(part, before=dict(zip(keys, [before, *keys], strict=False)))
            before = keys[-1]
            yield Recognised(replace(self._found.sources, lock=known), (), edits, known, identified)


class Edited(Sequence[EditedCard]):
    """The cards with their edits, made anew each time they are asked for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return len(self._parts.cards)

    def __iter__(self) -> Iterator[EditedCard]:
        return self._made(self._parts.cards)

    @overload
    def __getitem__(self, at: int) -> EditedCard: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[EditedCard]: ...
    def __getitem__(self, at: int | slice) -> EditedCard | Sequence[EditedCard]:
        if isinstance(at, slice):
            return tuple(self._made(self._parts.cards[at]))
        return next(self._made([self._parts.cards[at]]))

    def _made(self, cards: Iterable[KnownCard]) -> Iterator[EditedCard]:
        return (card for part in self._parts.of(cards) for card in pipeline.edited(part))
