"""Find out which new cards of a deck go to another deck in Anki than the one where its notes are now.

Anki finds decks by name and leaves the notes that it knows where they are. So after a deck was renamed or moved in
Anki, new cards go to the old name, away from all others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple


class Apart(NamedTuple):
    """New cards that go to the deck `deck` while the notes that belong with them are in the deck `others`."""

    cards: int
    deck: str
    others: str


def new_apart(packaged: Mapping[str, str], there: Mapping[str, str], placed: Mapping[str, str]) -> tuple[Apart, ...]:
    """List the decks of new notes in which most of the deck's other notes are not.

    `packaged` are the decks in the package and `there` those in Anki before the import, both by guid; `placed` are
    those where new notes go.
    """
    known = [(packaged[guid], there[guid]) for guid in packaged if guid in there and guid not in placed]
    found = []
    for deck, count in Counter(placed.values()).items():
        beside = [place for planned, place in known if _same(planned, deck)]
        # A page of its own can have a deck in which nothing is yet: then the deck above it tells.
        away = [place for place in beside if not _same(place, deck)]
        if not beside:
            away = [place for _, place in known if not _same(_top(place), _top(deck))]
            beside = [place for _, place in known]
        if 2 * len(away) > len(beside):
            found.append(Apart(count, deck, Counter(away).most_common(1)[0][0]))
    return tuple(sorted(found))


def apart_told(found: Iterable[Apart], went: str, filtered: Set[str] = frozenset()) -> tuple[str, ...]:
    """Say where new cards go, in the words of `went` ("go" or "went"), and what to do about it.

    Beside one of the `filtered` decks Anki makes another, with a number behind the name.
    """
    return tuple(
        f"  new cards {went} to {_named(apart.deck, filtered)} ({apart.cards:,}), while most cards of that deck are in "
        f'"{apart.others}" now: Anki finds decks by name. Move them there in Anki, or give both one name: in Anki, or '
        f"as name in deck.toml"
        for apart in found
    )


def _named(deck: str, filtered: Set[str]) -> str:
    return f'a new deck, as "{deck}" is a filtered one' if deck in filtered else f'the deck "{deck}"'


def _same(one: str, other: str) -> bool:
    """Return whether Anki takes these names of decks for the same, whatever their case."""
    return one.casefold() == other.casefold()


def _top(deck: str) -> str:
    return deck.partition("::")[0]
