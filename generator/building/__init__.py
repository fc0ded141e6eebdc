"""A deck in, its build out, ready to be put in place: a large one made in portions, any other at once."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generator import deck as decks
from generator import packaging, pipeline, reading, stages
from generator.beside import standing_by
from generator.building.portions import in_portions
from generator.building.ready import Ready, as_kept, has_more, known_after
from generator.errors import DeckwrightError
from generator.stages import Prepared, Track, Written

__all__ = ["Ready", "as_kept", "build", "build_whole", "has_more", "whole"]


def build(
    deck: decks.Deck,
    dist: Path,
    now: int,
    *,
    new_lock: bool,
    track: Track[Any] | None,
    room: contextlib.ExitStack,
) -> Ready:
    """Build `deck` into `dist`, but for putting the files in place; what lies ready is gone when `room` is left.

    What keeps a deck from being made in portions is met, and told, in making it whole. Raises DeckwrightError as
    `pipeline.prepare` and `pipeline.write` do.
    """
    is_large = reading.size(deck) >= pipeline.LARGE
    pack = room.enter_context(standing_by(packaging.pack_database, pays=is_large))
    found = pipeline.recognise(deck, new_lock=new_lock, dist=dist)
    with contextlib.suppress(DeckwrightError), contextlib.ExitStack() as portions:
        if ready := in_portions(found, dist, now, track, portions, pack):
            room.push(portions.pop_all())
            return ready
    return whole(pipeline.finish(found, now, track=track), dist)


def build_whole(deck: decks.Deck, dist: Path, now: int) -> Written:
    """Build `deck` into `dist` and write it, held whole. Raises DeckwrightError as `build` does."""
    return whole(pipeline.prepare(deck, now, dist=dist), dist).write()


def whole(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> Ready:
    """The build of a deck that is held whole."""
    outcome = stages.outcome(prepared)
    known = {card.key: card for card in prepared.recognised.identified.cards}
    cards = [known[card.key] for card in prepared.cards]
    types = {note.note_type for note in prepared.stamped.notes}
    return Ready(
        outcome,
        lambda: pipeline.write(prepared, dist, also),
        lambda: known_after(prepared.recognised, cards, outcome, prepared.heard, types),
    )
