"""Bring packages into a collection that no Anki has open, all of it or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import adoption, packaging
from generator import deck as decks
from generator.cards import StoredNote
from generator.claims import claims
from generator.delivery import Parcel
from generator.destination import Account, Plan, nobody
from generator.errors import DeckwrightError
from generator.importing import Job, Outcome, Stray, Twin, closed, told


@dataclass(frozen=True, slots=True)
class ClosedCollection:
    """A collection that no Anki has open."""

    path: Path

    def __str__(self) -> str:
        return decks.shown(self.path)

    def collection(self) -> str:
        """Name it by its file."""
        return str(self.path.resolve())

    def theirs(self, parcels: Sequence[Parcel]) -> tuple[StoredNote, ...]:  # noqa: ARG002  (a Destination)
        """All notes of the collection, which is only read."""
        closed.check_closed(self.path, str(self))
        return packaging.read_collection(self.path, str(self))

    def check(self) -> None:
        """Refuse a collection that is damaged, or that this Anki may not open."""
        closed.check(self.path, str(self))

    def decks(self, parcels: Sequence[Parcel]) -> packaging.Decks:  # noqa: ARG002  (a Destination)
        """Return the decks of all notes of the collection."""
        return packaging.read_decks(self.path, str(self))

    def obstacle(self, plan: Plan) -> str:
        """Say which of our note types Anki could not import into."""
        left = (change for change in self.changed_types(plan.parcels) if str(change.own) not in plan.restored)
        return adoption.type_changes_told(left, str(self))

    def changed_types(self, parcels: Sequence[Parcel]) -> tuple[packaging.TypeChange, ...]:
        """List those of our note types that the packages use and that were changed there."""
        used = {note.note_type for note in Plan(tuple(parcels)).notes}
        return tuple(each for each in packaging.read_type_changes(self.path, str(self)) if str(each.own) in used)

    def look(self, twins: Sequence[Twin], strays: Sequence[Stray]) -> tuple[tuple[Twin, ...], tuple[Stray, ...]]:
        """The notes as Anki sees them."""
        return closed.look(self.path, str(self), twins, strays) if twins or strays else ((), ())

    def carry_out(self, plan: Plan, arrived: Callable[[Parcel], None] = nobody) -> Account:
        """All of it in one transaction, without the notes whose guid a note of another deck has there.

        Raises DeckwrightError where that would do harm or Anki refuses.
        """
        if obstacle := self.obstacle(plan):
            raise DeckwrightError(obstacle)
        before = {note.guid: note for note in self.theirs(plan.parcels)}
        claimed = claims(plan.parcels, before.values())
        left = frozenset(claim.guid for claim in claimed if claim.guid not in plan.moved)
        moved = {claim.guid: claim.key for claim in claimed if claim.guid in plan.moved}
        notes = [note for note in plan.notes if note.guid not in left]
        expect = any(note.guid not in before or before[note.guid].mod < note.mod for note in notes)
        asked = (plan.twins, plan.strays, plan.restored, plan.retired, plan.prune, moved)
        with _without(left, plan.parcels) as packages:
            done = closed.carry_out(self.path, str(self), Job(packages, *asked, expect=expect or any(asked)))
        for parcel in plan.parcels:
            arrived(parcel)
        changed = dict.fromkeys(done.adopted, Outcome.ADOPTED) | dict.fromkeys(done.brought_back, Outcome.BROUGHT_BACK)
        changed |= dict.fromkeys(done.edited, Outcome.KEPT)
        changed |= {guid: Outcome.MOVED for guid in moved if done.words.get(guid) == "updated"}
        changed |= dict.fromkeys(left, Outcome.ELSEWHERE)
        return Account(
            told(plan.notes, before, done.words, changed),
            (Path(done.backup),) if done.backup else (),
            done.pruned,
            plan.how,
            closed.journal(self.path),
            set_apart=tuple(done.set_apart),
            edited=len(done.edited),
        )


@contextlib.contextmanager
def _without(guids: frozenset[str], parcels: Sequence[Parcel]) -> Iterator[tuple[str, ...]]:
    """Find the packages to import: a copy where some of the notes are to be left out, none where all of them are."""
    with contextlib.ExitStack() as copies:
        paths = []
        for parcel in parcels:
            own = {note.guid for note in parcel.notes}
            path = parcel.path.resolve()
            if own & guids and own - guids:
                path = copies.enter_context(packaging.without(path, own & guids, decks.shown(parcel.path)))
            if own - guids:
                paths.append(str(path))
        yield tuple(paths)
