"""The one way through: a deck folder in, a package that Anki imports out.

read → parse → identify → apply edits → render → check → stamp → write lock → write package
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from generator import deck as decks
from generator import edits, given, lint, lock, parsers, reading, rendering, siblings
from generator.beside import beside, beside_in_pieces
from generator.cards import EditedCard, Note, Problem
from generator.remembering import check_against_package, lock_of, package_path
from generator.stages import Made, Prepared, Recognised, Track, Written
from generator.system.links import real_path

MANY = 1000
"""Cards from which a second process saves more than its start takes."""

LARGE = 200_000
"""Bytes of pages from which that is so."""


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
    cards, problems = _apply_edits(found)
    with beside(lambda: lint.hear(given.material(found, cards)), pays=len(cards) >= MANY) as words:
        made = _make(found, cards, problems, now, track, include_drafts=include_drafts)
        heard = words()
    settled = lint.settle(cards, [*made.problems, *heard.problems], made.off)
    return Prepared(found, cards, made.notes, settled, made.left_out, made.stamped, heard)


def make(found: Recognised, now: int) -> Made:
    """The same without a look at the words, which cards of a whole deck have to do with each other."""
    return _make(found, *_apply_edits(found), now)


def edited(found: Recognised) -> tuple[EditedCard, ...]:
    """The cards with their edits."""
    return _apply_edits(found)[0]


def hear(found: Recognised, cards: Sequence[EditedCard]) -> lint.Heard:
    """The look at the words of all `cards`, which may be made as they are asked for."""
    return lint.hear(given.material(found, cards))


def recognise(deck: decks.Deck, *, new_lock: bool = False, dist: Path | None = None) -> Recognised:
    """The first half of the way: read, parse, identify. Raises DeckwrightError where the sources cannot be read."""
    with beside_in_pieces(lambda: parsed(deck), pays=reading.size(deck) >= LARGE) as pieces:
        sources = reading.read(deck)
        check_against_package(sources, dist)
        pages = pieces(parsers.pages_of)
    written = edits.read_edits(sources.edits, rendering.outline)
    cards = [*(card for page in pages for card in page.cards), *edits.added_cards(written)]
    known = lock_of(sources, cards, written, new_lock=new_lock, dist=dist)
    return identified(Recognised(sources, pages, written, known, lock.Identified(())))


def identified(found: Recognised) -> Recognised:
    """Give each card of the pages, and each of the user's own, the key and guid it has in the lock, or new ones."""
    deck, known = found.sources.deck, found.known
    cards = [*(card for page in found.parsed for card in page.cards), *edits.added_cards(found.written)]
    return replace(found, identified=lock.identify(cards, known.prefix or deck.slug, known, siblings.GuidsBeside(deck)))


def parsed(deck: decks.Deck) -> Iterator[bytes]:
    """The deck's pages, parsed, in pieces, so that no process holds a page's text and its cards at once for long."""
    return parsers.pieces_of(parsers.parse_each(reading.pages(deck), deck.settings.format))


def write(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> Written:
    """Write the lock, what goes beside the package, and the package, each whole, in this order; `also` names exports.

    Nothing takes its place before all of it lies ready on the disk. A new lock beside an old package is legal: the next
    build writes the same package. Raises DeckwrightError where nothing can be studied or a place cannot be written.
    """
    from generator import shipping  # with all that makes pages and packages, which a check does without
    from generator.placing import place

    shipping.check(prepared)
    made = shipping.companions(prepared, dist, also)
    locked = prepared.deck.lock, map(str.encode, lock.lock_lines(prepared.stamped.lock))
    path, many = package_path(prepared.deck, dist), len(prepared.cards) >= MANY
    within = decks.output_roots(dist, prepared.deck.project)
    written = place(locked, made.files, path, lambda: shipping.pack(prepared), within=within, pays=many)
    shipping.tidy(made, within)
    return replace(written, kept=made.kept)


def outdated(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> tuple[Path, ...]:
    """The files that `write` would change: none where dist/ and the lock are what the sources build."""
    from generator import shipping
    from generator.files import holds
    from generator.ownership import RECORD

    shipping.check(prepared)
    made = shipping.companions(prepared, dist, also)
    should_be: dict[Path, Iterable[bytes]] = {
        prepared.deck.lock: map(str.encode, lock.lock_lines(prepared.stamped.lock)),
        package_path(prepared.deck, dist): [shipping.pack(prepared)],
        **made.files,
        **({made.folder / RECORD: [made.record]} if made.current else {}),
    }
    roots = decks.output_roots(dist, prepared.deck.project)
    places = {path: real_path(path, roots, path.as_posix()) for path in should_be}
    wrong = [path for path, data in should_be.items() if not holds(places[path], data)]
    return (*wrong, *made.kept, *made.stale)


def _apply_edits(found: Recognised) -> tuple[tuple[EditedCard, ...], list[Problem]]:
    """The cards with their edits; an edit whose card is in doubt waits, so nothing is said of it."""
    settings, identified = found.sources.deck.settings, found.identified
    seen = {note.key: (note.edit, note.was) for note in found.known.notes if note.edit}
    before = {note.key for note in found.known.notes}
    cards, problems = edits.apply_edits(
        identified.cards, found.written, settings.tags, seen, markdown=settings.markdown, before=before
    )
    return cards, [problem for problem in problems if problem.key not in identified.pending]


def _make(
    found: Recognised,
    cards: tuple[EditedCard, ...],
    known: Sequence[Problem],
    now: int,
    track: Track[EditedCard] | None = None,
    *,
    include_drafts: bool = False,
) -> Made:
    off = {*found.sources.deck.settings.rules, *(("draft-answer",) if include_drafts else ())}
    notes, of_notes = _render(found, cards, track)
    problems = [*given.earlier(found), *known, *of_notes]
    problems += lint.problems_of_notes(replace(given.material(found, cards), notes=notes))
    out = {problem.key for problem in lint.settle(cards, problems, off) if problem.is_error}
    stamped = given.stamp(found, cards, [note for note in notes if note.key not in out], now)
    return Made(cards, notes, tuple(problems), frozenset(off), given.left_out(found, cards, out), stamped)


def _render(
    found: Recognised, cards: Sequence[EditedCard], track: Track[EditedCard] | None
) -> tuple[tuple[Note, ...], list[Problem]]:
    notes: list[Note] = []
    problems: list[Problem] = []
    sources, prefix = found.sources, given.prefix(found)
    for card in track(cards, "rendering") if track else cards:
        simulations = sources.library.of(card)
        note, wrong = rendering.render(card, prefix, given.deck_name(sources.deck, card), sources.pictures, simulations)
        notes.append(note)
        problems += wrong
    return tuple(notes), problems
