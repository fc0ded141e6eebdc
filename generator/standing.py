"""A deck's files in, what a build of just these files said out, so that a build of nothing new is over at once.

What is remembered lies in the user's cache folder and never matters: it is used only where every byte of the deck, of
what was built, and the tool itself are as they were, and whoever deletes it waits for a whole build, no more.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator import deck as decks
from generator.deck import Deck
from generator.errors import DeckwrightError
from generator.files import write_whole

_HOUSE = Path(__file__).parent
_OF_THE_PAST = frozenset(
    ("cloze-renumbered", "doubtful-match", "known-guid", "note-type-change", "note-type-drift", "stale-edit")
    + ("unknown-card-in-edit", "unused-exemption")
)
"""The rules that look at the lock as it was: what they find, the next build may not."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a build prints: its problems, whether one of them is an error, and the lines after them."""

    problems: tuple[str, ...]
    failed: bool
    lines: tuple[str, ...]


def is_settled(rules: Iterable[str], *, has_exemptions: bool) -> bool:
    """Whether a second build finds what the first did, by the `rules` of its problems."""
    return not has_exemptions and _OF_THE_PAST.isdisjoint(rules)


def sources(deck: Deck) -> str:
    """The hash of all a build of the deck reads but for the lock, which it also writes; "" where it cannot be read."""
    return _hash(path for path in _inside(deck.folder) if path != deck.lock)


def recall(deck: Deck, dist: Path) -> Said | None:
    """What the last build said, if nothing at all has changed since; None where that is not known."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, RuntimeError):
        known = json.loads(_place(deck, dist).read_bytes())
        if known["of"] and known["of"] == _standing(deck, dist, sources(deck)):
            return Said(tuple(known["problems"]), known["failed"], tuple(known["lines"]))
    return None


def remember(deck: Deck, dist: Path, before: str, said: Said) -> None:
    """Keep what the next build will say; `before` are the `sources` this one began with, which must still be there."""
    if not before or before != sources(deck):
        return
    known = {"of": _standing(deck, dist, before), "failed": said.failed, "problems": said.problems, "lines": said.lines}
    with contextlib.suppress(DeckwrightError, OSError, RuntimeError):
        write_whole(_place(deck, dist), json.dumps(known).encode())


def _standing(deck: Deck, dist: Path, of_sources: str) -> str:
    """The hash of everything: the sources, the lock, what was built, and what builds it; "" where one is not known."""
    built = _hash([deck.lock, *sorted(dist.glob(f"{deck.slug}.*")), *_inside(dist / deck.slug)])
    if not (of_sources and built):
        return ""
    return hashlib.sha256("\0".join([*_tool(), decks.shown(deck.folder), of_sources, built]).encode()).hexdigest()


@cache
def _tool() -> tuple[str, ...]:
    """What tells one deckwright from another, as it was when this run began: its files, its libraries, its Python."""
    return tuple(_parts_of_the_tool())


def _parts_of_the_tool() -> Iterator[str]:
    yield sys.version
    for path in sorted(_HOUSE.rglob("*.*")):
        if path.suffix != ".pyc":
            yield f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}"
    for needed in importlib.metadata.requires("deckwright") or ():
        name = needed.split(">")[0].split("=")[0].strip()
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            yield f"{name} {importlib.metadata.version(name)}"


def _inside(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if not path.is_dir())


def _hash(paths: Iterable[Path]) -> str:
    """The hash of files and their names; "" where one is no plain file."""
    whole = hashlib.sha256()
    for path in paths:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            whole.update(f"{path}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\0".encode())
    return whole.hexdigest()


def _place(deck: Deck, dist: Path) -> Path:
    """Where it is remembered: one file for each deck and the folder it is built into.

    Raises RuntimeError for a user who has no home.
    """
    home = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(f"{deck.folder.resolve()}\0{dist.resolve()}".encode("utf-8", "surrogatepass")).hexdigest()
    return Path(home) / "deckwright" / f"{name[:20]}.json"
