"""The values between the steps of the pipeline, from the files as read to the build as written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from generator import deck as decks
from generator import edits, lint, lock, simulation
from generator.cards import EditedCard, LeftOut, Note, Page, ParsedPage, Picture, Problem

T = TypeVar("T")
Track = Callable[[Sequence[T], str], Iterable[T]]
"""Hands on the items it is given, and may show how far that has come under the given words."""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a build reads but for the pages, whose text is as large as all else and done with once it is parsed."""

    deck: decks.Deck
    edits: Page
    pictures: dict[str, Picture]
    lock: lock.Lock | None
    library: simulation.Library


@dataclass(frozen=True, slots=True)
class Recognised:
    """The sources understood as far as which card is which; `tongue` is a whole deck's, of which this is a part."""

    sources: Sources
    parsed: tuple[ParsedPage, ...]
    written: tuple[edits.Edit, ...]
    known: lock.Lock
    identified: lock.Identified
    tongue: lint.Tongue | None = None

    @property
    def is_recovered(self) -> bool:
        """Whether the lock was lost and made anew from the last package."""
        return self.sources.lock is None and bool(self.known.notes)


class Made(NamedTuple):
    """Cards with their notes, the problems that do not wait for a look at the words, what is switched `off`, and what
    ships.
    """

    cards: tuple[EditedCard, ...]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    off: frozenset[str]
    left_out: tuple[LeftOut, ...]
    stamped: lock.Stamped


@dataclass(frozen=True, slots=True)
class Prepared:
    """A build that is ready to be written: the notes that ship, what is wrong with the rest, the new lock.

    `notes` are those of all `cards`, one each, before it is known which ship; `stamped` has those that do. `heard` is
    what the words of the cards tell.
    """

    recognised: Recognised
    cards: tuple[EditedCard, ...]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    stamped: lock.Stamped
    heard: lint.Heard

    @property
    def deck(self) -> decks.Deck:
        """The deck this is a build of."""
        return self.recognised.sources.deck


class Outcome(NamedTuple):
    """What became of a deck's cards in a build, by key: which notes ship, and why the others do not.

    `prefix` is what Key fields begin with, `called` the deck's name in the package before ("" for none), `asked` tells
    the scraped question of each note that is new or retired, `drafts` how many ship; `has_exemptions` says that a card
    may break a rule, `is_recovered` that the lock was lost and made anew from the last package.
    """

    deck: decks.Deck
    prefix: str
    called: str
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    rerendered: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    asked: Callable[[], Mapping[str, str]]
    drafts: int = 0
    has_exemptions: bool = False
    is_recovered: bool = False

    @property
    def shipped(self) -> int:
        """How many notes are in the package."""
        return len(self.new) + len(self.changed) + len(self.rerendered) + len(self.unchanged)


def outcome(prepared: Prepared) -> Outcome:
    """What becomes of the cards of a build that is ready to be written."""
    stamped = prepared.stamped
    shipped = {note.key for note in stamped.notes}
    return Outcome(
        prepared.deck,
        stamped.lock.prefix,
        prepared.recognised.known.deck,
        prepared.problems,
        prepared.left_out,
        *(stamped.new, stamped.changed, stamped.rerendered, stamped.unchanged, stamped.retired),
        lambda: {note.key: note.question for note in stamped.lock.notes},
        sum(card.draft and card.key in shipped for card in prepared.cards),
        has_exemptions=any(card.allowed for card in prepared.cards),
        is_recovered=prepared.recognised.is_recovered,
    )


def unanswered(prepared: Prepared) -> frozenset[str]:
    """The keys of the cards that have no answer."""
    return frozenset(problem.key for problem in prepared.problems if problem.rule == "missing-answer")


@dataclass(frozen=True, slots=True)
class Written:
    """What a build left behind: the package, its hash and size, whether it differs from the one before, the exports.

    `kept` are files in the place of ours that somebody else wrote or changed.
    """

    package: Path
    sha256: str
    size: int
    changed: bool
    exports: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()
