"""Folders in, a word each time somebody saves something in them out; the only door to watchfiles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

OWN = ("cards.lock",)
"""What deckwright itself writes in a deck's folder."""


def saves(folders: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """First nothing, once no save can be missed any more; then the files of each save. Raises KeyboardInterrupt."""
    from watchfiles import watch

    begun = False
    for changes in watch(
        *folders,
        watch_filter=lambda _, path: is_of_people(path),
        rust_timeout=200,
        yield_on_timeout=True,
    ):
        if changes or not begun:
            yield tuple(sorted({Path(path) for _, path in changes}))
        begun = True


def is_of_people(path: str) -> bool:
    """Whether a file is one that people save: not ours, not a neighbour that is written before it takes a place."""
    name = Path(path).name
    return name not in OWN and not (name.startswith(".") or name.endswith(("~", ".swp", ".new")) or ".unsaved-" in name)
