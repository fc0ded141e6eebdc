"""Find what was last imported of a deck, to start a comparison from, and say so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from generator.cards import StoredNote
from generator.last_import import LastImport, last_imports

_MOST = 3
"""Other collections that are named: more would push what was asked for off the screen."""


class Known(NamedTuple):
    """What is known of the latest import of a deck, its notes, and the imports into other collections before it."""

    latest: LastImport
    notes: tuple[StoredNote, ...]
    others: tuple[LastImport, ...]


def last_known(deck: str) -> Known | None:
    """Find the latest import of this deck whose notes can be read; None where none is known."""
    known = last_imports(deck)
    for latest in known:
        if (notes := latest.notes()) is not None:
            others = tuple(each for each in known if each is not latest)
            return Known(latest, tuple(each.note for each in notes), others)
    return None


def lines_on(known: Known, begun: str) -> Iterator[str]:
    """Say what is started from, in a sentence that is `begun` so, and how to choose another collection."""
    yield f"{begun} what was imported into {known.latest.collection} on {_date(known.latest.when)}."
    for other in known.others[:_MOST]:
        is_file = Path(other.collection).is_file()
        way = f"diff --against {other.collection}" if is_file else "import --dry-run with its --host and --port"
        yield f"  also imported into {other.collection} on {_date(other.when)}; to compare with that: deckwright {way}"


def _date(when: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(when))
