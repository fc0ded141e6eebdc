"""A deck folder in, all that a build reads of it out, none of it understood yet."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator

from generator import deck as decks
from generator import lock, parsers, siblings, simulation
from generator.cards import Page
from generator.errors import DeckwrightError
from generator.stages import Sources


def pages(deck: decks.Deck) -> Iterator[Page]:
    """The deck's pages, one by one, as the text they show."""
    return (parsers.as_text(decks.read_page(path, decks.shown(path))) for path in decks.page_files(deck.folder))


def size(deck: decks.Deck) -> int:
    """How many bytes the deck's pages have; 0 where they cannot be told."""
    with contextlib.suppress(DeckwrightError, OSError):
        return sum(path.stat().st_size for path in decks.page_files(deck.folder))
    return 0


def read(deck: decks.Deck, known: lock.Lock | None = None) -> Sources:
    """Every other file of the deck, none of it understood yet; not the lock, where it is `known`."""
    shown_edits = decks.shown(deck.edits)
    written = decks.read_page(deck.edits, shown_edits) if deck.edits.exists() else Page(shown_edits, "")
    pictures = decks.read_pictures(deck.media, decks.shown(deck.media))
    known = known or known_lock(deck)
    library = simulation.read_library(deck.simulations, decks.shown(deck.simulations), deck.slug)
    return Sources(deck, written, pictures, known, library)


def known_lock(deck: decks.Deck) -> lock.Lock | None:
    """Read the deck's lock; None where there is none. A lock that was never built takes the id of deck.toml.

    Raises DeckwrightError where the lock is damaged, where its id is not the one in deck.toml (the lock decides), or
    where another deck folder holds its notes, too.
    """
    siblings.check(deck)
    known = lock.read_lock(deck.lock, decks.shown(deck.lock))
    id_ = deck.settings.id
    if known is None or known.id == id_:
        return known
    if not known.id and (known.is_unbuilt or known.slug == id_):
        return dataclasses.replace(known, id=id_)
    raise DeckwrightError(_another_id(deck, known))


def _another_id(deck: decks.Deck, known: lock.Lock) -> str:
    """Say how the ids of deck.toml and of the lock differ, and what to do."""
    toml, locked, id_ = decks.shown(deck.toml), decks.shown(deck.lock), deck.settings.id
    place = f"{toml}:{decks.line_that_sets('id', deck.toml, toml)}"
    if not id_:
        return (
            f'{place}: the id is missing, which names this deck\'s notes in Anki. Put the line id = "{known.id}" back, '
            f"above any line in brackets like [rules]."
        )
    if known.id:
        return (
            f'{place}: the id is "{id_}", but {locked} has "{known.id}", which names this deck\'s notes in Anki. Write '
            f'id = "{known.id}" here. To start a copy of a deck: deckwright new --from-deck DECK --name NAME'
        )
    if any(lock.is_born_in(note.guid, id_) for note in known.notes):
        return (
            f'{locked}:1: "id": "{id_}" is missing here, as {toml} has it and the guids below tell. Take the line back '
            f"from version control, or write it in before the closing brace."
        )
    return (
        f"{place}: this deck was started without an id and its notes are known in Anki by the name "
        f'"{known.slug}", so it cannot take one now. Take the line out.'
    )
