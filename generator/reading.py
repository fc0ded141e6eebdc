"""A deck folder in, all that a build reads of it out, none of it understood yet."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from generator import deck as decks
from generator import lock, parsers, simulation
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
    known = known or lock.read_lock(deck.lock, decks.shown(deck.lock))
    library = simulation.read_library(deck.simulations, decks.shown(deck.simulations), deck.slug)
    return Sources(deck, written, pictures, known, library)
