"""Do work in an open collection with a backup before its first change, and with none where nothing changes."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

from anki.collection import Collection

_TABLES = (
    "select id, guid, mid, mod, tags from notes order by id",
    "select id, nid, did, ord, mod, queue, due from cards order by id",
    "select id, name, hex(config) from notetypes order by id",
    "select ntid, ord, name, hex(config) from fields order by ntid, ord",
    "select ntid, ord, name, hex(config) from templates order by ntid, ord",
    "select id, name, hex(kind) from decks order by id",
    "select id, name, hex(config) from deck_config order by id",
)
"""What an import can change. A note whose fields change gets another mod, so that its text need not be read."""


class DamagedError(Exception):
    """The collection's file is damaged."""


class BackupError(Exception):
    """Anki made a backup that cannot be opened."""


class _ChangedError(Exception):
    """Work that was to change nothing has changed something."""


def check_sound(col: Collection) -> None:
    """Refuse a collection with a damaged page, which an import would read wrongly or make worse."""
    said = col.db.list("pragma quick_check(1)")
    if said != ["ok"]:
        raise DamagedError(str(said[0] if said else "no answer"))


def transact(col: Collection, work: Callable[[], None], back_up: Callable[[Collection], str], *, expect: bool) -> str:
    """Do `work` in one transaction; returns where the backup is that was made before, "" where nothing changed.

    Where no change is expected it is tried without a backup, and taken back if there is one after all: a backup is a
    copy of the whole collection, and most imports are of a deck that is there already.
    """
    before = _digest(col)

    def trial() -> None:
        work()
        if _digest(col) != before:
            raise _ChangedError

    if not expect:
        try:
            col.db.transact(trial)
        except _ChangedError:
            # What Anki keeps in memory is of the time before the work was taken back.
            col.close()
            col.reopen()
        else:
            return ""
    backup = Path(back_up(col))
    if not zipfile.is_zipfile(backup):
        raise BackupError(str(backup))
    col.db.transact(work)
    if _digest(col) != before:
        return str(backup)
    backup.unlink()
    return ""


def _digest(col: Collection) -> bytes:
    digest = hashlib.sha256()
    for query in _TABLES:
        for row in col.db.all(query):
            digest.update(repr(row).encode())
    return digest.digest()
