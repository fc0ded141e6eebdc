"""Which note types a collection or package has, read without Anki's own library."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from anki_bench import Bench
from deck_maker import build, deck
from hypothesis import given
from hypothesis import strategies as st

from generator.cards import NoteType
from generator.notetype import FIELD_IDS, designs
from generator.notetype.parts import Part, own_fields, own_templates, places, same_parts
from generator.packaging.stored_types import StoredType, number_in, stored_types
from generator.packaging.type_changes import homes, type_changes

QA = designs()[0]
OURS = StoredType(QA.id, str(QA.name), QA.id, own_fields(), own_templates(QA))
PARTS = st.builds(Part, st.sampled_from(["Question", "Answer", "Mine"]), st.sampled_from([None, *FIELD_IDS[:2], 7]))


def test_both_forms_say_what_anki_says(tmp_path: Path) -> None:
    """The tables of a collection and the JSON of a package that Anki exported name what Anki itself names."""
    from anki.collection import DeckIdLimit, ExportAnkiPackageOptions

    build(deck(tmp_path / "things"), tmp_path / "dist", 1_700_000_000)
    bench = Bench(tmp_path / "anki")
    bench.import_package(tmp_path / "dist/things.apkg")
    bench.add_field("deckwright Q&A", "Mine", 1_700_000_001)
    kinds = {kind["id"]: kind for kind in bench.col.models.all()}
    things = bench.col.decks.id("Things")
    assert things is not None
    exported = tmp_path / "exported.apkg"
    options = ExportAnkiPackageOptions(legacy=True)
    bench.col.export_anki_package(out_path=str(exported), options=options, limit=DeckIdLimit(things))
    bench.close()
    with contextlib.closing(sqlite3.connect(bench.path)) as database:
        read = stored_types(database)
    assert {id_: kind.name for id_, kind in read.items()} == {id_: kind["name"] for id_, kind in kinds.items()}
    for id_, kind in read.items():
        assert list(kind.fields) == [Part(field["name"], field["id"]) for field in kinds[id_]["flds"]]
        assert list(kind.templates) == [Part(each["name"], each["id"]) for each in kinds[id_]["tmpls"]]
        assert kind.original == (kinds[id_].get("originalId") or 0)
    assert read[QA.id].original == QA.id
    assert [change.differences for change in type_changes(read)] == [('field "Mine" added',)]
    assert _packed(exported)[QA.id] == read[QA.id]


def _packed(package: Path) -> dict[int, StoredType]:
    """Read the note types of a package."""
    import zipfile

    with zipfile.ZipFile(package) as archive, contextlib.closing(sqlite3.connect(":memory:")) as database:
        name = next(name for name in ("collection.anki21", "collection.anki2") if name in archive.namelist())
        database.deserialize(archive.read(name))
        return stored_types(database)


@given(st.binary(max_size=60), st.integers(1, 20))
def test_any_bytes_are_read_without_a_fault(message: bytes, wanted: int) -> None:
    """A damaged configuration has a number or none."""
    assert isinstance(number_in(message, wanted), int | None)


@given(st.integers(0, (1 << 63) - 1), st.binary(max_size=9))
def test_a_number_is_found_behind_other_fields(number: int, other: bytes) -> None:
    """A protobuf message names each field by its number; what stands before the wanted one is passed over."""
    varint = bytearray()
    while number > 0x7F:
        varint.append(number & 0x7F | 0x80)
        number >>= 7
    varint.append(number)
    message = bytes([1 << 3 | 2, len(other)]) + other + bytes([2 << 3 | 5]) + b"abcd" + bytes([9 << 3]) + bytes(varint)
    assert number_in(message, 9) == sum((byte & 0x7F) << 7 * at for at, byte in enumerate(varint))
    assert number_in(message, 10) is None


@pytest.mark.parametrize(
    "models", ["", "[]", "null", "[" * 10_000, '{"1": 2}', '{"1": {"id": [], "flds": {}, "tmpls": 3}}']
)
def test_models_of_another_shape(models: str) -> None:
    """JSON that no Anki wrote describes no note type of ours."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table col (models)")
        database.execute("insert into col values (?)", [models])
        assert not type_changes(stored_types(database))


def test_where_notes_count_as_ours() -> None:
    """In our note type; where that was changed, in the copy that Anki made; never in both."""
    changed = OURS._replace(fields=(*OURS.fields, Part("Mine", 7)))
    copy = OURS._replace(id=5, name="deckwright Q&A+")
    assert homes({QA.id: OURS, 5: copy})[QA.id].stray == ""
    assert homes({QA.id: OURS, 5: copy})[5].name == "deckwright Q&A+"
    found = homes({QA.id: changed, 5: copy})
    assert (found[QA.id].name, found[5].name) == ("deckwright Q&A (changed in Anki)", str(NoteType.QA))
    assert found[5].stray == "deckwright Q&A+"
    assert homes({QA.id: OURS._replace(name="My cards")})[QA.id].name == str(NoteType.QA)


@given(st.lists(PARTS, min_size=1, max_size=4, unique_by=lambda part: part.name), st.lists(PARTS, max_size=4))
def test_a_place_is_taken_once(ours: list[Part], theirs: list[Part]) -> None:
    """Each of our parts has a place of its own, or none, and all have theirs where the lists are the same."""
    found = places(ours, theirs)
    assert all(-1 <= at < len(theirs) for at in found)
    if same_parts(ours, theirs) and len({part.id for part in ours}) == len(ours):
        assert found == tuple(range(len(ours)))
