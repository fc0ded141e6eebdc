"""The list of trusted decks in, what runs without being named out; and what is left when a run is ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import deck
from snippet_maker import snippet

from generator.cli import group


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own, for a user who trusts no deck yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("click.get_app_dir", lambda name: str(tmp_path / "settings"))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def things(folder: Path, act: str = "") -> None:
    """A deck with one snippet, in source_cards/ of this folder."""
    made = deck(folder / "source_cards/things")
    (made / "simulations").mkdir()
    (made / "simulations/falling.py").write_text(snippet(act=act), "utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("name", ["a\n/b", "a\rb", "a\u2028b", "a\udce9b"])
def test_trusting_a_deck_of_an_odd_place_trusts_no_other(
    here: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One line, one folder: a deck that cannot be listed so is refused, any other is run from then on."""
    place = here / name
    things(place)
    monkeypatch.chdir(place)
    done = run("simulate", "things", "--trust")
    if name[1] < " ":
        assert done.exit_code == 1
        assert "cannot be listed as trusted" in done.stderr
        assert not (here / "settings/trusted").exists()
    else:
        assert done.exit_code == 0, done.output
        assert run("simulate").exit_code == 0


def test_a_list_that_is_no_text_trusts_what_can_be_read(here: Path) -> None:
    """Bytes that are no text stand for the names of folders, as they do in the system."""
    things(here)
    assert run("simulate", "things", "--trust").exit_code == 0
    listed = here / "settings/trusted"
    listed.write_bytes(b"\xff\xfe\r\n" + listed.read_bytes().rstrip())
    assert run("simulate").exit_code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_ended_leaves_nothing(here: Path, how: signal.Signals) -> None:
    """Ctrl-C, a kill, a terminal that is closed: no process, no folder, nothing recorded, no traceback."""
    mark = f"sleeper-{os.getpid()}-{how.name}"
    things(here, f"subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)', {mark!r}])")
    scratch = here / "scratch"
    scratch.mkdir()
    begin = "import signal as s; s.signal(s.SIGINT, s.default_int_handler); from generator.cli import main; main()"
    places = {"TMPDIR": str(scratch), "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", begin, "simulate", "things"], env=os.environ | places, stderr=subprocess.PIPE, text=True
    )
    until(lambda: bool(alive(mark)))
    process.send_signal(how)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 1
    assert said.splitlines()[-1] == "Aborted!"
    assert "Traceback" not in said
    until(lambda: not alive(mark))
    assert not list(scratch.iterdir())
    assert [path.name for path in Path("source_cards/things/simulations").iterdir()] == ["falling.py"]


def until(holds: Callable[[], bool]) -> None:
    """Wait, on a busy machine for long, until this holds."""
    deadline = time.monotonic() + 60
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert holds()


def alive(mark: str) -> list[Path]:
    """The processes whose command line has this word; the snippet only holds it in its text."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if mark in path.read_text("utf-8", "replace").split("\0"):
                found.append(path)
    return found
