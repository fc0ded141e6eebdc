"""What the last build left and a few edits in, the build of the whole deck out, with only those cards made anew.

Each file is the one that a whole build writes, byte for byte, and so is every word printed. What is not plain is left
to a whole build: cards that come, go or trade places, pictures, snippets, subdecks, a preview to keep current.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import deck as decks
from generator import edits, lock, pipeline, reading, rendering, stages
from generator.retouching.part import part_of
from generator.retouching.rescraped import Rescraped, rescraped
from generator.retouching.splicing import splices_of, write
from generator.retouching.touched import as_kept, edited
from generator.retouching.whole import kept_of, outcome_of
from generator.shipping import PREVIEW
from generator.stages import Outcome, Prepared, Sources, Written
from generator.standing import Kept, Marks, Memory, Packed

__all__ = ["Ready", "retouch", "whole"]


@dataclass(frozen=True, slots=True)
class Ready:
    """A build that can be written: what becomes of the cards, what writes it, and what tells what it knew."""

    outcome: Outcome
    write: Callable[[], Written]
    keep: Callable[[], Kept | None]


def whole(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> Ready:
    """The build of a whole deck."""
    return Ready(stages.outcome(prepared), lambda: pipeline.write(prepared, dist, also), lambda: _kept(prepared))


def retouch(deck: decks.Deck, memory: Memory, before: Marks, dist: Path, now: int) -> Ready | None:
    """The build of `deck` into `dist`, where only edits.md and the pages are not as they are in `memory`.

    `before` is how all stands now. None where a whole build is needed. Raises DeckwrightError as that does.
    """
    is_same = memory.marks._replace(pages=before.pages, edits=before.edits) == before
    kept = memory.kept() if is_same else None
    sources = reading.read(deck, lock.EMPTY) if kept else None
    if kept is None or sources is None or _has_more(sources, dist):
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


def _kept(prepared: Prepared) -> Kept | None:
    """What this build knows for the next one; None of a deck that is sooner built whole."""
    found = prepared.recognised
    if len(prepared.cards) < pipeline.MANY:
        return None
    known = {card.key: card for card in found.identified.cards}
    return Kept(
        prepared.stamped.lock.slug,
        tuple(card.key for card in prepared.cards),
        Packed.of([known[card.key] for card in prepared.cards]),
        prepared.left_out,
        prepared.problems,
        tuple(problem for page in found.parsed for problem in page.problems),
        tuple((page.title, page.description) for page in found.parsed),
        as_kept(found.written),
        prepared.heard.prints,
        prepared.heard.tongue,
        tuple(sorted({note.note_type.value for note in prepared.stamped.notes})),
    )


def _has_more(sources: Sources, dist: Path) -> bool:
    """Whether there is what depends on more cards than those that changed."""
    library, settings = sources.library, sources.deck.settings
    has_preview = (dist / sources.deck.slug / PREVIEW).is_file()
    return bool(sources.pictures or library.names or library.problems or settings.subdecks or has_preview)
