"""A cards.lock and some of its notes in, the same with other lines for those out; no other byte moves.

Only for a lock that is known to be as `lock_lines` wrote it: each note on a line of its own, sorted by key. The file is
looked up and copied, never held.
"""

from __future__ import annotations

import contextlib
import json
import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.lock.lines import note_line
from generator.lock.records import LockedNote, LockedNoteType

_TYPE, _RETIRED = b'{"notetype": "', b'"retired": true, "edit": '


class LockLines:
    """The lock at `path`, line by line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def notes(self, keys: Iterable[str]) -> tuple[LockedNote, ...]:
        """The notes with these keys, sorted by key. Raises KeyError for one that is not there."""
        with self._mapped() as data:
            return tuple(_note(data[start:end]) for start, end in _places(data, keys).values())

    def retired(self) -> Iterator[LockedNote]:
        """The notes that are no longer in the sources."""
        with self._path.open("rb") as file:
            yield from (note for line in file if _RETIRED in line for note in [_note(line)] if note.retired)

    def note_types(self) -> tuple[LockedNoteType, ...]:
        """The note types."""
        with self._path.open("rb") as file:
            found = [json.loads(line) for line in file if line.startswith(_TYPE)]
        return tuple(LockedNoteType(kind["notetype"], kind["hash"], kind["mod"]) for kind in found)

    def with_notes(self, notes: Iterable[LockedNote]) -> Iterator[bytes]:
        """The bytes of the lock, piece by piece, with the lines of `notes`, which are all there, written anew."""
        from generator.files import spliced  # with all that makes neighbours, which a check does without

        lines = {note.key: note_line(note) for note in notes}
        with self._mapped() as data:
            places = _places(data, lines)
        return spliced(self._path, [(*place, lines[key]) for key, place in places.items()])

    @contextlib.contextmanager
    def _mapped(self) -> Iterator[mmap.mmap]:
        with self._path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def _places(data: mmap.mmap, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Where the lines with these keys begin and end, sorted by key."""
    places, at = {}, 0
    for key in sorted({*keys}):
        start = data.find(f'\n{{"key": "{key}", '.encode(), at) + 1
        if start == 0:
            raise KeyError(key)
        at = data.find(b"\n", start)
        places[key] = start, at + 1
    return places


def _note(line: bytes) -> LockedNote:
    record = json.loads(line)
    return LockedNote(**{**record, "clozes": tuple(record["clozes"])})
