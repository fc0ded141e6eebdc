"""Find and put right stamps of a lock that lie in the future.

Anki takes the note of a package where its `mod` is later than its own. A stamp from the year 19391 is later than every
edit the learner makes, so that each import would replace them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path

from generator.lock.records import Lock

DAY = 24 * 60 * 60
"""Seconds by which a stamp may lie in the future: a clock that shows the local time of another zone as its own is at
most 14 hours off, and must stop nobody. Edits made in Anki are safe again a day later."""

_MOD = re.compile(rb'"mod"\s*:\s*(\d+)')


def is_late(path: Path, now: int) -> bool:
    """Tell whether the lock at `path` has a stamp more than a day after the second `now`; a lost one has none.

    The file is only searched, for a large lock takes long to read. In the texts of a lock, quotes have a backslash.
    """
    try:
        data = path.read_bytes() if path.is_file() else b""  # a pipe would be waited for
    except OSError:
        return False  # whoever reads the lock says so, with the reason
    return any(len(found) > 20 or int(found) > now + DAY for found in _MOD.findall(data))


def late_keys(lock: Lock, now: int) -> tuple[str, ...]:
    """List the keys of the notes, and the names of the note types, that are stamped after the second `now`."""
    notes = (note.key for note in lock.notes if note.mod > now)
    return (*notes, *(kind.name for kind in lock.note_types if kind.mod > now))


def clamped(lock: Lock, now: int, shipped: Mapping[str, tuple[str, int]]) -> Lock:
    """Stamp with `now` what is stamped later.

    `shipped` has the hash and the mod of the notes of the last package, by guid: a note that is in there as the lock
    knows it, under a sound stamp, gets that back, since it has not changed.
    """
    notes = []
    for note in lock.notes:
        hash_, mod = shipped.get(note.guid, ("", 0))
        sound = mod if hash_ == note.shipped and mod <= now else now
        notes.append(dataclasses.replace(note, mod=sound) if note.mod > now else note)
    types = (dataclasses.replace(kind, mod=min(kind.mod, now)) for kind in lock.note_types)
    return dataclasses.replace(lock, notes=tuple(notes), note_types=tuple(types))
