"""The bytes of a cards.lock and some of its notes in, the same with other lines for those out; no other byte moves.

Only for a lock that is known to be as `lock_lines` wrote it: each note on a line of its own, sorted by key.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from generator.lock.lines import note_line
from generator.lock.records import LockedNote, LockedNoteType

_KEY, _TYPE, _RETIRED = b'{"key": "', b'{"notetype": "', b'"retired": true, "edit": '


class LockLines:
    """A lock line by line."""

    def __init__(self, data: bytes) -> None:
        self._lines = data.splitlines(keepends=True)
        self._first = next((at for at, line in enumerate(self._lines) if line.startswith(_KEY)), len(self._lines))

    def notes(self, keys: Iterable[str]) -> tuple[LockedNote, ...]:
        """The notes with these keys, sorted by key. Raises KeyError for one that is not there."""
        return tuple(_note(self._lines[self._place(key)]) for key in sorted({*keys}))

    def retired(self) -> Iterator[LockedNote]:
        """The notes that are no longer in the sources."""
        return (note for line in self._lines if _RETIRED in line for note in [_note(line)] if note.retired)

    def note_types(self) -> tuple[LockedNoteType, ...]:
        """The note types."""
        found = (json.loads(line) for line in self._lines[: self._first] if line.startswith(_TYPE))
        return tuple(LockedNoteType(kind["notetype"], kind["hash"], kind["mod"]) for kind in found)

    def with_notes(self, notes: Iterable[LockedNote]) -> list[bytes]:
        """The lines with those of `notes`, which are all there, written anew."""
        lines = list(self._lines)
        for note in notes:
            lines[self._place(note.key)] = note_line(note).encode()
        return lines

    def _place(self, key: str) -> int:
        wanted = key.encode()
        at = bisect_left(self._lines, wanted, lo=self._first, key=_key)
        if at == len(self._lines) or _key(self._lines[at]) != wanted:
            raise KeyError(key)
        return at


def _key(line: bytes) -> bytes:
    return line[len(_KEY) : line.index(b'"', len(_KEY))]


def _note(line: bytes) -> LockedNote:
    record = json.loads(line)
    return LockedNote(**{**record, "clozes": tuple(record["clozes"])})
