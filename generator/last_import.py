"""Remember in the user's state folder what was last imported of a deck into each collection.

This only ever makes answers better: what is missing, damaged or of another version counts as nothing known, and what
cannot be written is not remembered. One file a deck and collection: a line of JSON that says which, then the notes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from generator.cards import StoredNote
from generator.errors import DeckwrightError
from generator.files import state_folder, write_whole
from generator.lock import Lock

_FORMAT = 1
_ENDING = ".imported"

_MOST_FILES = 1000
"""Files that are kept, the latest: decks and profiles that are long gone would pile up for ever."""

_MOST_BYTES = 1 << 29
"""Of one file when unpacked: 30,000 notes take some 15 MB, and a damaged file must not fill the memory."""

_LONGEST_HEAD = 1 << 16


class ImportedNote(NamedTuple):
    """A note as an import left it in Anki; `is_ours` tells whether its fields and tags are those of a package of ours.

    They are not where Anki kept another text: an edit made there, or a note of another type.
    """

    note: StoredNote
    is_ours: bool


class LastImport(NamedTuple):
    """The last import of a deck into one collection, `when` in seconds since 1970; its notes lie in the file `path`."""

    collection: str
    when: int
    path: Path

    def notes(self) -> tuple[ImportedNote, ...] | None:
        """Read the notes; None where the file is damaged, so that nothing is known."""
        with contextlib.suppress(OSError, ValueError, RecursionError, zlib.error), self.path.open("rb") as file:
            file.readline(_LONGEST_HEAD)
            return _read_notes(file.read(_MOST_BYTES))
        return None


def name_of(lock: Lock, folder: Path) -> str:
    """Name a deck for this memory: by the id in its lock, or by where it lies if it has none."""
    return lock.id or str(folder.resolve())


def last_imports(deck: str) -> tuple[LastImport, ...]:
    """List what is known of the imports of the deck of this name, one for each collection, the latest first."""
    found: list[LastImport] = []
    with contextlib.suppress(OSError, RuntimeError):
        found = [each for path in _folder(deck).glob(f"*{_ENDING}") if (each := _read_head(path, deck))]
    return tuple(sorted(found, key=lambda each: (each.when, each.collection), reverse=True))


def last_import(deck: str, collection: str) -> LastImport | None:
    """Find what is known of the last import of this deck into this collection."""
    return next((each for each in last_imports(deck) if each.collection == collection), None)


def remember_import(deck: str, collection: str, notes: Iterable[ImportedNote], when: int) -> None:
    """Keep the notes of the deck as they are in the collection after an import, instead of what was known of them."""
    head = {"deckwright import": _FORMAT, "deck": deck, "collection": collection, "when": when}
    rows = [_row(each) for each in notes]
    # Level 1: four times smaller in a third of a second for 30,000 notes; a higher level takes much longer for little.
    data = f"{json.dumps(head)}\n".encode() + zlib.compress(json.dumps(rows).encode(), 1)
    with contextlib.suppress(OSError, RuntimeError, DeckwrightError):
        folder = _folder(deck)
        for place in (folder.parent, folder):
            # What somebody studies is nobody else's business.
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / f"{_hash(collection)}{_ENDING}", data)
        _forget_the_oldest(folder.parent)


def _row(each: ImportedNote) -> list[object]:
    note = each.note
    return [note.guid, note.note_type, note.fields, note.tags, note.mod, note.key, note.stray, each.is_ours]


def _folder(deck: str) -> Path:
    """Find the folder of one deck. Raises RuntimeError for a user who has no home."""
    return state_folder() / "imports" / _hash(deck)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _read_head(path: Path, deck: str) -> LastImport | None:
    if not path.is_file():  # a pipe would be waited for
        return None
    with contextlib.suppress(OSError, ValueError, RecursionError), path.open("rb") as file:
        head = json.loads(file.readline(_LONGEST_HEAD))
        if _is_head(head, deck):
            return LastImport(head["collection"], head["when"], path)
    return None


def _is_head(head: object, deck: str) -> bool:
    if not isinstance(head, Mapping) or head.get("deckwright import") != _FORMAT or head.get("deck") != deck:
        return False
    when = head.get("when")
    # A year that no calendar has cannot be shown.
    return isinstance(head.get("collection"), str) and type(when) is int and 0 <= when < 1 << 37


def _read_notes(data: bytes) -> tuple[ImportedNote, ...]:
    """Unpack the notes. Raises ValueError or zlib.error for what `remember_import` did not write."""
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(data, _MOST_BYTES)
    if not unpacking.eof:
        raise ValueError("the file ends too early, or is too large")
    rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError("the file holds no list of notes")
    return tuple(map(_read_note, rows))


def _read_note(row: object) -> ImportedNote:
    guid, note_type, fields, tags, mod, key, stray, is_ours = _listed(row)
    texts = (guid, note_type, key, stray, *_listed(fields), *_listed(tags))
    if not all(isinstance(text, str) for text in texts) or type(mod) is not int or type(is_ours) is not bool:
        raise ValueError("a note holds values of the wrong kind")
    return ImportedNote(StoredNote(guid, note_type, tuple(fields), tuple(tags), mod, key, stray), is_ours)


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("there is no list where one belongs")
    return value


def _forget_the_oldest(folder: Path) -> None:
    files = sorted(folder.glob(f"*/*{_ENDING}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[_MOST_FILES:]:
        path.unlink(missing_ok=True)
