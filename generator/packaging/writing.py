"""Notes in, the bytes of an .apkg out: the same notes give the same bytes; the only door to genanki."""

from __future__ import annotations

import contextlib
import itertools
import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import genanki

from generator.archive import zip_archive
from generator.cards import FIELDS, Note, NoteType, Picture
from generator.errors import DeckwrightError
from generator.notetype import FIELD_IDS, NoteTypeDesign, designs
from generator.packaging.ids import EPOCH, note_ids, number


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


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with a mod of its own, its cards counted as Anki counts them, due in the order of the page."""

    def __init__(self, note: Note, model: _Model, due: int) -> None:
        super().__init__(model, list(note.fields), guid=note.guid, tags=list(note.tags), due=due)
        self.mod = note.mod
        ords = [number - 1 for number in note.clozes] or [0, *([1] if note.fields[FIELDS.index("Reverse")] else [])]
        self.cards = [genanki.Card(ord_) for ord_ in ords]

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Genanki's own guess is wrong both ways; our HTML is made by the renderer."""

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:
        super().write_to_db(cursor, self.mod, deck_id, id_gen)


class _Deck(genanki.Deck):  # type: ignore[misc]
    """A deck whose notes are made one at a time, as they are written; each comes with its place on the page from 1."""

    def __init__(self, id_: int, name: str, description: str, models: Mapping[NoteType, _Model]) -> None:
        super().__init__(id_, name, description)
        self.placed: list[tuple[int, Note]] = []
        self._models = models

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, id_gen: Iterator[int]) -> None:
        for kind in dict.fromkeys(note.note_type for _, note in self.placed):
            self.add_model(self._models[kind])
        super().write_to_db(cursor, timestamp, id_gen)
        for due, note in self.placed:
            _Note(note, self._models[note.note_type], due).write_to_db(cursor, timestamp, self.deck_id, id_gen)


def pack(
    notes: Sequence[Note], note_type_mods: Mapping[str, int], media: Mapping[str, Picture], slug: str, description: str
) -> bytes:
    """The package of `notes` in study order; `media` are its files by name, `description` the deck's, as HTML.

    Raises DeckwrightError for notes that Anki would take for one another.
    """
    _check_guids(notes)
    models = {design.name: _Model(design, note_type_mods[str(design.name)]) for design in designs()}
    decks: dict[str, _Deck] = {}
    for due, note in enumerate(notes, 1):
        if note.deck not in decks:
            decks[note.deck] = _Deck(number(f"deck\0{slug}\0{note.deck}"), note.deck, description, models)
        decks[note.deck].placed.append((due, note))
    names = sorted({name for note in notes for name in note.media})
    index = json.dumps({str(at): name for at, name in enumerate(names)})
    return zip_archive(
        [
            ("collection.anki2", _collection(list(decks.values()), slug), True),
            ("media", index.encode(), True),
            *((str(at), media[name].data, name.endswith((".svg", ".bmp", ".wav"))) for at, name in enumerate(names)),
        ]
    )


def _collection(decks: Sequence[genanki.Deck], slug: str) -> bytearray:
    """The database of the package, with what SQLite writes about itself made constant.

    Made in a file, so that it is held once: one in memory is copied twice on its way out.
    """
    ids = itertools.count(note_ids(slug, 0).start)
    with _scratch() as path:
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.executescript("PRAGMA page_size = 4096; PRAGMA auto_vacuum = 0; PRAGMA encoding = 'UTF-8';")
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            genanki.Package(decks).write_to_db(database.cursor(), EPOCH, ids)
            database.commit()
        data = bytearray(path.stat().st_size)
        with path.open("rb") as file:
            file.readinto(data)
    # SQLite file format 1.3: change counter, version-valid-for, and the version of the library that wrote.
    data[24:28] = data[92:96] = b"\0\0\0\1"
    data[96:100] = b"\0\0\0\0"
    return data


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """A place for a file that is gone afterwards. Raises DeckwrightError where the system has none, or no room."""
    try:
        with tempfile.TemporaryDirectory(prefix="deckwright-") as folder:
            yield Path(folder) / "collection.anki2"
    except (OSError, sqlite3.Error) as error:
        raise DeckwrightError(
            f"{tempfile.tempdir or 'TMPDIR'}: the package cannot be put together here ({error}); make room, or name "
            f"another folder in TMPDIR, then run the same command again."
        ) from error


def _check_guids(notes: Sequence[Note]) -> None:
    seen: dict[str, Note] = {}
    for note in notes:
        if note.guid in seen:
            raise DeckwrightError(
                f"{note.origin}: {note.key} has the guid of {seen[note.guid].key} ({note.guid}); Anki would keep both "
                f"and update one. Give one of the two lines in cards.lock back its own guid."
            )
        seen[note.guid] = note
