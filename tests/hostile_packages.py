"""Packages that are damaged, or made to harm, each from a real one: what read_package must end with a sentence."""

from __future__ import annotations

import io
import os
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from generator.cards import SourceCard

Spoil = Callable[[bytes], bytes]


class NoPages:
    """A deck whose pages are gone: nothing tells how a card of it would ship."""

    def shown(self, key: str, card: SourceCard) -> tuple[str, str]:
        """Two fields that no note has."""
        return key, card.question

    def is_edited(self, key: str) -> bool:
        """No key has an edit."""
        return not key

    def is_made_against(self, key: str, card: SourceCard) -> bool:
        """Nor was one made against a card."""
        return not (key or card)


def database_of(package: bytes) -> bytes:
    """The database of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read("collection.anki2")


def packed(database: bytes, method: int = zipfile.ZIP_DEFLATED, name: str = "collection.anki2") -> bytes:
    """A package with this database."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", method) as archive:
        archive.writestr(name, database)
        archive.writestr("media", "{}")
    return whole.getvalue()


def with_sql(*statements: str) -> Spoil:
    """A real package on whose database these statements were run."""

    def spoil(package: bytes) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "c.anki2"
            path.write_bytes(database_of(package))
            connection = sqlite3.connect(path, isolation_level=None)
            for statement in statements:
                connection.execute(statement)
            connection.close()
            return packed(path.read_bytes())

    return spoil


COLUMNS = "id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data"
_TYPE = 1_752_000_000_000
_ENDLESS = (
    "WITH RECURSIVE r(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM r) "
    "SELECT id, 'g' AS guid, 1 AS mid, 1 AS mod, '' AS tags, {} AS flds FROM r"
)


def _view(select: str) -> tuple[str, ...]:
    return ("ALTER TABLE notes RENAME TO old", f"CREATE VIEW notes AS {select}")


def _rewritten(kind: str, sql: str) -> Spoil:
    """A package whose list of tables says something else of `notes` than its own text."""
    return with_sql(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET type = '{kind}', sql = '{sql}' WHERE name = 'notes'",
    )


def _flags(package: bytes, at: int, value: int) -> bytes:
    """The package with a number of its directory's entries, and of the local heads, set."""
    data = bytearray(package)
    for mark, shift in ((b"PK\3\4", 0), (b"PK\1\2", 2)):
        place = data.find(mark)
        while place >= 0:
            struct.pack_into("<H", data, place + 4 + shift + at, value)
            place = data.find(mark, place + 4)
    return bytes(data)


def _spoilt_middle(package: bytes) -> bytes:
    at = len(package) // 3
    return package[:at] + b"\xff" * 40 + package[at + 40 :]


def _same_page_again(package: bytes) -> bytes:
    """A table whose inner page names one leaf page hundreds of times: its rows come again and again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.anki2"
        path.write_bytes(database_of(package))
        connection = sqlite3.connect(path)
        row = connection.execute("SELECT mid, tags, flds FROM notes").fetchone()
        connection.executemany(
            "INSERT INTO notes VALUES (?, 'g' || ?, ?, 1, -1, ?, ?, '', 0, 0, '')",
            [(n, n, *row) for n in range(1, 400)],
        )
        connection.commit()
        root, size = (connection.execute(sql).fetchone()[0] for sql in (_ROOT, "PRAGMA page_size"))
        connection.close()
        data = bytearray(path.read_bytes())
    page = (root - 1) * size
    assert data[page] == 5  # an inner page of a table
    cells = struct.unpack_from(">H", data, page + 3)[0]
    places = struct.unpack_from(f">{cells}H", data, page + 12)
    for place in places:
        data[page + place : page + place + 4] = data[page + places[0] : page + places[0] + 4]
    return packed(bytes(data))


_ROOT = "SELECT rootpage FROM sqlite_master WHERE name = 'notes'"

ARCHIVES: dict[str, Spoil] = {
    "empty": lambda package: b"",
    "no zip": lambda package: b"no package",
    "half of it": lambda package: package[: len(package) // 2],
    "spoilt in the middle": _spoilt_middle,
    "encrypted": lambda package: _flags(package, 2, 1),
    "packed by lzma": lambda package: _flags(package, 4, 14),
    "packed by nobody": lambda package: _flags(package, 4, 99),
    "lzma indeed": lambda package: packed(database_of(package), zipfile.ZIP_LZMA),
    "no database": lambda package: packed(b"", name="other"),
    "an empty database": lambda package: packed(b""),
    "newer": lambda package: packed(b"", name="collection.anki21b"),
    "90 MB of zeros": lambda package: packed(bytes(90 << 20)),
}
"""Archives that are none, by what makes each of a real package."""

DATABASES: dict[str, Spoil] = {
    "text for a database": lambda package: packed(b"SQLite format 3\0" + b"x" * 5000),
    "zeroed pages": lambda package: packed(database_of(package)[:4096] + bytes(len(database_of(package)) - 4096)),
    "no notes": with_sql("DROP TABLE notes"),
    "mod is NULL": with_sql("DROP TABLE notes", f"CREATE TABLE notes ({COLUMNS})", "INSERT INTO notes (id) VALUES (1)"),
    "mod is text": with_sql("UPDATE notes SET mod = 'soon'"),
    "mod is a number with a point": with_sql("UPDATE notes SET mod = 1.5"),
    "guid is a blob": with_sql("UPDATE notes SET guid = x'00ff'"),
    "fields are a blob": with_sql("UPDATE notes SET flds = x'00ff'"),
    "fields are no UTF-8": with_sql("UPDATE notes SET flds = CAST(x'ff00ff' AS TEXT)"),
    "tags are a number": with_sql(
        "DROP TABLE notes",
        f"CREATE TABLE notes ({COLUMNS})",
        f"INSERT INTO notes VALUES (1, 'g', {_TYPE}, 1, -1, 7, 'a', '', 0, 0, '')",
    ),
    "a column is missing": with_sql("ALTER TABLE notes DROP COLUMN tags"),
    "an endless view": with_sql(*_view(_ENDLESS.format("'f'"))),
    "a view that grows": with_sql(*_view(_ENDLESS.format("hex(zeroblob(500000000))"))),
    "a view that calls itself a table": _rewritten("table", "CREATE VIEW notes AS SELECT 1 AS id"),
    "a virtual table": with_sql(
        "DROP TABLE notes", "CREATE VIRTUAL TABLE notes USING fts5(id, guid, mid, mod, tags, flds)"
    ),
    "a virtual table of nobody": _rewritten("table", "CREATE VIRTUAL TABLE notes USING nobody(x)"),
    "computed fields": with_sql(
        "DROP TABLE notes",
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, guid, mid, mod, tags, flds AS (hex(zeroblob(4000000))))",
        "INSERT INTO notes VALUES (1, 'g', 1, 1, '')",
    ),
    "one page again and again": _same_page_again,
}
"""Databases that are damaged, or go on for ever."""

HOSTILE = ARCHIVES | DATABASES


def fifo(path: Path) -> None:
    """A pipe that nobody writes to."""
    path.unlink(missing_ok=True)
    os.mkfifo(path)
