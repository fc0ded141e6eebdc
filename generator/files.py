"""Whole files or none: bytes are written to a neighbour first, which then takes the file's place."""

from __future__ import annotations

import contextlib
import filecmp
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from generator.errors import DeckwrightError
from generator.system.links import real_path
from generator.system.locks import alone_in
from generator.system.neighbours import clear_neighbours, new_neighbour

__all__ = ["Writing", "alone_in", "cache_folder", "holds", "spliced", "state_folder", "write_whole"]


class _Draft(NamedTuple):
    """A file that lies ready: how messages name it, where it really belongs, and its neighbour there."""

    path: Path
    place: Path
    neighbour: Path


def cache_folder() -> Path:
    """Find the user's folder for what never matters: whoever deletes it waits longer for the next run, no more.

    Raises RuntimeError for a user who has no home.
    """
    return _user_folder("XDG_CACHE_HOME", ".cache")


def state_folder() -> Path:
    """Find the user's folder for what makes answers better and cannot be had again once it is deleted.

    Raises RuntimeError for a user who has no home.
    """
    return _user_folder("XDG_STATE_HOME", ".local/state")


def _user_folder(variable: str, usual: str) -> Path:
    """Find a folder of ours in the one that the variable names, or in the `usual` one.

    A relative path would lead into the project, whose author could then say what a build knew; the XDG Base Directory
    Specification says, too, to ignore one.
    """
    named = [Path(os.environ.get(name, "")) for name in ("LOCALAPPDATA", variable)]
    home = next((path for path in named if path.is_absolute()), None) or Path.home() / usual
    if not home.is_absolute():
        raise RuntimeError("The home of this user is a relative path.")
    return home / "deckwright"


class Writing:
    """Files that are written to neighbours first, all of them, and take their places together, in the order given.

    Used as a context: whatever was not put into its place by the end of the block is taken away. Links are written
    through, but none that leads out of the folders `within`, where any are given.
    """

    def __init__(self, within: Sequence[Path] = ()) -> None:
        self._within = within
        self._ready: list[_Draft] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for draft in self._ready:
            with contextlib.suppress(OSError):
                draft.neighbour.unlink()

    def add(self, path: Path, data: Iterable[bytes], *, is_first: bool = False) -> bool:
        """Make the pieces of `data` ready for `path`; False where they are there already, and it is left alone.

        One that `is_first` takes its place before those that were added before it.

        Raises DeckwrightError where the place cannot be written.
        """
        with _as_sentence(path):
            place = real_path(path, self._within, path.as_posix())
            _check_kind(place, path)
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                handle, neighbour = new_neighbour(place)
            except OSError:
                if holds(place, data):
                    return False
                raise
            draft = _Draft(path, place, neighbour)
            self._ready.insert(0 if is_first else len(self._ready), draft)
            if _fill(handle, draft, data):
                return True
            self._ready.remove(draft)
            neighbour.unlink()
        return False

    def put(self) -> None:
        """Let every file that is ready take its place. Raises DeckwrightError where one cannot."""
        while self._ready:
            path, place, neighbour = self._ready[0]
            with _as_sentence(path):
                # Somebody may have put a link into its way since; what it leads to was not asked about.
                if os.path.realpath(place) != str(place):
                    raise DeckwrightError(f"{path}: a link was put in its way meanwhile; the file is as it was.")
                os.replace(neighbour, place)
                del self._ready[0]
                clear_neighbours(place)


def write_whole(path: Path, data: bytes, within: Sequence[Path] = ()) -> bool:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part.

    A link is written through; `within` are the folders it may lead to, any folder where the user named the file.
    Returns whether the file changed: the same bytes are left alone, time stamp and all.
    Raises DeckwrightError where the place cannot be written.
    """
    with Writing(within) as writing:
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


def _check_kind(place: Path, path: Path) -> None:
    """Refuse to replace a pipe, a socket or a device: somebody put it there for another purpose."""
    with contextlib.suppress(OSError):
        kind = place.stat().st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            raise DeckwrightError(f"{path}: this is not a plain file, so it is not replaced; move it away.")


def holds(path: Path, pieces: Iterable[bytes]) -> bool:
    """Tell whether the file is just these pieces: one that may not be written need not be, then."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return all(file.read(len(piece)) == piece for piece in pieces) and not file.read(1)


def _fill(handle: int, draft: _Draft, pieces: Iterable[bytes]) -> bool:
    """Write the pieces and flush them to disk; False where the place turns out to hold the same."""
    with os.fdopen(handle, "wb") as file:
        file.writelines(pieces)
        file.flush()
        if draft.place.is_file() and filecmp.cmp(draft.place, draft.neighbour, shallow=False):
            return False
        os.fsync(handle)
    return True
