"""Foresee what importing a package, or the build that the sources make now, would do to the notes on the other side."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from generator import comparison, lock, stages
from generator.cards import Note, NoteType, Origin, StoredNote, same_tags
from generator.delivery import Parcel


def difference(parcel: Parcel, theirs: Iterable[StoredNote]) -> comparison.Comparison:
    """What importing the parcel over `theirs` would do."""
    by_guid = {note.guid: note for note in parcel.notes}
    dated = [_dated(note, by_guid.get(note.guid)) for note in theirs]
    ours = [_as_note(note, parcel) for note in parcel.notes]
    found = comparison.compare(ours, dated, parcel.slug, parcel.waiting, parcel.left_out)
    return dataclasses.replace(found, old_texts=_old_texts(ours, dated, parcel.slug, parcel.lines))


def fates(parcel: Parcel, theirs: Iterable[StoredNote]) -> dict[str, str]:
    """Tell by Key what would become of each note of the parcel: as `difference` does, without a look at the words."""
    there = {note.guid: note for note in theirs}
    return {
        note.key: comparison.fate(note, _dated(there[note.guid], note) if note.guid in there else None, parcel.slug)
        for note in parcel.notes
    }


def old_texts(parcel: Parcel, theirs: Iterable[StoredNote]) -> frozenset[str]:
    """Return the Keys of notes that Anki would keep though nobody edited them: the text is one that shipped before."""
    keys = _old_texts([_as_note(note, parcel) for note in parcel.notes], theirs, parcel.slug, parcel.lines)
    return frozenset(f"{parcel.slug}/{key}" for key in keys)


def _old_texts(
    ours: Iterable[Note], theirs: Iterable[StoredNote], prefix: str, lines: Mapping[str, lock.LockedNote]
) -> frozenset[str]:
    there = {note.guid: note for note in theirs}
    return frozenset(
        note.key
        for note in ours
        if (other := there.get(note.guid))
        and (line := lines.get(note.guid))
        and comparison.fate(note, other, prefix) == "kept"
        and same_tags(note.tags, other.tags)
        and lock.is_older_version(line.fields, other.fields, note.fields)
    )


def compare_build(prepared: stages.Prepared, theirs: Iterable[StoredNote]) -> comparison.Comparison:
    """Compare the build that the sources make now with the notes on the other side."""
    known = prepared.stamped.lock
    waiting = {note.key for note in known.notes if not note.retired}
    left_out = tuple(card.key for card in prepared.left_out)
    notes, there = prepared.stamped.notes, tuple(theirs)
    found = comparison.compare(notes, there, known.prefix, waiting, left_out)
    lines = {line.guid: line for line in known.notes}
    return dataclasses.replace(found, old_texts=_old_texts(notes, there, known.prefix, lines))


def _dated(note: StoredNote, ours: StoredNote | None) -> StoredNote:
    """A note of which it is not known when it last changed (mod 0) is as old as ours where both say the same."""
    if note.mod or ours is None or note.fields != ours.fields or not same_tags(note.tags, ours.tags):
        return note
    return dataclasses.replace(note, mod=ours.mod)


def _as_note(stored: StoredNote, parcel: Parcel) -> Note:
    """The note of a package as a build has it."""
    key = stored.key.partition("/")[2]
    return Note(
        key,
        stored.guid,
        NoteType(stored.note_type),
        stored.fields,
        stored.tags,
        "",
        Origin(parcel.name, 1),
        mod=stored.mod,
    )
