"""Tell the files of a folder that deckwright wrote from those that somebody else put there or changed.

What was written is recorded beside it with its hash, in the form that `sha256sum --check` reads. The record lies in the
folder itself, as a folder of dist/ is committed, cloned and copied whole.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

LARGEST_RECORD = 1 << 20
RECORD = "deckwright.sha256"
"""The file with the record."""

_LINE = re.compile(r"([0-9a-f]{64})  ([\w-]+\.[a-z]+)")
"""A name is that of a file of this very folder: whoever wrote the record, it names none elsewhere."""


def record(files: Mapping[str, bytes]) -> bytes:
    """Write the record of these files, given by name."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return "".join(lines).encode()


def recorded(folder: Path) -> dict[str, str]:
    """Read the hash of each file that is recorded in `folder`; what is no such line is passed over."""
    path = folder / RECORD
    if not _is_plain(path) or path.stat().st_size > LARGEST_RECORD:
        return {}
    found = (_LINE.fullmatch(line) for line in path.read_text("utf-8", "replace").splitlines())
    return {line[2]: line[1] for line in found if line}


def is_ours(path: Path, known: Mapping[str, str]) -> bool:
    """Tell whether `path` is a plain file, and just as it was recorded among the `known`."""
    return path.name in known and _is_plain(path) and _hash(path) == known[path.name]


def leftovers(folder: Path, current: Collection[str]) -> tuple[Path, ...]:
    """Find what was recorded in `folder`, still is as it was written, and is not among the `current` files any more.

    Nothing is found through a link, inside the project or not: what lies behind it was put there by somebody else.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return ()
    known = recorded(folder)
    gone = [folder / name for name in sorted(known) if name not in current]
    ours = tuple(path for path in gone if is_ours(path, known))
    return (*ours, *(() if current or not known else [folder / RECORD]))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
