"""Read in which decks the notes of a collection or package lie."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from generator.packaging.stored_types import LARGEST_JSON

# The deck a card is shown in is not its own while it is in a filtered deck: then `odid` is.
_DECKS_OF_NOTES = (
    "select n.guid, c.deck from notes n join "
    "(select nid, min(ord), case when odid then odid else did end as deck from cards group by nid) c on c.nid = n.id"
)


class Decks(NamedTuple):
    """The name of the deck that each note's first card belongs to, by guid, and the names of filtered decks.

    A note without cards has no deck.
    """

    of_notes: dict[str, str]
    filtered: frozenset[str] = frozenset()


def stored_decks(database: sqlite3.Connection) -> Decks:
    """Read where the notes are, and which decks are filtered: Anki puts no new card into one of those."""
    decks = _decks(database)
    rows = database.execute(_DECKS_OF_NOTES)
    return Decks(
        {str(guid): decks[deck][0] for guid, deck in rows if deck in decks},
        frozenset(name for name, is_filtered in decks.values() if is_filtered),
    )


def _decks(database: sqlite3.Connection) -> dict[int, tuple[str, bool]]:
    """Read the decks by id, their names and whether they are filtered.

    They are in a table since Anki 2.1.28, and in JSON before that.
    """
    if database.execute("select 1 from sqlite_master where type = 'table' and name = 'decks'").fetchone():
        # Anki stores the names of a deck and its subdecks with U+001F between them.
        rows = database.execute("select id, name, kind from decks")
        return {id_: (str(name).replace("\x1f", "::"), _is_filtered(kind)) for id_, name, kind in rows}
    (text,) = database.execute("select decks from col").fetchone() or ("",)
    try:
        decks = json.loads(text[:LARGEST_JSON])  # what is cut off is no JSON
    except (TypeError, ValueError, RecursionError):
        return {}
    found = decks.items() if isinstance(decks, dict) else ()
    return {
        int(id_): (str(deck.get("name")), deck.get("dyn") == 1)
        for id_, deck in found
        if _is_id(id_) and isinstance(deck, dict)
    }


def _is_filtered(kind: object) -> bool:
    """Return whether a deck's kind, a protobuf message, begins with field 2, `filtered` (proto/anki/decks.proto)."""
    return isinstance(kind, bytes) and kind[:1] == b"\x12"


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20
