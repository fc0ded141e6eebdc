"""The notes of a package and those of a collection in, which notes of other types ask the same out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from generator.cards import NoteType, StoredNote
from generator.comparison import visible_words
from generator.importing import Stray, Twin
from generator.normal_form import nfkc
from generator.packaging import TypeChange

_OURS = {str(each) for each in NoteType}


@dataclass(frozen=True, slots=True)
class Twins:
    """The pairs that ask the same, and the keys of ours for which that is not one to one."""

    pairs: tuple[Twin, ...]
    doubtful: tuple[str, ...]


def twins(ours: Iterable[StoredNote], theirs: Iterable[StoredNote]) -> Twins:
    """For each note of ours the one note of another type whose first field says the same, compared as people read.

    Where two notes ask the same on either side, nothing is guessed: the keys are doubtful. A note with the guid of one
    of ours is that note, whatever its type; one with a Key belongs to a deck of deckwright's.
    """
    mine = tuple(ours)
    guids = {note.guid for note in mine}
    others = (note for note in theirs if note.note_type not in _OURS and note.guid not in guids)
    own, other = _by_question(mine), _by_question(note for note in others if not (note.stray and note.key))
    shared = [(own[question], other[question]) for question in own if question in other]
    sure = [(mine[0], found[0]) for mine, found in shared if len(mine) == len(found) == 1]
    return Twins(
        tuple(Twin(found.guid, mine.guid, mine.key, mine.note_type) for mine, found in sure),
        tuple(note.key for mine, found in shared if max(len(mine), len(found)) > 1 for note in mine),
    )


def strays(ours: Iterable[StoredNote], theirs: Iterable[StoredNote]) -> tuple[Stray, ...]:
    """Find the notes of ours that are not in our note type as we made it, but for those with another deck's Key."""
    there = {note.guid: note for note in theirs if note.stray}
    pairs = ((note, there[note.guid]) for note in ours if note.guid in there)
    return tuple(
        Stray(note.guid, note.key, note.note_type, note.fields, found.stray)
        for note, found in pairs
        if not found.key or _deck_of(found) == _deck_of(note)
    )


def _deck_of(note: StoredNote) -> str:
    return note.key.partition("/")[0]


def type_changes_told(changes: Iterable[TypeChange], shown: str) -> str:
    """Say which of our note types the user changed in the collection `shown`, what follows from it, and what to do."""
    return "\n".join(_change_told(change, shown) for change in changes)


def _change_told(change: TypeChange, shown: str) -> str:
    others = (
        f'Anki has made another note type because of that, "{change.copies[0]}", and updates only what is in it'
        if change.copies
        else f'Anki would put new cards into another note type, "{change.own}+", and leave the others as they are'
    )
    return (
        f'{shown}: the note type "{change.name}" was changed in Anki ({"; ".join(change.differences)}). {others}, so '
        f"deckwright import refuses. Take the change back in Anki (Tools → Manage Note Types), or import with --adopt: "
        f"it makes the note type deckwright's again and keeps all schedules and reviews; notes that would lose text or "
        f"a card of yours are named and set apart."
    )


def _by_question(notes: Iterable[StoredNote]) -> dict[str, list[StoredNote]]:
    found: dict[str, list[StoredNote]] = defaultdict(list)
    for note in notes:
        if question := _question(note):
            found[question].append(note)
    return found


def _question(note: StoredNote) -> str:
    """What the first field shows, without regard to case, white space and form of Unicode."""
    text = " ".join(visible_words(note.fields[0])) if note.fields else ""
    return nfkc(text).casefold()
