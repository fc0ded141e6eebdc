"""An import into a closed collection never goes on alone, sees whether the file is sound, and backs up changes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import NINE, build, deck

from generator.cli import group
from generator.importing import Job, closed

FIRST = 1_700_000_000
THINGS = Path("source_cards/things")
COLLECTION = Path("User 1/collection.anki2")
PARENT = """
import sys
from pathlib import Path
from generator.importing import attended
from generator.system import processes
code = Path(sys.argv[1]).read_text()
attended.run(processes.python_command("-c", code), {"where": sys.argv[2]}, processes.environment(), 600)
"""
CHILD = """
import os, sys, time
sys.path.insert(0, %r)
from generator.importing import attended
where = attended.read_task()["where"]
attended.end_with_parent(lambda: open(where + ".told", "w").close())
with open(where, "w") as file:
    file.write(str(os.getpid()))
os.rename(where, where + ".pid")
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine things, built once, beside an empty collection."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKI_BASE", str(tmp_path / "no-anki-here"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    build(deck(THINGS), Path("dist"), FIRST)
    Bench(COLLECTION.parent).close()
    return tmp_path


def into(*words: str) -> Result:
    return CliRunner().invoke(group, ["import", "things", "--collection", str(COLLECTION), *words])


def backups() -> list[str]:
    folder = COLLECTION.parent / "backups"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def wait_for(done: object, what: str) -> None:
    """Look until it is so; half a minute is for a machine that is busy."""
    for _ in range(3000):
        if done():  # type: ignore[operator]
            return
        time.sleep(0.01)
    raise AssertionError(f"{what} in vain")


def is_running(pid: int) -> bool:
    """Whether the process is there and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for a process as Linux does")
@pytest.mark.parametrize(
    "how", ["SIGKILL", *(pytest.param(name, marks=pytest.mark.long) for name in ("SIGTERM", "SIGHUP"))]
)
def test_a_process_ends_with_the_one_that_began_it(how: str, here: Path) -> None:
    """Whichever way the parent ends, Anki's process hears of it, tidies up and ends, though it is at work."""
    Path("child.py").write_text(CHILD % str(Path(__file__).parents[1]), "utf-8")
    where = str(here / "child")
    parent = subprocess.Popen([sys.executable, "-c", PARENT, "child.py", where], start_new_session=True)
    wait_for(Path(f"{where}.pid").exists, "waited for the child")
    child = int(Path(f"{where}.pid").read_text())
    assert is_running(child)
    parent.send_signal(getattr(signal, how))
    parent.wait()
    wait_for(lambda: not is_running(child), "waited for the child's end")
    assert Path(f"{where}.told").exists()


def test_an_import_that_changes_nothing_leaves_no_backup() -> None:
    """A backup is a copy of the whole collection: it is made before a change, and for none it is not made."""
    assert into().stdout.startswith("Backup: ")
    assert len(backups()) == 1
    before = COLLECTION.read_bytes()
    done = into()
    assert done.stdout.startswith("No backup: nothing was changed.\n")
    assert "9 unchanged" in done.stdout
    assert len(backups()) == 1
    assert len(COLLECTION.read_bytes()) == len(before)
    build(deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:]]), Path("dist"), FIRST + 100)
    assert into().stdout.startswith("Backup: ")
    assert len(backups()) == 2


def test_notes_that_all_conflict_are_no_change() -> None:
    """They are newer, and Anki does not take them: what was copied before is not kept."""
    into()
    bench = Bench(COLLECTION.parent)
    for number in range(1, 10):
        bench.change_note_type(f"things/what-is-thing-{number}", "Basic")
    bench.close()
    kept = len(backups())
    build(deck(THINGS, [(question, f"{answer} Really.") for question, answer in NINE]), Path("dist"), FIRST + 100)
    before = content()
    into()
    assert content() == before
    assert len(backups()) == kept


def test_a_change_that_was_not_expected_is_backed_up() -> None:
    """It is taken back, the collection is copied, and it is made again."""
    into()
    build(deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:]]), Path("dist"), FIRST + 100)
    done = closed.carry_out(COLLECTION, "here", Job((str(Path("dist/things.apkg").resolve()),), expect=False))
    assert Path(done.backup).is_file()
    assert sorted(done.words.values()) == ["duplicate"] * 8 + ["updated"]
    bench = Bench(COLLECTION.parent)
    assert bench.note("things/what-is-thing-1")["Answer"] == "Changed."
    bench.close()


def content() -> object:
    bench = Bench(COLLECTION.parent)
    try:
        return bench.content()
    finally:
        bench.close()


TABLES = [
    "revlog",
    *(pytest.param(name, marks=pytest.mark.long) for name in ("cards", "notes", "graves", "ix_revlog_cid")),
]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_a_collection_with_a_damaged_page(table: str, words: tuple[str, ...]) -> None:
    """A page of zeros, wherever it is, stops the import before its first change."""
    into()
    bench = Bench(COLLECTION.parent)
    bench.study("things/what-is-thing-1")
    page = bench.col.db.scalar("select rootpage from sqlite_master where name = ?", table)
    size = bench.col.db.scalar("pragma page_size")
    bench.close()
    data = bytearray(COLLECTION.read_bytes())
    data[(page - 1) * size : page * size] = bytes(size)
    COLLECTION.write_bytes(data)
    kept = backups()
    build(deck(THINGS, NINE[:8]), Path("dist"), FIRST + 100)
    done = into(*words)
    assert done.exit_code == 1
    assert "this collection is damaged" in done.stderr
    assert "fault of its own" not in done.stderr
    assert COLLECTION.read_bytes() == data
    assert backups() == kept


def test_an_import_that_is_left_alone_in_the_midst() -> None:
    """Anki is told to stop, and takes back what it began: the collection is whole, and nothing lies beside it."""
    many = [(f"What is the number {at}?", f"It is {at}.") for at in range(400)]
    build(deck(Path("source_cards/many"), many, settings='name = "Many"\n'), Path("dist"), FIRST)
    command = [sys.executable, "-c", "from generator.cli import main; main()", "import", "many", "-y"]
    started = subprocess.Popen(
        [*command, "--collection", str(COLLECTION)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for((COLLECTION.parent / "backups").exists, "waited for the backup")
    started.kill()
    started.wait()
    wait_for(lambda: not closed.journal(COLLECTION) and not at_work(), "waited for Anki's end")
    bench = Bench(COLLECTION.parent)
    assert bench.col.db.scalar("pragma integrity_check") == "ok"
    assert bench.col.note_count() in (0, 400)
    bench.close()


def at_work() -> bool:
    """Whether a process has the collection on its command line."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(COLLECTION.resolve()).encode() in path.read_bytes():
                return True
        except OSError:
            continue
    return False
