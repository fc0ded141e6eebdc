"""A deck as it was recognised in, what each step of the pipeline is given of it out."""

from __future__ import annotations

from collections.abc import Sequence

from generator import deck as decks
from generator import lint, lock, notetype
from generator.cards import EditedCard, LeftOut, Note, Problem
from generator.errors import DeckwrightError
from generator.names import check_deck_name
from generator.stages import Recognised


def prefix(found: Recognised) -> str:
    """Find what guids are made from and Key fields begin with: the deck's id, or the slug it was first built with."""
    return found.known.prefix or found.sources.deck.slug


def material(found: Recognised, cards: Sequence[EditedCard]) -> lint.Material:
    """What the rules look at, but for the notes."""
    deck, library = found.sources.deck, found.sources.library
    return lint.Material(
        cards,
        (),
        {note.key: lint.Shipped(note.type, note.clozes) for note in found.known.notes if note.shipped},
        tuple(doubt.card.source for doubt in found.identified.doubts),
        folder=decks.shown(deck.folder),
        media={path: picture.name for path, picture in found.sources.pictures.items()},
        sizes={path: len(picture.data) for path, picture in found.sources.pictures.items()},
        snippets=library.names,
        bound=library.bound,
        words=deck.settings.words,
        language=deck.settings.language,
        drifted=_drifted(found.known),
        tongue=found.tongue,
    )


def earlier(found: Recognised) -> list[Problem]:
    """The problems known before there are notes: those of the pages, the doubts, and the snippets."""
    of_pages = [problem for page in found.parsed for problem in page.problems]
    doubts = found.identified.problems(found.sources.deck.slug)
    return [*of_pages, *doubts, *found.sources.library.problems]


def stamp(found: Recognised, cards: Sequence[EditedCard], notes: Sequence[Note], now: int) -> lock.Stamped:
    """The notes that ship, stamped, and the new lock."""
    types = {str(design.name): (design.hash, notetype.RELEASED) for design in notetype.designs()}
    deck = found.sources.deck
    names = (found.known.slug or deck.slug, deck.settings.name)
    return lock.stamp(found.identified, cards, notes, found.known, now, types, names)


def _drifted(known: lock.Lock) -> tuple[str, ...]:
    """The note types that are not as the lock knows them."""
    ours = {str(design.name): design.hash for design in notetype.designs()}
    return tuple(kind.name for kind in known.note_types if ours.get(kind.name, kind.hash) != kind.hash)


def left_out(found: Recognised, cards: Sequence[EditedCard], out: set[str]) -> tuple[LeftOut, ...]:
    """Every card that does not ship: those with an error, and those in doubt."""
    wrong = [LeftOut(card.key, card.origin, card.question.value) for card in cards if card.key in out]
    doubtful = (doubt.card for doubt in found.identified.doubts)
    return (*wrong, *(LeftOut(card.key, card.source.origin, card.source.question) for card in doubtful))


def deck_name(deck: decks.Deck, card: EditedCard) -> str:
    """The deck a card goes to: the deck itself, or a subdeck for its page."""
    if not (deck.settings.subdecks and card.page):
        return deck.settings.name
    name = f"{deck.settings.name}::{card.page}"
    if wrong := check_deck_name(name):
        raise DeckwrightError(f'{card.origin}: the subdeck "{name}" {wrong}; rename the page, or set subdecks = false.')
    return name
