"""What cards.lock remembers: one record a note, one a note type."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LockedNote:
    """One note's identity and history.

    `mod` is the second the shipped note last changed (0: never shipped), `shipped` the hash of its
    fields, tags and type, `written` the hash of the words it was made from; `question` and `answer`
    are as last scraped, `follows` is the key of the card before it on the page ("" for the first).
    """

    key: str
    guid: str
    mod: int
    shipped: str
    written: str
    question: str
    answer: str | None
    type: str
    clozes: tuple[int, ...]
    follows: str
    retired: bool


@dataclass(frozen=True, slots=True)
class LockedNoteType:
    """The hash of a note type's templates and styling as last shipped, and the second they last changed."""

    name: str
    hash: str
    mod: int


@dataclass(frozen=True, slots=True)
class Lock:
    """All that a cards.lock holds; notes sorted by key."""

    notes: tuple[LockedNote, ...] = ()
    note_types: tuple[LockedNoteType, ...] = ()


EMPTY = Lock()
"""The lock of a deck that was never built."""
