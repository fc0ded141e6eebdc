"""The one way through: a deck folder in, a package that Anki imports out.

read → parse → identify → apply edits → render → check → stamp → write lock → write package
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from generator import deck as decks
from generator import edits, lint, lock, notetype, parsers, reading, rendering
from generator.beside import beside
from generator.cards import EditedCard, LeftOut, Note, Problem
from generator.errors import DeckwrightError
from generator.names import check_deck_name
from generator.remembering import check_against_package, lock_of, package_path
from generator.stages import Prepared, Recognised, Track, Written

MANY = 1000
"""Cards from which a second process saves more than its start takes."""


def prepare(
    deck: decks.Deck,
    now: int,
    *,
    new_lock: bool = False,
    dist: Path | None = None,
    track: Track[EditedCard] | None = None,
    include_drafts: bool = False,
) -> Prepared:
    """Take `deck` all the way but for writing; `now` is the time in seconds that stamps what changed.

    A lock that is gone is rebuilt from the package in `dist`, or started with `new_lock`. Drafts ship only with
    `include_drafts`. Raises DeckwrightError where the sources cannot be read; whatever else is wrong is among the
    problems.
    """
    found = recognise(deck, new_lock=new_lock, dist=dist)
    return finish(found, now, track=track, include_drafts=include_drafts)


def finish(
    found: Recognised, now: int, *, track: Track[EditedCard] | None = None, include_drafts: bool = False
) -> Prepared:
    """The second half of the way: apply edits, render, check, stamp; `found` may be a part of a deck."""
    cards, edit_problems = _apply_edits(found)
    material = _material(found, cards)
    off = {*found.sources.deck.settings.rules, *(("draft-answer",) if include_drafts else ())}
    with beside(lambda: lint.hear(material), pays=len(cards) >= MANY) as words:
        notes, render_problems = _render(found, cards, track)
        problems = [*_earlier(found), *edit_problems, *render_problems]
        problems += lint.problems_of_notes(replace(material, notes=notes))
        out = {problem.key for problem in lint.settle(cards, problems, off) if problem.is_error}
        stamped = _stamp(found, cards, [note for note in notes if note.key not in out], now)
        heard = words()
        problems += heard.problems
    settled = lint.settle(cards, problems, off)
    return Prepared(found, cards, notes, settled, _left_out(found, cards, out), stamped, heard)


def recognise(deck: decks.Deck, *, new_lock: bool = False, dist: Path | None = None) -> Recognised:
    """The first half of the way: read, parse, identify. Raises DeckwrightError where the sources cannot be read."""
    sources = reading.read(deck)
    many = sources.lock is not None and len(sources.lock.notes) >= MANY
    with beside(lambda: check_against_package(sources, dist), pays=many) as checked:
        parsed = tuple(parsers.parse_each(reading.pages(deck), deck.settings.format))
        checked()
    written = edits.read_edits(sources.edits, rendering.outline)
    cards = [*(card for page in parsed for card in page.cards), *edits.added_cards(written)]
    known = lock_of(sources, cards, new_lock=new_lock, dist=dist)
    identified = lock.identify(cards, known.slug or deck.slug, known)
    return Recognised(sources, parsed, written, known, identified)


def write(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> Written:
    """Write the lock, what goes beside the package, and the package, each whole, in this order; `also` names exports.

    Nothing takes its place before all of it lies ready on the disk. A new lock beside an old package is legal: the next
    build writes the same package. Raises DeckwrightError where nothing can be studied or a place cannot be written.
    """
    from generator import shipping  # with all that makes pages and packages, which a check does without
    from generator.placing import place

    shipping.check(prepared)
    companions = shipping.companions(prepared, dist, also)
    locked = prepared.deck.lock, map(str.encode, lock.lock_lines(prepared.stamped.lock))
    path, many = package_path(prepared.deck, dist), len(prepared.cards) >= MANY
    written = place(locked, companions, path, lambda: shipping.pack(prepared), pays=many)
    for left in shipping.left_behind(prepared, dist, companions):
        left.unlink()
    return written


def outdated(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> tuple[Path, ...]:
    """The files that `write` would change: none where dist/ and the lock are what the sources build."""
    from generator import shipping

    shipping.check(prepared)
    should_be: dict[Path, Iterable[bytes]] = {
        prepared.deck.lock: map(str.encode, lock.lock_lines(prepared.stamped.lock)),
        package_path(prepared.deck, dist): [shipping.pack(prepared)],
        **shipping.companions(prepared, dist, also),
    }
    wrong = [path for path, data in should_be.items() if not path.is_file() or path.read_bytes() != b"".join(data)]
    return (*wrong, *shipping.left_behind(prepared, dist, should_be))


def _slug(found: Recognised) -> str:
    """The slug guids and Key fields are made with: the folder's name when the deck was first built."""
    return found.known.slug or found.sources.deck.slug


def _apply_edits(found: Recognised) -> tuple[tuple[EditedCard, ...], list[Problem]]:
    """The cards with their edits; an edit whose card is in doubt waits, so nothing is said of it."""
    settings, identified = found.sources.deck.settings, found.identified
    seen = {note.key: (note.edit, note.was) for note in found.known.notes if note.edit}
    before = {note.key for note in found.known.notes}
    cards, problems = edits.apply_edits(
        identified.cards, found.written, settings.tags, seen, markdown=settings.markdown, before=before
    )
    return cards, [problem for problem in problems if problem.key not in identified.pending]


def _render(
    found: Recognised, cards: Sequence[EditedCard], track: Track[EditedCard] | None
) -> tuple[tuple[Note, ...], list[Problem]]:
    notes: list[Note] = []
    problems: list[Problem] = []
    sources, slug = found.sources, _slug(found)
    for card in track(cards, "rendering") if track else cards:
        simulations = sources.library.of(card)
        note, wrong = rendering.render(card, slug, _deck_name(sources.deck, card), sources.pictures, simulations)
        notes.append(note)
        problems += wrong
    return tuple(notes), problems


def _material(found: Recognised, cards: tuple[EditedCard, ...]) -> lint.Material:
    """What the rules look at, but for the notes."""
    deck, library = found.sources.deck, found.sources.library
    return lint.Material(
        cards,
        (),
        {note.key: lint.Shipped(note.type, note.clozes) for note in found.known.notes if note.shipped},
        tuple(doubt.card.source for doubt in found.identified.doubts),
        folder=decks.shown(deck.folder),
        media={path: picture.name for path, picture in found.sources.pictures.items()},
        snippets=library.names,
        bound=library.bound,
        words=deck.settings.words,
        language=deck.settings.language,
        drifted=_drifted(found.known),
        tongue=found.tongue,
    )


def _earlier(found: Recognised) -> list[Problem]:
    """The problems known before there are notes: those of the pages, the doubts, and the snippets."""
    of_pages = [problem for page in found.parsed for problem in page.problems]
    doubts = found.identified.problems(found.sources.deck.slug)
    return [*of_pages, *doubts, *found.sources.library.problems]


def _stamp(found: Recognised, cards: Sequence[EditedCard], notes: Sequence[Note], now: int) -> lock.Stamped:
    types = {str(design.name): (design.hash, notetype.RELEASED) for design in notetype.designs()}
    names = (_slug(found), found.sources.deck.settings.name)
    return lock.stamp(found.identified, cards, notes, found.known, now, types, names)


def _drifted(known: lock.Lock) -> tuple[str, ...]:
    """The note types that are not as the lock knows them."""
    ours = {str(design.name): design.hash for design in notetype.designs()}
    return tuple(kind.name for kind in known.note_types if ours.get(kind.name, kind.hash) != kind.hash)


def _left_out(found: Recognised, cards: Sequence[EditedCard], out: set[str]) -> tuple[LeftOut, ...]:
    """Every card that does not ship: those with an error, and those in doubt."""
    wrong = [LeftOut(card.key, card.origin, card.question.value) for card in cards if card.key in out]
    doubtful = (doubt.card for doubt in found.identified.doubts)
    return (*wrong, *(LeftOut(card.key, card.source.origin, card.source.question) for card in doubtful))


def _deck_name(deck: decks.Deck, card: EditedCard) -> str:
    """The deck a card goes to: the deck itself, or a subdeck for its page."""
    if not (deck.settings.subdecks and card.page):
        return deck.settings.name
    name = f"{deck.settings.name}::{card.page}"
    if wrong := check_deck_name(name):
        raise DeckwrightError(f'{card.origin}: the subdeck "{name}" {wrong}; rename the page, or set subdecks = false.')
    return name
