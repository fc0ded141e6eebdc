"""Notes exported from real Anki as text in, a deck of them in another collection out: guids, tags, decks, clozes."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki_bench import Bench, Outcome
from deck_maker import build

from generator.intake import arrive, start

NOTES = (
    ("Basic", "Trees::Fruit", ["Apple?", "A pome"], ["red", "sweet"]),
    ("Basic", "Trees::Nut", ["Hazel?", "A nut,<br>in a <b>shell</b>"], []),
    ("Cloze", "Trees::Nut", ["The {{c1::walnut}} is a {{c2::drupe}}", ""], ["odd"]),
)


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Bench, Path, Path]:
    """The collection with the originals, the folder of the deck made of its export, and the built package."""
    monkeypatch.chdir(tmp_path)
    bench = Bench(tmp_path / "mine")
    for kind, deck, fields, tags in NOTES:
        note = bench.col.new_note(bench.note_type(kind))
        note.fields[: len(fields)], note.tags = fields, tags
        bench.col.add_note(note, bench.col.decks.id(deck))  # type: ignore[arg-type]
    text = tmp_path / "trees.txt"
    bench.col.export_note_csv(
        out_path=str(text),
        limit=None,
        with_html=True,
        with_tags=True,
        with_deck=True,
        with_notetype=True,
        with_guid=True,
    )
    folder = start([arrive(str(text))], "", digits="09af31c7")
    problems = build(folder, tmp_path / "dist").problems
    assert [problem.rule for problem in problems] == ["known-guid"]
    return bench, folder, tmp_path / "dist" / f"{folder.name}.apkg"


def test_the_deck_is_the_same_notes(exported: tuple[Bench, Path, Path], tmp_path: Path) -> None:
    """In a new collection: each with its guid, tags and deck; HTML is read as text; a cloze asks each of its parts."""
    mine, _, package = exported
    other = Bench(tmp_path / "other")
    assert other.import_package(package) == Outcome(new=3, updated=0, duplicate=0, conflicting=0)
    assert other.deck_names() == ["Trees", "Trees::Fruit", "Trees::Nut"]
    notes = {note["Question"]: note for note in other.notes()}
    assert {question: (note.guid, note.tags) for question, note in notes.items()} == {
        note.fields[0]: (note.guid, note.tags) for note in mine.notes()
    }
    assert notes["Hazel?"]["Answer"] == "A nut,<br>in a shell"
    assert len(notes["The {{c1::walnut}} is a {{c2::drupe}}"].cards()) == 2


def test_beside_the_originals_nothing_happens(exported: tuple[Bench, Path, Path]) -> None:
    """Anki finds the guids with other note types and changes none of them, as the warning says."""
    mine, _, package = exported
    before = mine.content()
    assert mine.import_package(package) == Outcome(new=0, updated=0, duplicate=0, conflicting=3)
    assert mine.content() == before
