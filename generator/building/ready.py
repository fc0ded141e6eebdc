"""A build that is ready to be put in place, and what it knew, for the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import lint, pipeline
from generator.cards import KnownCard, NoteType
from generator.edits import Edit
from generator.exchange import FORMS
from generator.shipping import PREVIEW
from generator.stages import Outcome, Recognised, Sources, Written
from generator.standing import Kept, Packed, Told


@dataclass(frozen=True, slots=True)
class Ready:
    """A build that can be written: what becomes of the cards, what writes it, and what tells what it knew."""

    outcome: Outcome
    write: Callable[[], Written]
    keep: Callable[[], Kept | None]


def known_after(
    found: Recognised, cards: Sequence[KnownCard], outcome: Outcome, heard: lint.Heard, note_types: Iterable[NoteType]
) -> Kept | None:
    """What a build knew of its cards, given in study order; None of a deck that is sooner built whole."""
    if len(cards) < pipeline.MANY:
        return None
    return Kept(
        outcome.prefix,
        tuple(card.key for card in cards),
        Packed.of(cards),
        outcome.left_out,
        outcome.problems,
        lint.settle((), (each for page in found.parsed for each in page.problems), found.sources.deck.settings.rules),
        tuple((page.title, page.description) for page in found.parsed),
        as_kept(found.written),
        heard.prints,
        heard.tongue,
        tuple(sorted(kind.value for kind in note_types)),
    )


def as_kept(edits: Iterable[Edit]) -> tuple[Told, ...]:
    """The edits, as they are kept."""
    kept, anchor = [], ""
    for edit in edits:
        kept.append((edit.key, edit.added, anchor if edit.added else "", repr(edit)))
        anchor = anchor if edit.added else edit.key
    return tuple(kept)


def has_more(sources: Sources, dist: Path) -> bool:
    """Whether there is what is made of more cards than one: snippets, a preview, exports; or seldom, like pictures."""
    library, settings, home = sources.library, sources.deck.settings, dist / sources.deck.slug
    kept_current = (home / PREVIEW, home / "simulations", *(home.with_name(f"{home.name}.{form}") for form in FORMS))
    is_there = any(path.exists() for path in kept_current)
    return bool(sources.pictures or library.names or library.problems or settings.subdecks or is_there)
