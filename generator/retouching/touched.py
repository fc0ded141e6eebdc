"""What a build knew and what is written now in, which cards are to be made anew out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import chain
from typing import NamedTuple

from generator.building import as_kept
from generator.edits import Edit
from generator.lint import Prints
from generator.standing import Kept


class Touched(NamedTuple):
    """Places in study order: of cards with other words than before, of those a rule may see otherwise now, and of all
    that must be looked at to know what it sees.
    """

    changed: Set[int]
    told: Set[int]
    akin: Set[int]


def edited(kept: Kept, edits: Sequence[Edit]) -> set[int] | None:
    """The places of the cards whose edit is new, another, or gone; None where one adds a card, or has none."""
    before, now = ({told[0]: told for told in each} for each in (kept.edits, as_kept(edits)))
    keys = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    if any(each[key][1] for each in (before, now) for key in keys & each.keys()):
        return None
    places = {key: place for place, key in enumerate(kept.keys)}
    return {places[key] for key in keys} if keys <= places.keys() else None


def spread(prints: Prints, now: Prints, changed: Sequence[int]) -> Touched:
    """How far a change of the cards `changed`, whose prints are `now`, may be seen by rules on pairs of cards."""
    before = [[numbers[place] for place in changed] for numbers in prints]
    told = {*changed, *_sharing(prints, [{*old, *new} for old, new in zip(before, now, strict=True)])}
    then = with_prints(prints, now, changed)
    return Touched({*changed}, told, told | {*_sharing(then, [{each[place] for place in told} for each in then])})


def with_prints(prints: Prints, now: Prints, changed: Sequence[int]) -> Prints:
    """The prints with those of the cards `changed` as they are `now`."""
    then = Prints(*(numbers[:] for numbers in prints))
    for numbers, others in zip(then, now, strict=True):
        for place, number in zip(changed, others, strict=True):
            numbers[place] = number
    return then


def _sharing(prints: Prints, wanted: Sequence[set[int]]) -> Iterator[int]:
    """The places of the cards with one of the numbers wanted of each kind."""
    kinds = zip(prints, (numbers - {0} for numbers in wanted), strict=True)
    return chain.from_iterable(
        (place for place, number in enumerate(numbers) if number in its) for numbers, its in kinds
    )
