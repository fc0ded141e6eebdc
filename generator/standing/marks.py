"""A deck's files in, a hash of each kind of them out: what a build of just these files rests on."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from generator import deck as decks
from generator import lint
from generator.deck import Deck
from generator.system import locks

_HOUSE = Path(__file__).parents[1]


class Marks(NamedTuple):
    """One hash for the tool, the pages, edits.md, all else a build reads but for the lock, and for what it writes.

    "" where one of the files is no plain file, so that nothing is known.
    """

    tool: str
    pages: str
    edits: str
    others: str
    built: str

    @property
    def are_known(self) -> bool:
        """Whether each of them says something."""
        return all(self)


def marks(deck: Deck, dist: Path) -> Marks:
    """How the deck and what was built of it into `dist` stand."""
    inside = [path for path in _inside(deck.folder) if path != deck.lock]
    pages = [path for path in inside if path.relative_to(deck.folder).parts[0].startswith("scraped")]
    own = {*pages, deck.edits}
    return Marks(
        _hash_of([*_tool(), decks.shown(deck.folder)]),
        _hash(pages),
        _hash(path for path in inside if path == deck.edits),
        _hash(path for path in inside if path not in own),
        _hash([deck.lock, *sorted(dist.glob(f"{deck.slug}.*")), *_inside(dist / deck.slug)]),
    )


@cache
def _tool() -> tuple[str, ...]:
    """What tells one deckwright from another, as it was when this run began: its files, its libraries, its Python."""
    return tuple(_parts_of_the_tool())


def _parts_of_the_tool() -> Iterator[str]:
    yield sys.version
    speller = [Path(program)] if (program := lint.program()) else []
    for path in [*sorted(_HOUSE.rglob("*.*")), *speller]:
        if path.suffix != ".pyc":
            yield f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}"
    for needed in importlib.metadata.requires("deckwright") or ():
        name = needed.split(">")[0].split("=")[0].strip()
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            yield f"{name} {importlib.metadata.version(name)}"


def _inside(folder: Path) -> Iterator[Path]:
    return (path for path in decks.files_below(folder) if path.name != locks.NAME)


def _hash(paths: Iterable[Path]) -> str:
    """Hash files and their names; "" where one is no plain file, or cannot be read."""
    parts = []
    try:
        for path in paths:
            if not path.is_file():
                return ""
            with path.open("rb") as file:
                parts.append(f"{path}\0{hashlib.file_digest(file, 'sha256').hexdigest()}")
    except OSError:
        return ""
    return _hash_of(parts)


def _hash_of(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
