"""What two processes do is what one does: results, errors, deaths and interruptions, and every byte of a build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deck_maker import NINE, deck

from generator import beside as room
from generator.beside import beside, beside_in_pieces, standing_by

BUILD = """
import sys, generator.beside, generator.pipeline as pipeline
generator.beside._can_fork = lambda: {forks}
pipeline.MANY = pipeline.LARGE = 1
forked = []
fork = generator.beside.os.fork
generator.beside.os.fork = lambda: forked.append(1) or fork()
from generator.cli import group
try:
    group(["build", "--new-lock"])
finally:
    assert bool(forked) == {forks}
"""


@pytest.fixture(autouse=True)
def forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine with two processors, and with no thread of the tests' own."""
    monkeypatch.setattr(room, "_can_fork", lambda: True)


def test_the_work_is_done_by_another_process() -> None:
    """Its result is handed over, and it is gone afterwards."""
    with beside(os.getpid, pays=True) as done:
        other = done()
    assert other != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(other, 0)


def test_where_it_does_not_pay_nothing_is_begun() -> None:
    """The work is done here, when it is asked for."""
    with beside(os.getpid, pays=False) as done:
        assert done() == os.getpid()


def test_where_the_system_has_no_room_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process more than the user may have is no error."""

    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", full)
    with beside(os.getpid, pays=True) as done:
        assert done() == os.getpid()


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_a_second_process_that_dies_costs_time_and_no_result(end: Callable[[], None]) -> None:
    """The work is then done here; so with one that dies in the middle of its answer."""
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            end()
        return 42

    with beside(work, pays=True) as done:
        assert done() == 42
    assert room._result(b"\x80\x05K", lambda: 42) == 42


def test_what_the_work_raises_is_raised_here() -> None:
    """By the work itself, done again, so that nothing is lost on the way."""
    with pytest.raises(ZeroDivisionError), beside(lambda: 1 / 0, pays=True) as done:
        done()


def test_a_large_answer_arrives_whole() -> None:
    """Larger than a pipe holds."""
    with beside(lambda: b"x" * 5_000_000, pays=True) as done:
        time.sleep(0.05)
        assert len(done()) == 5_000_000


def test_nothing_waits_for_work_that_nobody_asks_for() -> None:
    """A block that is left, by an error or a ctrl-C, ends the second process."""
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), beside(lambda: time.sleep(60), pays=True):
        raise KeyboardInterrupt
    assert time.monotonic() - began < 30


def test_pieces_arrive_whole_and_in_order() -> None:
    """From another process, which is gone afterwards."""
    with beside_in_pieces(lambda: [str(os.getpid()).encode(), b"", b"x" * 200_000], pays=True) as pieces:
        other, empty, long = pieces(list)
    assert int(other) != os.getpid()
    assert (empty, len(long)) == (b"", 200_000)


def test_pieces_that_break_off_are_taken_anew() -> None:
    """Where the second process dies in their middle, they are made here."""
    here = os.getpid()

    def work() -> Iterator[bytes]:
        yield b"one"
        if os.getpid() != here:
            os._exit(3)
        yield b"two"

    with beside_in_pieces(work, pays=True) as pieces:
        assert pieces(list) == [b"one", b"two"]


def test_who_stands_by_is_asked_once() -> None:
    """By a process that was begun before, and goes when nobody asks it."""
    with standing_by(lambda words: f"{os.getpid()} {words}".encode(), pays=True) as ask:
        other, words = ask("a b").decode().split(" ", 1)
    assert (int(other) != os.getpid(), words) == (True, "a b")
    with standing_by(lambda words: time.sleep(60) or b"", pays=True):
        pass


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_who_stands_by_and_dies_costs_time_and_no_result(end: Callable[[], None]) -> None:
    """The work is then done here."""
    here = os.getpid()

    def work(words: str) -> bytes:
        if os.getpid() != here:
            end()
        return words.encode()

    with standing_by(work, pays=True) as ask:
        assert ask("a") == b"a"


def test_who_stands_by_and_dies_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is where the system needs its memory; the question then has nobody to go to."""
    begun: list[int] = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: begun.append(fork()) or begun[-1])
    with standing_by(str.encode, pays=True) as ask:
        os.kill(begun[0], signal.SIGKILL)
        time.sleep(0.2)
        assert ask("a") == b"a"


def test_a_build_is_the_same_in_one_process_and_in_two(tmp_path: Path) -> None:
    """Each file and each line printed."""
    cards = [*NINE, ("What is recieved?", "mojibake Ã© and"), ("What is nothing?", None), ("What is recieved?", "that")]
    seen = []
    for forks in (True, False):
        home = tmp_path / str(forks)
        deck(home / "source_cards/things", cards, "## {#what-is-thing-1}\n\n- *one*\n- two\n")
        done = subprocess.run(
            [sys.executable, "-c", BUILD.format(forks=forks)],
            cwd=home,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1900000000", "XDG_CACHE_HOME": str(home / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )
        files = {
            path.relative_to(home): path.read_bytes()
            for path in home.rglob("*")
            if path.is_file() and "cache" not in path.parts
        }
        assert "dist/things.apkg written" in done.stdout, done.stderr
        seen.append((done.returncode, done.stdout, done.stderr, files))
    assert seen[0] == seen[1]
    assert "recieved" in seen[0][2]
