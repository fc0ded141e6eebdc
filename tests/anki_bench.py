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

    def import_package(self, package: Path) -> Outcome:
        """Import as a double-click would: update what is newer, do not merge, take no scheduling."""
        request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
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
            card.load()
            self.col.sched.set_due_date([card.id], "0")
            card.load()
            card.start_timer()
            states = self.col._backend.get_scheduling_states(card.id)
            self.col.sched.answer_card(self.col.sched.build_answer(card=card, states=states, rating=3))
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

    def edit(self, key: str, field: str, text: str) -> None:
        """Change a field as a user does in Anki's editor: the note is as new as this second."""
        note = self.note(key)
        note[field] = text
        self.col.update_note(note)

    def note_type(self, name: str) -> dict[str, Any]:
        """The note type called `name`, as stored."""
        found = self.col.models.by_name(name)
        assert found is not None
        return found
