"""Notes of a lock in, those with one label out, one after the other."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping

from generator.lock.records import LockedNote


class Labelled:
    """Notes by what they have in common, those in use before those retired."""

    def __init__(self, notes: Iterable[LockedNote], label: Callable[[LockedNote], Hashable]) -> None:
        self._notes: dict[Hashable, deque[LockedNote]] = defaultdict(deque)
        for note in sorted(notes, key=lambda note: note.retired):
            self._notes[label(note)].append(note)

    @property
    def has_twins(self) -> bool:
        """Whether several notes have one label."""
        return any(len(notes) > 1 for notes in self._notes.values())

    def put_in_order(self, places: Mapping[str, int]) -> None:
        """Let notes with one label stand as they did on the page, in which their keys have these places."""
        for label, notes in self._notes.items():
            if len(notes) > 1:
                self._notes[label] = deque(sorted(notes, key=lambda note: (note.retired, places[note.key])))

    def take(self, label: Hashable) -> LockedNote | None:
        """The next note with this label; None where there is none left."""
        notes = self._notes.get(label)
        return notes.popleft() if notes else None
