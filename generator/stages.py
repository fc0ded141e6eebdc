"""The values between the steps of the pipeline, from the files as read to the build as written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from generator import deck as decks
from generator import edits, lock, simulation
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
    """The sources understood as far as which card is which."""

    sources: Sources
    parsed: tuple[ParsedPage, ...]
    written: tuple[edits.Edit, ...]
    known: lock.Lock
    identified: lock.Identified


@dataclass(frozen=True, slots=True)
class Prepared:
    """A build that is ready to be written: the notes that ship, what is wrong with the rest, the new lock.

    `notes` are those of all `cards`, one each, before it is known which ship; `stamped` has those that do.
    """

    recognised: Recognised
    cards: tuple[EditedCard, ...]
    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    stamped: lock.Stamped

    @property
    def deck(self) -> decks.Deck:
        """The deck this is a build of."""
        return self.recognised.sources.deck


def unanswered(prepared: Prepared) -> frozenset[str]:
    """The keys of the cards that have no answer."""
    return frozenset(problem.key for problem in prepared.problems if problem.rule == "missing-answer")


@dataclass(frozen=True, slots=True)
class Written:
    """What a build left behind: the package, its hash and size, whether it differs from the one before, the exports."""

    package: Path
    sha256: str
    size: int
    changed: bool
    exports: tuple[Path, ...] = ()
