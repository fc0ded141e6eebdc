"""Work out what an import left in Anki, note by note, and remember it for the next comparison."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator import forecast
from generator.cards import StoredNote
from generator.delivery import Parcel
from generator.destination import Plan
from generator.importing import Arrival, Outcome
from generator.last_import import ImportedNote, last_import, remember_import

_STAYED = (Outcome.KEPT, Outcome.CONFLICTING, Outcome.ELSEWHERE)
_FORESEEN = {
    "kept": Outcome.KEPT,
    "conflicting": Outcome.CONFLICTING,
    "elsewhere": Outcome.ELSEWHERE,
    "unchanged": Outcome.UNCHANGED,
}


class Memory:
    """What is remembered of the decks in a collection, from before an import to after it.

    `theirs` are the notes there before; `when` is the second of the import.
    """

    def __init__(self, parcels: Sequence[Parcel], theirs: Sequence[StoredNote], collection: str, when: int) -> None:
        self._theirs, self._collection, self._when = theirs, collection, when
        # Read before anything is written: what is only expected must not become the base of what is known.
        self._known = {parcel.deck: _known(parcel.deck, collection) for parcel in parcels if parcel.deck}

    def expect(self, parcel: Parcel) -> None:
        """Remember a package of which Anki said that it is in, though not yet what became of each note.

        That follows from what was there before by the rules of Anki. Of an import of several packages that stops in
        the middle nothing better is ever known.
        """
        fates = forecast.fates(parcel, self._theirs)
        outcomes = {key: _FORESEEN.get(fate, Outcome.UPDATED) for key, fate in fates.items()}
        self._remember(parcel, outcomes, self._theirs)

    def settle(self, plan: Plan, arrivals: Iterable[Arrival]) -> None:
        """Remember what became of each note of the `plan`."""
        outcomes = {arrival.key: arrival.outcome for arrival in arrivals}
        deleted = {*plan.retired} if plan.prune == "delete" else set()
        there = [note for note in self._theirs if note.key not in deleted]
        for parcel in plan.parcels:
            self._remember(parcel, outcomes, there)

    def _remember(self, parcel: Parcel, outcomes: Mapping[str, Outcome], theirs: Sequence[StoredNote]) -> None:
        if parcel.deck:
            notes = left_in_anki(parcel, outcomes, theirs, self._known[parcel.deck])
            remember_import(parcel.deck, self._collection, notes, self._when)


def _known(deck: str, collection: str) -> tuple[ImportedNote, ...]:
    known = last_import(deck, collection)
    return (known.notes() if known else None) or ()


def left_in_anki(
    parcel: Parcel, outcomes: Mapping[str, Outcome], theirs: Iterable[StoredNote], known: Iterable[ImportedNote]
) -> tuple[ImportedNote, ...]:
    """Return each note of the deck that is in Anki after the import of `parcel`, with the `outcomes` by Key.

    `theirs` were there before, and `known` is what was remembered of them. What Anki kept has the text of ours that
    last arrived there, if one is known, and Anki's own mod.
    """
    before = {note.guid or note.key: note for note in theirs}
    before |= {note.key: note for note in before.values() if note.key}
    past = {each.note.guid: each for each in known if each.is_ours}
    return (*_of_package(parcel, outcomes, before, past), *_of_others(parcel, before, past))


def _of_package(
    parcel: Parcel,
    outcomes: Mapping[str, Outcome],
    before: Mapping[str, StoredNote],
    past: Mapping[str, ImportedNote],
) -> Iterator[ImportedNote]:
    """Go through the notes of the package."""
    for note in parcel.notes:
        there, outcome = before.get(note.guid) or before.get(note.key), outcomes.get(note.key)
        if outcome and outcome not in _STAYED:
            # Anki's mod may be later than ours though the text is the same: after an edit that was taken back.
            mod = max(note.mod, there.mod) if there and outcome is Outcome.UNCHANGED else note.mod
            yield ImportedNote(dataclasses.replace(note, mod=mod), is_ours=True)
        elif there:
            yield _as_kept(note.guid, _in_place(there, note, outcome), past.get(note.guid))


def _of_others(
    parcel: Parcel, before: Mapping[str, StoredNote], past: Mapping[str, ImportedNote]
) -> Iterator[ImportedNote]:
    """Go through the deck's notes that are in Anki and not in the package: retired, or left out."""
    guids, keys = {note.guid for note in parcel.notes}, {note.key for note in parcel.notes}
    by_key = {each.note.key: each for each in past.values()}
    for there in {id(note): note for note in before.values()}.values():
        is_of_deck = there.key.startswith(f"{parcel.slug}/") or there.guid in past
        if is_of_deck and there.guid not in guids and there.key not in keys:
            known = past.get(there.guid) or by_key.get(there.key)
            yield _as_kept(known.note.guid if known else there.guid or there.key, there, known)


def _in_place(there: StoredNote, ours: StoredNote, outcome: Outcome | None) -> StoredNote:
    """Give a kept note our note type, which it has after the import, even where it was brought back from another."""
    if outcome is not Outcome.KEPT or len(there.fields) != len(ours.fields):
        return there
    return dataclasses.replace(there, note_type=ours.note_type, stray="")


def _as_kept(guid: str, there: StoredNote, known: ImportedNote | None) -> ImportedNote:
    """Describe a note that the import did not touch."""
    if known is None or known.note.note_type != there.note_type:
        return ImportedNote(dataclasses.replace(there, guid=guid), is_ours=False)
    return ImportedNote(dataclasses.replace(known.note, mod=max(known.note.mod, there.mod)), is_ours=True)
