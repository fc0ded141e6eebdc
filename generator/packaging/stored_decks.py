"""Read in which decks the notes of a collection or package lie."""

from __future__ import annotations

import json
import sqlite3

from generator.packaging.stored_types import LARGEST_JSON

# The deck a card is shown in is not its own while it is in a filtered deck: then `odid` is.
_DECKS_OF_NOTES = (
    "select n.guid, c.deck from notes n join "
    "(select nid, min(ord), case when odid then odid else did end as deck from cards group by nid) c on c.nid = n.id"
)


def decks_of_notes(database: sqlite3.Connection) -> dict[str, str]:
    """Return the name of the deck that each note's first card belongs to, by guid; notes without cards have none."""
    names = _deck_names(database)
    rows = database.execute(_DECKS_OF_NOTES)
    return {str(guid): names[deck] for guid, deck in rows if deck in names}


def _deck_names(database: sqlite3.Connection) -> dict[int, str]:
    """Read the decks' names by id, from the table Anki has since 2.1.28, or from the JSON before that."""
    if database.execute("select 1 from sqlite_master where type = 'table' and name = 'decks'").fetchone():
        # Anki stores the names of a deck and its subdecks with U+001F between them.
        return {id_: str(name).replace("\x1f", "::") for id_, name in database.execute("select id, name from decks")}
    (text,) = database.execute("select decks from col").fetchone() or ("",)
    try:
        decks = json.loads(text[:LARGEST_JSON])  # what is cut off is no JSON
    except (TypeError, ValueError, RecursionError):
        return {}
    found = decks.items() if isinstance(decks, dict) else ()
    return {int(id_): str(deck.get("name")) for id_, deck in found if _is_id(id_) and isinstance(deck, dict)}


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20
