"""The text export through real Anki: onto the notes of the package, and the same as Anki's own."""

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


def test_the_text_lands_on_the_notes_of_the_package(bench: Bench, tmp_path: Path) -> None:
    """The same guids, no second note, and what was edited in Anki is as in the package again; history stays."""
    before = {guid: (fields, tags) for guid, (fields, tags, _) in bench.content().items()}
    bench.study("things/code")
    history = bench.history("things/code")
    bench.edit("things/code", "Answer", "mine")
    new, updated, same = import_text(bench, tmp_path / "dist/things.txt")
    assert (new, updated + same) == (0, 11)
    assert {guid: (fields, tags) for guid, (fields, tags, _) in bench.content().items()} == before
    assert bench.history("things/code") == history
    assert bench.deck_names() == ["Up", "Up::Things"]


def test_the_text_is_what_anki_writes(bench: Bench, tmp_path: Path) -> None:
    """But for the order of the notes, the columns' names and the words in comments: Anki reads its own."""
    out = tmp_path / "anki.txt"
    everything = {f"with_{part}": True for part in ("html", "tags", "deck", "notetype", "guid")}
    bench.col.export_note_csv(out_path=str(out), limit=None, **everything)
    text = (tmp_path / "dist/things.txt").read_text("utf-8")
    ours = [line for line in text.split("\n") if not line.startswith(("#columns:", WORDS_MARK))]
    assert sorted(ours) == sorted(out.read_text("utf-8").split("\n"))
