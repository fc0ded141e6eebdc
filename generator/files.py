"""Whole files or none: bytes are written to a neighbour first, which then takes the file's place."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generator.errors import DeckwrightError

try:
    import fcntl
except ImportError:  # Windows has no lock on a folder; there, two builds at once may stop with a sentence.
    fcntl = None  # type: ignore[assignment]

_OLD = 3600
"""Seconds after which a neighbour is no running program's any more."""


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other run works in `folder`, then keep others out; nothing is left there, even by a killed run."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # Some network drives know no locks.
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes) -> bool:
    """Write `data` to `path` so that a reader sees the old file or the new one, never a part.

    Returns whether the file changed: the same bytes are left alone, time stamp and all.
    Raises DeckwrightError where the place cannot be written.
    """
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
        _clear_neighbours(path)
    except OSError as error:
        raise DeckwrightError(
            f"{path}: cannot be written ({error.strerror}); the file is as it was. Make room or change "
            f"the permissions, then run the same command again."
        ) from error
    return True


def _clear_neighbours(path: Path) -> None:
    """Remove what killed runs left beside `path`; a young one may belong to a run that still goes on."""
    for neighbour in path.parent.glob(f".{glob.escape(path.name[:40])}.*.new"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime - neighbour.stat().st_mtime > _OLD:
                neighbour.unlink()


def _replace(path: Path, data: bytes) -> None:
    """Fill a hidden neighbour, flush it to disk, rename it over `path`."""
    handle, neighbour = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(neighbour).chmod(0o644)
        os.replace(neighbour, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(neighbour)
        raise
