"""The learner's own studied notes meet a package that has their guids; each way into Anki leaves them whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection
from anki_bench import Bench
from anki_connect_bench import Api, serving
from click.testing import CliRunner, Result
from deck_maker import NINE, build, deck

from generator.cli import group

FIRST = 1_700_000_000
COLLECTION = Path("Anki2/User 1/collection.anki2")
THINGS = Path("source_cards/things")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A blank folder; no profile of an Anki is to be found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKI_BASE", str(tmp_path / "no-anki-here"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("DECKWRIGHT_ANKI_KEY", raising=False)
    return tmp_path


@pytest.fixture
def bench() -> Iterator[Bench]:
    """A collection with six studied notes of Basic, one of them also in a filtered deck, and one suspended."""
    bench = Bench(COLLECTION.parent.resolve())
    ids = [add_basic(bench.col, f"What is {n} times 7?", f"It is {7 * n}.", "Sums::Old") for n in range(2, 8)]
    for id_ in ids:
        (card,) = bench.col.card_ids_of_note(id_)
        for _ in range(3):
            bench.col.sched.set_due_date([card], "0")
            bench._answer(bench.col.get_card(card), rating=3)
    bench.col.sched.suspend_notes(ids[:1])
    in_filtered_deck(bench.col, "2 times")
    yield bench
    bench.close()


def add_basic(col: Collection, front: str, back: str, deck_name: str) -> Any:
    """Add a note as a user does; returns its id."""
    kind = col.models.by_name("Basic")
    assert kind is not None
    note = col.new_note(kind)
    note.fields = [front, back]
    col.add_note(note, col.decks.id(deck_name))  # type: ignore[arg-type]
    return note.id


def in_filtered_deck(col: Collection, search: str) -> None:
    """Lend what the search finds to a filtered deck."""
    filtered = col.sched.get_or_create_filtered_deck(0)  # type: ignore[arg-type]
    filtered.name = "Crammed"
    filtered.config.search_terms[0].search = search
    col.sched.add_or_update_filtered_deck(filtered)


def own(col: Collection) -> dict[str, Any]:
    """All of the learner's notes: the note type Basic, its notes, their cards and review logs."""
    basic = {name: value for name, value in (col.models.by_name("Basic") or {}).items() if name not in ("mod", "usn")}
    notes = "select id from notes where mid = ?"
    return {
        "type": basic,
        "notes": col.db.all(f"select id, guid, flds, tags from notes where id in ({notes})", basic["id"]),
        "cards": col.db.all(
            "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odid from cards "
            f"where nid in ({notes})",
            basic["id"],
        ),
        "log": col.db.all("select * from revlog order by id"),
    }


def new_from_export(bench: Bench) -> None:
    """Export the six notes as text with their guids, and build a deck of it."""
    bench.col.export_note_csv(
        out_path=str(Path("mine.txt").resolve()),
        limit=None,
        with_html=True,
        with_tags=True,
        with_deck=False,
        with_notetype=False,
        with_guid=True,
    )
    assert run("new", "mine.txt").exit_code == 0
    done = run("build", "mine")
    assert "6 notes" in done.stdout, done.output


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=stdin)


def with_guid_of(guid: str, at: int) -> None:
    """Put `guid` into a line of the lock of things, as somebody else's lock may have it, and build."""
    lock = THINGS / "cards.lock"
    lines = lock.read_text("utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if '"things' not in line and '"guid"' in line)
    record = json.loads(lines[place])
    lines[place] = lines[place].replace(record["guid"], guid)
    lock.write_text("\n".join([*lines, ""]), "utf-8")
    build(deck(THINGS), Path("dist"), at)


def test_exported_with_guids_and_imported_again_by_ankiconnect(bench: Bench) -> None:
    """AnkiConnect would merge Basic into our note type; nothing is imported, and the ways out are named."""
    new_from_export(bench)
    before = own(bench.col)
    api = Api(bench)
    with serving(api.answer) as port:
        done = run("import", "mine", "--port", str(port))
        dry = run("import", "mine", "--port", str(port), "--dry-run")
    assert done.exit_code == 1
    assert 'and the note type "Basic"; to find it, search there for: nid:' in done.stderr
    assert "Close Anki, and import with --collection; or double-click the package" in done.stderr
    assert "Nothing was imported." in done.stderr
    assert "importPackage" not in api.asked
    assert own(bench.col) == before
    assert dry.exit_code == 1
    assert 'and the note type "Basic"; to find it, search there for: nid:' in dry.output
    assert not list((COLLECTION.parent / "backups").glob("*.apkg"))


@pytest.mark.parametrize("stdin", [None, "n\n"])
def test_exported_with_guids_and_imported_into_the_closed_collection(bench: Bench, stdin: str | None) -> None:
    """Anki leaves them alone as of another type; so does --adopt, unless it is allowed."""
    new_from_export(bench)
    before = own(bench.col)
    bench.close()
    adopt = ["--adopt"] if stdin else []
    done = run("import", "mine", "--collection", str(COLLECTION), *adopt, stdin=stdin)
    bench.col.reopen()
    assert done.exit_code == 0 or adopt, done.output
    assert own(bench.col) == before


def test_taken_over_they_keep_cards_and_reviews(bench: Bench) -> None:
    """After a yes, --adopt may change their note type; never the type itself, the cards or a review."""
    new_from_export(bench)
    before = own(bench.col)
    progress = bench.progress()
    bench.close()
    run("import", "mine", "--collection", str(COLLECTION), "--adopt", "-y")
    bench.col.reopen()
    assert bench.progress() == progress
    assert own(bench.col)["type"] == before["type"]
    assert own(bench.col)["log"] == before["log"]


def test_exported_with_guids_and_double_clicked(bench: Bench) -> None:
    """Anki's own dialog, as it is set at first."""
    new_from_export(bench)
    before = own(bench.col)
    assert bench.import_package(Path("dist/mine.apkg")).conflicting == 6
    assert own(bench.col) == before


def test_their_guids_come_to_another_anki(bench: Bench, tmp_path: Path) -> None:
    """Where the originals are not, their guids do no harm: all of that Anki is looked through, and no file is left."""
    new_from_export(bench)
    other = Bench(tmp_path / "User 2")
    for n in range(600):
        add_basic(other.col, f"Word {n}", f"Meaning {n}", f"Words {n % 3}")
    before = own(other.col)
    with serving(Api(other).answer) as port:
        assert "6 notes into the Anki" in run("import", "mine", "--port", str(port)).stdout
        again = run("import", "mine", "--port", str(port))
    assert "6 unchanged" in again.stdout
    assert own(other.col) == before
    assert not list((tmp_path / "User 2/backups").glob("*"))
    other.close()


@pytest.mark.parametrize("imported_before", [False, True])
@pytest.mark.parametrize("where", ["Default", "Sums::Old", "Things", "Things 2::Below"])
def test_the_lock_of_somebody_else_has_the_guid_of_a_note(bench: Bench, imported_before: bool, where: str) -> None:
    """Whatever deck that note is in, and whether or not this deck was imported before."""
    build(deck(THINGS), Path("dist"), FIRST)
    id_ = add_basic(bench.col, "Mine", "Mine alone", where)
    api = Api(bench)
    with serving(api.answer) as port:
        if imported_before:
            assert "9 new" in run("import", "things", "--port", str(port)).stdout
        with_guid_of(bench.col.get_note(id_).guid, FIRST + 100)
        before, content, api.asked[:] = own(bench.col), bench.content(), []
        done = run("import", "things", "--port", str(port))
    assert done.exit_code == 1
    assert f"nid:{id_}" in done.stderr
    assert "importPackage" not in api.asked
    assert (own(bench.col), bench.content()) == (before, content)


@pytest.mark.parametrize("both", [False, True])
def test_a_note_of_another_deck_has_the_guid(bench: Bench, both: bool) -> None:
    """AnkiConnect would put the card in its place, with its reviews; also where the two are imported together."""
    build(deck(THINGS), Path("dist"), FIRST)
    others = [(question.replace("thing", "other"), answer) for question, answer in NINE]
    build(deck(Path("source_cards/others"), others, settings='name = "Others"\n'), Path("dist"), FIRST)
    with serving(Api(bench).answer) as port:
        assert "9 new" in run("import", "others", "--port", str(port)).stdout
        # A deck of another project, of which this one knows nothing.
        shutil.move("source_cards/others", "others")
        with_guid_of(bench.note("others/what-is-other-1").guid, FIRST + 100)
        content = bench.content()
        done = run("import", "things", *(["dist/others.apkg"] if both else []), "--port", str(port))
    assert 'belongs to another deck; to find it, search there for: "Key:others/what-is-other-1"' in done.stderr
    assert bench.content() == content


def test_all_notes_of_the_deck_were_given_another_type(bench: Bench) -> None:
    """Our note types are not even there any more; the notes still have the guids, and so would be emptied."""
    build(deck(THINGS), Path("dist"), FIRST)
    with serving(Api(bench).answer) as port:
        assert "9 new" in run("import", "things", "--port", str(port)).stdout
        for number in range(1, 10):
            bench.change_note_type(f"things/what-is-thing-{number}", "Basic")
        for kind in bench.col.models.all_names_and_ids():
            if kind.name.startswith("deckwright"):
                bench.col.models.remove(kind.id)  # type: ignore[arg-type]
        before = own(bench.col)
        done = run("import", "things", "--port", str(port))
    assert 'has the note type "Basic"' in done.stderr
    assert own(bench.col) == before
