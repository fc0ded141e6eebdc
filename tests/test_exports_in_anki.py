"""The text export through real Anki: it does no harm to the notes of the package, and is the same as Anki's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki.collection import ImportCsvRequest
from anki_bench import Bench
from deck_maker import NINE, build, deck

from generator import pipeline
from generator.exchange import WORDS_MARK

EDITS = """## Code? {#code .added .reversed tags="a b::c"}

```python
if x:
    print("1\\t2")  # why
```

## The {{c1::data}} is {{c2::split}} {#cloze .added type=cloze}

> [!source] *A* "page"
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A collection with the package of a deck in dist/, beside which its text export lies."""
    folder = deck(tmp_path / "things", NINE, EDITS, 'name = "Up::Things"\ntags = ["t"]\n')
    pipeline.write(build(folder, tmp_path / "dist"), tmp_path / "dist", ("txt",))
    bench = Bench(tmp_path / "anki")
    bench.import_package(tmp_path / "dist/things.apkg")
    return bench


def import_text(bench: Bench, path: Path) -> tuple[int, int, int]:
    """Import as File → Import does with what the headers say: how many notes are new, updated and as they were."""
    metadata = bench.col.get_csv_metadata(path=str(path), delimiter=None)
    log = bench.col.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log
    return len(log.new), len(log.updated), len(log.duplicate)


def test_the_text_changes_no_note_that_is_there(bench: Bench, tmp_path: Path) -> None:
    """The same guids, no second note; edits and tags of the learner's stay, and so do reviews and decks."""
    bench.study("things/code")
    bench.edit("things/code", "Answer", "mine")
    bench.tag("things/what-is-thing-2", "own")
    bench.change_note_type("things/what-is-thing-4", "Basic")
    content, progress = bench.content(), bench.progress()
    assert import_text(bench, tmp_path / "dist/things.txt")[:2] == (0, 0)
    assert (bench.content(), bench.progress()) == (content, progress)
    assert bench.deck_names() == ["Up", "Up::Things"]


def test_the_text_adds_what_is_not_there(bench: Bench, tmp_path: Path) -> None:
    """A note that Anki lacks comes as in the package, with its guid and tags."""
    before = bench.content()
    bench.delete("things/code")
    assert import_text(bench, tmp_path / "dist/things.txt")[0] == 1
    after = bench.content()
    assert {guid: note[:2] for guid, note in after.items()} == {guid: note[:2] for guid, note in before.items()}


def test_the_text_is_what_anki_writes(bench: Bench, tmp_path: Path) -> None:
    """But for the order of the notes, the columns' names, what matches and the words: Anki reads its own."""
    out = tmp_path / "anki.txt"
    everything = {f"with_{part}": True for part in ("html", "tags", "deck", "notetype", "guid")}
    bench.col.export_note_csv(out_path=str(out), limit=None, **everything)
    text = (tmp_path / "dist/things.txt").read_text("utf-8")
    ours = [line for line in text.split("\n") if not line.startswith(("#columns:", "#if matches:", WORDS_MARK))]
    assert sorted(ours) == sorted(out.read_text("utf-8").split("\n"))
