"""A package or a collection in, the notes it holds out; the file is never written to."""

from __future__ import annotations

import contextlib
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

from generator.cards import FIELDS, StoredNote
from generator.errors import PackageError
from generator.notetype import designs
from generator.packaging.stored_decks import decks_of_notes
from generator.packaging.stored_types import stored_types
from generator.packaging.type_changes import Home, TypeChange, homes, type_changes

_TYPES = {design.id: str(design.name) for design in designs()}
_MAX_DATABASE = 4 << 30


def read_package(path: Path, shown: str) -> tuple[StoredNote, ...]:
    """The notes in the .apkg at `path`. Raises PackageError where it is none that can be read."""
    with _package(path, shown) as database:
        return tuple(_notes(database))


def read_collection(path: Path, shown: str) -> tuple[StoredNote, ...]:
    """The notes in the Anki collection at `path`, opened read-only.

    Raises PackageError where Anki has it open or it is no collection.
    """
    with _collection(path, shown) as database:
        return tuple(_notes(database))


def read_type_changes(path: Path, shown: str) -> tuple[TypeChange, ...]:
    """List our note types that the user changed in the collection at `path`. Raises as `read_collection` does."""
    with _collection(path, shown) as database:
        return type_changes(stored_types(database))


def read_decks(path: Path, shown: str) -> dict[str, str]:
    """Read the name of the deck that each note's first card is in, by guid, from a collection or a package.

    A card in a filtered deck counts as in the deck it comes from. Raises PackageError as the others do.
    """
    with (_package if path.suffix == ".apkg" else _collection)(path, shown) as database:
        return decks_of_notes(database)


@contextlib.contextmanager
def _package(path: Path, shown: str) -> Iterator[sqlite3.Connection]:
    """Open the database of a package in memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            data = _database(archive, shown)
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(data)
            yield database
    except (OSError, zipfile.BadZipFile, sqlite3.Error, NotImplementedError, EOFError) as error:
        raise PackageError(
            f"{shown}: this is no Anki package that can be read ({error}); name another, or build it anew."
        ) from error


@contextlib.contextmanager
def _collection(path: Path, shown: str) -> Iterator[sqlite3.Connection]:
    """Open a collection read-only."""
    if not path.is_file():
        raise PackageError(f"{shown}: there is no such collection; it is named collection.anki2 in your profile.")
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1)) as database:
            yield database
    except sqlite3.OperationalError as error:
        raise PackageError(f"{shown}: cannot be opened ({error}); close Anki and try again.") from error
    except sqlite3.Error as error:
        raise PackageError(f"{shown}: this is no Anki collection ({error}).") from error


def _database(archive: zipfile.ZipFile, shown: str) -> bytes:
    """The database of the package; the newer, compressed one only Anki reads."""
    names = archive.namelist()
    found = next((name for name in ("collection.anki21", "collection.anki2") if name in names), None)
    if found is None or "collection.anki21b" in names:
        raise PackageError(
            f'{shown}: Anki wrote this in its newer form; export it with "Support older Anki versions" ticked.'
            if "collection.anki21b" in names
            else f"{shown}: this zip file is no Anki package."
        )
    if archive.getinfo(found).file_size > _MAX_DATABASE:
        raise PackageError(f"{shown}: its database is over 4 GiB, which is too large to compare.")
    return archive.read(found)


def _notes(database: sqlite3.Connection) -> Iterator[StoredNote]:
    known = homes(stored_types(database))
    for guid, type_id, mod, tags, fields in database.execute(
        "select guid, mid, mod, tags, flds from notes order by id"
    ):
        home = known.get(type_id) or _unknown(type_id)
        parts = tuple(str(fields).split("\x1f"))
        key = parts[home.key] if home.key is not None and home.key < len(parts) else ""
        yield StoredNote(str(guid), home.name, parts, tuple(sorted(str(tags).split())), int(mod), key, home.stray)


def _unknown(type_id: int) -> Home:
    """Say how notes count whose note type the database does not describe: by its id alone."""
    if type_id in _TYPES:
        return Home(_TYPES[type_id], FIELDS.index("Key"), "")
    return Home(f"note type {type_id}", None, f"note type {type_id}")
