"""A collection named on the command line and a task as JSON in, what Anki did out, as JSON; run as a module.

Everything happens in one transaction: a process that dies leaves the collection as it was.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from generator.importing import attended, contents, fitting, restoring, returning, twins


def main() -> None:
    """Open the collection, do what is asked, and say it."""
    path, task = Path(sys.argv[1]), attended.read_task()
    try:
        _check_version(path)
        col = Collection(str(path))
        attended.end_with_parent(col.set_wants_abort)
        try:
            contents.check_sound(col)
            said = _look(col, **task["look"]) if "look" in task else _do(col, **task)
        finally:
            # What was committed is safe even where there is no room to tidy up.
            with contextlib.suppress(Exception):
                col.close()
    except Exception as error:
        said = {"kind": type(error).__name__, "reason": str(error)}
    print("deckwright:" + json.dumps(said))  # noqa: T201


class TooOldError(Exception):
    """The collection has an older form than the one this Anki writes."""


def _check_version(path: Path) -> None:
    """Refuse a collection that opening would bring into a newer form, which the user's own Anki may not read."""
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=1)) as database:
        (theirs,) = database.execute("select ver from col").fetchone()
    with tempfile.TemporaryDirectory(prefix="deckwright-") as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        own = col.db.scalar("select ver from col")
        col.close()
    if theirs < own:
        raise TooOldError(f"version {theirs}")


def _look(col: Collection, twins_: Sequence[Any], strays: Sequence[Any]) -> dict[str, Any]:
    """Say what Anki knows of the notes that could be taken over or brought back."""
    return {
        "twins": [twins.look(col, twin) for twin in twins_],
        "strays": [returning.look(col, stray) for stray in strays],
    }


def _do(col: Collection, job: dict[str, Any]) -> dict[str, Any]:
    done: dict[str, Any] = {"backup": "", "words": {}, "adopted": (), "pruned": 0}

    def all_of_it() -> None:
        done["words"] = {}
        strays = returning.prepared(col, job["strays"])
        done["set_apart"] = restoring.restore_types(col, job["restored"])
        if returning.lacks_type(col, strays):
            # Notes can be brought back only into a note type that is there, and the packages bring it.
            done["words"] |= _import_all(col, job["packages"])
        returning.bring_back(col, strays)
        done["set_apart"] = restoring.still_used(col, done["set_apart"])
        done["words"] = _import_all(col, job["packages"]) | _changes(done["words"])
        done["brought_back"], done["edited"] = returning.complete(col, strays)
        _rename(col, job["moved"])
        done["adopted"] = twins.adopt(col, job["twins"])
        done["pruned"] = _prune(col, job["retired"], job["prune"])

    done["backup"] = contents.transact(col, all_of_it, _back_up, expect=job["expect"])
    return done


def _import_all(col: Collection, packages: Sequence[str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for package in packages:
        words |= _import(col, package)
    return words


def _changes(words: dict[str, str]) -> dict[str, str]:
    """Keep of a first import what it did, which a second one no longer tells."""
    return {guid: word for guid, word in words.items() if word in ("new", "updated")}


def _back_up(col: Collection) -> str:
    """A backup as Anki makes them, which Anki itself restores, in the folder where it looks for them."""
    folder = Path(col.path).parent / "backups"
    folder.mkdir(exist_ok=True)
    # Apart, for Anki names backups by the second and would replace one that is there.
    apart = folder / ".deckwright"
    _clear(apart)
    apart.mkdir()
    try:
        col.create_backup(backup_folder=str(apart), force=True, wait_for_completion=True)
        (made,) = apart.iterdir()
        return str(made.rename(free_place(folder, made.name)))
    finally:
        _clear(apart)


def _clear(folder: Path) -> None:
    """Remove the folder, also when an import that was killed left it: nobody else has the collection open."""
    shutil.rmtree(folder, ignore_errors=True)


def free_place(folder: Path, name: str) -> Path:
    """Where a file of this name can lie in `folder` without replacing another: under a number if need be."""
    stem, _, ending = name.rpartition(".")
    names = (name, *(f"{stem}-{number}.{ending}" for number in range(1, 1000)))
    return next(place for one in names if not (place := folder / one).exists())


def _import(col: Collection, package: str) -> dict[str, str]:
    """Import as a double-click would; returns Anki's word on each note by guid."""
    request = ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
    log = col.import_anki_package(request).log
    col.models._clear_cache()
    guids = dict(col.db.all("select id, guid from notes"))
    # A conflicting note is logged under the id it has in the package, which may be another note's: the others win.
    words = ("conflicting", "duplicate", "updated", "new")
    return {guids[entry.id.nid]: word for word in words for entry in getattr(log, word) if entry.id.nid in guids}


def _rename(col: Collection, keys: Mapping[str, str]) -> None:
    """Give the notes with these guids their new Keys, where the import did not: it keeps what was edited in Anki."""
    places, changed = fitting.key_places(col), []
    for guid, key in keys.items():
        for id_ in col.db.list("select id from notes where guid = ?", guid):
            note = col.get_note(id_)
            at = places.get(note.mid, -1)
            if at >= 0 and note.fields[at] != key:
                note.fields[at] = key
                changed.append(note)
    col.update_notes(changed)


def _prune(col: Collection, retired: Mapping[str, str], how: str) -> int:
    """Suspend or delete the retired notes: those of our types, and of those Anki made of them, with both guid and Key.

    A note that the user made by copying one of ours has its Key and another guid, and is theirs.
    """
    keys = {guid: key for key, guid in retired.items()}
    found = [
        id_
        for kind, at in fitting.key_places(col).items()
        for id_, guid, fields in col.db.all("select id, guid, flds from notes where mid = ?", kind)
        if guid in keys and fields.split("\x1f")[at : at + 1] == [keys[guid]]
    ]
    if found and how == "delete":
        col.remove_notes(found)
    elif found:
        col.sched.suspend_notes(found)
    return len(found)


if __name__ == "__main__":
    main()
