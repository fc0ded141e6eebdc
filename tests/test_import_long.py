"""`deckwright import` into a large collection, and one that is killed: what takes longer than a second or two."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from anki.collection import AddNoteRequest
from anki_bench import Bench
from deck_maker import build, deck

pytestmark = pytest.mark.long

FIRST = 1_700_000_000
COLLECTION = Path("User 1/collection.anki2")
COMMAND = [
    sys.executable,
    "-c",
    "from generator.cli import main; main()",
    "import",
    "many",
    "--collection",
    str(COLLECTION),
]
MANY = [(f"What is the number {at} of {at * 7919 % 1009}?", f"It is said to be {at}.") for at in range(500)]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deck of 500 cards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    build(deck(Path("source_cards/many"), MANY, settings='name = "Many"\n'), Path("dist"), FIRST)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_killed_at_any_moment() -> None:
    """Whenever the import dies, the collection is sound and as it was, or has all; the next import completes it."""
    Bench(COLLECTION.parent).close()
    states, in_between = set(), 0
    for wait in (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5):
        started = subprocess.Popen(
            COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while not (COLLECTION.parent / "backups").exists() and started.poll() is None:
            time.sleep(0.005)
        time.sleep(wait)
        has_begun, goes_on = (COLLECTION.parent / "backups").exists(), started.poll() is None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        in_between += started.wait() < 0 and has_begun and goes_on
        bench = Bench(COLLECTION.parent)
        assert bench.col.db.scalar("pragma integrity_check") == "ok"
        states.add((bench.col.note_count(), bench.col.card_count()))
        bench.col.remove_notes(bench.col.find_notes(""))
        bench.close()

        shutil.rmtree(COLLECTION.parent / "backups", ignore_errors=True)
    assert states <= {(0, 0), (500, 500)}
    assert in_between, "each import was killed before it began or after it had ended"
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=True)
    assert "500 notes into User 1/collection.anki2: 500 new" in done.stdout


def test_a_collection_of_twenty_thousand_notes() -> None:
    """It costs seconds: with all its processes under 20 of processor time, most of them to start and to build."""
    bench = Bench(COLLECTION.parent)
    kind, home = bench.note_type("Basic"), bench.col.decks.id("Mine")
    requests = []
    for at in range(20_000):
        note = bench.col.new_note(kind)
        note.fields = [f"Question {at}?", f"Answer {at}."]
        requests.append(AddNoteRequest(note, home))
    bench.col.add_notes(requests)
    bench.close()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "500 notes into User 1/collection.anki2: 500 new" in done.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 20
