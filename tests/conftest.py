"""What several test files share: the switch that rewrites expected pages, how Hypothesis runs, a stopwatch."""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from hypothesis import settings

settings.register_profile("deckwright", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("deckwright")

PATIENCE = 15.0
"""Seconds for which a measurement is repeated before a bad one is believed: a busy machine has bad moments."""

MEASURABLE = 0.015
"""Seconds; what costs less counts as this much, since nothing is known about it but that it is fast."""


@pytest.fixture(autouse=True, scope="session")
def _ctrl_c_arrives() -> None:
    """Let programs that tests start be ended by ctrl-C, which a shell has its background jobs ignore."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a build remembers is remembered in a folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    """Name the one switch that rewrites expected files."""
    parser.addoption(
        "--regenerate-pages",
        action="store_true",
        help="render tests/pages/*.html to .txt again and write what the parser makes of it to .cards.json",
    )


@pytest.fixture(scope="session")
def regenerate_pages(request: pytest.FixtureRequest) -> bool:
    """Whether this run rewrites the expected files of tests/pages instead of holding the code to them."""
    return bool(request.config.getoption("--regenerate-pages"))


@pytest.fixture
def assert_linear() -> Callable[[Callable[[str], object], Callable[[int], str], int], None]:
    """A stopwatch: fails where work on twice the text costs more than 2.6 times as much."""

    def assert_linear(work: Callable[[str], object], text_of: Callable[[int], str], size: int) -> None:
        texts = [text_of(size * factor) for factor in (1, 2, 4)]
        costs = [float("inf")] * len(texts)
        believed_after = time.monotonic() + PATIENCE
        factors = [float("inf")]
        while max(factors) > 2.6 and time.monotonic() < believed_after:
            costs = [min(cost, _seconds(work, text)) for cost, text in zip(costs, texts, strict=True)]
            factors = [twice / once for once, twice in pairwise(costs)]
        shown = ", then ".join(f"{factor:.1f}" for factor in factors)
        assert max(factors) <= 2.6, f"twice the text costs {shown} times as much (up to {costs[-1]:.2f} s)"

    return assert_linear


def _seconds(work: Callable[[str], object], text: str) -> float:
    """The processor time of one run, which other programs stretch least; at least MEASURABLE."""
    gc.collect()
    gc.disable()
    begin = time.process_time()
    try:
        work(text)
    finally:
        gc.enable()
    return max(time.process_time() - begin, MEASURABLE)
