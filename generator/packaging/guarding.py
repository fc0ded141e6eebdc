"""Open an Anki database that may be damaged or made to harm, with the work and the memory it can cost bounded."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TABLES = ("notes", "cards", "col", "notetypes", "fields", "templates", "decks")
_TABLE = re.compile(r"CREATE TABLE\s", re.IGNORECASE)
_LOOK = 10_000
"""Steps of SQLite's machine between two looks at how many it has taken."""

_ROOM = 1 << 20
"""What is granted besides the size of a file, so that a small one is read whatever it holds."""

_LONGEST = (1 << 31) - 1
"""Bytes of a value that SQLite can be told to allow at most; a collection may be larger than that."""


class DamagedError(Exception):
    """The database is damaged, or made to harm; the words say how, as the end of a sentence."""


@dataclass(slots=True)
class _Guard:
    """What reading may still cost: looks at the steps taken, and characters of text.

    A row takes over 40 bytes of the file and under 40 steps; a text may be read twice. Where it costs more, pages of
    the file point to each other in circles.
    """

    looks: int
    characters: int

    def look(self) -> bool:
        """Count some steps; true stops the query."""
        self.looks -= 1
        return self.looks < 0

    def text(self, data: bytes) -> str:
        """Decode a text and count it."""
        self.characters -= len(data)
        if self.characters < 0:
            raise DamagedError("its tables hold more than the file can")
        return data.decode("utf-8")


@contextlib.contextmanager
def guarded(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    """Yield the database at `path`, opened as `how` says ("mode=ro", "immutable=1"); only plain tables are in it.

    A view, a virtual table or a computed column would run SQL of the database's own, which can go on for ever. Raises
    DamagedError, or what sqlite3 raises.
    """
    # What Anki wrote last may still lie in the write-ahead log beside the database.
    log = path.with_name(f"{path.name}-wal")
    size = path.stat().st_size + (log.stat().st_size if log.is_file() else 0)
    guard = _Guard((size + _ROOM) // _LOOK, 2 * size + _ROOM)
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=1)) as database:
        database.set_progress_handler(guard.look, _LOOK)
        database.text_factory = guard.text
        # No value is longer than the file that holds it, whatever a damaged page says.
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, min(size + _ROOM, _LONGEST))
        database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        try:
            for name in _TABLES:
                _check_table(database, name)
            yield database
        except sqlite3.OperationalError as error:
            if guard.looks < 0:
                raise DamagedError("it takes more work to read than its size explains") from error
            raise
        except UnicodeDecodeError as error:
            raise DamagedError("a text in it is not UTF-8") from error


def _check_table(database: sqlite3.Connection, name: str) -> None:
    """Refuse all but a plain table; the text of its making tells, for SQLite itself goes by that."""
    made = database.execute("SELECT sql FROM sqlite_master WHERE name = ? COLLATE NOCASE", (name,)).fetchall()
    if any(not isinstance(sql, str) or not _TABLE.match(sql) for (sql,) in made):
        raise DamagedError(f'its "{name}" are no table')
    if made and any(column[-1] for column in database.execute(f"PRAGMA table_xinfo({name})")):
        raise DamagedError(f'its "{name}" have columns that are computed')
