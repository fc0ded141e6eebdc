"""Folders in, a word each time a file in them was saved out; the only door to watchfiles."""

from __future__ import annotations

import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import watchfiles

_Files: TypeAlias = dict[Path, tuple[int, int]]
"""Every file with the time of its last change and its size."""

_LOOK_ANYWAY = 5000
"""Milliseconds after which the files are looked at even where the system reports nothing, as some network drives do."""

_SETTLES = 0.1
"""Seconds without a change after which a save is taken to be whole: some editors empty a file before they fill it."""

_ROUNDS = 20


def saves(folders: Sequence[Path], own: str) -> Iterator[None]:
    """Go on at once, then each time a file below `folders` has changed since the caller last went to work.

    What is saved while the caller works counts; files named `own`, which the caller writes, count only while it
    waits; hidden files never do, for programs keep their own there. Never ends by itself.
    """
    events = watchfiles.watch(*folders, watch_filter=None, rust_timeout=_LOOK_ANYWAY, yield_on_timeout=True)
    seen: _Files | None = None
    while True:
        now = _look(folders)
        if now == seen:
            next(events)
            continue
        if seen is not None:
            now = _settled(folders, now)
        yield
        others = {path: state for path, state in now.items() if path.name != own}
        seen = others | {path: state for path, state in _look(folders).items() if path.name == own}


def _settled(folders: Sequence[Path], now: _Files) -> _Files:
    """The files once they have stopped changing; or as they are after a while, where one never stops."""
    for _ in range(_ROUNDS):
        time.sleep(_SETTLES)
        before, now = now, _look(folders)
        if now == before:
            break
    return now


def _look(folders: Sequence[Path]) -> _Files:
    """The files as they are; one that vanishes meanwhile is left out."""
    found: _Files = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if any(part.startswith(".") for part in path.relative_to(folder).parts):
                continue
            try:
                state = path.stat()
            except OSError:
                continue
            if not stat.S_ISDIR(state.st_mode):
                found[path] = (state.st_mtime_ns, state.st_size)
    return found
