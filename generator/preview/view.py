"""What a preview shows, as values: the deck, its cards with what is to be said of each, the files they use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.cards import Note, Problem
from generator.comparison import FieldChange


@dataclass(frozen=True, slots=True)
class Entry:
    """One card of the sources: where it stands, who wrote it, what is wrong with it, and what an import changes.

    `note` is None for a card that could not be identified, `question` its words. `change` is a word of
    CHANGES, or "" where nothing is compared; `fields` are then what differs, field by field.
    """

    key: str
    place: str
    question: str
    note: Note | None
    number: str = ""
    provenance: str = ""
    draft: bool = False
    ships: bool = True
    problems: tuple[Problem, ...] = ()
    change: str = ""
    fields: tuple[FieldChange, ...] = ()


CHANGES = {
    "new": "New",
    "changed": "Changed",
    "newer": "Only newer",
    "unchanged": "Unchanged",
    "kept": "Kept as it is there",
    "conflicting": "Conflicting note type",
    "out": "Not in the package",
}
"""What an import would do to a card, and how the page says so."""


@dataclass(frozen=True, slots=True)
class View:
    """A whole preview. `problems` are those of no single card; `against` names what it is compared with."""

    name: str
    slug: str
    description: str
    language: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    media: Mapping[str, bytes] = field(repr=False)
    against: str = ""
    retired: tuple[str, ...] = ()
