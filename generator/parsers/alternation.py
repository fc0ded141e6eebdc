"""Fields that are a term and a definition by turns in, the pairs that are sure out: by number, by gap, by shape."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from generator.parsers.looks import BULLET, LONGEST_TERM, Looks, Shape, agreement_of, is_term

__all__ = ["LONGEST_TERM", "Pair", "agreement", "fields", "is_term", "pairs"]

Pair = tuple[range, range]

NEARLY_ALL = 0.9
FEW = 1
"""Fields per announced card up to which a page was cut off, not robbed of a field here and there."""

_NUMBERED = re.compile(r"(\d{1,3})[.)]\s+\S")


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
    out, with the pairs above it back to the last that is clearly right, and with that one, too, where its
    definition may go on in the field left out. Where nearly as many fields are served as announced, any pair
    may be robbed of one, so that only those clearly right are sure.
    """
    if announced is not None and len(found) == 2 * announced:
        return _by_turns(found)
    looks = Looks(["\n".join(bare[at] for at in field) for field in found])
    was_cut = announced is None or len(found) <= FEW * announced
    if not looks.take_turns:
        return _by_turns(found) if was_cut and len(found) % 2 == 0 else []
    sure = _sure(looks, len(found))
    right = (at for at in sure if looks.shape(at) is Shape.RIGHT or (was_cut and not looks.is_told(at)))
    return [(found[at], found[at + 1]) for at in right]


def _by_turns(found: Sequence[range]) -> list[Pair]:
    return list(zip(found[::2], found[1::2], strict=True))


def _sure(looks: Looks, size: int) -> list[int]:
    """Where the sure pairs begin, of `size` fields that are short and long by turns."""
    sure: list[int] = []
    at = 0
    while at + 1 < size:
        if looks.is_shifted(at):
            _take_back(sure, looks, at)
            at += 1
        else:
            sure.append(at)
            at += 2
    if at < size:
        _take_back(sure, looks, at)
    return sure


def _take_back(sure: list[int], looks: Looks, left_out: int) -> None:
    """Remove the pairs that are in doubt now that the field at `left_out` is in none."""
    last = sure[-1] if sure else None
    while sure and looks.shape(sure[-1]) is not Shape.RIGHT:
        sure.pop()
    if sure and sure[-1] == last == left_out - 2 and looks.may_go_on(left_out - 1, left_out):
        sure.pop()


def agreement(bare: Sequence[str], found: Sequence[range]) -> float:
    """The share of fields by turns that look the same way round: 1 where all do."""
    return agreement_of(["\n".join(bare[at] for at in field) for field in found])


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
    if BULLET.match(line):
        return bool(BULLET.match(before))
    second = _NUMBERED.match(line)
    first = _NUMBERED.match(before) if second else None
    return bool(first and second and int(second.group(1)) == int(first.group(1)) + 1)
