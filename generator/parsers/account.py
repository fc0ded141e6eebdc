"""What became of each line of a page in, as small numbers; the account of the page out, four bytes a line."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import overload

from generator.cards import Fate, LineFate

_FATES = tuple(Fate)
_NUMBERS = {fate: at for at, fate in enumerate(_FATES)}


def entry(fate: Fate, card: int = 0) -> int:
    """The number that stands for this fate, of a line of this card."""
    return card * len(_FATES) + _NUMBERS[fate]


class Account(Sequence[LineFate]):
    """The fates of a page's lines, made when they are looked at: a page has more lines than anything else."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Iterable[int]) -> None:
        """Take what `entry` gave for each line."""
        self._entries = array("I", entries)

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, at: int) -> LineFate: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[LineFate, ...]: ...
    def __getitem__(self, at: int | slice) -> LineFate | tuple[LineFate, ...]:
        if isinstance(at, slice):
            return tuple(map(_fate, self._entries[at]))
        return _fate(self._entries[at])

    def __eq__(self, other: object) -> bool:
        return self._entries == other._entries if isinstance(other, Account) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._entries.tobytes())


def _fate(said: int) -> LineFate:
    card, fate = divmod(said, len(_FATES))
    return LineFate(_FATES[fate], card)
