"""Lines in, whether each of them is English out: told by common words, as a spelling list is right for one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.lint.words import words_of

ENGLISH = 0.08
"""The share of words like "the" and "of" from which on a text is English; lists in other languages stay below."""

ENOUGH = 4
"""Words of a line that tell its language."""

NEARLY_ALL = 0.9

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


def english(language: str, lines: Sequence[str], asked: Iterable[int]) -> frozenset[int]:
    """Of the lines at the places `asked` for, those that are English; short ones are as the others, if nearly all are.

    Where deck.toml names a language, that decides for every line.
    """
    if language:
        return frozenset(asked) if may_be_english(language) else frozenset()
    told = {at: _is_english(words_of(lines[at])) for at in asked}
    rest = None in told.values() and _most_are_english(lines)
    return frozenset(at for at, is_english in told.items() if (rest if is_english is None else is_english))


def _most_are_english(lines: Sequence[str]) -> bool:
    told = [_is_english(words_of(line)) for line in lines]
    long = [is_english for is_english in told if is_english is not None]
    return sum(long) >= NEARLY_ALL * len(long) > 0


def _is_english(words: Sequence[str]) -> bool | None:
    """Whether these words are English; None where there are too few to tell."""
    if len(words) < ENOUGH:
        return None
    ours = sum(map(COMMON.__contains__, words))
    return ours >= ENGLISH * len(words) and ours > sum(map(FOREIGN.__contains__, words))
