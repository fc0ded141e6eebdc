"""The notes of a package and those of a collection before and after the import in, what became of each out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from generator.cards import StoredNote, same_tags


class Outcome(StrEnum):
    """What an import did to one note of the package."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    CONFLICTING = "conflicting"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One note of the package, by its Key field, and what became of it."""

    key: str
    outcome: Outcome


def arrivals(
    ours: Iterable[StoredNote],
    before: Mapping[str, StoredNote],
    after: Mapping[str, StoredNote],
    rekeyed: Set[str],
) -> tuple[Arrival, ...]:
    """What became of each of `ours`, told from the collection's notes by Key before and after.

    `rekeyed` are the keys of notes that were there before under another Key.
    """
    return tuple(
        Arrival(
            note.key,
            Outcome.UPDATED if note.key in rekeyed else _outcome(note, before.get(note.key), after.get(note.key)),
        )
        for note in ours
    )


def told(
    ours: Iterable[StoredNote], before: Mapping[str, StoredNote], words: Mapping[str, str], adopted: Set[str]
) -> tuple[Arrival, ...]:
    """What became of each of `ours`, told from Anki's own log and from the notes before, both by guid.

    `adopted` are the guids for which a note of the user's own was taken over.
    """
    return tuple(
        Arrival(
            note.key,
            Outcome.ADOPTED
            if note.guid in adopted
            else _by_word(note, before.get(note.guid), words.get(note.guid, "")),
        )
        for note in ours
    )


def _outcome(ours: StoredNote, before: StoredNote | None, after: StoredNote | None) -> Outcome:
    if after is None or after.note_type != ours.note_type:
        return Outcome.CONFLICTING
    if before is None:
        return Outcome.NEW
    if not _same(before, after):
        return Outcome.UPDATED
    return Outcome.UNCHANGED if _same(after, ours) else Outcome.KEPT


def _by_word(ours: StoredNote, before: StoredNote | None, word: str) -> Outcome:
    if word != "duplicate" or before is None:
        return {"new": Outcome.NEW, "updated": Outcome.UPDATED}.get(word, Outcome.CONFLICTING)
    return Outcome.UNCHANGED if _same(before, ours) else Outcome.KEPT


def _same(one: StoredNote, other: StoredNote) -> bool:
    return one.fields == other.fields and same_tags(one.tags, other.tags)
