"""Read what a package or a collection holds, whatever bytes it has; the file is never written to."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from generator.cards import StoredNote
from generator.errors import PackageError
from generator.notetype import designs
from generator.packaging.guarding import DamagedError, guarded
from generator.packaging.stored import stored_notes
from generator.packaging.stored_decks import Decks, stored_decks
from generator.packaging.stored_types import stored_types
from generator.packaging.type_changes import TypeChange, type_changes
from generator.packaging.unpacking import unpacked, unreadable

_UNSOUND = (DamagedError, sqlite3.DataError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of rows and JSON of another shape than Anki's."""


def read_package(path: Path, shown: str) -> tuple[StoredNote, ...]:
    """Read the notes in the .apkg at `path`.

    Raises PackageError where it is none that can be read; messages call it `shown`.
    """
    with _package(path, shown) as database:
        return tuple(stored_notes(database))


def read_collection(path: Path, shown: str) -> tuple[StoredNote, ...]:
    """Read the notes in the Anki collection at `path`, opened read-only.

    Raises PackageError where Anki has it open or it is no collection.
    """
    with _collection(path, shown) as database:
        return tuple(stored_notes(database))


def read_type_changes(path: Path, shown: str) -> tuple[TypeChange, ...]:
    """List our note types that the user changed in the collection at `path`. Raises as `read_collection` does."""
    with _collection(path, shown) as database:
        return type_changes(stored_types(database))


def read_foreign_types(path: Path, shown: str) -> tuple[str, ...]:
    """Name the note types in a package that are not ours, or not as we make them. Raises as `read_package` does."""
    own = {design.id for design in designs()}
    with _package(path, shown) as database:
        types = stored_types(database)
        changed = [change.name for change in type_changes(types)]
        return (*changed, *(kind.name for kind in types.values() if kind.id not in own))


def read_decks(path: Path, shown: str) -> Decks:
    """Read the deck that each note's first card is in from a collection or a package.

    A card in a filtered deck counts as in the deck it comes from. Raises PackageError as the others do.
    """
    with (_package if path.suffix == ".apkg" else _collection)(path, shown) as database:
        return stored_decks(database)


@contextlib.contextmanager
def _package(path: Path, shown: str) -> Iterator[sqlite3.Connection]:
    """Open the database of a package."""
    with unpacked(path, shown) as unpacked_database:
        try:
            with guarded(unpacked_database, "immutable=1") as database:
                yield database
        except (OSError, sqlite3.Error, *_UNSOUND) as error:
            raise unreadable(shown, error) from error


@contextlib.contextmanager
def _collection(path: Path, shown: str) -> Iterator[sqlite3.Connection]:
    """Open a collection read-only."""
    if not path.is_file():
        raise PackageError(f"{shown}: there is no such collection; it is named collection.anki2 in your profile.")
    try:
        with guarded(path, "mode=ro") as database:
            yield database
    except _UNSOUND as error:
        raise PackageError(f"{shown}: this collection is damaged ({error}); restore a backup in Anki.") from error
    except (OSError, sqlite3.OperationalError) as error:
        raise PackageError(f"{shown}: cannot be opened ({str(error)[:120]}); close Anki and try again.") from error
    except sqlite3.Error as error:
        kind = "this collection is damaged" if "malformed" in str(error) else "this is no Anki collection"
        raise PackageError(f"{shown}: {kind} ({error}).") from error
