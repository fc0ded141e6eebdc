"""Fields that are a term and a definition by turns in, how they look out: which are short, and which way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import accumulate, pairwise
from math import inf
from operator import lt

LONGEST_TERM = 60
TAKE_TURNS = 0.75
"""The share of neighbours of which one is short and one long, on a page where length tells terms; chance gives 0.5."""

LONGER = 1.5
"""How many times as long as short fields the long ones are, on average, where that is no accident."""

_STOPS = (".", "!", "?", ";", "…", "。", "！", "？")
_ENDS = "\"'”’»)]"
_WORD = re.compile(r"\w")
BULLET = re.compile(r"[-*•◦▪●○]\s+\S")


class Shape(Enum):
    """How two fields look as term and definition."""

    RIGHT = 1
    UNCLEAR = 2
    WRONG = 3


class Looks:
    """How the fields of one page look: which are short, if length tells terms there, and which way round they are."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._sizes = [len(text) if _may_be_term(text) else LONGEST_TERM + 1 for text in texts]
        self._longest = _longest_term(self._sizes)
        self._turned = self._is_turned()

    @property
    def take_turns(self) -> bool:
        """Whether short and long fields take turns, so that a missing one can be told."""
        return self._longest is not None

    def shape(self, at: int) -> Shape:
        """How the fields at this place and the next look as a pair."""
        first, second = self.is_short(at), self.is_short(at + 1)
        if first is second or not self._texts[at] or not self._texts[at + 1]:
            return Shape.UNCLEAR
        return Shape.RIGHT if first is not self._turned else Shape.WRONG

    def is_shifted(self, at: int) -> bool:
        """Whether the two fields here are the wrong way round, and the next ones better without the first."""
        if self.shape(at) is not Shape.WRONG:
            return False
        is_next = at + 2 >= len(self._texts) or self.shape(at + 1) is Shape.RIGHT
        return is_next and (at + 4 >= len(self._texts) or self.shape(at + 3) is not Shape.WRONG)

    def may_go_on(self, above: int, at: int) -> bool:
        """Whether the field at this place may be more of the one above: no term, and in the middle of a sentence."""
        is_open = not self._texts[above].rstrip(_ENDS).endswith(_STOPS) or self._texts[at][:1].islower()
        return is_open and not self.is_short(at)

    def is_told(self, at: int) -> bool:
        """Whether the field at this place is a whole statement where a term should stand."""
        return not (self._turned or self.is_short(at)) and self._texts[at].rstrip(_ENDS).endswith((".", "。"))

    def is_short(self, at: int) -> bool:
        """Whether the field is as short as terms are here."""
        return self._sizes[at] <= (LONGEST_TERM if self._longest is None else self._longest)

    def _is_turned(self) -> bool:
        """Whether definitions come first, seen at both ends: elsewhere, every page goes by turns either way."""
        size = len(self._texts)
        first, last = range(min(3, size)), range(size - 1, max(size - 4, -1), -1)
        return self.take_turns and not any(
            self.is_short(at) is (place % 2 == side)
            for side, end in enumerate((first, last))
            for place, at in enumerate(end)
        )


def is_term(text: str) -> bool:
    """Whether the text is short and ends no sentence."""
    return len(text) <= LONGEST_TERM and not text.rstrip(_ENDS).endswith(_STOPS)


def _may_be_term(text: str) -> bool:
    return is_term(text) and not BULLET.match(text)


def agreement_of(texts: Sequence[str]) -> float:
    """The share of texts by turns that look like a term and a longer definition, the way round that more do."""
    told = [len(text) if _WORD.search(text) else 0 for text in texts]
    asked = [size if size and is_term(text) else inf for size, text in zip(told, texts, strict=True)]
    ways = list(map(lt, asked, told[1:])), list(map(lt, asked[1:], told))
    way = max(ways, key=lambda way: max(sum(way[::2]), sum(way[1::2])))
    return sum(way[::2]) / len(way[::2]) if way else 0


def _longest_term(sizes: Sequence[int]) -> int | None:
    """The length by which most neighbours are a short field and a much longer one; None where none is."""
    rises = [0] * (LONGEST_TERM + 2)
    for first, second in pairwise(sizes):
        rises[min(first, second)] += 1
        rises[max(first, second)] -= 1
    turns = list(accumulate(rises[:-1]))
    if max(turns) < max(1, TAKE_TURNS * (len(sizes) - 1)):
        return None
    best = [length for length, times in enumerate(turns) if times == max(turns)]
    longest = best[len(best) // 2]
    short, long = ([size for size in sizes if (size > longest) is is_long] for is_long in (False, True))
    return longest if sum(long) * len(short) >= LONGER * sum(short) * len(long) else None
