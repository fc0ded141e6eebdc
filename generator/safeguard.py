"""Back up what an import through AnkiConnect may change, and prove that it changes nothing else.

AnkiConnect has Anki merge note types: where a note of another type has the guid of a note in the package, that type is
merged into ours, and the fields of all its notes are emptied. No action of AnkiConnect tells a guid, or finds a note
by one; only what Anki exports does. So every guid of a package must be known to be safe before anything is imported.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from generator import packaging
from generator.cards import StoredNote
from generator.delivery import Parcel
from generator.errors import DeckwrightError
from generator.importing import Endpoint, backups, caution, running


@dataclass(frozen=True, slots=True)
class Backup:
    """What was exported before an import: the files, the decks they hold, and their notes.

    `is_open` says whether this machine could read them; of an Anki whose disk it does not see it cannot.
    """

    files: tuple[PurePath, ...] = ()
    is_open: bool = True
    decks: frozenset[str] = frozenset()
    notes: tuple[StoredNote, ...] = ()


def back_up(at: Endpoint, parcels: Sequence[Parcel], seen: Sequence[running.Seen]) -> Backup:
    """Export all that an import of `parcels` may change, and read it back; no files where that is nothing.

    These are the decks with the notes `seen`, which the packages are to update, and with notes that have lost their
    Key, the decks that have the names of those in the packages, whose description is replaced, and a note of each note
    type whose look is another one than ours. Raises DeckwrightError where a backup cannot be made, cannot be read, or
    lacks one of the notes.
    """
    known = {each.id for each in seen}
    others = running.keyless(at).union(*(running.some_notes(at, name) for name in caution.restyled(at))) - known
    cards = [card for each in seen for card in each.cards] + [*running.cards_of(at, others)]
    wanted = {
        name.casefold()
        for parcel in parcels
        for name in packaging.read_decks(parcel.path, parcel.name).of_notes.values()
    }
    same = {name for name in running.deck_names(at) if name.casefold() in wanted}
    return _export(at, known | others, running.decks_of(at, cards) | same)


def check_guids(at: Endpoint, parcels: Sequence[Parcel], backup: Backup) -> None:
    """Refuse an import that meets a note of another note type or of another deck under the guid of one of its own.

    Raises DeckwrightError, also where that cannot be found out.
    """
    ours = {note.guid: note for parcel in parcels for note in parcel.notes}
    for parcel in parcels:
        caution.check_package_types(parcel.name, packaging.read_foreign_types(parcel.path, parcel.name))
    caution.check_holders(ours, backup.notes)
    if not (doubtful := _doubtful(parcels, backup)):
        return
    if not backup.is_open:
        raise DeckwrightError(caution.cannot_see(doubtful[0]))
    caution.check_holders(ours, _all_others(at, backup))


def foresee(at: Endpoint, parcels: Sequence[Parcel], theirs: Iterable[StoredNote]) -> None:
    """Refuse what `check_guids` would refuse of the notes that are not among `theirs`, the decks' notes by their Keys.

    For the others that takes the backup, which is not made for a look. Raises DeckwrightError.
    """
    keys = {note.key for note in theirs}
    rest = [
        dataclasses.replace(parcel, notes=tuple(note for note in parcel.notes if note.key not in keys))
        for parcel in parcels
    ]
    check_guids(at, rest, Backup(is_open=backups.find_place(at).is_here))


def _doubtful(parcels: Sequence[Parcel], backup: Backup) -> list[StoredNote]:
    """List the notes of the packages whose guid may be that of a note we have not seen.

    A guid that follows from the deck's own id and the question is nobody else's. But a note that the last import
    must have brought, and that is not where the deck's notes are, may be there under another note type.
    """
    there = {note.guid: note for note in backup.notes}
    doubtful = []
    for parcel in parcels:
        newest = max((min(note.mod, there[note.guid].mod) for note in parcel.notes if note.guid in there), default=0)
        doubtful += [
            note
            for note in parcel.notes
            if note.guid not in there
            and (note.guid not in parcel.born or note.mod <= newest)
            # Where nothing can be looked up, the mark of the deck in the guid has to do; Anki's own guids have none.
            and (backup.is_open or note.guid not in parcel.marked)
        ]
    return doubtful


def _all_others(at: Endpoint, backup: Backup) -> tuple[StoredNote, ...]:
    """Read every note in Anki that the backup does not hold, from exports that are deleted again."""
    unseen = running.all_notes(at) - {note.id for note in backup.notes}
    if not unseen:
        return ()
    everywhere = _export(at, unseen, running.deck_names(at) - {*backups.top_decks(backup.decks)}, "check-")
    discard(at, everywhere)
    return everywhere.notes


def discard(at: Endpoint, backup: Backup) -> Backup:
    """Delete the files of a backup that nobody needs, where this machine can; returns what is left of it."""
    if not (backup.files and backup.is_open):
        return backup
    backups.remove(backup.files, backups.find_place(at))
    return Backup()


def _export(at: Endpoint, wanted: Collection[int], decks: frozenset[str], purpose: str = "") -> Backup:
    if not decks:
        return Backup()
    place = backups.find_place(at)
    files = backups.export(at, decks, place, purpose)
    if not place.is_here:
        return Backup(files, is_open=False, decks=decks)
    try:
        notes = tuple(note for file in files for note in packaging.read_package(Path(file), str(file)))
        _check_complete(wanted, notes)
    except DeckwrightError:
        backups.remove(files, place)
        raise
    return Backup(files, decks=decks, notes=notes)


def _check_complete(wanted: Collection[int], notes: Iterable[StoredNote]) -> None:
    """Refuse exports that lack notes; a note without cards is in no deck, so in no export."""
    if lacking := len(frozenset(wanted) - {note.id for note in notes}):
        raise DeckwrightError(
            f"Anki did not export {lacking:,} of the notes that it was to export before the import. Use Tools → Check "
            f"Database there, and run the same command; or double-click the package."
        )
