"""A large deck, its cards known, in, its build out, made some hundred cards at a time and written as it is made.

No more of the deck is held than who its cards are and the lines of its lock. The files are those that a build of the
whole deck writes; what needs all cards at once, or comes seldom, is left to that.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from generator import deck as decks
from generator import lint, lock, packaging, pipeline, rendering, structured
from generator.beside import beside
from generator.building.parts import Edited, Parts
from generator.building.ready import Ready, has_more, known_after
from generator.cards import LeftOut, Note, NoteType, Problem
from generator.files import Writing, spliced
from generator.remembering import package_path
from generator.stages import Made, Outcome, Recognised, Track, Written


@dataclass(slots=True)
class _Tally:
    """What became of the portions so far."""

    lines: lock.LockSpool
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    rerendered: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    note_types: set[NoteType] = field(default_factory=set)

    def add(self, made: Made) -> None:
        """One portion more."""
        stamped = made.stamped
        self.lines.add(stamped.lock.notes)
        self.problems += lint.settle(made.cards, made.problems, made.off)
        self.left_out += made.left_out
        self.new += stamped.new
        self.changed += stamped.changed
        self.rerendered += stamped.rerendered
        self.unchanged += stamped.unchanged
        self.note_types.update(note.note_type for note in stamped.notes)


def in_portions(
    found: Recognised,
    dist: Path,
    now: int,
    track: Track[Any] | None,
    room: contextlib.ExitStack,
    pack: Callable[[str], bytes],
) -> Ready | None:
    """The build of the deck `found`; `pack` puts the package of a database beside it. None where it must be held whole.

    What lies ready is gone when `room` is left. Raises DeckwrightError where a place cannot be written.
    """
    if len(found.identified.cards) < pipeline.MANY or not _is_plain(found, dist):
        return None
    deck, used, parts = found.sources.deck, _note_types(found), Parts(found)
    tally = _Tally(room.enter_context(lock.lock_spool()))
    heard = room.enter_context(beside(lambda: pipeline.hear(found, Edited(parts)), pays=True))
    writing = room.enter_context(Writing(decks.output_roots(dist, deck.project)))
    cards = track(parts.cards, "rendering") if track else parts.cards
    portions = (pipeline.make(part, now) for part in parts.of(cards))
    first = next(portions)
    facts = (first.stamped.note_type_mods, first.stamped.lock.prefix, rendering.render_plain(deck.settings.description))
    take, end = room.enter_context(packaging.packing(deck.settings.name, used, *facts))
    records = _records(found, itertools.chain([first], portions), tally, take)
    writing.add(dist / deck.slug / "cards.json", map(str.encode, records))
    if tally.note_types != used:
        return None
    gone, retired = lock.retire(found.known, parts.keys, frozenset())
    tally.lines.add(gone)
    lines = tally.lines.lines(replace(first.stamped.lock, notes=()))
    writing.add(deck.lock, lines, is_first=True)
    database, path = end(), package_path(deck, dist)
    hash_, packed = pack(database), packaging.packed_beside(database)
    written = Written(path, hash_.hex(), packed.stat().st_size, writing.add(path, spliced(packed, ())))
    words = heard()
    outcome = _outcome(found, tally, first.stamped.lock.prefix, (gone, retired), words)

    def write() -> Written:
        writing.put()
        return written

    return Ready(
        outcome,
        write,
        lambda: known_after(found, found.identified.cards, outcome, words, used),
    )


def _is_plain(found: Recognised, dist: Path) -> bool:
    """Whether every edit is one of a card's words, and nothing is asked and nothing shown of several cards at once."""
    keys = {card.key for card in found.identified.cards}
    are_plain = all(edit.key in keys and not edit.added and not edit.allowed for edit in found.written)
    return are_plain and not found.identified.doubts and not has_more(found.sources, dist)


def _note_types(found: Recognised) -> set[NoteType]:
    """The note types of all cards."""
    cloze = {edit.key for edit in found.written if edit.cloze}
    return {NoteType.CLOZE if card.key in cloze else card.source.note_type for card in found.identified.cards}


def _records(
    found: Recognised, portions: Iterable[Made], tally: _Tally, take: Callable[[Sequence[Note]], None]
) -> Iterator[str]:
    """The text of cards.json, piece by piece; on the way each portion is counted, and its notes are taken."""
    deck, root, is_first = found.sources.deck, decks.shown(found.sources.deck.folder), True
    titles = [page.title for page in found.parsed]
    yield structured.opening(deck.slug, deck.settings.name, deck.settings.description, titles)
    for made in portions:
        tally.add(made)
        take(made.stamped.notes)
        cards = {card.key: card for card in made.cards}
        for note in made.stamped.notes:
            yield structured.record(cards[note.key], note, root, is_first=is_first)
            is_first = False
    yield structured.closing(is_empty=is_first)


def _outcome(
    found: Recognised,
    tally: _Tally,
    prefix: str,
    gone: tuple[Sequence[lock.LockedNote], tuple[str, ...]],
    heard: lint.Heard,
) -> Outcome:
    of_pages = [problem for page in found.parsed for problem in page.problems]
    problems = {*tally.problems, *lint.settle((), [*of_pages, *heard.problems], found.sources.deck.settings.rules)}
    notes, retired = gone
    return Outcome(
        found.sources.deck,
        prefix,
        found.known.deck,
        tuple(sorted(problems)),
        tuple(tally.left_out),
        tuple(tally.new),
        tuple(tally.changed),
        tuple(tally.rerendered),
        tuple(tally.unchanged),
        retired,
        lambda: {
            **{card.key: card.source.question for card in found.identified.cards},
            **{note.key: note.question for note in notes},
        },
        is_recovered=found.is_recovered,
    )
