"""Rows in, the bytes of a package's database out: the same rows in the same order give the same bytes."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generator.errors import DeckwrightError
from generator.packaging.rows import CARD, NOTE, Placed, card_rows, note_rows

_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"


@contextlib.contextmanager
def empty_database() -> Iterator[tuple[sqlite3.Connection, Path]]:
    """A database with nothing in it, and its file, which is gone afterwards.

    Made in a file, so that it is held once: one in memory is copied twice on its way out. Raises DeckwrightError
    where the system has no place for that file, or no room.
    """
    with _scratch() as path, contextlib.closing(sqlite3.connect(path)) as collection:
        collection.executescript("PRAGMA page_size = 4096; PRAGMA auto_vacuum = 0; PRAGMA encoding = 'UTF-8';")
        collection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        yield collection, path


def database(write: Callable[[sqlite3.Connection], None]) -> bytearray:
    """What `write` makes of an empty database."""
    with empty_database() as (collection, path):
        write(collection)
        collection.commit()
        return read_database(path)


def read_database(path: Path) -> bytearray:
    """The bytes of a database that is written, with what SQLite writes about itself made constant."""
    data = bytearray(path.stat().st_size)
    with path.open("rb") as file:
        file.readinto(data)
    # SQLite file format 1.3: change counter, version-valid-for, and the version of the library that wrote.
    data[24:28] = data[92:96] = b"\0\0\0\1"
    data[96:100] = b"\0\0\0\0"
    return data


@contextlib.contextmanager
def filling(collection: sqlite3.Connection) -> Iterator[Callable[[Sequence[Placed]], None]]:
    """Yields what puts notes, ids growing, into the tables; their cards follow behind the last, then the indexes."""
    cards = array("q")

    def add(placed: Sequence[Placed]) -> None:
        collection.executemany(NOTE, note_rows(placed))
        for row in card_rows(placed):
            cards.extend(row)

    with unindexed(collection):
        yield add
        collection.executemany(CARD, zip(*[iter(cards)] * 6, strict=True))


@contextlib.contextmanager
def unindexed(collection: sqlite3.Connection) -> Iterator[None]:
    """While rows are put in, ids growing, there is no index; those made of full tables are made sooner, and smaller."""
    indexes = collection.execute(_INDEXES).fetchall()
    for name, _ in indexes:
        collection.execute(f"DROP INDEX {name}")
    yield
    for _, made in indexes:
        collection.execute(made)


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """A place for a file that is gone afterwards."""
    try:
        with tempfile.TemporaryDirectory(prefix="deckwright-") as folder:
            yield Path(folder) / "collection.anki2"
    except (OSError, sqlite3.Error) as error:
        raise DeckwrightError(
            f"{tempfile.tempdir or 'TMPDIR'}: the package cannot be put together here ({error}); make room, or name "
            f"another folder in TMPDIR, then run the same command again."
        ) from error
