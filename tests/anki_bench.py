"""A throw-away real Anki collection: packages in, what Anki made of them out."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

# anki.collection must come first: anki.cards imports it and is imported by it.
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest  # isort: skip
from anki.cards import Card
from anki.notes import Note


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How many notes an import put into each of Anki's lists."""

    new: int
    updated: int
    duplicate: int
    conflicting: int


@dataclasses.dataclass(frozen=True)
class History:
    """What a learner would lose: due date, interval, reviews, suspension, flag, and the review log's length."""

    type: int
    queue: int
    due: int
    interval: int
    repetitions: int
    flag: int
    reviews: int


class Bench:
    """A collection in `folder`, with the default options of Anki's import dialog."""

    def __init__(self, folder: Path, name: str = "collection") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{name}.anki2"
        self.col = Collection(str(self.path))

    def close(self) -> None:
        self.col.close()

    def import_package(self, package: Path, *, merge: bool = False) -> Outcome:
        """Import as a double-click would: update what is newer, take no scheduling; `merge` merges note types."""
        options = ImportAnkiPackageOptions(merge_notetypes=merge)
        request = ImportAnkiPackageRequest(package_path=str(package), options=options)
        log = self.col.import_anki_package(request).log
        # A backend import leaves Python's cache of note types behind.
        self.col.models._clear_cache()
        return Outcome(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))

    def notes(self) -> list[Note]:
        """Every note, in the order Anki would introduce its first card."""
        ids = self.col.db.list(
            "select n.id from notes n join cards c on c.nid = n.id group by n.id order by min(c.due), n.id"
        )
        return [self.col.get_note(id_) for id_ in ids]

    def note(self, key: str) -> Note:
        """The one note whose Key field is `key`, found the way a user would."""
        (found,) = self.col.find_notes(f'"Key:{key}"')
        return self.col.get_note(found)

    def cards(self) -> list[Card]:
        """Every card in the order of introduction."""
        return [self.col.get_card(id_) for id_ in self.col.db.list("select id from cards order by due, ord")]

    def media(self) -> list[str]:
        """The names of the files in the media folder."""
        return sorted(path.name for path in Path(self.col.media.dir()).iterdir())

    def deck_names(self) -> list[str]:
        """Every deck but Anki's own."""
        return sorted(deck.name for deck in self.col.decks.all_names_and_ids() if deck.id != 1)

    def study(self, key: str, times: int = 3) -> None:
        """Answer the note's first card "easy" through the real scheduler, days apart."""
        card = self.note(key).cards()[0]
        for _ in range(times):
            self.col.sched.set_due_date([card.id], "0")
            self._answer(card, rating=3)
        self.col.set_user_flag_for_cards(2, [card.id])

    def history(self, key: str) -> list[History]:
        """The learner's progress on each card of the note."""
        return [
            History(
                card.type,
                card.queue,
                card.due,
                card.ivl,
                card.reps,
                card.user_flag(),
                self.col.db.scalar("select count() from revlog where cid = ?", card.id),
            )
            for card in self.note(key).cards()
        ]

    def progress(self) -> dict[int, list[Any]]:
        """All that a learner has on every card: its row but for what sync needs, and its review log."""
        rows = self.col.db.all(
            "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags from cards"
        )
        log = "select id, ease, ivl, lastIvl, factor, time, type from revlog where cid = ? order by id"
        return {row[0]: [*row, self.col.db.all(log, row[0])] for row in rows}

    def content(self) -> dict[str, tuple[list[str], list[str], int]]:
        """Fields, tags and mod of every note by guid, which no two notes share."""
        rows = self.col.db.all("select guid, flds, tags, mod from notes")
        notes = {guid: (fields.split("\x1f"), sorted(tags.split()), mod) for guid, fields, tags, mod in rows}
        assert len(notes) == len(rows)
        return notes

    def edit(self, key: str, field: str, text: str, at: int | None = None) -> None:
        """Change a field as a user does in Anki's editor: the note is as new as this second, or as `at`."""
        note = self.note(key)
        note[field] = text
        self._save(note, at)

    def tag(self, key: str, tag: str, at: int | None = None) -> None:
        """Give a note a tag, which makes it as new as an edit does."""
        note = self.note(key)
        note.add_tag(tag)
        self._save(note, at)

    def make_leech(self, key: str, at: int) -> None:
        """Forget the note's first card for the eighth time: Anki tags it, at the second `at`, and suspends it."""
        card = self.note(key).cards()[0]
        deck = self.col.decks.config_dict_for_deck_id(card.did)
        deck["lapse"]["leechAction"] = 0
        self.col.decks.update_config(deck)
        card.lapses = 7
        self.col.update_card(card)
        self.col.sched.set_due_date([card.id], "0")
        self._answer(card, rating=0)
        self._save(self.note(key), at)

    def suspend(self, key: str) -> None:
        """Suspend every card of the note."""
        self.col.sched.suspend_cards([card.id for card in self.note(key).cards()])

    def delete(self, key: str) -> None:
        """Delete the note, and with it its cards."""
        self.col.remove_notes([self.note(key).id])

    def move(self, key: str, deck: str) -> None:
        """Move the note's cards to the deck of that name, made where there is none."""
        target = self.col.decks.id(deck)
        assert target is not None
        self.col.set_deck([card.id for card in self.note(key).cards()], target)

    def deck_of(self, key: str) -> str:
        """The name of the deck that the note's first card is in."""
        return self.col.decks.name(self.note(key).cards()[0].did)

    def rename_deck(self, old: str, new: str) -> None:
        """Rename a deck as a user does in the list of decks."""
        self.col.decks.rename(self.col.decks.id(old, create=False), new)  # type: ignore[arg-type]

    def restyle(self, name: str, css: str, at: int) -> None:
        """Change a note type's styling at the second `at`."""
        kind = self.note_type(name)
        self.col.models.update_dict({**kind, "css": css})
        self._touch_note_type(name, at)

    def add_field(self, name: str, field: str, at: int) -> None:
        """Add a field to a note type at the second `at`; Anki takes all its notes for changed then."""
        kind = self.note_type(name)
        self.col.models.add_field(kind, self.col.models.new_field(field))
        self.col.models.update_dict(kind)
        self.col.db.execute("update notes set mod = ? where mid = ?", at, kind["id"])
        self._touch_note_type(name, at)

    def rename_field(self, name: str, old: str, new: str, at: int) -> None:
        """Rename a field of a note type at the second `at`."""
        kind = self.note_type(name)
        (field,) = (field for field in kind["flds"] if field["name"] == old)
        self.col.models.rename_field(kind, field, new)
        self.col.models.update_dict(kind)
        self._touch_note_type(name, at)

    def change_note_type(self, key: str, name: str) -> None:
        """Give a note another note type, field by field."""
        note = self.note(key)
        info = self.col.models.change_notetype_info(
            old_notetype_id=note.mid, new_notetype_id=self.note_type(name)["id"]
        )
        request = info.input
        request.note_ids.append(note.id)
        self.col.models.change_notetype_of_notes(request)
        self.col.models._clear_cache()

    def _answer(self, card: Card, rating: Any) -> None:
        card.load()
        card.start_timer()
        states = self.col._backend.get_scheduling_states(card.id)
        self.col.sched.answer_card(self.col.sched.build_answer(card=card, states=states, rating=rating))

    def _save(self, note: Note, at: int | None) -> None:
        self.col.update_note(note)
        if at is not None:
            self.col.db.execute("update notes set mod = ? where id = ?", at, note.id)

    def _touch_note_type(self, name: str, at: int) -> None:
        self.col.db.execute("update notetypes set mtime_secs = ? where id = ?", at, self.note_type(name)["id"])
        self.col.models._clear_cache()

    def note_type(self, name: str) -> dict[str, Any]:
        """The note type called `name`, as stored."""
        found = self.col.models.by_name(name)
        assert found is not None
        return found
