"""Fields that are a term and a definition by turns in, the pairs that are sure out: by number, by gap, by shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby, pairwise

Pair = tuple[range, range]

LONGEST_TERM = 60
NEARLY_ALL = 0.9
_STOPS = (".", "!", "?", ";", "…", "。", "！", "？")
_ENDS = "\"'”’»)]"
_BULLET = re.compile(r"[-*•◦▪●○]\s+\S")
_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+\S")


class Shape(Enum):
    """How two fields look as term and definition."""

    RIGHT = 1
    UNCLEAR = 2
    WRONG = 3


def fields(bare: Sequence[str], places: range) -> list[range]:
    """The fields in the lines at `places`: each line, or each run of lines where blank ones part them.

    Items of one list are one field. Where two blank lines stand and else one, a field of a single word was
    dropped, as extractors do: an empty range stands for it.
    """
    filled = [at for at in places if bare[at]]
    gaps = [after - before - 1 for before, after in pairwise(filled)]
    usual = Counter(gap for gap in gaps if gap).most_common(1)[0][0] if any(gaps) else 0
    if not usual or sum(gap == 0 for gap in gaps) > sum(gap == usual for gap in gaps):
        return _joined(bare, [range(at, at + 1) for at in filled])
    runs: list[range] = []
    begin = places.start - 1
    for run in _runs(filled):
        if run.start - begin - 1 == usual + 1:
            runs.append(range(run.start, run.start))
        runs.append(run)
        begin = run.stop - 1
    return _joined(bare, runs)


def pairs(bare: Sequence[str], found: Sequence[range], announced: int | None) -> list[Pair]:
    """The pairs that are sure: all by turns where their number is as announced, else those whose shape agrees.

    A pair that looks the wrong way round says that a field is missing above it: then its first field is left
    out, with the pairs above it back to the last that is clearly right.
    """
    if announced is not None and len(found) == 2 * announced:
        return list(zip(found[::2], found[1::2], strict=True))
    texts = ["\n".join(bare[at] for at in field) for field in found]
    turned = _mostly_turned(texts)
    sure: list[int] = []
    at = 0
    while at + 1 < len(found):
        if _is_shifted(texts, at, turned=turned):
            while sure and shape(texts[sure[-1]], texts[sure[-1] + 1], turned=turned) is not Shape.RIGHT:
                sure.pop()
            at += 1
        else:
            sure.append(at)
            at += 2
    return [(found[at], found[at + 1]) for at in sure]


def agreement(bare: Sequence[str], found: Sequence[range]) -> float:
    """The share of fields by turns that look the same way round: 1 where all do."""
    texts = ["\n".join(bare[at] for at in field) for field in found]
    turned = _mostly_turned(texts)
    shapes = [shape(a, b, turned=turned) for a, b in zip(texts[::2], texts[1::2], strict=False)]
    return sum(found is Shape.RIGHT for found in shapes) / len(shapes) if shapes else 0


def shape(term: str, definition: str, *, turned: bool = False) -> Shape:
    """How the two look; with `turned`, definitions come first."""
    if turned:
        term, definition = definition, term
    if not term or not definition:
        return Shape.UNCLEAR
    if is_term(term) and len(definition) > len(term):
        return Shape.RIGHT
    if is_term(definition) and len(term) > len(definition) and not is_term(term):
        return Shape.WRONG
    return Shape.UNCLEAR


def is_term(text: str) -> bool:
    """Whether the text is short and ends no sentence."""
    return len(text) <= LONGEST_TERM and not text.rstrip(_ENDS).endswith(_STOPS)


def _mostly_turned(texts: Sequence[str]) -> bool:
    """Whether definitions come first: more pairs look right so, from the first field on or from the second."""
    return _most_right(texts, turned=True) > _most_right(texts, turned=False)


def _most_right(texts: Sequence[str], *, turned: bool) -> int:
    ways = (zip(texts[begin::2], texts[begin + 1 :: 2], strict=False) for begin in (0, 1))
    return max(sum(shape(a, b, turned=turned) is Shape.RIGHT for a, b in way) for way in ways)


def _is_shifted(texts: Sequence[str], at: int, *, turned: bool) -> bool:
    """Whether the two fields at this place are the wrong way round, and the two after the first one better."""
    if shape(texts[at], texts[at + 1], turned=turned) is not Shape.WRONG:
        return False
    return at + 2 >= len(texts) or shape(texts[at + 1], texts[at + 2], turned=turned) is Shape.RIGHT


def _runs(filled: Sequence[int]) -> Iterator[range]:
    for _, group in groupby(enumerate(filled), lambda place: place[1] - place[0]):
        places = [at for _, at in group]
        yield range(places[0], places[-1] + 1)


def _joined(bare: Sequence[str], runs: Sequence[range]) -> list[range]:
    """The runs with the items of one list put together: bullets, or numbers that count on."""
    done: list[range] = []
    for run in runs:
        if done and run and done[-1] and _goes_on(bare[done[-1].stop - 1], bare[run.start]):
            done[-1] = range(done[-1].start, run.stop)
        else:
            done.append(run)
    return done


def _goes_on(before: str, line: str) -> bool:
    if _BULLET.match(before) and _BULLET.match(line):
        return True
    first, second = _NUMBERED.match(before), _NUMBERED.match(line)
    return bool(first and second and int(second.group(1)) == int(first.group(1)) + 1)
