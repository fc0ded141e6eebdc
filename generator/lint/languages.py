"""The words of a line in, whether it is English out: told by common words, as a spelling list is for one language."""

from __future__ import annotations

from collections.abc import Sequence

ENGLISH = 0.08
"""The share of words like "the" and "of" from which on a text is English; lists in other languages stay below."""

ENOUGH = 4
"""Words of a line that tell its language."""

_OURS = "the of a an and or to in is are was were that which it its for with by on as from be what how"
_THEIRS = (
    "de la el los las que un una y en por para con se del le les des et une du pour dans qui der die das und ist ein "
    "eine zu den di il che e o os em do da het een van och att est non ad cum"
)
COMMON, FOREIGN = frozenset(_OURS.split()), frozenset(_THEIRS.split())
"""Words that English uses most, and those that other languages in Latin letters use as often."""


def may_be_english(language: str) -> bool:
    """Whether what deck.toml names (or names not, "") leaves it open that a line is English."""
    return not language or language.casefold().split("-")[0] == "en"


def is_english(words: Sequence[str]) -> bool | None:
    """Whether a line of these words is English; None where there are too few to tell."""
    if len(words) < ENOUGH:
        return None
    ours = sum(map(COMMON.__contains__, words))
    if ours < ENGLISH * len(words):
        return False
    return FOREIGN.isdisjoint(words) or ours > sum(map(FOREIGN.__contains__, words))
