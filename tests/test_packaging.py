"""Notes in, package bytes out: the same everywhere, whole, and what Anki makes of them."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from anki_bench import Bench, Outcome
from deck_maker import NINE, build, deck

from generator import notetype
from generator.cards import FIELDS, Note, NoteType, Origin, Picture
from generator.errors import DeckwrightError
from generator.packaging import pack

MODS = {str(NoteType.QA): 1_700_000_000, str(NoteType.CLOZE): 1_700_000_000}


def note(key: str, question: str = "Q", answer: str = "A", **changes: object) -> Note:
    """A note as the renderer would make it."""
    fields = dict.fromkeys(FIELDS, "") | {"Question": question, "Answer": answer, "Key": f"slug/{key}"}
    made = Note(
        key, f"guid-{key}", NoteType.QA, tuple(fields.values()), ("t",), "Deck", Origin("p", 1), mod=1_700_000_123
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def test_real_anki_takes_over_guid_mod_tags_and_order(tmp_path: Path) -> None:
    """Every note arrives with its own guid and mod, in order, in its deck."""
    notes = [note(f"k{at}", f"Q{at}", mod=1_700_000_000 + at, tags=("a::b", f"t{at}")) for at in range(30)]
    package = tmp_path / "p.apkg"
    package.write_bytes(pack(notes, MODS, {}, "slug", "About &lt;this&gt;"))
    bench = Bench(tmp_path / "anki")
    assert bench.import_package(package) == Outcome(30, 0, 0, 0)
    arrived = bench.notes()
    assert [(n.guid, n.mod, n["Question"], n.tags) for n in arrived] == [
        (n.guid, n.mod, n.fields[0], list(n.tags)) for n in notes
    ]
    assert len({n.id for n in arrived}) == 30
    assert bench.note_type("deckwright Q&A")["mod"] == MODS["deckwright Q&A"]
    description = bench.col.decks.by_name("Deck")
    assert description is not None
    assert description["desc"] == "About &lt;this&gt;"


def test_note_types_arrive_with_their_ids(tmp_path: Path) -> None:
    """Fields and templates have ids, so that a later version can rename them."""
    cloze = note("c", "{{c1::x}} {{c3::y}}", note_type=NoteType.CLOZE, clozes=(1, 3))
    package = tmp_path / "p.apkg"
    package.write_bytes(pack([note("a"), cloze], MODS, {}, "slug", ""))
    bench = Bench(tmp_path / "anki")
    bench.import_package(package)
    for name in NoteType:
        kind = bench.note_type(str(name))
        assert [field["name"] for field in kind["flds"]] == list(FIELDS)
        assert [field["id"] for field in kind["flds"]] == list(notetype.FIELD_IDS)
        assert all(template["id"] for template in kind["tmpls"])
    assert [card.ord for card in bench.note("slug/c").cards()] == [0, 2]


def test_a_reversed_note_has_two_cards(tmp_path: Path) -> None:
    """Reverse makes a second card, which asks for the question."""
    both = note("r", "Front", "Back")
    both = dataclasses.replace(both, fields=(*both.fields[:5], "yes", *both.fields[6:]))
    package = tmp_path / "p.apkg"
    package.write_bytes(pack([both, note("s")], MODS, {}, "slug", ""))
    bench = Bench(tmp_path / "anki")
    bench.import_package(package)
    first, second = bench.note("slug/r").cards()
    assert "Back" in second.question()
    assert "Front" not in second.question()
    assert "Front" in second.answer()
    assert "Front" in first.question()
    assert len(bench.note("slug/s").cards()) == 1
    assert bench.col.get_empty_cards().notes == []


def test_media_arrive_under_their_names(tmp_path: Path) -> None:
    """Every file a field mentions is in the collection; others are not packaged."""
    pictures = {name: Picture(name, name.encode()) for name in ("dw-1.png", "dw-2.svg", "dw-3.png")}
    used = note("m", '<img src="dw-1.png" alt=""> <img src="dw-2.svg" alt="">', media=("dw-1.png", "dw-2.svg"))
    package = tmp_path / "p.apkg"
    package.write_bytes(pack([used], MODS, pictures, "slug", ""))
    bench = Bench(tmp_path / "anki")
    bench.import_package(package)
    assert bench.media() == ["dw-1.png", "dw-2.svg"]
    assert not bench.col.media.check().missing


def test_two_notes_with_one_guid_are_refused() -> None:
    """Anki would keep both and update one."""
    with pytest.raises(DeckwrightError, match=r"p:1: b has the guid of a \(guid-a\)"):
        pack([note("a"), note("b", guid="guid-a")], MODS, {}, "slug", "")


def test_the_archive_is_sound_and_compressed(tmp_path: Path) -> None:
    """Python's own reader finds every byte right and every date constant."""
    package = tmp_path / "p.apkg"
    package.write_bytes(pack([note(f"k{at}", "word " * 200) for at in range(50)], MODS, {}, "slug", ""))
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        assert [info.filename for info in archive.infolist()] == ["collection.anki2", "media"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        database = archive.read("collection.anki2")
        assert json.loads(archive.read("media")) == {}
    assert package.stat().st_size < len(database) / 4
    (tmp_path / "c").write_bytes(database)
    with contextlib.closing(sqlite3.connect(tmp_path / "c")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


MACHINES = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "UMASK": "077"},
]


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """Hash seed, time zone, locale, umask, folder and clock leave no trace in what is written."""
    first = deck(tmp_path / "a/things", NINE, "## New? {#own .added}\n\n*yes*\n")
    build(first, tmp_path / "dist-a")
    lock = (first / "cards.lock").read_bytes()
    expected = (tmp_path / "dist-a/things.apkg").read_bytes()
    for at, machine in enumerate(MACHINES):
        folder = tmp_path / f"copy {at}" / "things"
        deck(folder, NINE, (first / "edits.md").read_text("utf-8"))
        (folder / "cards.lock").write_bytes(lock)
        program = "import os; os.umask(int(os.environ.get('UMASK', '022'), 8)); from generator.cli import main; main()"
        subprocess.run(
            [sys.executable, "-c", program, "build", str(folder), "-o", f"out{at}"],
            env={**os.environ, **machine},
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        assert (tmp_path / f"out{at}/things.apkg").read_bytes() == expected
        assert (tmp_path / f"out{at}/things/cards.json").read_bytes() == (
            tmp_path / "dist-a/things/cards.json"
        ).read_bytes()
        assert (folder / "cards.lock").read_bytes() == lock


def test_the_note_types_are_as_released() -> None:
    """Whoever changes a template or the styling moves RELEASED to that day, and this hash with it."""
    hashes = {str(design.name): design.hash for design in notetype.designs()}
    assert (notetype.RELEASED, hashes) == (
        1_795_473_200,
        {"deckwright Q&A": "06f682760a8ada2ed575bc3c", "deckwright Cloze": "02fdffd16e1058728104b329"},
    )
