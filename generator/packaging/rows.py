"""Notes in, the rows of a package's tables `notes` and `cards` out (Anki's schema 11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.cards import FIELDS, Note
from generator.notetype import designs

NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
"""id, guid, mid, mod, tags, flds, sfld; Anki works the checksum out on import."""

CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
"""id, nid, did, ord, mod, due: a card nobody has seen yet."""

NoteRow = tuple[int, str, int, int, str, str, str]
CardRow = tuple[int, int, int, int, int, int]


class Placed(NamedTuple):
    """A note with its id, the id of its deck, and its place in study order from 1."""

    note: Note
    id: int
    deck: int
    due: int


def ords(note: Note) -> tuple[int, ...]:
    """The ordinals of the note's cards, counted as Anki counts them."""
    if note.clozes:
        return tuple(number - 1 for number in note.clozes)
    return (0, 1) if note.fields[FIELDS.index("Reverse")] else (0,)


def note_rows(placed: Iterable[Placed]) -> Iterator[NoteRow]:
    """The rows of the notes themselves."""
    types = {design.name: design.id for design in designs()}
    for note, id_, _, _ in placed:
        tags = f" {' '.join(note.tags)} "
        yield id_, note.guid, types[note.note_type], note.mod, tags, "\x1f".join(note.fields), note.fields[0]


def card_rows(placed: Iterable[Placed]) -> Iterator[CardRow]:
    """The rows of the notes' cards; their ids follow that of their note."""
    return (
        (each.id + at, each.id, each.deck, ord_, each.note.mod, each.due)
        for each in placed
        for at, ord_ in enumerate(ords(each.note), 1)
    )
