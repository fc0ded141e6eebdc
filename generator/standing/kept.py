"""What a build knew of a deck in, plain values that can be written down out, and back."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.cards import KnownCard, LeftOut, Origin, Problem, SourceCard
from generator.lint import Prints, Tongue
from generator.packed import Flat, card_of, flat_card, flat_problem, problem_of
from generator.standing.shapes import fits

Told = tuple[str, bool, str, str]
"""An edit: its key, whether it adds a card, the key of the edit that says where, and all it says."""

_GROUP = 100
"""Cards that are packed together: who wants one unpacks so many."""


class Packed:
    """Known cards as bytes, a tenth of their size, in groups; each is packed, or read, when it is asked for."""

    def __init__(self, count: int, group: Callable[[int], bytes]) -> None:
        self._count, self._group = count, group

    @staticmethod
    def of(cards: Sequence[KnownCard]) -> Packed:
        """These cards, packed."""
        return Packed(
            -(-len(cards) // _GROUP),
            lambda number: marshal.dumps([_flat(card) for card in cards[number * _GROUP : (number + 1) * _GROUP]]),
        )

    def pieces(self, keys: Sequence[str]) -> Iterator[bytes]:
        """For each group the `keys` of its cards, and its bytes."""
        for number in range(self._count):
            yield marshal.dumps(list(keys[number * _GROUP : (number + 1) * _GROUP]))
            yield self._group(number)

    def at(self, places: Iterable[int]) -> dict[int, KnownCard]:
        """The cards at these places."""
        wanted: dict[int, list[int]] = {}
        for place in places:
            wanted.setdefault(place // _GROUP, []).append(place)
        groups = ((self._unpacked(number), its) for number, its in wanted.items())
        return {place: _known(group[place % _GROUP]) for group, its in groups for place in its}

    def with_cards(self, cards: Mapping[int, KnownCard]) -> Packed:
        """The same with other cards at these places."""
        changed: dict[int, list[Any]] = {}
        for place, card in cards.items():
            group = changed.setdefault(place // _GROUP, []) or self._unpacked(place // _GROUP)
            group[place % _GROUP] = _flat(card)
            changed[place // _GROUP] = group
        others = {number: marshal.dumps(group) for number, group in changed.items()}
        return Packed(self._count, lambda number: others[number] if number in others else self._group(number))

    def differing(self, sources: Sequence[SourceCard | None]) -> Iterator[int]:
        """The places at which the source is another than in `sources`, of which there are as many; not at a None."""
        for number in range(self._count):
            ours = sources[number * _GROUP : (number + 1) * _GROUP]
            for at, (flat, source) in enumerate(zip(self._unpacked(number), ours, strict=True)):
                if source is not None and flat[2:] != flat_card(source):
                    yield number * _GROUP + at

    def _unpacked(self, number: int) -> list[Any]:
        group: list[Any] = marshal.loads(self._group(number))  # noqa: S302 - bytes of our own, whose hash was checked
        return group


_PROBLEM = (str, int, str, str, str)
_SHAPE = (
    str,
    [(str, str, int, str)],
    [_PROBLEM],
    [_PROBLEM],
    [(str, str)],
    [(str, bool, str, str)],
    (bytes, bytes, bytes),
    ([str], [str], bool | None, int, dict),
    [str],
)
"""The shape of what `as_values` makes; FORMAT in `sealed` counts up with it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a build knew: its cards in study order, which of them do not ship, what is wrong, and what was heard.

    `prefix` is what Key fields begin with, `titles` are the pages' titles and descriptions, `of_pages` the problems of
    the pages alone, which are among the `problems`, too. `note_types` are those in the package.
    """

    prefix: str
    keys: tuple[str, ...]
    cards: Packed
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]
    of_pages: tuple[Problem, ...]
    titles: tuple[tuple[str, str], ...]
    edits: tuple[Told, ...]
    prints: Prints
    tongue: Tongue
    note_types: tuple[str, ...]


def as_values(kept: Kept) -> list[Any]:
    """What is kept but for the cards, as values that marshal knows."""
    tongue = kept.tongue
    return [
        kept.prefix,
        [(each.key, each.origin.path, each.origin.line, each.question) for each in kept.left_out],
        [flat_problem(each) for each in kept.problems],
        [flat_problem(each) for each in kept.of_pages],
        kept.titles,
        kept.edits,
        [numbers.tobytes() for numbers in kept.prints],
        (
            tuple(sorted(tongue.suspects)),
            tuple(sorted(tongue.names)),
            tongue.is_english,
            tongue.step,
            dict(tongue.lines),
        ),
        kept.note_types,
    ]


def from_values(values: Sequence[Any], pieces: int, piece: Callable[[int], bytes]) -> Kept | None:
    """Read the same back, with the cards of which so many `pieces` can be had; None where they have another shape."""
    keys = [key for at in range(0, pieces, 2) for key in marshal.loads(piece(at))]  # noqa: S302
    if not (fits(values, _SHAPE) and fits(keys, [str])):
        return None
    cards = Packed(pieces // 2, lambda number: piece(2 * number + 1))
    prefix, left_out, problems, of_pages, titles, edits, prints, tongue, note_types = values
    suspects, names, *told = tongue
    kept = Kept(
        prefix,
        tuple(keys),
        cards,
        tuple(LeftOut(key, Origin(path, line), question) for key, path, line, question in left_out),
        tuple(map(problem_of, problems)),
        tuple(map(problem_of, of_pages)),
        tuple(map(tuple, titles)),
        tuple(map(tuple, edits)),
        Prints(*(array("I", data) for data in prints)),
        Tongue(frozenset(suspects), frozenset(names), *told),
        tuple(note_types),
    )
    return kept if all(len(numbers) == len(keys) for numbers in kept.prints) else None


def _flat(known: KnownCard) -> Flat:
    return (known.key, known.guid, *flat_card(known.source))


def _known(flat: Flat) -> KnownCard:
    key, guid, *source = flat
    return KnownCard(key, guid, card_of(source))
