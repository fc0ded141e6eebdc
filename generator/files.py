"""Whole files or none: bytes are written to a neighbour first, which then takes the file's place."""

from __future__ import annotations

import contextlib
import filecmp
import glob
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Self

from generator.errors import DeckwrightError

try:
    import fcntl
except ImportError:  # Windows has no lock on a folder; there, two builds at once may stop with a sentence.
    fcntl = None  # type: ignore[assignment]

_OLD = 3600
"""Seconds after which a neighbour is no running program's any more."""


@contextlib.contextmanager
def alone_in(folder: Path, waits: Callable[[Path], None] = lambda _: None) -> Iterator[None]:
    """Wait until no other run works in `folder`, then keep others out; nothing is left there, even by a killed run.

    `waits` is called with the folder where there is another one.
    """
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # Some network drives know no locks.
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waits(folder)
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def cache_folder() -> Path:
    """Find the user's folder for what never matters: whoever deletes it waits longer for the next run, no more.

    A relative path would lead into the project, whose author could then say what a build knew; the XDG Base Directory
    Specification says, too, to ignore one. Raises RuntimeError for a user who has no home.
    """
    named = [Path(os.environ.get(name, "")) for name in ("LOCALAPPDATA", "XDG_CACHE_HOME")]
    home = next((path for path in named if path.is_absolute()), None) or Path.home() / ".cache"
    if not home.is_absolute():
        raise RuntimeError("The home of this user is a relative path.")
    return home / "deckwright"


class Writing:
    """Files that are written to neighbours first, all of them, and take their places together, in the order given.

    Used as a context: whatever was not put into its place by the end of the block is taken away.
    """

    def __init__(self) -> None:
        self._ready: list[tuple[Path, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for _path, neighbour in self._ready:
            with contextlib.suppress(OSError):
                os.unlink(neighbour)

    def add(self, path: Path, data: Iterable[bytes], *, is_first: bool = False) -> bool:
        """Make the pieces of `data` ready for `path`; False where they are there already, and it is left alone.

        One that `is_first` takes its place before those that were added before it.

        Raises DeckwrightError where the place cannot be written.
        """
        with _as_sentence(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                handle, neighbour = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".new", dir=path.parent)
            except OSError:
                if _holds(path, data):
                    return False
                raise
            self._ready.insert(0 if is_first else len(self._ready), (path, neighbour))
            if _fill(handle, Path(neighbour), data, path):
                return True
            self._ready.remove((path, neighbour))
            os.unlink(neighbour)
        return False

    def put(self) -> None:
        """Let every file that is ready take its place. Raises DeckwrightError where one cannot."""
        while self._ready:
            path, neighbour = self._ready[0]
            with _as_sentence(path):
                os.replace(neighbour, path)
                del self._ready[0]
                _clear_neighbours(path)


def write_whole(path: Path, data: bytes) -> bool:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part.

    Returns whether the file changed: the same bytes are left alone, time stamp and all.
    Raises DeckwrightError where the place cannot be written.
    """
    with Writing() as writing:
        changed = writing.add(path, [data])
        writing.put()
    return changed


def spliced(path: Path, others: Iterable[tuple[int, int, str]]) -> Iterator[bytes]:
    """The file at `path`, piece by piece, with other words from each start to its end; they grow."""
    at = 0
    with path.open("rb") as file:
        for start, end, words in others:
            yield from _copied(file, start - at)
            yield words.encode()
            at = file.seek(end)
        yield from _copied(file, path.stat().st_size - at)


def _copied(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0 and (data := file.read(min(size, 1 << 20))):
        yield data
        size -= len(data)


@contextlib.contextmanager
def _as_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DeckwrightError(
            f"{path}: cannot be written ({error.strerror}); the file is as it was. Make room or change "
            f"the permissions, then run the same command again."
        ) from error


def _holds(path: Path, pieces: Iterable[bytes]) -> bool:
    """Whether the file is these pieces: one that may not be written need not be, then."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in pieces) and not file.read(1)


def _fill(handle: int, neighbour: Path, pieces: Iterable[bytes], path: Path) -> bool:
    """Write the pieces and flush them to disk; False where `path` turns out to hold the same."""
    with os.fdopen(handle, "wb") as file:
        file.writelines(pieces)
        file.flush()
        if path.is_file() and filecmp.cmp(path, neighbour, shallow=False):
            return False
        os.fsync(handle)
    neighbour.chmod(0o644)
    return True


def _clear_neighbours(path: Path) -> None:
    """Remove what killed runs left beside `path`; a young one may belong to a run that still goes on."""
    for neighbour in path.parent.glob(f".{glob.escape(path.name[:40])}.*.new"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime - neighbour.stat().st_mtime > _OLD:
                neighbour.unlink()
