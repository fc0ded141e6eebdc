"""Read which note types a collection or package has: names, fields and templates, with the ids Anki knows them by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from generator.notetype.parts import Part

# Numbers of protobuf fields in Anki's proto/anki/notetypes.proto.
_ORIGINAL_ID = 10
_FIELD_ID = 9
_TEMPLATE_ID = 8


LARGEST_JSON = 8 << 20
"""Characters of JSON that are read; parsed, it can take twenty times its size. A hundred note types take one."""


class StoredType(NamedTuple):
    """A note type as a database holds it; `original` is the id it had in the package it came from, 0 for none."""

    id: int
    name: str
    original: int
    fields: tuple[Part, ...]
    templates: tuple[Part, ...]


def stored_types(database: sqlite3.Connection) -> dict[int, StoredType]:
    """Read the note types of the database, by id, in either form Anki writes; what cannot be read is left out."""
    tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    if {"notetypes", "fields", "templates"} <= tables:
        return _from_tables(database)
    (models,) = (database.execute("select models from col").fetchone() if "col" in tables else None) or ("",)
    return _from_json(str(models))


def _from_tables(database: sqlite3.Connection) -> dict[int, StoredType]:
    """Read the tables that Anki has since 2.1.28."""
    fields = _parts(database.execute("select ntid, name, config from fields order by ntid, ord"), _FIELD_ID)
    templates = _parts(database.execute("select ntid, name, config from templates order by ntid, ord"), _TEMPLATE_ID)
    return {
        id_: StoredType(
            id_,
            str(name),
            number_in(_bytes(config), _ORIGINAL_ID) or 0,
            tuple(fields.get(id_, ())),
            tuple(templates.get(id_, ())),
        )
        for id_, name, config in database.execute("select id, name, config from notetypes")
    }


def _parts(rows: Iterable[tuple[int, object, object]], number: int) -> dict[int, list[Part]]:
    parts: dict[int, list[Part]] = {}
    for type_id, name, config in rows:
        parts.setdefault(type_id, []).append(Part(str(name), number_in(_bytes(config), number)))
    return parts


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _from_json(models: str) -> dict[int, StoredType]:
    """Read the JSON that packages and collections before 2.1.28 hold."""
    try:
        read = json.loads(models[:LARGEST_JSON])  # what is cut off is no JSON
    except (ValueError, RecursionError):
        return {}
    kinds = read.values() if isinstance(read, dict) else ()
    types = (_of_json(kind) for kind in kinds if isinstance(kind, dict))
    return {kind.id: kind for kind in types}


def _of_json(kind: Mapping[str, Any]) -> StoredType:
    return StoredType(
        _whole(kind.get("id")) or 0,
        str(kind.get("name", "")),
        _whole(kind.get("originalId")) or 0,
        _listed(kind.get("flds")),
        _listed(kind.get("tmpls")),
    )


def _listed(parts: object) -> tuple[Part, ...]:
    """Read the fields or templates of a note type in JSON, which are listed in their order."""
    found = parts if isinstance(parts, list) else []
    return tuple(Part(str(part.get("name", "")), _whole(part.get("id"))) for part in found if isinstance(part, dict))


def _whole(value: object) -> int | None:
    """Return the value as a whole number; genanki writes ids of note types as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) else None


def number_in(message: bytes, wanted: int) -> int | None:
    """Return the number that a protobuf message holds under the field number `wanted`, or None where it has none."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        number, kind = tag >> 3, tag & 7
        value, size = None, 0
        if kind == 0:
            value, at = _varint(message, at)
        elif kind == 2:
            size, at = _varint(message, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            return None
        at += size
        if number == wanted:
            # A negative int64 is written as what it is modulo 2^64.
            return value if value is None or value < 1 << 63 else value - (1 << 64)
    return None


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, the lowest first; returns it and where the next begins."""
    value = shift = 0
    while at < len(message):
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80 or shift > 63:
            break
    return value, at
