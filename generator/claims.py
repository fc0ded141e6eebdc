"""Find the notes in Anki that have a guid of ours but are notes of another deck.

Anki goes by the guid alone: an import of ours would put our card in the place of theirs. So such a note is left out of
what is imported, unless the lock says that it came from that very deck, and the user agrees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator import lock
from generator.cards import StoredNote
from generator.comparison import is_elsewhere
from generator.delivery import Parcel


@dataclass(frozen=True, slots=True)
class Claim:
    """A note of ours, by guid and Key, whose guid a note in Anki has under the Key `there`.

    `came_from` says whether the lock tells that it came from that deck.
    """

    guid: str
    key: str
    there: str
    question: str
    came_from: bool


def claims(parcels: Iterable[Parcel], theirs: Iterable[StoredNote]) -> tuple[Claim, ...]:
    """List the notes of the packages that another deck's note stands in the place of."""
    owners = {note.guid: (parcel, note) for parcel in parcels for note in parcel.notes}
    found = []
    for note in theirs:
        parcel, ours = owners.get(note.guid, (None, None))
        if parcel and ours and is_elsewhere(note, parcel.slug):
            line = parcel.lines.get(note.guid)
            came_from = line is not None and lock.came_from(line, note.key.partition("/")[0])
            found.append(Claim(note.guid, ours.key, note.key, note.fields[0], came_from))
    return tuple(found)
