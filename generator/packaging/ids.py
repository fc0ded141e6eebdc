"""Names in, the numbers that stand for them in a package out, for ever the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

EPOCH = 1_400_000_000
"""What stands where genanki would write the time of the run: dates of cards and decks, which Anki ignores."""


def number(name: str) -> int:
    """A number for `name` that looks like Anki's own ids, milliseconds since 1970, between 2014 and 2017."""
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return EPOCH * 1000 + digest % 100_000_000_000


def deck_id(slug: str, name: str) -> int:
    """The id of the deck that Anki calls `name`."""
    return number(f"deck\0{slug}\0{name}")


def packed_beside(database: str) -> Path:
    """Where the package of a database lies that was put together apart."""
    return Path(f"{database}.apkg")


def note_ids(slug: str, count: int) -> range:
    """Where the ids lie that notes of this deck have had in its packages, with room for decks larger than `count`.

    Anki keeps them, so they find a note that has lost its Key.
    """
    first = number(f"notes\0{slug}")
    return range(first, first + 4 * count + 1000)
