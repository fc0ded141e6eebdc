"""Notes in any order in, the lines of their cards.lock, sorted by key, out; they wait on the disk, being many."""

from __future__ import annotations

import contextlib
from array import array
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from generator.errors import DeckwrightError
from generator.lock.lines import lock_lines, note_line
from generator.lock.records import Lock, LockedNote


class LockSpool:
    """The lines of the notes so far, and where in the file each ends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._keys: list[str] = []
        self._ends = array("Q", [0])

    def add(self, notes: Iterable[LockedNote]) -> None:
        """Put more notes to the others."""
        for note in notes:
            line = note_line(note).encode()
            self._file.write(line)
            self._keys.append(note.key)
            self._ends.append(self._ends[-1] + len(line))

    def lines(self, head: Lock) -> Iterator[bytes]:
        """The lines of the lock that these notes, and what else `head` knows, make up."""
        yield from map(str.encode, lock_lines(head))
        for at in sorted(range(len(self._keys)), key=self._keys.__getitem__):
            self._file.seek(self._ends[at])
            yield self._file.read(self._ends[at + 1] - self._ends[at])


@contextlib.contextmanager
def lock_spool() -> Iterator[LockSpool]:
    """A spool with nothing in it; its file is gone afterwards. Raises DeckwrightError where the system has no place."""
    import tempfile  # a check does without

    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(tempfile.TemporaryFile(prefix="deckwright-"))
        except OSError as error:
            raise DeckwrightError(
                f"{tempfile.tempdir or 'TMPDIR'}: the lock cannot be put together here ({error}); make room, or name "
                f"another folder in TMPDIR, then run the same command again."
            ) from error
        yield LockSpool(file)
