"""Files and folders that are written beside the place they are meant for, and then renamed to it."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import secrets
import stat
from pathlib import Path

_OLD = 3600
"""Seconds after which a neighbour is no running program's any more."""


def new_neighbour(place: Path) -> tuple[int, Path]:
    """Open a new file beside `place`, with the permissions that the file there has, or else those of a new file.

    tempfile would make it private to the user, and the umask can only be asked for by changing it: so the system is
    left to apply it.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    neighbour = _neighbour_of(place)
    old = place.stat() if place.is_file() else None
    handle = os.open(neighbour, flags, 0o600 if old else 0o666)
    try:
        if old:
            _take_over(old, neighbour)
    except BaseException:
        os.close(handle)
        neighbour.unlink()
        raise
    return handle, neighbour


def new_neighbour_folder(folder: Path) -> Path:
    """Make an empty folder beside `folder`, to be filled and then renamed. May raise OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    neighbour = _neighbour_of(folder)
    neighbour.mkdir()
    return neighbour


def clear_neighbours(path: Path) -> None:
    """Remove what killed runs left beside `path`; a young one may belong to a run that still goes on.

    The name tells ours from a file of the user's: eight letters or digits, as `_neighbour_of` and tempfile make them.
    """
    ours = re.compile(rf"\.{re.escape(path.name[:40])}\.[a-z0-9_]{{8}}\.new")
    for neighbour in path.parent.glob(f".{glob.escape(path.name[:40])}.*.new"):
        with contextlib.suppress(OSError):
            state = neighbour.lstat()
            is_ours = ours.fullmatch(neighbour.name) and stat.S_ISREG(state.st_mode)
            if is_ours and path.stat().st_mtime - state.st_mtime > _OLD:
                neighbour.unlink()


def _neighbour_of(place: Path) -> Path:
    return place.with_name(f".{place.name[:40]}.{secrets.token_hex(4)}.new")


def _take_over(old: os.stat_result, neighbour: Path) -> None:
    """Give the new file the owner, the group and the mode of the old one, as far as the system lets this user.

    Where the group cannot be kept, the new group may do no more than everybody could: it was not meant.
    """
    mode = stat.S_IMODE(old.st_mode) & 0o777
    if hasattr(os, "chown") and not (_owned(neighbour, old.st_uid, old.st_gid) or _owned(neighbour, -1, old.st_gid)):
        mode &= ~stat.S_IRWXG | (mode & stat.S_IRWXO) << 3
    neighbour.chmod(mode)


def _owned(path: Path, user: int, group: int) -> bool:
    try:
        os.chown(path, user, group)
    except OSError:
        return False
    return True
