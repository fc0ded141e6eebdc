"""The last package and the notes that changed in, the package with those out: byte for byte as if packed anew."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.cards import Note
from generator.notetype import designs
from generator.packaging.ids import deck_id
from generator.packaging.rows import CARD, NOTE, Placed, card_rows, note_rows, ords
from generator.packaging.tables import database, unindexed
from generator.packaging.writing import archive, write_head

_NOTES = (
    "INSERT INTO notes SELECT id + :shift, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data FROM old.notes "
    "WHERE id BETWEEN :first AND :last ORDER BY id"
)
_CARDS = (
    "INSERT INTO cards SELECT id + :shift, nid + :shift, did, ord, mod, usn, type, queue, due + :moved, ivl, factor, "
    "reps, lapses, left, odue, odid, flags, data FROM old.cards WHERE id BETWEEN :first AND :last ORDER BY id"
)


class _Run(NamedTuple):
    """Notes that stay as they are, with their cards: the ids from first to last, and how far ids and places move."""

    first: int
    last: int
    shift: int
    moved: int


def repack(
    package: Path,
    changed: Mapping[str, Note],
    added: Mapping[str, Sequence[Note]],
    note_type_mods: Mapping[str, int],
    slug: str,
    description: str,
) -> bytes:
    """The `package`, of one deck and without media, with these notes in the place of those with their guid, and more.

    `changed` has them by guid, `added` by the guid of the note that each stands behind; their note types are in the
    package. All else is as for `writing.pack`.
    """
    notes = [*changed.values(), *(note for group in added.values() for note in group)]
    (deck,) = {note.deck for note in notes}
    types = {design.id: design.name for design in designs()}

    def write(collection: sqlite3.Connection) -> None:
        collection.execute("ATTACH ? AS old", [_unpacked(package, collection)])
        used = {types[id_] for (id_,) in collection.execute("SELECT DISTINCT mid FROM old.notes")}
        write_head(collection, {deck: deck_id(slug, deck)}, used, note_type_mods, description)
        plan = _plan(collection, changed, added, deck_id(slug, deck))
        with unindexed(collection):
            for part in plan:
                if isinstance(part, _Run):
                    collection.execute(_NOTES, part._asdict())
                else:
                    collection.executemany(NOTE, note_rows([part]))
            for part in plan:
                if isinstance(part, _Run):
                    collection.execute(_CARDS, part._asdict())
                else:
                    collection.executemany(CARD, card_rows([part]))

    return archive(database(write), {})


def _unpacked(package: Path, collection: sqlite3.Connection) -> str:
    """The path of the package's database, laid beside the one that is being made, so that neither is held in memory."""
    _, _, beside = collection.execute("PRAGMA database_list").fetchone()
    old = f"{beside}.old"
    with zipfile.ZipFile(package) as whole, whole.open("collection.anki2") as packed, Path(old).open("wb") as file:
        shutil.copyfileobj(packed, file, 1 << 20)
    return old


def _plan(
    collection: sqlite3.Connection, changed: Mapping[str, Note], added: Mapping[str, Sequence[Note]], deck: int
) -> list[_Run | Placed]:
    """What comes of the old notes, in their order: runs of those that stay, and between them the notes that are new.

    Ids count on from note to card to note; where one note has more cards than before, all behind it move.
    """
    rows = collection.execute("SELECT id, guid FROM old.notes ORDER BY id").fetchall()
    ids = [id_ for id_, _ in rows] + [1 + collection.execute("SELECT max(id) FROM old.cards").fetchone()[0]]
    plan: list[_Run | Placed] = []
    at, id_, due = 0, ids[0], 1
    places = {guid: place for place, (_, guid) in enumerate(rows)}
    for guid in sorted({*changed, *added}, key=places.__getitem__):
        end = places[guid] if guid in changed else places[guid] + 1
        if at < end:
            plan.append(_Run(ids[at], ids[end] - 1, id_ - ids[at], due - at - 1))
            id_, due = id_ + ids[end] - ids[at], due + end - at
        for note in (*([changed[guid]] if guid in changed else []), *added.get(guid, ())):
            plan.append(Placed(note, id_, deck, due))
            id_, due = id_ + 1 + len(ords(note)), due + 1
        at = places[guid] + 1
    if at < len(rows):
        plan.append(_Run(ids[at], ids[-1] - 1, id_ - ids[at], due - at - 1))
    return plan
