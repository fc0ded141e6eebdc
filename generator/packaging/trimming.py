"""Copy a package without some of its notes, for an import that must not touch what Anki has in their place."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

from generator.errors import DeckwrightError

_DATABASES = ("collection.anki2", "collection.anki21")


@contextlib.contextmanager
def without(package: Path, guids: Collection[str], shown: str) -> Iterator[Path]:
    """Make a copy of the `package`, which messages call `shown`, without the notes that have these guids.

    The package is one that `read_package` has read; the copy is gone when the block ends. Its media stay, as Anki takes
    only those that a note shows. Raises DeckwrightError where there is no room for it.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="deckwright-")))
            _copy(package, guids, folder)
        except (OSError, sqlite3.Error, zipfile.BadZipFile) as error:
            raise DeckwrightError(
                f"{shown}: it holds notes of another deck in Anki, and a copy without them cannot be made "
                f"({str(error)[:120]}). Make room for it, or name another folder in TMPDIR. Nothing was imported."
            ) from error
        yield folder / package.name


def _copy(package: Path, guids: Collection[str], folder: Path) -> None:
    member = folder / "member"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(folder / package.name, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            with old.open(item) as packed, member.open("wb") as file:
                shutil.copyfileobj(packed, file, 1 << 20)
            if item.filename in _DATABASES:
                _delete(member, guids)
            new.write(member, item.filename)


def _delete(path: Path, guids: Collection[str]) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TEMP TABLE gone (guid)")
        database.executemany("INSERT INTO gone VALUES (?)", [(guid,) for guid in guids])
        for table, column in (("cards", "nid"), ("notes", "id")):
            database.execute(
                f"DELETE FROM {table} WHERE {column} IN "  # noqa: S608 - both names are ours
                "(SELECT id FROM notes WHERE guid IN (SELECT guid FROM gone))"
            )
