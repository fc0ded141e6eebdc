"""Say where new cards go, or went, when the deck's other cards are in another deck in Anki."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator import packaging
from generator.deck_moves import apart_told, new_apart
from generator.delivery import Parcel
from generator.destination import Account, Destination
from generator.importing import Outcome


def goes_apart(packaged: Mapping[str, str], there: packaging.Decks) -> tuple[str, ...]:
    """Say it before an import, from the decks in the package, by guid, and those in Anki."""
    placed = {guid: deck for guid, deck in packaged.items() if guid not in there.of_notes}
    return apart_told(new_apart(packaged, there.of_notes, placed), "go", there.filtered)


def went_apart(parcels: Sequence[Parcel], account: Account, goal: Destination) -> tuple[str, ...]:
    """Say it after an import, from where the new cards are now: known ones an import leaves where they were."""
    new = {arrival.key for arrival in account.arrivals if arrival.outcome is Outcome.NEW}
    if not new or len(new) == len(account.arrivals):
        return ()
    there = goal.decks(parcels).of_notes
    lines: list[str] = []
    for parcel in parcels:
        placed = {note.guid: there[note.guid] for note in parcel.notes if note.key in new and note.guid in there}
        if placed:
            lines += apart_told(
                new_apart(packaging.read_decks(parcel.path, parcel.name).of_notes, there, placed), "went"
            )
    return tuple(lines)
