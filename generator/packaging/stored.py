"""Read the notes of an Anki database, row by row, and refuse rows that Anki would not have written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from generator.cards import FIELDS, StoredNote
from generator.notetype import designs
from generator.packaging.guarding import DamagedError
from generator.packaging.stored_types import stored_types
from generator.packaging.type_changes import Home, homes

_TYPES = {design.id: str(design.name) for design in designs()}
_NOTES = "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY rowid"
_KINDS = (("guid", str), ("mid", int), ("mod", int), ("tags", str), ("flds", str))


def stored_notes(database: sqlite3.Connection) -> Iterator[StoredNote]:
    """Yield the notes of a guarded database by their ids.

    Ids have to grow: where pages point to each other in circles, the same notes come again and again. Raises
    DamagedError, or what sqlite3 raises.
    """
    known, last = homes(stored_types(database)), None
    for id_, *row in database.execute(_NOTES):
        if type(id_) is not int or (last is not None and id_ <= last):
            raise DamagedError("its notes are not in the order of their ids")
        last = id_
        for value, (name, kind) in zip(row, _KINDS, strict=True):
            if type(value) is not kind:
                raise DamagedError(f'"{name}" of the note {id_} is of the wrong kind')
        guid, type_id, mod, tags, fields = row
        home, parts = known.get(type_id) or _unknown(type_id), tuple(fields.split("\x1f"))
        key = parts[home.key] if home.key is not None and home.key < len(parts) else ""
        yield StoredNote(guid, home.name, parts, tuple(sorted(tags.split())), mod, key, home.stray, id_)


def _unknown(type_id: int) -> Home:
    """Say how notes count whose note type the database does not describe: by its id alone."""
    if type_id in _TYPES:
        return Home(_TYPES[type_id], FIELDS.index("Key"), "")
    return Home(f"note type {type_id}", None, f"note type {type_id}")
