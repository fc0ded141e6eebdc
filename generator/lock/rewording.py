"""Tell how far a question or an answer differs from another: reworded, or about something else.

Likeness of letters cannot tell: "sodium" and "podium" are as alike as "leaves" and "leavs". What counts is which words
differ, and what kind of words they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from generator.lock.telling import ALIKE, OPENERS, Word, folded, words


class Change(IntEnum):
    """How much of its meaning a text may have changed, the least first.

    NONE: punctuation at most. LIGHT: capitals, an article, a plural. SMALL: a clause more or less. SLIP: a letter more
    or less, which may be a slip of the pen. TELLING: a word that the text may be about. STRICT: a number, a sign, a
    negation.
    """

    NONE = 0
    LIGHT = 1
    SMALL = 2
    SLIP = 3
    TELLING = 4
    STRICT = 5


LONGEST = 300
"""Words of a text that are compared one by one; two long texts that differ have both words of their own."""

SHORTEST = 4
"""Letters of a word in which a slip of the pen is told from another word; shorter ones are too near each other."""


@lru_cache(maxsize=16_384)
def change(one: str, other: str) -> Change:
    """Tell the greatest change between two texts."""
    from difflib import SequenceMatcher  # where a question changed, which is seldom

    if folded(one) == folded(other):
        is_same = folded(one) or " ".join(one.split()) == " ".join(other.split())
        return _change_of_case(words(one), words(other)) if is_same else Change.TELLING
    first, second = words(one), words(other)
    if max(len(first), len(second)) > LONGEST:
        return Change.STRICT
    matcher = SequenceMatcher(None, folded(one), folded(other), autojunk=False)
    return max(
        _change_of_part(first, second, (a, b), (c, d)) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"
    )


def slips(one: str, other: str) -> list[tuple[str, str]]:
    """List the words of one text that may be a slip of the pen for those of the other."""
    return (
        [(a, b) for a, b in zip(folded(one), folded(other), strict=False) if is_slip(a, b)]
        if (len(folded(one)) == len(folded(other)))
        else []
    )


def content(text: str) -> frozenset[str]:
    """Collect the words of a text that say something."""
    return frozenset(singular(word.folded) for word in words(text) if not word.is_light)


def singular(word: str) -> str:
    """Take the ending of an English plural from a word."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses", "oes")):
        return word[:-2]
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def strict_words(text: str) -> Counter[str]:
    """Count the numbers, signs and negations of a text."""
    return Counter(word.folded for word in words(text) if word.is_strict)


def _change_of_case(one: Sequence[Word], other: Sequence[Word]) -> Change:
    """Tell the change where words differ in case only: "CO" is not "Co", and a title's capitals say nothing."""
    differing = [(a.shown, b.shown) for a, b in zip(one, other, strict=True) if a.shown != b.shown]
    if not differing:
        return Change.NONE
    is_whole = any(all(map(way, _letters(text))) for text in (one, other) for way in (str.isupper, str.islower))
    is_title = any(all(map(str.istitle, _letters(text))) for text in (one, other)) and all(
        {a.islower(), b.islower()} == {True, False} for a, b in differing
    )
    is_first = one[0].shown != other[0].shown
    is_short = all(len(a) <= len("CO2") for a, _ in differing[is_first:])
    is_case = any(a.casefold() == b.casefold() for a, b in differing)
    if len(differing) == is_first or is_whole or is_title or not is_case:
        return Change.LIGHT
    # "Turkey" is not "turkey", and a short word in other capitals is a symbol: "CO" and "Co".
    return Change.STRICT if is_short else Change.TELLING if len(differing) == 1 else Change.LIGHT


def _letters(text: Sequence[Word]) -> list[str]:
    return [word.shown for word in text if word.shown.isalpha()]


def _change_of_part(one: Sequence[Word], other: Sequence[Word], at: tuple[int, int], there: tuple[int, int]) -> Change:
    """Tell the change where the words `at` stand in one text and those `there` in the other."""
    gone, come = one[slice(*at)], other[slice(*there)]
    if len(gone) == len(come):
        return max(map(_change_of_word, gone, come))
    if _is_one_word(gone, come):
        return Change.LIGHT
    left, right = ([word for word in part if not word.is_light] for part in (gone, come))
    if len(left) == len(right):
        return max((Change.LIGHT, *map(_change_of_word, left, right)))
    if any(word.is_strict for word in (*left, *right)):
        return Change.STRICT
    text, (start, end) = (one, at) if left else (other, there)
    is_clause = not (left and right) and _is_clause(text, start, end)
    return Change.SMALL if is_clause else Change.TELLING


def _change_of_word(one: Word, other: Word) -> Change:
    """Tell the change where one word stands in the place of another."""
    a, b = one.folded, other.folded
    if a == b or any({a, b} <= group for group in ALIKE):
        return Change.LIGHT
    if one.is_strict or other.is_strict:
        return Change.STRICT
    if one.is_telling or other.is_telling or one.is_light or other.is_light:
        return Change.TELLING
    if singular(a) == singular(b) and a.isascii() and b.isascii():
        return Change.LIGHT
    return Change.SLIP if is_slip(a, b) else Change.TELLING


def _is_one_word(gone: Sequence[Word], come: Sequence[Word]) -> bool:
    """Tell whether one text has in one word what the other has in two: "multi-worker" and "multiworker"."""
    said = [word.folded for word in (*gone, *come)]
    are_words = all(word.isalpha() and len(word) > 2 for word in said)
    return are_words and "".join(said[: len(gone)]) == "".join(said[len(gone) :])


def _is_clause(text: Sequence[Word], start: int, end: int) -> bool:
    """Tell whether the words from `start` to `end` are a clause before or behind a whole sentence."""
    part = text[start:end]
    if any(word.is_telling for word in part):
        return False
    if end == len(text):
        return bool(part[0].parted) or part[0].folded in OPENERS
    return start == 0 and bool(text[end].parted)


def is_slip(one: str, other: str) -> bool:
    """Tell whether one word may be the other with a letter too many, too few, or two changed over, well inside it.

    Another letter in place of one makes "alkene" of "alkane" and "affect" of "effect"; beginnings and endings are what
    many words differ by. In scripts that write few vowels, one letter is always another word.
    """
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or short == long or not _has_vowels(short + long):
        return False
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if at < 1 or at + 1 >= len(short):
        return False
    if len(short) == len(long):
        return short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at:] == long[at + 1 :]


def _has_vowels(letters: str) -> bool:
    """Tell whether these are all letters of the Latin, Greek or Cyrillic script."""
    return all(letter.isalpha() and letter < "\u0530" for letter in letters)
