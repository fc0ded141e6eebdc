"""What the words of a deck tell beyond one card: which may be misspelt, which are names, whether it is English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.cards import EditedCard, Problem
from generator.lint.prints import Prints
from generator.lint.suspects import Suspect


class Tongue(NamedTuple):
    """What a whole deck tells of the words of each of its cards.

    `suspects` are the words with a capital that may be misspelt, `names` those of them that are names. `is_english`
    says it of lines too short to tell by themselves, None where there is no such line with a suspect. It was told by
    `lines`: for the places of some cards, how many of their lines are English and how many are not. Those places are
    `step` apart, beginning with the first one, then with the next, as often as it takes.
    """

    suspects: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    is_english: bool | None = None
    step: int = 1
    lines: Mapping[int, tuple[int, int]] = MappingProxyType({})


class Spelt(NamedTuple):
    """The suspects with their cards, what the whole deck tells of them, and what kept typos from running."""

    found: tuple[tuple[EditedCard, Suspect], ...] = ()
    tongue: Tongue = Tongue()
    failed: str = ""

    def joined(self, more: Spelt) -> Spelt:
        """What was found here and there; where typos did not run, nothing is known."""
        failed = self.failed or more.failed
        return Spelt(failed=failed) if failed else Spelt(self.found + more.found)

    @property
    def capital(self) -> frozenset[str]:
        """The suspects that have a capital."""
        return frozenset(each.word for _, each in self.found if not each.word.islower())

    @property
    def is_short(self) -> bool:
        """Whether one of them stands on a line too short to tell its language."""
        return any(each.is_english is None for _, each in self.found)


class Heard(NamedTuple):
    """What the rules on words find in cards, their prints, and what the whole deck tells of words.

    `fits` says that these cards, a part of the deck, hold no suspect of which the deck could not tell.
    """

    problems: tuple[Problem, ...]
    prints: Prints
    tongue: Tongue
    fits: bool
