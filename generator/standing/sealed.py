"""Plain values in, a file that tells whether it is whole out, and back.

It begins with the hash of the rest (SHA-256). Then comes what is attached, piece by piece, then the values and where
each piece ends, as Python's marshal writes them, and last, in eight bytes, where those begin.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

_HASH, _PLACE = 32, 8


class Sealed(NamedTuple):
    """What a whole file holds: its hash, its values, and how many pieces are attached, each read when asked for."""

    hash: bytes
    values: list[Any]
    pieces: int
    attached: Callable[[int], bytes]


def seal(path: Path, values: list[Any], attached: Iterable[bytes] = ()) -> bytes:
    """Write the values, which marshal knows, to `path`, and what is attached; returns the hash. May raise OSError."""
    ends, whole = [_HASH], hashlib.sha256()
    neighbour = path.with_name(f"{path.name}.new")
    with neighbour.open("wb") as file:
        file.write(bytes(_HASH))
        for piece in attached:
            file.write(piece)
            whole.update(piece)
            ends.append(ends[-1] + len(piece))
        for last in (marshal.dumps([values, ends]), ends[-1].to_bytes(_PLACE, "little")):
            file.write(last)
            whole.update(last)
        file.seek(0)
        file.write(whole.digest())
    os.replace(neighbour, path)
    return whole.digest()


def unseal(path: Path) -> Sealed | None:
    """What the file at `path` holds; None where there is none that `seal` wrote to its end."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        hash_ = file.read(_HASH)
        if hashlib.file_digest(file, "sha256").digest() != hash_:
            return None
        end = file.seek(-_PLACE, os.SEEK_END)
        start = int.from_bytes(file.read(_PLACE), "little")
        file.seek(start)
        values, ends = marshal.loads(file.read(end - start))  # noqa: S302 - bytes of our own, whose hash was checked
        return Sealed(hash_, values, len(ends) - 1, lambda at: _piece(path, ends[at], ends[at + 1]))
    return None


def _piece(path: Path, start: int, end: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(end - start)
