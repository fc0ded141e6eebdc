"""Measure whether work grows with its input or faster, in processor time, on a machine that may be busy."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 15.0
"""Seconds for which a measurement is repeated before a bad one is believed: a busy machine has bad moments."""

MEASURABLE = 0.06
"""Seconds that the work on the largest input has to take; a clock tells little about less."""

ENOUGH = 1 << 20
"""Characters; work on so many that is over sooner than MEASURABLE is quick enough, however it grows."""

MOST = 2.6
"""Times the cost that twice the input may have: 2 where it is linear, 4 where it is quadratic, more for the cache."""


def assert_linear(
    work: Callable[[T], object],
    input_of: Callable[[int], T],
    size: int,
    patience: float = PATIENCE,
    enough: int = ENOUGH,
) -> None:
    """Fail where twice the input costs more than MOST times as much.

    `input_of` makes an input of a size; the size begins at an eighth of `size` and doubles until the fourfold input
    takes MEASURABLE, or is `enough`. Then inputs of n, 2n and 4n are measured. A bad factor has to show again beyond
    these sizes: where memory no longer fits a cache there is one step, and what grows too fast does so at every size.
    """
    size = _measurable(work, input_of, max(1, size // 8), enough)
    for factor in (1, 4) if size else ():
        costs = _costs(work, [input_of(size * factor * each) for each in (1, 2, 4)], patience / 2)
        if max(_factors(costs)) <= MOST:
            return
        shown = ", then ".join(f"{each:.1f}" for each in _factors(costs))
    assert not size, f"twice the input costs {shown} times as much (up to {costs[-1]:.2f} s)"


def _measurable(work: Callable[[T], object], input_of: Callable[[int], T], size: int, enough: int) -> int:
    """Find a size whose fourfold takes long enough to be measured; 0 where even a large input takes no time."""
    while (cost := _seconds(work, given := input_of(4 * size))) < MEASURABLE:
        if _length(given, 4 * size) >= enough:
            return 0
        size *= 2 if cost > MEASURABLE / 30 else 4
    return size


def _costs(work: Callable[[T], object], inputs: Sequence[T], patience: float) -> list[float]:
    """Measure the work on each input; again and again while a factor is bad, for the least of all times counts."""
    costs = [_seconds(work, each) for each in inputs]
    believed_after = time.monotonic() + patience
    while max(_factors(costs)) > MOST and time.monotonic() < believed_after:
        costs = [min(cost, _seconds(work, each)) for cost, each in zip(costs, inputs, strict=True)]
    return costs


def _factors(costs: Sequence[float]) -> list[float]:
    return [twice / once for once, twice in pairwise(costs)]


def _length(given: object, size: int) -> int:
    return len(given) if isinstance(given, str | bytes) else size


def _seconds(work: Callable[[T], object], given: T) -> float:
    """The processor time of one run, which other programs stretch least."""
    gc.collect()
    gc.disable()
    begin = time.process_time()
    try:
        work(given)
    finally:
        gc.enable()
    return max(time.process_time() - begin, 1e-6)
