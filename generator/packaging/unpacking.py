"""Unpack the database of a package into a file of its own, however the package lies about it."""

from __future__ import annotations

import contextlib
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from generator.errors import PackageError

LARGEST = 4 << 30
"""Bytes of a database; a package of that size is no deck of flashcards."""

_FLOOR, _RATIO = 64 << 20, 100
"""A database may unpack to 64 MiB and 100 times its packed size; real ones, of much repeated HTML, stay below 30 times.

Deflate can do 1,000 times, so a package of 1.5 MB could fill a disk with 1.5 GB.
"""

_STEP = 1 << 20
_ENCRYPTED = 1
_READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_LONGEST_REASON = 120
"""Characters of a reason; SQLite quotes a text that is no UTF-8 whole."""

DAMAGED = (
    *(OSError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, LookupError, ArithmeticError),
)
"""What zipfile raises on bytes that are no sound archive; it documents only the second."""


@contextlib.contextmanager
def unpacked(path: Path, shown: str) -> Iterator[Path]:
    """Yield the database of the package at `path` as a file, which is gone afterwards.

    A file and not memory, so that a large one costs disk and not the machine. Raises PackageError where there is none
    that can be unpacked, or no room for it; messages call it `shown`.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder = tempfile.TemporaryDirectory(prefix="deckwright-", ignore_cleanup_errors=True)
            database = Path(stack.enter_context(folder)) / "collection.anki2"
        except OSError as error:
            raise _no_room(shown, error) from error
        try:
            _unpack(path, database, shown)
        except DAMAGED as error:
            raise unreadable(shown, error) from error
        yield database


def unreadable(shown: str, error: Exception | str) -> PackageError:
    """Say that `shown` is no package, and why."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    reason = said if len(said) <= _LONGEST_REASON else f"{said[:_LONGEST_REASON]}…"
    return PackageError(
        f"{shown}: this is no Anki package that can be read ({reason}); name another, or build it anew.", reason
    )


def _no_room(shown: str, error: OSError) -> PackageError:
    return PackageError(
        f"{tempfile.tempdir or 'TMPDIR'}: {shown} cannot be unpacked here ({error.strerror}); make room, or name "
        f"another folder in TMPDIR, then run the same command again.",
        f"there is no room to unpack it: {error.strerror}",
    )


def _unpack(path: Path, database: Path, shown: str) -> None:
    # A FIFO would be waited for, and a device has no end.
    if not stat.S_ISREG(path.stat().st_mode):
        raise unreadable(shown, "it is no plain file")
    with zipfile.ZipFile(path) as archive, database.open("wb", buffering=0) as file:
        info = _database_of(archive, shown)
        if info.flag_bits & _ENCRYPTED:
            raise unreadable(shown, "its database is encrypted")
        if info.compress_type not in _READABLE:
            raise unreadable(shown, "its database is packed in a way that Anki does not use")
        most = min(LARGEST, _FLOOR + _RATIO * min(info.compress_size, path.stat().st_size))
        with archive.open(info) as packed:
            _copy(packed, file, most, shown)


def _database_of(archive: zipfile.ZipFile, shown: str) -> zipfile.ZipInfo:
    """Find the database; the newer, compressed one only Anki reads."""
    names = set(archive.namelist())
    if "collection.anki21b" in names:
        raise PackageError(
            f'{shown}: Anki wrote this in its newer form; export it with "Support older Anki versions" ticked.',
            "Anki wrote it in its newer form",
        )
    name = next((name for name in ("collection.anki21", "collection.anki2") if name in names), None)
    if name is None:
        raise PackageError(f"{shown}: this zip file is no Anki package.", "it is no Anki package")
    return archive.getinfo(name)


def _copy(packed: IO[bytes], file: IO[bytes], most: int, shown: str) -> None:
    """Copy step by step, counting: the size that the archive's directory names may be a lie."""
    size = 0
    while data := packed.read(_STEP):
        size += len(data)
        if size > most:
            raise unreadable(shown, f"its database unpacks to over {most >> 20:,} MiB, which no deck of its size does")
        _write(data, file, shown)


def _write(data: bytes, file: IO[bytes], shown: str) -> None:
    """Write all of `data` to a file without a buffer, which could not be emptied on a full disk."""
    while data:
        try:
            data = data[file.write(data) :]
        except OSError as error:
            raise _no_room(shown, error) from error
