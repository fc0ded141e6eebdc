"""What the last build left and a few edits in, the build of the whole deck out, with only those cards made anew.

Each file is the one that a whole build writes, byte for byte, and so is every word printed. What is not plain is left
to a whole build: cards that come, go or trade places, pictures, snippets, subdecks, a preview to keep current.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from generator import building, edits, lock, reading, rendering
from generator import deck as decks
from generator.building import Ready, as_kept, has_more
from generator.errors import DeckwrightError
from generator.retouching.part import part_of
from generator.retouching.rescraped import Rescraped, rescraped
from generator.retouching.splicing import splices_of, write
from generator.retouching.touched import edited
from generator.retouching.whole import kept_of, outcome_of
from generator.stages import Written
from generator.standing import Marks, Memory

__all__ = ["retouch"]

T = TypeVar("T")


def retouch(deck: decks.Deck, memory: Memory, before: Marks, dist: Path, now: int) -> Ready | None:
    """Build `deck` into `dist`, where only edits.md and the pages are not as they are in `memory`.

    `before` is how all stands now. None where a whole build is needed, or where what is remembered is not what a build
    would have kept. Raises DeckwrightError as a whole build does.
    """
    ready = _unless_unsound(lambda: _retouched(deck, memory, before, dist, now))
    if ready is None:
        return None

    def write() -> Written:
        return _unless_unsound(ready.write) or building.build_whole(deck, dist, now)

    return Ready(ready.outcome, write, lambda: _unless_unsound(ready.keep))


def _unless_unsound(work: Callable[[], T]) -> T | None:
    """Return what `work` returns; None where it fails in a way that only a cache of another's making explains."""
    try:
        return work()
    except DeckwrightError:
        raise
    except Exception:  # whatever a cache holds, the build that does without it is right
        return None


def _retouched(deck: decks.Deck, memory: Memory, before: Marks, dist: Path, now: int) -> Ready | None:
    is_same = memory.marks._replace(pages=before.pages, edits=before.edits) == before
    kept = memory.kept() if is_same else None
    sources = reading.read(deck, lock.EMPTY) if kept else None
    if kept is None or sources is None or has_more(sources, dist):
        return None
    page = rescraped(deck, kept) if memory.marks.pages != before.pages else Rescraped({}, kept.of_pages)
    written = edits.read_edits(sources.edits, rendering.outline)
    changed = edited(kept, written)
    if page is None or changed is None:
        return None
    part = part_of(sources, kept, written, page.cards, changed | page.cards.keys(), now)
    splices = splices_of(part, kept, dist) if part else None
    if part is None or splices is None:
        return None
    outcome = outcome_of(part, kept, page.problems)
    return Ready(
        outcome,
        lambda: write(part, kept, splices, dist),
        lambda: kept_of(part, kept, outcome, page, as_kept(written)),
    )
