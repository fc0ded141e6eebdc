"""`deckwright import` into a closed collection on a disk that is full: a limit on the size of files plays it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner
from deck_maker import build, deck

from generator.cli import group

resource = pytest.importorskip("resource")
COLLECTION = Path("User 1/collection.anki2")
MANY = [(f"What is thing {at}?", "It is big. " * 40) for at in range(300)]


@pytest.mark.parametrize(
    ("size", "arrived", "said"),
    [
        (1_500_000, 300, "a part of it lies in collection.anki2-wal"),
        (180_000, 0, "full, over your quota or failing. The collection is as it was."),
        (0, 0, "dist/things.apkg cannot be unpacked here (File too large); make room"),
    ],
)
def test_a_disk_that_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, arrived: int, said: str
) -> None:
    """Nothing is imported; or, where only the last step had no room, all of it, and it is said where a part lies."""
    monkeypatch.chdir(tmp_path)
    build(deck(Path("source_cards/things"), MANY), Path("dist"), 1_700_000_000)
    a_collection_with_a_note_of(size)
    with no_file_larger_than(COLLECTION.stat().st_size):
        done = CliRunner().invoke(group, ["import", "things", "--collection", str(COLLECTION)])
    bench = Bench(COLLECTION.parent)
    assert bench.col.note_count() == 1 + arrived
    bench.close()
    assert done.exit_code == (0 if arrived else 1)
    assert ("300 notes into User 1/collection.anki2: 300 new" in done.stdout) is bool(arrived)
    assert said in done.stderr


def a_collection_with_a_note_of(size: int) -> None:
    """No page of its file is free, so that it must grow to hold more."""
    bench = Bench(COLLECTION.parent)
    note = bench.col.new_note(bench.note_type("Basic"))
    note.fields[:2] = ["Big", "x" * size]
    bench.col.add_note(note, bench.col.decks.id("Big"))
    bench.col.optimize()
    bench.close()


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """What this process starts can write no more than that into a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
