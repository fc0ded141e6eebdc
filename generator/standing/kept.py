"""What a build knew of a deck in, plain values that can be written down out, and back."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.cards import KnownCard, LeftOut, NoteType, Origin, Problem, SourceCard
from generator.lint import Prints, Tongue

_GROUP = 100
"""Cards that are packed together: who wants one unpacks so many."""


class Packed:
    """Known cards as bytes, a tenth of the size, in groups that are unpacked when they are asked for."""

    def __init__(self, groups: Sequence[bytes]) -> None:
        self.groups = groups

    @staticmethod
    def of(cards: Sequence[KnownCard]) -> Packed:
        """These cards, packed."""
        starts = range(0, len(cards), _GROUP)
        return Packed([marshal.dumps([_flat(card) for card in cards[at : at + _GROUP]]) for at in starts])

    def at(self, places: Iterable[int]) -> dict[int, KnownCard]:
        """The cards at these places."""
        wanted: dict[int, list[int]] = {}
        for place in places:
            wanted.setdefault(place // _GROUP, []).append(place)
        return {
            place: _known(group[place % _GROUP])
            for number, its in wanted.items()
            for group in [marshal.loads(self.groups[number])]  # noqa: S302 - bytes of our own, whose hash was checked
            for place in its
        }

    def with_cards(self, cards: Mapping[int, KnownCard]) -> Packed:
        """The same with other cards at these places."""
        groups = list(self.groups)
        for place, card in cards.items():
            group = marshal.loads(groups[place // _GROUP])  # noqa: S302
            group[place % _GROUP] = _flat(card)
            groups[place // _GROUP] = marshal.dumps(group)
        return Packed(groups)

    def differing(self, sources: Sequence[SourceCard | None]) -> Iterator[int]:
        """The places at which the source is another than in `sources`, of which there are as many; not at a None."""
        for number, packed in enumerate(self.groups):
            group = marshal.loads(packed)  # noqa: S302
            ours = sources[number * _GROUP : (number + 1) * _GROUP]
            for at, (flat, source) in enumerate(zip(group, ours, strict=True)):
                if source is not None and flat[2:] != _flat_source(source):
                    yield number * _GROUP + at


@dataclass(frozen=True, slots=True)
class Kept:
    """What a build knew: its cards in study order, which of them do not ship, what is wrong, and what was heard.

    `slug` is what Key fields begin with, `titles` are the pages' titles and descriptions, `of_pages` the problems of
    the pages alone, which are among the `problems`, too. `edits` has for each its key, whether it adds a card, the key
    of the edit that decides about that card's place, and all it says. `note_types` are those in the package.
    """

    slug: str
    keys: tuple[str, ...]
    cards: Packed
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]
    of_pages: tuple[Problem, ...]
    titles: tuple[tuple[str, str], ...]
    edits: tuple[tuple[str, bool, str, str], ...]
    prints: Prints
    tongue: Tongue
    note_types: tuple[str, ...]


def as_values(kept: Kept) -> list[Any]:
    """What is kept, as values that marshal knows."""
    tongue = kept.tongue
    return [
        kept.slug,
        kept.keys,
        list(kept.cards.groups),
        [(each.key, each.origin.path, each.origin.line, each.question) for each in kept.left_out],
        [_problem_values(each) for each in kept.problems],
        [_problem_values(each) for each in kept.of_pages],
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


def from_values(values: Sequence[Any]) -> Kept:
    """The same back."""
    slug, keys, groups, left_out, problems, of_pages, titles, edits, prints, tongue, note_types = values
    suspects, names, *told = tongue
    return Kept(
        slug,
        keys,
        Packed(groups),
        tuple(LeftOut(key, Origin(path, line), question) for key, path, line, question in left_out),
        tuple(map(_problem, problems)),
        tuple(map(_problem, of_pages)),
        titles,
        edits,
        Prints(*(array("I", data) for data in prints)),
        Tongue(frozenset(suspects), frozenset(names), *told),
        note_types,
    )


def _problem_values(problem: Problem) -> tuple[str, int, str, str, str]:
    return problem.origin.path, problem.origin.line, problem.rule, problem.message, problem.key


def _problem(values: tuple[str, int, str, str, str]) -> Problem:
    path, line, *words = values
    return Problem(Origin(path, line), *words)


def _flat(known: KnownCard) -> tuple[Any, ...]:
    return (known.key, known.guid, *_flat_source(known.source))


def _flat_source(card: SourceCard) -> tuple[Any, ...]:
    place = (card.origin.path, card.origin.line, card.question_line, card.answer_line)
    told = (card.number, card.page, card.key, card.guid, card.note_type.value, card.tags, card.deck, card.source)
    return (card.question, card.answer, *place, *told, card.extra, card.reversed)


def _known(flat: Sequence[Any]) -> KnownCard:
    key, guid, question, answer, path, line, asked, told, *facts = flat
    facts[4] = NoteType(facts[4])
    return KnownCard(key, guid, SourceCard(question, answer, Origin(path, line), asked, told, *facts))
