"""What several test files share: the switch that rewrites expected pages, how Hypothesis runs, a stopwatch."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest
import stopwatch
from hypothesis import settings

settings.register_profile("deckwright", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("deckwright")


@pytest.fixture(autouse=True, scope="session")
def _signals_arrive() -> None:
    """Let programs that tests start be ended by ctrl-C and a closed terminal.

    A shell has its background jobs ignore the first, `nohup` the second, and every program started below does so, too.
    """
    usual = {"SIGINT": signal.default_int_handler, "SIGHUP": signal.SIG_DFL}
    for name, handler in usual.items():
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


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
def assert_linear() -> Callable[..., None]:
    """A stopwatch: fails where work on twice the input costs more than 2.6 times as much."""
    return stopwatch.assert_linear
