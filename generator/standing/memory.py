"""What a build said and knew in, files in the user's cache folder out, and back while they still hold."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from generator.cards import Problem
from generator.deck import Deck
from generator.files import cache_folder
from generator.standing.kept import Kept, as_values, from_values
from generator.standing.marks import Marks, marks
from generator.standing.sealed import seal, unseal
from generator.standing.shapes import fits

_OF_THE_PAST = frozenset(
    ("cloze-renumbered", "doubtful-match", "known-guid", "note-type-change", "note-type-drift", "stale-edit")
    + ("unknown-card-in-edit", "unused-exemption")
)
"""The rules that look at the lock as it was: what they find, the next build may not."""


_SHAPE = ((str,) * len(Marks._fields), ([str], bool, [str]), bytes)


@dataclass(frozen=True, slots=True)
class Said:
    """What a build prints: its problems, whether one of them is an error, and the lines after them."""

    problems: tuple[str, ...]
    failed: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last build rests on, what it said, and where what it knew lies, with the hash of that."""

    marks: Marks
    said: Said
    place: Path
    hash: bytes

    def kept(self) -> Kept | None:
        """What the last build knew; None where that is not remembered, or damaged."""
        sealed = unseal(self.place) if self.hash else None
        if sealed is None or sealed.hash != self.hash:
            return None
        try:
            return from_values(sealed.values, sealed.pieces, sealed.attached)
        except Exception:  # whatever is wrong with a cache, it is no more than not there
            return None


def is_settled(problems: Iterable[Problem], *, has_exemptions: bool) -> bool:
    """Whether a second build finds what the first did, by its problems.

    One of misspelling that is no card's says that no word was checked, this time.
    """
    found = {(problem.rule, bool(problem.key)) for problem in problems}
    was_spelt = ("misspelling", False) not in found
    return was_spelt and not has_exemptions and _OF_THE_PAST.isdisjoint(rule for rule, _ in found)


def recall(deck: Deck, dist: Path) -> Memory | None:
    """What is remembered of the last build of `deck` into `dist`; None where nothing is that can be read."""
    with contextlib.suppress(RuntimeError):
        place = _place(deck, dist)
        if (sealed := unseal(place)) and fits(sealed.values, _SHAPE):
            found, said, kept = sealed.values
            return Memory(Marks(*found), Said(*said), place.with_suffix(".kept"), kept)
    return None


def remember(deck: Deck, dist: Path, before: Marks, said: Said, kept: Kept | None = None) -> None:
    """Keep what the next build can go on from; `before` is how the sources stood when this one began.

    Nothing is kept where they stand otherwise now.
    """
    after = marks(deck, dist)
    if not after.are_known or before[:-1] != after[:-1]:
        return
    with contextlib.suppress(OSError, RuntimeError):
        place = _place(deck, dist)
        place.parent.mkdir(parents=True, exist_ok=True)
        hash_ = seal(place.with_suffix(".kept"), as_values(kept), kept.cards.pieces(kept.keys)) if kept else b""
        seal(place, [tuple(after), (said.problems, said.failed, said.lines), hash_])


def _place(deck: Deck, dist: Path) -> Path:
    """Where it is remembered: one file for each deck and the folder it is built into.

    Raises RuntimeError for a user who has no home of their own.
    """
    name = hashlib.sha256(f"{deck.folder.resolve()}\0{dist.resolve()}".encode("utf-8", "surrogatepass")).hexdigest()
    return cache_folder() / name[:20]
