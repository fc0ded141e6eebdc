"""What cards.lock remembers of the fields that shipped: by it no old text of ours is taken for an edit."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from anki_bench import Bench
from deck_maker import build, deck
from hypothesis import given
from hypothesis import strategies as st

from generator import lint, pipeline
from generator.cards import FIELDS
from generator.deck import open_deck
from generator.lock import read_lock
from generator.lock.versions import LATEST, WELL_FORMED, has_shipped, with_version

KEY = FIELDS.index("Key")
TEXTS = st.sampled_from(["", "a", "b", "Größe\u0301", "c\nd", "<b>e</b>"])
VERSIONS = st.lists(st.tuples(*[TEXTS] * len(FIELDS)), min_size=1, max_size=8)
CARDS = [("What is the capital of Chad?", "N'Djamena"), ("What is the capital of Mali?", "Bamako")]


def record_of(versions: Sequence[Sequence[str]]) -> str:
    """What is remembered after these versions shipped, one after the other."""
    record = ""
    for version in versions:
        record = with_version(record, ("q", *version[1:]))
    return record


@given(VERSIONS)
def test_every_version_that_shipped_is_known_and_no_other(versions: Sequence[Sequence[str]]) -> None:
    """Empty ones, too; and what never shipped is an edit."""
    record = record_of(versions)
    assert WELL_FORMED.fullmatch(record)
    for place in range(1, len(FIELDS)):
        shipped = {version[place] for version in versions}
        if place != KEY:
            texts = ("", "a", "b", "Größe\u0301", "c\nd", "<b>e</b>", "z")
            assert {text for text in texts if has_shipped(record, place, text)} == shipped


@given(VERSIONS)
def test_what_ships_again_changes_nothing(versions: Sequence[Sequence[str]]) -> None:
    """A build without a change leaves the lock as it is, byte for byte."""
    record = record_of(versions)
    assert record_of([*versions, versions[-1]]) == record


def test_the_record_stays_small() -> None:
    """A thousand versions of a field, and the latest are known."""
    record = record_of([("q", f"answer {number}") for number in range(1000)])
    assert len(record) <= (LATEST + 1) * 10
    assert has_shipped(record, 1, "answer 999")
    assert has_shipped(record, 1, f"answer {1000 - LATEST}")
    assert not has_shipped(record, 1, "answer 0")


def test_nothing_is_known_without_a_record() -> None:
    """A lock of before says nothing about what shipped, not even that a field was empty."""
    assert not has_shipped("", 4, "")
    assert not has_shipped(with_version("", ("q", "a")), 1, "b")


def test_a_field_read_back_from_anki_is_known(tmp_path: Path) -> None:
    """Anki stores other code points than a package holds: composed letters, other ends of line, no control signs."""
    texts = ("e\u0301\r\nx\x07", "\u1100\u1161<br>\ttab", "", "\u212b")
    record = with_version("", texts)
    bench = Bench(tmp_path)
    note = bench.col.new_note(bench.col.models.by_name("Basic"))
    stored = []
    for text in texts:
        note.fields = ["x", text]
        bench.col.add_note(note, bench.col.decks.id("Default"))
        note.load()
        stored.append(note.fields[1])
        note = bench.col.new_note(bench.col.models.by_name("Basic"))
    bench.close()
    assert stored != list(texts)
    assert all(has_shipped(record, place, text) for place, text in enumerate(stored))
    assert all(has_shipped(record, place, unicodedata.normalize("NFD", text)) for place, text in enumerate(texts))


def test_builds_remember_what_they_ship(tmp_path: Path) -> None:
    """The answer of before and that of now are in the lock, and so is that there was no source before."""
    folder = deck(tmp_path / "capitals", CARDS)
    build(folder, tmp_path / "dist")
    deck(folder, [(CARDS[0][0], "Abéché"), CARDS[1]], "## {#what-is-the-capital-of-chad}\n\n> [!source] Atlas\n")
    build(folder, tmp_path / "dist", 1_800_000_100)
    lock = read_lock(folder / "cards.lock", "cards.lock")
    assert lock
    chad, mali = lock.notes
    assert len(mali.fields.split()) == 2
    for place, text in ((1, "N'Djamena"), (1, "Abéché"), (3, ""), (3, "Atlas"), (4, "")):
        assert has_shipped(chad.fields, place, text)
    assert not has_shipped(chad.fields, 1, "Abéché, and more")


def test_a_lock_of_before_learns_what_ships_and_no_note_is_newer(tmp_path: Path) -> None:
    """The next build adds what it ships, and nothing else moves: an import updates no note."""
    folder = deck(tmp_path / "capitals", CARDS)
    build(folder, tmp_path / "dist")
    package, text = (tmp_path / "dist/capitals.apkg").read_bytes(), (folder / "cards.lock").read_text("utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    before = [{name: value for name, value in record.items() if name != "fields"} for record in records]
    (folder / "cards.lock").write_text("".join(f"{json.dumps(record)}\n" for record in before), "utf-8")
    build(folder, tmp_path / "dist", 1_800_000_100)
    assert (folder / "cards.lock").read_text("utf-8") == text
    assert (tmp_path / "dist/capitals.apkg").read_bytes() == package


def test_a_rebuilt_lock_knows_what_the_package_holds(tmp_path: Path) -> None:
    """A lost lock is made anew from the package, whose fields shipped."""
    folder = deck(tmp_path / "capitals", CARDS)
    build(folder, tmp_path / "dist")
    (folder / "cards.lock").unlink()
    deck(folder, [(CARDS[0][0], "Abéché"), CARDS[1]])
    prepared = pipeline.prepare(open_deck(folder, lint.SWITCHABLE), 1_800_000_100, dist=tmp_path / "dist")
    (chad, _) = prepared.stamped.lock.notes
    assert has_shipped(chad.fields, 1, "N'Djamena")
    assert has_shipped(chad.fields, 1, "Abéché")
