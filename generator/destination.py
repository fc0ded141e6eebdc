"""Bring packages to a running Anki or a closed collection, and tell what an import made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from generator import packaging, safeguard
from generator.cards import StoredNote
from generator.delivery import Parcel
from generator.errors import DeckwrightError
from generator.importing import Arrival, Endpoint, Stray, Twin, arrivals, caution, headway, running


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the user agreed to: packages, notes to take over, and retired notes to suspend or delete.

    `strays` are notes of ours to bring back into our note types, `restored` the names of those of our note types that
    become again as we made them. `retired` has the guid of each by its Key. `moved` are the guids of notes that are
    taken over from other decks.
    """

    parcels: tuple[Parcel, ...]
    twins: tuple[Twin, ...] = ()
    strays: tuple[Stray, ...] = ()
    restored: tuple[str, ...] = ()
    retired: Mapping[str, str] = field(default_factory=dict)
    prune: str = ""
    moved: frozenset[str] = frozenset()

    @property
    def how(self) -> str:
        """What becomes of the retired notes, in a word."""
        return "deleted" if self.prune == "delete" else "suspended"

    @property
    def notes(self) -> tuple[StoredNote, ...]:
        """The notes of all packages."""
        return tuple(note for parcel in self.parcels for note in parcel.notes)


@dataclass(frozen=True, slots=True)
class Account:
    """What an import did: each note's outcome, where the backups lie, how many retired notes were pruned, and how.

    `unfinished` names the file beside the collection in which a part of it still lies; "" is none. `backup_is_open`
    says whether the backups lie on a disk of this machine, where they were opened; `was_there` whether there was
    anything of the decks before. `set_apart` are the note types in which notes of ours stay because they would have
    lost something of the user's; `edited` counts notes that were brought back with the text the user gave them.
    """

    arrivals: tuple[Arrival, ...]
    backups: tuple[PurePath, ...]
    pruned: int
    how: str = ""
    unfinished: str = ""
    backup_is_open: bool = True
    was_there: bool = True
    set_apart: tuple[str, ...] = ()
    edited: int = 0


def nobody(_: Parcel) -> None:
    """Tell nobody that a package has arrived."""


class Destination(Protocol):
    """A place packages can be brought to."""

    def __str__(self) -> str:
        """The place, as messages name it."""

    def collection(self) -> str:
        """Name the collection behind it, so that its last import is found again."""

    def theirs(self, parcels: Sequence[Parcel]) -> tuple[StoredNote, ...]:
        """The notes there that an import may touch."""

    def check(self) -> None:
        """Refuse a place into which nothing can be imported at all. Raises DeckwrightError."""

    def decks(self, parcels: Sequence[Parcel]) -> packaging.Decks:
        """Return the deck that each note of the packages is in there."""

    def obstacle(self, plan: Plan) -> str:
        """Say why the plan would be refused there; "" where it would not."""

    def changed_types(self, parcels: Sequence[Parcel]) -> tuple[packaging.TypeChange, ...]:
        """List those of our note types that the packages use and that were changed there."""

    def look(self, twins: Sequence[Twin], strays: Sequence[Stray]) -> tuple[tuple[Twin, ...], tuple[Stray, ...]]:
        """The notes with what is known there of those that may be taken over or brought back."""

    def carry_out(self, plan: Plan, arrived: Callable[[Parcel], None] = nobody) -> Account:
        """Back up, import, take over and prune; `arrived` is told of each package that is in, before the next is.

        Raises DeckwrightError where that cannot be done.
        """


@dataclass(frozen=True, slots=True)
class RunningAnki:
    """An Anki with AnkiConnect."""

    at: Endpoint

    def __str__(self) -> str:
        return f"the Anki at {self.at}"

    def collection(self) -> str:
        """Name it by its file, as a closed collection is, or by host and port where its file is on another machine."""
        return running.collection(self.at)

    def theirs(self, parcels: Sequence[Parcel]) -> tuple[StoredNote, ...]:
        """The notes of these decks, found by Key; they have the mod 0 where AnkiConnect tells none."""
        with headway.saying(self.at, headway.UNTOUCHED):
            return tuple(seen.note for seen in running.notes(self.at, Plan(tuple(parcels)).notes))

    def check(self) -> None:
        """Refuse nothing: that Anki runs and can import has been seen before."""

    def decks(self, parcels: Sequence[Parcel]) -> packaging.Decks:
        """Return the decks as AnkiConnect tells them, for which a filtered deck is one like others."""
        with headway.saying(self.at, headway.UNTOUCHED):
            seen = running.notes(self.at, Plan(tuple(parcels)).notes)
            places = running.decks_by_card(self.at, (each.cards[0] for each in seen if each.cards))
        first = ((each.note.guid, each.cards[0]) for each in seen if each.cards)
        return packaging.Decks({guid: places[card] for guid, card in first if card in places})

    def obstacle(self, plan: Plan) -> str:
        """Say what AnkiConnect's way to import would do harm to."""
        try:
            with headway.saying(self.at, headway.UNTOUCHED):
                seen = running.notes(self.at, plan.notes)
                self._check(plan, seen)
                safeguard.foresee(self.at, plan.parcels, [each.note for each in seen])
        except DeckwrightError as error:
            return str(error)
        return ""

    def changed_types(self, parcels: Sequence[Parcel]) -> tuple[packaging.TypeChange, ...]:
        """None that could be changed back: AnkiConnect cannot do that."""
        return ()

    def look(self, twins: Sequence[Twin], strays: Sequence[Stray]) -> tuple[tuple[Twin, ...], tuple[Stray, ...]]:
        """Refused: AnkiConnect cannot give a note another identity."""
        raise DeckwrightError(
            "AnkiConnect cannot take over notes of another type (--adopt); close Anki and run the same command, which "
            "then does so in the closed collection (it needs: pip install 'deckwright[anki]')."
        )

    def carry_out(self, plan: Plan, arrived: Callable[[Parcel], None] = nobody) -> Account:
        """One import after the other, as AnkiConnect offers no transaction; each is one in Anki."""
        with headway.saying(self.at, headway.UNTOUCHED):
            before, ids, types = running.notes(self.at, plan.notes), running.ids(self.at), caution.note_types(self.at)
            self._check(plan, before)
            backup = safeguard.back_up(self.at, plan.parcels, before)
            safeguard.check_guids(self.at, plan.parcels, backup)
        try:
            after = self._bring(plan, arrived, backup)
        except DeckwrightError as error:
            where = f" The backup lies at {', '.join(map(str, backup.files))}." if backup.files else ""
            raise DeckwrightError(f"{error}{where}") from error
        with headway.saying(self.at, headway.ARRIVED):
            if not plan.prune and (before, ids, types) == (after, running.ids(self.at), caution.note_types(self.at)):
                backup = safeguard.discard(self.at, backup)
        known = {seen.note.key for seen in before}
        rekeyed = {seen.note.key for seen in after if seen.id in ids and seen.note.key not in known}
        by_key = [{seen.note.key: seen.note for seen in seens} for seens in (before, after)]
        pruned = len({seen.note.key for seen in after} & {*plan.retired})
        told = arrivals(plan.notes, by_key[0], by_key[1], rekeyed)
        return Account(told, backup.files, pruned, plan.how, backup_is_open=backup.is_open, was_there=bool(before))

    def _bring(
        self, plan: Plan, arrived: Callable[[Parcel], None], backup: safeguard.Backup
    ) -> tuple[running.Seen, ...]:
        """Import and prune; returns what was there in between."""
        paths = [parcel.path for parcel in plan.parcels]
        for number, path in enumerate(paths):
            with headway.saying(self.at, *headway.while_importing(path, paths[:number])):
                running.bring(self.at, path)
            arrived(plan.parcels[number])
        with headway.saying(self.at, headway.ARRIVED):
            after = running.notes(self.at, plan.notes)
            if plan.prune:
                # A note that the user made by copying one of ours has its Key and another guid, and is theirs.
                guids = {note.id: note.guid for note in backup.notes}
                retired = [seen for seen in after if seen.note.key in plan.retired]
                gone = [seen for seen in retired if guids.get(seen.id, "") in ("", plan.retired[seen.note.key])]
                (running.delete if plan.prune == "delete" else running.suspend)(self.at, gone)
        return after

    def _check(self, plan: Plan, seen: Sequence[running.Seen]) -> None:
        caution.check_note_types(self.at)
        own_ids = {id_ for each in plan.parcels for id_ in packaging.note_ids(each.slug, len(each.notes))}
        caution.check_notes(self.at, plan.notes, seen, own_ids)
