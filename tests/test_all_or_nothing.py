"""A build that is killed, out of space, shut out or doubled in; every file whole, old or new, out."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from deck_maker import NINE, build, deck, page

from generator.errors import DeckwrightError
from generator.files import alone_in, write_whole

DYING = """
import os, sys
left = int(sys.argv.pop(1))
def hook(event, args):
    global left
    writes = event in ("os.rename", "os.chmod", "os.mkdir", "tempfile.mkstemp")
    if event == "open" and isinstance(args[2], int):
        writes = args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes and os.getcwd() in str(args[0] if not isinstance(args[0], int) else ""):
        left -= 1
        if left == 0:
            os._exit(137)
sys.addaudithook(hook)
from generator.cli import main
main()
"""
CHANGED = [(NINE[0][0], "Changed."), *NINE[1:], ("Why is the sky blue?", "Rayleigh")]


def files(folder: Path) -> dict[str, bytes]:
    """Every file a user sees, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def start(folder: Path) -> dict[str, bytes]:
    """A deck that was built and whose page has changed since; returns its files as they are."""
    build(deck(folder / "source_cards/things"), folder / "dist", now=1_700_000_000)
    (folder / "source_cards/things/scraped.txt").write_text(page(CHANGED), "utf-8")
    return files(folder)


def run(folder: Path, program: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000500", "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


PLAIN = "from generator.cli import main; main()"
LARGE = "import generator.pipeline, generator.retouching.part as part; generator.pipeline.MANY = part.MOST = 1\n"


def start_edited(folder: Path) -> dict[str, bytes]:
    """A deck that was built, and remembered, and one of whose answers has been written anew since."""
    build(deck(folder / "source_cards/things"), folder / "dist", now=1_700_000_000)
    assert run(folder, LARGE + PLAIN, "build").returncode == 0
    (folder / "source_cards/things/edits.md").write_text("## {#what-is-thing-4}\n\nIt was edited.\n", "utf-8")
    return files(folder)


@pytest.mark.parametrize(
    ("start", "program"),
    [
        pytest.param(start, "", id="held whole"),
        pytest.param(start, LARGE, id="in portions", marks=pytest.mark.long),
        pytest.param(start_edited, LARGE, id="after one edit", marks=pytest.mark.long),
    ],
)
def test_a_build_killed_at_any_write_leaves_every_file_whole(
    tmp_path: Path, start: Callable[[Path], dict[str, bytes]], program: str
) -> None:
    """Killed before the first, the second, … file operation: each file is old or new, and the next build completes."""
    calm = tmp_path / "calm"
    start(calm)
    assert run(calm, PLAIN, "build").returncode == 0
    new = files(calm)
    deaths = 0
    for moment in range(1, 60):
        folder = tmp_path / f"killed-{moment}"
        old = start(folder)
        died = run(folder, program + DYING, str(moment), "build")
        for path, data in files(folder).items():
            assert data in (old.get(path), new[path]), f"{path} after {moment} file operations"
        if died.returncode == 0:
            break
        assert died.returncode == 137, died.stderr
        deaths += 1
        assert run(folder, PLAIN, "build").returncode == 0
        assert files(folder) == new
    assert deaths > 6


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (3000, "cannot be written (File too large); the file is as it was."),
        (30_000, "the package cannot be put together here (d"),
    ],
    ids=["beside the package", "while the package is made"],
)
def test_a_full_disk_is_a_sentence_and_leaves_every_file_whole(tmp_path: Path, size: int, said: str) -> None:
    """A write that fails half-way names the file; what was there stays, and no neighbour is left."""
    old = start(tmp_path)
    limit = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); "
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    failed = run(tmp_path, f"import tempfile; tempfile.tempdir = {str(scratch)!r}; {limit}{PLAIN}", "build")
    assert failed.returncode == 1
    assert said in failed.stderr
    assert files(tmp_path) == old
    assert not list(tmp_path.rglob(".*.new"))
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("program", ["", LARGE])
def test_no_place_for_the_package_to_be_made_in_is_a_sentence(tmp_path: Path, program: str) -> None:
    """Where TMPDIR names what is no folder, and nothing else will do."""
    old = start(tmp_path)
    gone = f"import tempfile; tempfile.tempdir = {str(tmp_path / 'gone')!r}; {PLAIN}"
    failed = run(tmp_path, program + gone, "build")
    assert failed.returncode == 1
    assert failed.stderr.startswith(f"Error: {tmp_path}/gone")
    assert "No such file or directory" in failed.stderr
    assert files(tmp_path) == old


@pytest.mark.parametrize("program", ["", LARGE])
def test_dist_that_cannot_be_written_is_a_sentence(tmp_path: Path, program: str) -> None:
    """Where dist/ is no folder, the build says so, and the lock knows of nothing that was not written."""
    old = start(tmp_path)
    (tmp_path / "blocked").write_text("a file")
    failed = run(tmp_path, PLAIN, "build", "-o", "blocked/dist")
    assert failed.returncode == 1
    assert "blocked/dist/things/cards.json: cannot be written (Not a directory)" in failed.stderr
    assert files(tmp_path) == old | {"blocked": b"a file"}
    assert not list(tmp_path.rglob(".*.new"))
    assert run(tmp_path, program + PLAIN, "build").returncode == 0


def test_two_builds_at_once(tmp_path: Path) -> None:
    """Both end well, every file is whole, and the next build finds nothing to do."""
    start(tmp_path)
    results: list[subprocess.CompletedProcess[str]] = []
    threads = [threading.Thread(target=lambda: results.append(run(tmp_path, PLAIN, "build"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.returncode for result in results] == [0, 0, 0, 0], [result.stderr for result in results]
    assert run(tmp_path, PLAIN, "build", "--check").returncode == 0


def test_bad_input_leaves_the_last_build_alone(tmp_path: Path) -> None:
    """A page that cannot be read any more stops the build before anything is written."""
    start(tmp_path)
    (tmp_path / "source_cards/things/scraped.txt").write_bytes(b"\xff\xfe\x00")
    before = files(tmp_path)
    assert run(tmp_path, PLAIN, "build").returncode == 1
    assert files(tmp_path) == before


@pytest.mark.long
def test_a_new_deck_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """`new`, killed at any write, leaves no half deck folder behind."""
    for moment in range(1, 80):
        folder = tmp_path / f"killed-{moment}"
        folder.mkdir()
        (folder / "p.txt").write_text(page(NINE), "utf-8")
        died = run(folder, DYING, str(moment), "new", "p.txt")
        decks = [path for path in folder.glob("source_cards/*") if not path.name.startswith(".")]
        if died.returncode == 0:
            assert moment > 10
            return
        for found in decks:
            assert {path.name for path in found.iterdir()} == {"cards.lock", "deck.toml", "edits.md", "scraped.txt"}
        assert decks or run(folder, PLAIN, "new", "p.txt").returncode == 0
    pytest.fail("new never came to an end")


def test_an_old_neighbour_is_cleared_away(tmp_path: Path) -> None:
    """What a killed build left goes with the next write, an hour later; a file that the user named so stays."""
    left, fresh = tmp_path / ".x.txt.0a1b2c3d.new", tmp_path / ".x.txt.4e5f6a7b.new"
    mine = tmp_path / ".x.txt.my-own.new"
    for path in (left, fresh, mine):
        path.write_text("half")
    for path in (left, mine):
        os.utime(path, (1, 1))
    write_whole(tmp_path / "x.txt", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [fresh.name, mine.name, "x.txt"]


def test_a_write_that_cannot_be_names_the_file(tmp_path: Path) -> None:
    """A place below a file is no place."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DeckwrightError, match=r"file/below: cannot be written \(.+\); the file is as it was"):
        write_whole(tmp_path / "file/below", b"x")


def test_a_file_name_is_no_pattern(tmp_path: Path) -> None:
    """Names with brackets and stars are written and cleared like any other."""
    for name in ("[x].json", "**.json", "?.json"):
        assert write_whole(tmp_path / name, b"x")
        assert (tmp_path / name).read_bytes() == b"x"


def test_a_run_that_waits_for_another_says_so(tmp_path: Path) -> None:
    """It works as soon as the other one ends."""
    start(tmp_path)
    folder = tmp_path / "source_cards/things"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with alone_in(folder):
        waiting = subprocess.Popen(
            [sys.executable, "-c", PLAIN, "build"],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert waiting.stderr
        heard, _, _ = select.select([waiting.stderr], [], [], 60)
        said = waiting.stderr.readline() if heard else ""
    assert said == "Another deckwright works in source_cards/things; waiting for it to end.\n"
    shown, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0
    assert "10 notes (1 new, 1 changed, 8 unchanged)" in shown


ORDER = """
import os, sys
from pathlib import Path
replace, begun = os.replace, []
def told(source, target):
    if not begun:
        begun.append([str(path) for place in ("source_cards", "dist") for path in Path(place).rglob(".*.new")])
        print("ready", len(begun[0]), flush=True)
    print("placed", os.path.relpath(target), flush=True)
    replace(source, target)
os.replace = told
"""


@pytest.mark.parametrize(
    ("start", "program"),
    [(start, ""), (start, LARGE), (start_edited, LARGE)],
    ids=["held whole", "in portions", "after one edit"],
)
def test_nothing_takes_its_place_before_all_lies_ready(
    tmp_path: Path, start: Callable[[Path], dict[str, bytes]], program: str
) -> None:
    """First lies every file ready, on the disk; then the lock takes its place, then cards.json, the package last.

    A lock that came last would give a package to the learner of which nobody remembers the notes.
    """
    start(tmp_path)
    done = run(tmp_path, program + ORDER + PLAIN, "build")
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if line.split(" ")[0] in ("ready", "placed")]
    assert told[:4] == [
        "ready 3",
        "placed source_cards/things/cards.lock",
        "placed dist/things/cards.json",
        "placed dist/things.apkg",
    ]
    assert all("cache" in line for line in told[4:]), told
