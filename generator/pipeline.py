"""The one way through: a deck folder in, a package that Anki imports out.

read → parse → identify → apply edits → render → check → stamp → write lock → write package
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from generator import deck as decks
from generator import edits, lint, lock, notetype, packaging, parsers, rendering, structured
from generator.cards import EditedCard, Note, Page, ParsedPage, Picture, Problem
from generator.errors import DeckwrightError
from generator.files import write_whole
from generator.names import check_deck_name

T = TypeVar("T")
Track = Callable[[Sequence[T], str], Iterable[T]]
"""Hands on the items it is given, and may show how far that has come under the given words."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a build reads."""

    deck: decks.Deck
    pages: tuple[Page, ...]
    edits: Page
    pictures: dict[str, Picture]
    lock: lock.Lock | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A build that is ready to be written: the notes that ship, what is wrong with the rest, the new lock."""

    sources: Sources
    parsed: tuple[ParsedPage, ...]
    cards: tuple[EditedCard, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[EditedCard, ...]
    stamped: lock.Stamped


@dataclass(frozen=True, slots=True)
class Written:
    """What a build left behind: the package, its hash and size, and whether it differs from the one before."""

    package: Path
    sha256: str
    size: int
    changed: bool


def prepare(deck: decks.Deck, now: int, *, new_lock: bool = False, track: Track[EditedCard] | None = None) -> Prepared:
    """Take `deck` all the way but for writing; `now` is the time in seconds that stamps what changed.

    Raises DeckwrightError where the sources cannot be read; whatever else is wrong is among the problems.
    """
    sources = read(deck)
    known_before = _lock_of(sources, new_lock=new_lock)
    parsed = tuple(parsers.parse(page) for page in sources.pages)
    written = edits.read_edits(sources.edits, rendering.outline)
    scraped = [card for page in parsed for card in page.cards]
    identified = lock.identify([*scraped, *edits.added_cards(written)], deck.slug, known_before)
    cards, edit_problems = edits.apply_edits(
        identified.cards, written, deck.settings.tags, markdown=deck.settings.markdown
    )
    notes, render_problems = _render(sources, cards, track)
    problems = lint.check(
        lint.Material(cards, notes, _shipped(known_before)),
        [
            *(problem for page in parsed for problem in page.problems),
            *identified.problems(deck.slug),
            *edit_problems,
            *render_problems,
        ],
        deck.settings.rules,
    )
    out = {problem.key for problem in problems if problem.is_error}
    shipping = [note for note in notes if note.key not in out]
    types = {str(design.name): (design.hash, notetype.RELEASED) for design in notetype.designs()}
    stamped = lock.stamp(identified, cards, shipping, known_before, now, types)
    return Prepared(sources, parsed, cards, problems, tuple(card for card in cards if card.key in out), stamped)


def write(prepared: Prepared, dist: Path) -> Written:
    """Write lock, package and cards.json, each whole, the lock first.

    A new lock beside an old package is legal: the next build writes the same package.
    Raises DeckwrightError where nothing can be studied or a place cannot be written.
    """
    deck, notes = prepared.sources.deck, prepared.stamped.notes
    if not notes:
        raise DeckwrightError(
            f"{decks.shown(deck.folder)}: no card can be studied yet, so there is no package to write; "
            f"put right what is listed above."
        )
    package = pack(prepared)
    lock.write_lock(deck.lock, prepared.stamped.lock)
    path = dist / f"{deck.slug}.apkg"
    changed = write_whole(path, package)
    write_whole(dist / deck.slug / "cards.json", cards_json(prepared).encode())
    return Written(path, hashlib.sha256(package).hexdigest(), len(package), changed)


def read(deck: decks.Deck) -> Sources:
    """Every file of the deck, none of it understood yet."""
    pages = tuple(decks.read_page(path, decks.shown(path)) for path in decks.page_files(deck.folder))
    shown_edits = decks.shown(deck.edits)
    written = decks.read_page(deck.edits, shown_edits) if deck.edits.exists() else Page(shown_edits, "")
    pictures = decks.read_pictures(deck.media, decks.shown(deck.media))
    return Sources(deck, pages, written, pictures, lock.read_lock(deck.lock, decks.shown(deck.lock)))


def pack(prepared: Prepared) -> bytes:
    """The package's bytes."""
    deck, stamped = prepared.sources.deck, prepared.stamped
    media = {picture.name: picture for picture in prepared.sources.pictures.values()}
    description = rendering.render_plain(deck.settings.description)
    return packaging.pack(stamped.notes, stamped.note_type_mods, media, deck.slug, description)


def cards_json(prepared: Prepared) -> str:
    """The text of cards.json."""
    deck = prepared.sources.deck
    titles = [page.title for page in prepared.parsed]
    settings = deck.settings
    root = decks.shown(deck.folder)
    return structured.cards_json(
        deck.slug, settings.name, settings.description, titles, prepared.cards, prepared.stamped.notes, root
    )


def _lock_of(sources: Sources, *, new_lock: bool) -> lock.Lock:
    if sources.lock is not None:
        return sources.lock
    if new_lock:
        return lock.EMPTY
    shown = decks.shown(sources.deck.lock)
    raise DeckwrightError(
        f"{shown}: the lock is gone. A fresh one would mark every note as changed, and so replace edits made in Anki. "
        f"Take the file back from version control; or, if this deck was never imported, run build with --new-lock."
    )


def _render(
    sources: Sources, cards: Sequence[EditedCard], track: Track[EditedCard] | None
) -> tuple[tuple[Note, ...], list[Problem]]:
    notes: list[Note] = []
    problems: list[Problem] = []
    for card in track(cards, "rendering") if track else cards:
        note, found = rendering.render(card, sources.deck.slug, _deck_name(sources.deck, card), sources.pictures)
        notes.append(note)
        problems += found
    return tuple(notes), problems


def _deck_name(deck: decks.Deck, card: EditedCard) -> str:
    """The deck a card goes to: the deck itself, or a subdeck for its page."""
    if not (deck.settings.subdecks and card.page):
        return deck.settings.name
    name = f"{deck.settings.name}::{card.page}"
    if wrong := check_deck_name(name):
        raise DeckwrightError(f'{card.origin}: the subdeck "{name}" {wrong}; rename the page, or set subdecks = false.')
    return name


def _shipped(known: lock.Lock) -> dict[str, lint.Shipped]:
    return {note.key: lint.Shipped(note.type, note.clozes) for note in known.notes if note.shipped}
