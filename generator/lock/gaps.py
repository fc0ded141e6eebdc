"""Cards or notes in page order in, the gap each stands in out: between which matched neighbours, and how far in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from generator.lock.records import LockedNote

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Gap:
    """The nearest matched neighbours ("" at an end), and the place between them from 0 to 1."""

    before: str
    after: str
    place: float

    def nearness(self, other: Gap) -> float:
        """How near two places are: 1 in the same gap at the same place, 0 with no neighbour in common."""
        shared = ((self.before == other.before) + (self.after == other.after)) / 2
        return shared * (1 - abs(self.place - other.place))


NOWHERE = Gap("?", "?", 0.0)
"""The gap of a note whose place is not known."""


def gaps(order: Sequence[T], matched: Set[Hashable]) -> dict[T, Gap]:
    """The gap of every element of `order` that is not among the `matched` keys."""
    found: dict[T, Gap] = {}
    before, run = "", list[T]()
    for element in (*order, ""):
        if element != "" and element not in matched:
            run.append(element)  # type: ignore[arg-type]
            continue
        for at, one in enumerate(run, 1):
            found[one] = Gap(before, str(element), at / (len(run) + 1))
        before, run = str(element), []
    return found


def page_order(notes: Iterable[LockedNote]) -> list[str]:
    """The keys in the order of the page, from what each note followed; a retired note stands where it was."""
    followers: dict[str, list[str]] = {}
    for note in sorted(notes, key=lambda note: (note.retired, note.key)):
        followers.setdefault(note.follows, []).append(note.key)
    order: dict[str, None] = {}
    waiting = [key for keys in followers.values() for key in keys] + followers.get("", [])[::-1]
    while waiting:
        key = waiting.pop()
        if key not in order:
            order[key] = None
            waiting += followers.get(key, ())
    return list(order)
