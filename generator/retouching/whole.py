"""A build of some cards and what a build knew of all in, what became of all of them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator import lint
from generator.cards import LeftOut, Problem
from generator.retouching.part import Part
from generator.retouching.rescraped import Rescraped
from generator.retouching.touched import with_prints
from generator.stages import Outcome
from generator.standing import Kept, Told


def outcome_of(part: Part, kept: Kept, of_pages: Sequence[Problem]) -> Outcome:
    """What became of all cards of the deck."""
    stamped, deck = part.prepared.stamped, part.prepared.deck
    left_out = _left_out(part, kept)
    moved = {*stamped.new, *stamped.changed, *stamped.rerendered, *(each.key for each in left_out)}
    return Outcome(
        deck,
        kept.prefix,
        deck.settings.name,
        _problems(part, kept, of_pages),
        left_out,
        *(stamped.new, stamped.changed, stamped.rerendered),
        tuple(key for key in kept.keys if key not in moved),
        (),
        lambda: {note.key: note.question for note in stamped.lock.notes},
    )


def kept_of(part: Part, kept: Kept, outcome: Outcome, page: Rescraped, edits: tuple[Told, ...]) -> Kept:
    """What the next build can go on from."""
    return replace(
        kept,
        cards=kept.cards.with_cards(page.cards),
        left_out=outcome.left_out,
        problems=outcome.problems,
        of_pages=tuple(page.problems),
        edits=edits,
        tongue=part.tongue,
        prints=with_prints(kept.prints, part.prints, sorted(part.touched.changed)),
    )


def _problems(part: Part, kept: Kept, of_pages: Sequence[Problem]) -> tuple[Problem, ...]:
    """What was wrong with all else, and what is wrong with these cards now."""
    told, gone = {kept.keys[each] for each in part.touched.told}, {*kept.of_pages}
    still = [
        problem
        for problem in kept.problems
        if problem not in gone and (problem.key not in told or problem.rule in lint.OF_THE_DECK)
    ]
    now = [
        problem for problem in part.prepared.problems if problem.key in told and problem.rule not in lint.OF_THE_DECK
    ]
    return tuple(sorted({*still, *of_pages, *now}))


def _left_out(part: Part, kept: Kept) -> tuple[LeftOut, ...]:
    keys = {card.key for card in part.prepared.cards}
    out = {each.key: each for each in kept.left_out if each.key not in keys}
    out |= {each.key: each for each in part.prepared.left_out}
    return tuple(out[key] for key in kept.keys if key in out)
