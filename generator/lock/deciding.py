"""A lock and the user's word in, the lock that holds it out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from generator.cards import NoteType
from generator.lock.identity import Doubt
from generator.lock.records import Lock, LockedNote


def settled_as(lock: Lock, doubt: Doubt, note: LockedNote) -> Lock:
    """The doubtful card is `note`: from now on its question is the note's, and so an exact match."""
    source = doubt.card.source
    same = dataclasses.replace(note, question=source.question, answer=source.answer)
    return _with(lock, same, doubt.card.key)


def settled_as_new(lock: Lock, doubt: Doubt) -> Lock:
    """The doubtful card is none of the notes: it gets a line of its own."""
    source = doubt.card.source
    return _with(
        lock,
        LockedNote(
            *(doubt.card.key, doubt.card.guid, 0, "", "", source.question, source.answer, NoteType.QA.value, (), ""),
            retired=False,
        ),
        doubt.card.key,
    )


def accepted(lock: Lock, was: Mapping[str, str]) -> Lock:
    """The edits of these keys hold against the scraped text with these hashes."""
    notes = (dataclasses.replace(note, was=was[note.key]) if note.key in was else note for note in lock.notes)
    return dataclasses.replace(lock, notes=tuple(notes))


def _with(lock: Lock, note: LockedNote, settled: str) -> Lock:
    """The lock with the note in it, and without the doubt about the card `settled`."""
    others = (other for other in lock.notes if other.key != note.key)
    notes = tuple(sorted((*others, note), key=lambda one: one.key))
    return dataclasses.replace(lock, notes=notes, doubts=tuple(one for one in lock.doubts if one.key != settled))
