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
    BROUGHT_BACK = "brought back"
    MOVED = "moved"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One note of the package, by its Key field, and what became of it; `there` is another note type it is in."""

    key: str
    outcome: Outcome
    there: str = ""


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
    ours: Iterable[StoredNote],
    before: Mapping[str, StoredNote],
    words: Mapping[str, str],
    changed: Mapping[str, Outcome],
) -> tuple[Arrival, ...]:
    """What became of each of `ours`, told from Anki's own log and from the notes before, both by guid.

    `changed` are those, by guid, whose note type was changed: notes of the user's taken over, or ours brought back.
    """
    return tuple(_arrival(note, before.get(note.guid), words.get(note.guid, ""), changed) for note in ours)


def _arrival(ours: StoredNote, before: StoredNote | None, word: str, changed: Mapping[str, Outcome]) -> Arrival:
    outcome = changed.get(ours.guid) or _by_word(ours, before, word)
    is_stray = before is not None and outcome is Outcome.CONFLICTING
    return Arrival(ours.key, outcome, before.stray if before and is_stray else "")


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
