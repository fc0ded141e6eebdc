"""What cards.lock remembers: one record a note, one a note type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

AFTER_ALL = 1 << 40
"""No second of a mod reaches this, which lies some 35,000 years from now."""


@dataclass(frozen=True, slots=True)
class LockedNote:
    """One note's identity and history.

    `mod` is the second the shipped note last changed (0: never shipped), `shipped` the hash of its
    fields, tags and type, `written` the hash of the words it was made from; `question` and `answer`
    are as last scraped; `edit` is the hash of the edit laid over them ("" without one) and `was` that of
    the scraped text it was made against; `follows` is the key of the card before it on the page ("" for the first).
    `fields` remembers every version of the fields that shipped, as `lock.versions` writes it ("" in a lock of old).
    `decks` names the decks it has been in, as `lock.origins` writes it ("" for a note that was born in this one).
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
    edit: str = ""
    was: str = ""
    fields: str = ""
    decks: str = ""


@dataclass(frozen=True, slots=True)
class LockedNoteType:
    """The hash of a note type's templates and styling as last shipped, and the second they last changed."""

    name: str
    hash: str
    mod: int


class LockedDoubt(NamedTuple):
    """A card in doubt, by its text: asked about again at every build, with these notes, until it is settled."""

    key: str
    question: str
    answer: str | None
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """All that a cards.lock holds; notes sorted by key.

    `slug` is the folder's name when the lock was started; `deck` is the deck's name in the last package; `id` is the
    deck's, "" for a deck that was born before there were ids.
    """

    notes: tuple[LockedNote, ...] = ()
    note_types: tuple[LockedNoteType, ...] = ()
    slug: str = ""
    deck: str = ""
    doubts: tuple[LockedDoubt, ...] = ()
    id: str = ""

    @property
    def prefix(self) -> str:
        """What Key fields begin with and guids are made from; it stays when the folder is renamed."""
        return self.id or self.slug

    @property
    def is_unbuilt(self) -> bool:
        """Whether no build has written this lock: it is as `new` starts it."""
        return not (self.notes or self.note_types or self.doubts or self.deck)


EMPTY = Lock()
"""The lock of a deck that was never built."""
