"""One run at a time in a deck: who comes second waits, and a run that was killed is in nobody's way."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from deck_maker import NINE, build, deck, page
from plain_user import deckwright

from generator.cli import group
from generator.errors import DeckwrightError
from generator.files import alone_in
from generator.system import locks

THINGS = Path("source_cards/things")
PLAIN = "from generator.cli import main; main()"
HOLD = "import sys\nfrom pathlib import Path\nfrom generator.files import alone_in\nwith alone_in(Path(sys.argv[1])):\n"
WAITS = "    print('held', flush=True); sys.stdin.read()\n"
COUNTS = """
import sys
from pathlib import Path
from generator.files import alone_in
for _ in range(40):
    with alone_in(Path('.')):
        number = int(Path('number').read_text())
        Path('number').write_text(str(number + 1))
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck that was built."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    build(deck(THINGS), Path("dist"), 1_700_000_000)
    return tmp_path


def start(code: str, *words: str) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", code, *words], text=True, **pipes)


def hears(process: subprocess.Popen[str], stream: str) -> str:
    """The next line the process says, within a minute."""
    pipe = getattr(process, stream)
    ready, _, _ = select.select([pipe], [], [], 60)
    return str(pipe.readline()) if ready else ""


def test_the_second_build_waits_for_the_first() -> None:
    """As long as the first one works it writes nothing, and then it builds what the first one left."""
    package = Path("dist/things.apkg")
    before = package.read_bytes()
    deck(THINGS, [*NINE[:8], ("What is thing 9?", "Half a thing.")])
    with alone_in(THINGS):
        second = start(PLAIN, "build")
        assert hears(second, "stderr") == "Another deckwright works in source_cards/things; waiting for it to end.\n"
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(2)
        assert package.read_bytes() == before
        (THINGS / "scraped.txt").write_text(page([*NINE[:8], ("What is thing 9?", "A whole thing.")]), "utf-8")
    _, said = second.communicate(timeout=60)
    assert (second.returncode, said) == (0, "")
    assert "A whole thing." in Path("dist/things/cards.json").read_text("utf-8")
    assert not (THINGS / locks.NAME).exists()


def test_nobody_works_beside_another() -> None:
    """Four processes that add one 40 times each, read and written in turn, come to 160."""
    Path("number").write_text("0")
    runs = [start(COUNTS) for _ in range(4)]
    said = [run.communicate(timeout=120)[1] for run in runs]
    assert [run.returncode for run in runs] == [0] * 4, said
    assert Path("number").read_text() == "160"
    assert not Path(locks.NAME).exists()


@pytest.mark.parametrize("end", ["KILL", "TERM", "HUP"])
def test_a_run_that_was_killed_blocks_nobody(end: str) -> None:
    """What it leaves is an empty file, which goes with the next run."""
    first = start(HOLD + WAITS, str(THINGS))
    assert hears(first, "stdout") == "held\n"
    first.send_signal(getattr(signal, f"SIG{end}"))
    first.communicate(timeout=60)
    if end == "KILL":
        assert (THINGS / locks.NAME).read_bytes() == b""
    done = CliRunner().invoke(group, ["build"])
    assert (done.exit_code, done.stderr) == (0, "")
    assert not (THINGS / locks.NAME).exists()


def test_two_names_of_a_deck_are_one_deck() -> None:
    """A link to the folder, or another way to write it, is held by the same lock."""
    Path("source_cards/link").symlink_to("things")
    with alone_in(Path("source_cards/link")):
        second = start(PLAIN, "build", "source_cards/../source_cards/things")
        assert "waiting for it to end" in hears(second, "stderr")
    second.communicate(timeout=60)
    assert second.returncode == 0


@pytest.mark.parametrize("kind", ["folder", "link out", "pipe"])
def test_what_lies_in_the_place_of_the_lock_is_named(here: Path, kind: str) -> None:
    """Nothing is followed, opened or deleted there."""
    outside = here.parent / f"{here.name}-outside"
    outside.write_text("mine", "utf-8")
    place = THINGS / locks.NAME
    {"folder": place.mkdir, "link out": lambda: place.symlink_to(outside), "pipe": lambda: os.mkfifo(place)}[kind]()
    done = CliRunner().invoke(group, ["build"])
    if kind != "pipe":
        assert done.exit_code == 1
        assert f"things/{locks.NAME}: the deck cannot be locked for one run" in done.stderr
        assert place.is_symlink() or place.is_dir()
    assert "a fault of its own" not in done.stderr
    assert outside.read_text("utf-8") == "mine"


def test_a_deck_that_cannot_be_written_needs_no_lock() -> None:
    """It is built elsewhere all the same, as nothing of it can change."""
    THINGS.chmod(0o555)
    done = deckwright("build", "things", "-o", "out")
    THINGS.chmod(0o755)
    assert done.status == 0, done.err
    assert Path("out/things.apkg").is_file()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
def test_another_user_of_a_shared_folder_waits_too() -> None:
    """Whoever may write the folder can lock it, whatever the umask of the one who holds it."""
    # What Python loads later may lie where the other user reads nothing, as do the folders of pytest.
    code = f"import os, filelock\n{HOLD}    pass\nos.setgid(12345); os.setuid(12345)\n{HOLD}    print('held')"
    with tempfile.TemporaryDirectory() as shared, tempfile.TemporaryDirectory() as other:
        Path(shared).chmod(0o777)
        before = os.umask(0o077)
        with alone_in(Path(shared)):
            os.umask(before)
            second = start(code.replace("argv[1]", "argv[2]", 1), shared, other)
            with pytest.raises(subprocess.TimeoutExpired):
                second.communicate(timeout=2)
        out, said = second.communicate(timeout=60)
    assert (out, said) == ("held\n", "")


def test_the_lock_is_no_file_of_the_deck() -> None:
    """A build of nothing new is known as such although the lock comes and goes."""
    assert CliRunner().invoke(group, ["build"]).exit_code == 0
    (THINGS / locks.NAME).touch()
    done = CliRunner().invoke(group, ["build"])
    assert "was up to date" in done.stdout


def test_no_error_of_the_block_is_taken_for_one_of_the_lock() -> None:
    """What goes wrong inside is told as it is, and the lock is let go."""
    with pytest.raises(PermissionError), alone_in(THINGS):
        raise PermissionError
    with pytest.raises(DeckwrightError, match="mine"), alone_in(THINGS):
        raise DeckwrightError("mine")
    with alone_in(THINGS):
        assert (THINGS / locks.NAME).exists()
