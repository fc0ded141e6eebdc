"""Notes in, the bytes of an .apkg out: the same notes give the same bytes; the only door to genanki."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import genanki

from generator.archive import zip_archive
from generator.cards import FIELDS, Note, NoteType, Picture
from generator.errors import DeckwrightError
from generator.notetype import FIELD_IDS, NoteTypeDesign, designs
from generator.packaging.ids import EPOCH, deck_id, note_ids, packed_beside
from generator.packaging.rows import Placed, ords
from generator.packaging.tables import database, empty_database, filling, read_database


class _Model(genanki.Model):  # type: ignore[misc]
    """A note type with a mod of its own."""

    def __init__(self, design: NoteTypeDesign, mod: int) -> None:
        kind = genanki.Model.CLOZE if design.name is NoteType.CLOZE else genanki.Model.FRONT_BACK
        super().__init__(
            design.id,
            str(design.name),
            fields=[{"name": name, "id": id_} for name, id_ in zip(FIELDS, FIELD_IDS, strict=True)],
            templates=[{"name": t.name, "id": t.id, "qfmt": t.front, "afmt": t.back} for t in design.templates],
            css=design.css,
            model_type=kind,
        )
        self.mod = mod

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        written: dict[str, Any] = super().to_json(self.mod, deck_id)
        return written


def pack(
    notes: Sequence[Note], note_type_mods: Mapping[str, int], media: Mapping[str, Picture], slug: str, description: str
) -> bytes:
    """The package of `notes` in study order; `media` are its files by name, `description` the deck's, as HTML.

    Raises DeckwrightError for notes that Anki would take for one another.
    """
    _check_guids(notes)
    decks = {name: deck_id(slug, name) for name in dict.fromkeys(note.deck for note in notes)}
    place = Places(slug)
    by_deck: dict[str, list[tuple[int, Note]]] = {name: [] for name in decks}
    for due, note in enumerate(notes, 1):
        by_deck[note.deck].append((due, note))

    def write(collection: sqlite3.Connection) -> None:
        write_head(collection, decks, {note.note_type for note in notes}, note_type_mods, description)
        with filling(collection) as add:
            for name, placed in by_deck.items():
                add([place(note, decks[name], due) for due, note in placed])

    return archive(database(write), {name: media[name].data for note in notes for name in note.media})


def pack_database(path: str) -> bytes:
    """Write the package of the database at `path`, without media, beside that, as `packed_beside` says; its hash."""
    data = archive(read_database(Path(path)), {})
    packed_beside(path).write_bytes(data)
    return hashlib.sha256(data).digest()


@contextlib.contextmanager
def packing(
    deck: str, used: Collection[NoteType], note_type_mods: Mapping[str, int], slug: str, description: str
) -> Iterator[tuple[Callable[[Sequence[Note]], None], Callable[[], str]]]:
    """The same in steps, of one deck: yields what takes the next notes, and what ends it and names the database."""
    id_, place, count = deck_id(slug, deck), Places(slug), itertools.count(1)
    with empty_database() as (collection, path), contextlib.ExitStack() as steps:
        write_head(collection, {deck: id_}, used, note_type_mods, description)
        add = steps.enter_context(filling(collection))

        def end() -> str:
            steps.close()
            collection.commit()
            return str(path)

        yield lambda notes: add([place(note, id_, next(count)) for note in notes]), end


def archive(collection: bytes | bytearray, media: Mapping[str, bytes]) -> bytes:
    """The package of a database and the files its notes use."""
    names = sorted(media)
    index = json.dumps({str(at): name for at, name in enumerate(names)})
    return zip_archive(
        [
            ("collection.anki2", collection, True),
            ("media", index.encode(), True),
            *((str(at), media[name], name.endswith((".svg", ".bmp", ".wav"))) for at, name in enumerate(names)),
        ]
    )


def write_head(
    collection: sqlite3.Connection,
    decks: Mapping[str, int],
    used: Collection[NoteType],
    mods: Mapping[str, int],
    description: str,
) -> None:
    """Make the tables of an empty database, and say in them which decks and note types there are."""
    types = [_Model(design, mods[str(design.name)]) for design in designs() if design.name in used]
    heads = [genanki.Deck(id_, name, description) for name, id_ in decks.items()]
    for deck, kind in itertools.product(heads, types):
        deck.add_model(kind)
    genanki.Package(heads).write_to_db(collection.cursor(), EPOCH, iter(()))


class Places:
    """Gives notes their ids, one after the other: where one ends its cards' begin, and after them the next one."""

    def __init__(self, slug: str) -> None:
        self._next = note_ids(slug, 0).start

    def __call__(self, note: Note, deck: int, due: int) -> Placed:
        """The note in this deck, at this place in study order."""
        placed = Placed(note, self._next, deck, due)
        self._next += 1 + len(ords(note))
        return placed


def _check_guids(notes: Sequence[Note]) -> None:
    seen: dict[str, Note] = {}
    for note in notes:
        if note.guid in seen:
            raise DeckwrightError(
                f"{note.origin}: {note.key} has the guid of {seen[note.guid].key} ({note.guid}); Anki would keep both "
                f"and update one. Give one of the two lines in cards.lock back its own guid."
            )
        seen[note.guid] = note
