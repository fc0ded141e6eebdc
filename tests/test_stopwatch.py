"""The stopwatch itself: work that grows faster than its input is caught, work that does not is let through."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stopwatch import assert_linear


def _each_looks_at_all_before(text: str) -> int:
    """Quadratic in C, with a small constant: 15 ms at 40,000 characters."""
    return sum(text.count("b", 0, at) for at in range(0, len(text), 50))


def _pairs(text: str) -> int:
    return sum(1 for one in text for other in text if one > other)


def _grows_late(text: str) -> int:
    """Mostly linear; the quadratic part shows where the input is large."""
    return sum(map(ord, text)) + _each_looks_at_all_before(text[: len(text) // 2])


def _copies(text: str) -> int:
    """A string that is put together anew at every step."""
    whole = b""
    for at in range(0, len(text), 10):
        whole = whole + b"0123456789" if at % 2 == 0 else b"" + whole
    return len(whole)


@pytest.mark.long
@pytest.mark.parametrize("work", [_each_looks_at_all_before, _pairs, _grows_late, _copies])
def test_planted_quadratic_work_is_caught(work: Callable[[str], int]) -> None:
    """At a size at which it takes less than a blink."""
    with pytest.raises(AssertionError, match="twice the input costs"):
        assert_linear(work, lambda n: "a" * n, 2000, patience=0)


@pytest.mark.parametrize(
    "work",
    [
        str.split,
        lambda text: None,
        pytest.param(sorted, marks=pytest.mark.long),
        pytest.param(lambda text: sum(map(ord, text)), marks=pytest.mark.long),
        pytest.param(lambda text: [*text] * 3, marks=pytest.mark.long),
    ],
)
def test_linear_work_is_let_through(work: Callable[[str], object]) -> None:
    """And what sorts, and what takes no time at all."""
    assert_linear(work, lambda n: "ab " * n, 2000)
