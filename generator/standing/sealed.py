"""Write plain values to a file that tells whether it is whole and who wrote it, and read them back.

It begins with a line that names the format, the version of the tool and the Python that wrote it, and the hash of the
rest (SHA-256). Then comes what is attached, piece by piece, then the values and where each piece ends, as Python's
marshal writes them, and last, in eight bytes, where those begin.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from generator import __version__

FORMAT = 2
"""Counts up when the shape of what is kept changes."""

_HASH, _PLACE = 32, 8


class Sealed(NamedTuple):
    """What a whole file holds: its hash, its values, and how many pieces are attached, each read when asked for."""

    hash: bytes
    values: list[Any]
    pieces: int
    attached: Callable[[int], bytes]


def seal(path: Path, values: list[Any], attached: Iterable[bytes] = ()) -> bytes:
    """Write the values, which marshal knows, to `path`, and what is attached; returns the hash. May raise OSError."""
    head, whole = _head(), hashlib.sha256()
    ends = [len(head) + _HASH]
    neighbour = path.with_name(f"{path.name}.new")
    neighbour.unlink(missing_ok=True)
    with neighbour.open("xb") as file:  # never through a link
        file.write(head + bytes(_HASH))
        for piece in attached:
            file.write(piece)
            whole.update(piece)
            ends.append(ends[-1] + len(piece))
        for last in (marshal.dumps([values, ends]), ends[-1].to_bytes(_PLACE, "little")):
            file.write(last)
            whole.update(last)
        file.seek(len(head))
        file.write(whole.digest())
    os.replace(neighbour, path)
    return whole.digest()


def unseal(path: Path) -> Sealed | None:
    """Read the file at `path`; None where there is none that this very tool, run by this user, wrote to its end."""
    try:
        return _unseal(path) if _is_own(path) else None
    except Exception:  # whatever is wrong with a cache, it is no more than not there
        return None


def _unseal(path: Path) -> Sealed | None:
    head = _head()
    with path.open("rb") as file:
        # marshal may crash on bytes of another Python, so they are not even tried.
        if file.read(len(head)) != head:
            return None
        hash_ = file.read(_HASH)
        if hashlib.file_digest(file, "sha256").digest() != hash_:
            return None
        end = file.seek(-_PLACE, os.SEEK_END)
        start = int.from_bytes(file.read(_PLACE), "little")
        file.seek(start)
        values, ends = marshal.loads(file.read(end - start))  # noqa: S302 - bytes of our own, whose hash was checked
    if ends != sorted(ends) or ends[0] != len(head) + _HASH or ends[-1] != start:
        return None
    return Sealed(hash_, values, len(ends) - 1, lambda at: _piece(path, ends[at], ends[at + 1]))


def _head() -> bytes:
    """The line that each file begins with."""
    python = f"{sys.implementation.cache_tag} {sys.hexversion:x} {marshal.version}"
    return f"deckwright cache {FORMAT}, deckwright {__version__}, {python}\n".encode()


def _is_own(path: Path) -> bool:
    """Whether it is a plain file, and this user's: a pipe would be waited for, a link leads to where others write."""
    state = path.lstat()
    return stat.S_ISREG(state.st_mode) and (not hasattr(os, "getuid") or state.st_uid == os.getuid())


def _piece(path: Path, start: int, end: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(end - start)
