"""`deckwright import` into a running Anki: AnkiConnect's protocol in front of a real collection."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki_bench import Bench
from anki_connect_bench import Api, serving
from click.testing import CliRunner, Result
from deck_maker import NINE, build, deck

from generator import delivery, packaging, safeguard
from generator.cli import group
from generator.destination import RunningAnki
from generator.errors import DeckwrightError
from generator.importing import Endpoint, headway, running

FIRST = 1_700_000_000
THINGS = Path("source_cards/things")
KEYS = [f"things/what-is-thing-{number}" for number in range(1, 10)]
QA = "deckwright Q&A"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine things, built once; no profile of an Anki is to be found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKI_BASE", str(tmp_path / "no-anki-here"))
    monkeypatch.delenv("DECKWRIGHT_ANKI_KEY", raising=False)
    build(deck(THINGS), Path("dist"), FIRST)
    return tmp_path


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """The collection of the Anki that runs."""
    bench = Bench(tmp_path / "User 1")
    yield bench
    bench.close()


def run(port: int, *words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, ["import", "things", "--port", str(port), *words], input=stdin)


def rebuild(at: int, *changes: tuple[int, str]) -> None:
    """Build again at the second `at`, with other answers to some things."""
    new = dict(changes)
    build(deck(THINGS, [(question, new.get(n, said)) for n, (question, said) in enumerate(NINE, 1)]), Path("dist"), at)


def last(done: Result) -> str:
    assert done.exit_code == 0, done.output
    return next(line for line in done.stdout.splitlines() if " into the Anki at " in line).partition(": ")[2]


def test_build_import_review_edit_rebuild_import(bench: Bench) -> None:
    """Schedules and edits survive, what changed is updated, and each card is told."""
    with serving(Api(bench).answer) as port:
        first = run(port)
        assert last(first) == "9 new"
        assert "No backup: nothing of this deck was in Anki before." in first.stdout
        for key in KEYS:
            bench.study(key)
        before = bench.progress()
        bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 50)
        rebuild(FIRST + 100, (2, "Another answer."))
        done = run(port, "-v")
        assert last(done) == "1 updated, 7 unchanged, 1 kept because edited in Anki"
        assert f"  kept         {KEYS[0]}\n  updated      {KEYS[1]}\n  unchanged    {KEYS[2]}\n" in done.stdout
    assert bench.progress() == before
    assert (bench.note(KEYS[0])["Answer"], bench.note(KEYS[1])["Answer"]) == ("Mine.", "Another answer.")


def test_deck_options_of_the_user_stay(bench: Bench) -> None:
    """AnkiConnect's import takes presets along; a preset that the user changed, or gave the deck, is not replaced."""
    with serving(Api(bench).answer) as port:
        run(port)
        deck_id = bench.col.decks.id_for_name("Things")
        own = bench.col.decks.add_config_returning_id("Mine")
        for preset in (own, 1):
            options = bench.col.decks.get_config(preset)
            options["new"]["perDay"] = 7
            bench.col.decks.update_config(options)
        chosen = bench.col.decks.get(deck_id)
        bench.col.decks.set_config_id_for_deck_dict(chosen, own)
        rebuild(FIRST + 100, (1, "Changed."))
        assert last(run(port)) == "1 updated, 8 unchanged"
    assert bench.col.decks.config_dict_for_deck_id(deck_id)["name"] == "Mine"
    assert [bench.col.decks.get_config(preset)["new"]["perDay"] for preset in (own, 1)] == [7, 7]


def test_a_backup_holds_what_was_there(bench: Bench, tmp_path: Path) -> None:
    """The deck is exported with its schedules before the import, and brings them back to an empty collection."""
    with serving(Api(bench).answer) as port:
        run(port)
        bench.study(KEYS[0])
        studied = bench.history(KEYS[0])
        rebuild(FIRST + 100, (1, "Changed."))
        done = run(port)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("Backup: ")]
    backup = Path(line.removeprefix("Backup: "))
    assert backup.parent == tmp_path / "User 1/backups"
    restored = Bench(tmp_path / "another")
    Api(restored).importPackage(str(backup))
    assert restored.note(KEYS[0])["Answer"] == NINE[0][1]
    assert [one.reviews for one in restored.history(KEYS[0])] == [one.reviews for one in studied]
    restored.close()


def test_no_backup_replaces_another(bench: Bench) -> None:
    """Imports within one second, or at the same time, leave one backup each."""
    with serving(Api(bench).answer) as port:
        run(port)
        parcels = delivery.parcels(["things"], Path("dist"), FIRST)
        seen = running.notes(Endpoint(port=port), parcels[0].notes)
        files = [file for _ in range(5) for file in safeguard.back_up(Endpoint(port=port), parcels, seen).files]
    assert len({*files}) == len(files) == 5


def test_a_dry_run_says_what_diff_says_and_imports_nothing(bench: Bench) -> None:
    """The notes in the running Anki are compared; nothing is exported or imported."""
    api = Api(bench)
    with serving(api.answer) as port:
        run(port)
        bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 500)
        rebuild(FIRST + 100, (2, "Another answer."))
        content, api.asked[:] = bench.content(), []
        done = run(port, "--dry-run")
    assert "kept there   what-is-thing-1\n" in done.stdout
    assert "changed      what-is-thing-2\n" in done.stdout
    assert "0 new, 1 changed, 0 only newer, 7 unchanged, 1 kept there" in done.stdout
    assert bench.content() == content
    assert not {"importPackage", "exportPackage"} & set(api.asked)


def test_an_add_on_that_tells_no_mod(bench: Bench) -> None:
    """Who is newer is not known before the import then, which is said; afterwards it is."""
    with serving(Api(bench, tells_mod=False).answer) as port:
        run(port)
        assert "does not tell" not in run(port, "--dry-run").stdout
        bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 500)
        tried = run(port, "--dry-run")
        assert "0 new, 1 changed, 0 only newer, 8 unchanged" in tried.stdout
        assert "does not tell when a note was last edited" in tried.stdout
        assert last(run(port)) == "8 unchanged, 1 kept because edited in Anki"


@pytest.mark.parametrize("moved", [False, True])
def test_a_note_given_another_type_is_refused(bench: Bench, moved: bool) -> None:
    """AnkiConnect would have Anki merge Basic into our note type; nothing is imported, wherever the note is."""
    api = Api(bench)
    with serving(api.answer) as port:
        run(port)
        if moved:
            bench.move(KEYS[0], "Elsewhere")
        bench.change_note_type(KEYS[0], "Basic")
        rebuild(FIRST + 100, (2, "Changed."))
        content, api.asked[:] = bench.content(), []
        done = run(port)
    assert done.exit_code == 1
    assert 'Error: A note of this deck has the note type "Basic" in your Anki; to find it, search' in done.stderr
    assert bench.content() == content
    assert "importPackage" not in api.asked


def test_a_note_of_an_old_id_given_another_type_is_refused(bench: Bench) -> None:
    """A note that was taken over has an id of the user's own; the backup shows its guid."""
    with serving(Api(bench).answer) as port:
        run(port)
        bench.change_note_type(KEYS[0], "Basic")
        bench.col.db.execute("update cards set nid = 5 where nid = (select min(id) from notes)")
        bench.col.db.execute("update notes set id = 5 where id = (select min(id) from notes)")
        content = bench.content()
        done = run(port)
    assert f'A note in your Anki has the guid of {KEYS[0]} and the note type "Basic"' in done.stderr
    assert bench.content() == content


def test_a_note_whose_key_was_edited_is_known(bench: Bench) -> None:
    """Anki knows it by its guid; it is updated, not new."""
    with serving(Api(bench).answer) as port:
        run(port)
        bench.edit(KEYS[0], "Key", "elsewhere", at=FIRST + 50)
        rebuild(FIRST + 100, (1, "Changed."))
        assert last(run(port)) == "1 updated, 8 unchanged"


@pytest.mark.parametrize("what", ["a field added", "a field renamed", "a template removed"])
def test_a_note_type_the_user_changed_is_refused(bench: Bench, what: str) -> None:
    """AnkiConnect would merge the note types, and so empty a field; nothing is imported, and the reason is said."""
    api = Api(bench)
    with serving(api.answer) as port:
        run(port)
        if what == "a field added":
            bench.add_field(QA, "Mine", FIRST)
        elif what == "a field renamed":
            bench.rename_field(QA, "Extra", "Mine", FIRST)
        else:
            kind = bench.note_type(QA)
            bench.col.models.remove_template(kind, kind["tmpls"][1])
            bench.col.models.update_dict(kind)
        rebuild(FIRST + 100, (1, "Changed."))
        content, api.asked[:] = bench.content(), []
        shown, done = run(port, "--dry-run"), run(port)
    assert (shown.exit_code, done.exit_code) == (1, 1)
    assert f'Error: The note type "{QA}" has other' in done.stderr
    assert done.stderr.strip().removeprefix("Error: ") in shown.stdout
    assert "Double-click the package instead" in done.stderr
    assert bench.content() == content
    assert "importPackage" not in api.asked


@pytest.mark.parametrize("how", ["suspend", "delete", "keep"])
def test_retired_notes_are_pruned_after_asking(bench: Bench, how: str) -> None:
    """A card that left the page is named, and its note suspended or deleted only when the user says so."""
    with serving(Api(bench).answer) as port:
        run(port)
        build(deck(THINGS, NINE[:8]), Path("dist"), FIRST + 100)
        done = run(port, "--prune", stdin=f"{how}\n")
    assert f"retired, still in Anki  {KEYS[8]}\n" in done.stdout
    assert last(done) == "8 unchanged"
    if how == "delete":
        assert not bench.col.find_notes(f"Key:{KEYS[8]}")
        return
    assert [one.queue for one in bench.history(KEYS[8])] == [-1 if how == "suspend" else 0]
    assert len(bench.content()) == 9


def test_the_key_comes_from_the_environment(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key, and with a wrong one, the sentence says where the right one stands; the key is never shown."""
    with serving(Api(bench, key="the right one").answer) as port:
        none = run(port)
        monkeypatch.setenv("DECKWRIGHT_ANKI_KEY", "a wrong one")
        wrong = run(port)
        monkeypatch.setenv("DECKWRIGHT_ANKI_KEY", "the right one")
        assert last(run(port)) == "9 new"
    assert none.stderr.startswith("Error: AnkiConnect wants the API key that is set in Anki under Tools → Add-ons")
    assert wrong.stderr.startswith("Error: The API key in DECKWRIGHT_ANKI_KEY (or --key) is not the one set in Anki")
    assert "a wrong one" not in wrong.output


def test_nobody_there() -> None:
    """A port that was named and is silent stops the command with what to start."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    done = run(port)
    assert done.exit_code == 1
    assert f"Error: Nothing answers at 127.0.0.1:{port}" in done.stderr


def test_a_timeout() -> None:
    """An Anki that is busy is waited for as long as the user says."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        done = run(silent.getsockname()[1], "--timeout", "0.2")
    assert done.exit_code == 1
    assert "did not finish requestPermission within 0.2 seconds. Anki may be busy" in done.stderr


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (None, "broke off during requestPermission"),
        ((200, b"<html>Hello</html>"), "is not AnkiConnect, or one older than version 6"),
        ((200, b"5"), "is not AnkiConnect, or one older than version 6"),
        ((403, b""), "is not AnkiConnect, or one older than version 6"),
        ((200, b'{"result": {"permission": "denied"}, "error": null}'), "grants no access"),
        ((200, b'{"result": null, "error": "unsupported action"}'), "does not know requestPermission; update it"),
        ((200, b'{"result": null, "error": "collection is not available"}'), "choose a profile there"),
    ],
)
def test_what_answers_is_no_use(said: tuple[int, bytes] | None, sentence: str) -> None:
    """Another program, an old add-on or an Anki without a profile is one sentence and status 1."""
    with serving(lambda body: said) as port:
        done = run(port)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.output


def test_an_add_on_that_cannot_import_is_named(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where AnkiConnect lost an action, nothing is begun."""
    monkeypatch.delattr(Api, "importPackage")
    with serving(Api(bench).answer) as port:
        done = run(port)
    assert "cannot do importPackage; update it" in done.stderr


def test_an_import_that_anki_refuses(bench: Bench) -> None:
    """Anki's own words are passed on, with the path it was to open and where the backup lies."""
    api = Api(bench)
    api.importPackage(str(Path("dist/things.apkg").resolve()))

    def out_of_sight(body: bytes) -> tuple[int, bytes]:
        if json.loads(body)["action"] == "importPackage":
            return 200, b'{"result": null, "error": "No such file or directory (os error 2)"}'
        return api.answer(body)

    with serving(out_of_sight) as port:
        done = run(port)
    assert done.exit_code == 1
    assert "Anki refused importPackage: No such file or directory (os error 2)" in done.stderr
    assert str(Path("dist/things.apkg").resolve()) in done.stderr
    assert f"The backup lies at {bench.path.parent / 'backups/deckwright-'}" in done.stderr


@pytest.mark.parametrize("action", ["exportPackage", "importPackage"])
@pytest.mark.parametrize("reason", ["No space left on device (os error 28)", "SqliteFailure(Error { code: DiskFull })"])
def test_a_disk_that_is_full(bench: Bench, action: str, reason: str) -> None:
    """It is Anki that has no room, for the backup or for the cards; nothing else is guessed at."""
    api = Api(bench)
    api.importPackage(str(Path("dist/things.apkg").resolve()))

    def full(body: bytes) -> tuple[int, bytes]:
        if asked(body) == action:
            return 200, json.dumps({"result": None, "error": reason}).encode()
        return api.answer(body)

    with serving(full) as port:
        done = run(port)
    assert f"Anki has no room left on its disk ({action}). Make room" in done.stderr
    assert "othing was imported." in done.stderr
    assert "in a container" not in done.stderr


def test_adopt_needs_a_closed_collection(bench: Bench) -> None:
    """AnkiConnect cannot give a note another identity, so nothing is imported and the way is named."""
    with serving(Api(bench).answer) as port:
        done = run(port, "--adopt")
    assert "AnkiConnect cannot take over notes of another type" in done.stderr
    assert not bench.notes()


@pytest.mark.parametrize(
    ("action", "nth", "how_far"),
    [
        ("notesInfo", 1, "Nothing was imported."),
        ("exportPackage", 1, "Nothing was imported."),
        (
            "importPackage",
            1,
            "Of things.apkg Anki has all or nothing; the next run does what is missing.",
        ),
        ("importPackage", 2, "things.apkg is imported. Of others.apkg Anki has all or nothing;"),
        ("notesInfo", 3, "All was imported; the next run says what became of each card"),
    ],
)
def test_an_anki_that_dies_says_how_far_it_came(bench: Bench, action: str, nth: int, how_far: str) -> None:
    """Whether nothing, something or all was imported is what one wants to know then; the next run completes it."""
    others = [(question.replace("thing", "other"), answer) for question, answer in NINE]
    build(deck(Path("source_cards/others"), others, settings='name = "Others"\n'), Path("dist"), FIRST)
    api = Api(bench)
    api.importPackage(str(Path("dist/things.apkg").resolve()))

    def dying(body: bytes) -> tuple[int, bytes] | None:
        if api.asked.count(action) == nth or (asked(body) == action and api.asked.count(action) == nth - 1):
            return None
        return api.answer(body)

    with serving(dying) as port:
        done = run(port, "others")
    with serving(api.answer) as port:
        assert last(run(port, "others")) in ("9 new, 9 unchanged", "18 unchanged")
    assert done.exit_code == 1
    assert f"broke off during {action}" in done.stderr
    assert "Start it again" in done.stderr
    assert how_far in done.stderr
    assert "in a container" not in done.stderr


def asked(body: bytes) -> str:
    return str(json.loads(body)["action"])


def test_an_anki_that_is_gone_in_between() -> None:
    """It answered at first: nobody is told to install AnkiConnect, or to name a collection."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nobody = Endpoint(port=silent.getsockname()[1])
    with pytest.raises(DeckwrightError, match=r"answered at first and does so no longer.* Nothing was imported\."):
        RunningAnki(nobody).theirs(())


def test_ctrl_c_says_how_far_it_came() -> None:
    """Whoever stops it learns whether something was imported."""
    with (
        pytest.raises(DeckwrightError, match=r"^Stopped\. Nothing was imported\.$"),
        headway.saying(Endpoint(), headway.UNTOUCHED),
    ):
        raise KeyboardInterrupt


def test_more_notes_than_are_asked_for_at_once(bench: Bench) -> None:
    """Of 1,100 notes, the last are seen, backed up, updated and pruned like the first."""
    many = [(f"What is the number {at}?", f"It is {at}.") for at in range(1100)]
    shutil.rmtree(THINGS)
    build(deck(THINGS, many), Path("dist"), FIRST)
    with serving(Api(bench).answer) as port:
        assert last(run(port)) == "1,100 new"
        bench.edit("things/what-is-the-number-1090", "Answer", "Mine.", at=FIRST + 50)
        changed = [*many[:1080], (many[1080][0], "Another."), *many[1081:1099]]
        build(deck(THINGS, changed), Path("dist"), FIRST + 100)
        done = run(port, "--prune", stdin="delete\n")
    assert last(done) == "1 updated, 1,097 unchanged, 1 kept because edited in Anki"
    assert "retired, still in Anki  things/what-is-the-number-1099\n" in done.stdout
    assert bench.note("things/what-is-the-number-1080")["Answer"] == "Another."
    assert not bench.col.find_notes("Key:things/what-is-the-number-1099")
    assert held(done) == {f"things/what-is-the-number-{at}" for at in range(1100)}


def held(done: Result) -> set[str]:
    """The Keys of all notes in the backups that were named."""
    files = [line.removeprefix("Backup: ") for line in done.stdout.splitlines() if line.startswith("Backup: ")]
    return {note.key for file in files for note in packaging.read_package(Path(file), file)}


def test_every_deck_that_holds_notes_of_ours_is_backed_up(bench: Bench) -> None:
    """Decks whose names begin alike, decks below others, and a filtered deck; none is exported twice."""
    with serving(Api(bench).answer) as port:
        run(port)
        for number, name in enumerate(("Things 2", "Things::Below", "things 3::Below", "Thing", "A::B"), 1):
            bench.move(KEYS[number], name)
        filtered = bench.col.sched.get_or_create_filtered_deck(0)  # type: ignore[arg-type]
        filtered.name = "Crammed"
        filtered.config.search_terms[0].search = f"Key:{KEYS[8]} or Key:{KEYS[2]}"
        bench.col.sched.add_or_update_filtered_deck(filtered)
        rebuild(FIRST + 100, (1, "Changed."))
        done = run(port)
    assert held(done) == {*KEYS}
    assert last(done) == "1 updated, 8 unchanged"


def test_an_import_that_changes_nothing_leaves_no_backup(bench: Bench) -> None:
    """What was exported before it is deleted again; what the user has there stays."""
    with serving(Api(bench).answer) as port:
        run(port)
        bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 50)
        folder = bench.path.parent / "backups"
        folder.mkdir(exist_ok=True)
        (folder / "deckwright-of-mine.apkg").write_bytes(b"mine")
        for _ in range(2):
            done = run(port)
            assert "No backup: nothing was changed.\n" in done.stdout
            assert last(done) == "8 unchanged, 1 kept because edited in Anki"
    assert [path.name for path in folder.iterdir()] == ["deckwright-of-mine.apkg"]


@pytest.mark.parametrize("what", ["the look of the cards", "a deck of that name"])
def test_a_first_import_backs_up_what_it_may_change(bench: Bench, what: str) -> None:
    """Another deck's note type with the user's styling, which goes when a newer one comes; a deck's description."""
    others = [(question.replace("thing", "other"), answer) for question, answer in NINE]
    with serving(Api(bench).answer) as port:
        if what == "the look of the cards":
            build(deck(Path("elsewhere/source_cards/others"), others), Path("elsewhere/dist"), FIRST - 500)
            assert bench.import_package(Path("elsewhere/dist/others.apkg")).new == 9
            bench.rename_deck("Things", "Others")
            bench.restyle(QA, ".card { color: green }", FIRST - 400)
        else:
            bench.col.decks.id("Things")
        done = run(port)
        assert last(done) == "9 new"
    assert done.stdout.startswith("Backup: ")


def test_a_deck_reworded_before_its_first_import(bench: Bench) -> None:
    """The guid does not follow from today's question; it is looked up, and the import goes on as smoothly."""
    with serving(Api(bench).answer) as port:
        reworded = [(question.replace("What is", "What exactly is"), answer) for question, answer in NINE]
        build(deck(THINGS, reworded), Path("dist"), FIRST + 100)
        assert last(run(port)) == "9 new"
        build(deck(THINGS, [*reworded, ("What is new?", "This is.")]), Path("dist"), FIRST + 200)
        assert last(run(port)) == "1 new, 9 unchanged"


def test_a_package_with_a_note_type_of_somebody_else(bench: Bench) -> None:
    """No note uses it, so nothing shows; Anki would merge it into the user's own all the same."""
    name = str(bench.note_type("Basic")["id"])
    kind = {**bench.note_type("Basic"), "flds": bench.note_type("Basic")["flds"][:1]}
    with_type(Path("dist/things.apkg"), name, kind)
    before, api = bench.note_type("Basic"), Api(bench)
    with serving(api.answer) as port:
        done = run(port)
    assert done.exit_code == 1
    assert 'it holds the note type "Basic", so deckwright did not make it' in done.stderr
    assert "importPackage" not in api.asked
    assert bench.note_type("Basic") == before


def with_type(package: Path, id_: str, kind: dict[str, object]) -> None:
    """Put a note type into a package."""
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(files["collection.anki2"])
        (models,) = database.execute("select models from col").fetchone()
        database.execute("update col set models = ?", [json.dumps(json.loads(models) | {id_: kind})])
        database.commit()
        files["collection.anki2"] = database.serialize()
    with zipfile.ZipFile(package, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_a_copy_of_a_retired_note_is_the_users(bench: Bench) -> None:
    """A note duplicated by hand has the Key of the first, and is not pruned with it."""
    with serving(Api(bench).answer) as port:
        run(port)
        copied = bench.note(KEYS[8])
        copy = bench.col.new_note(bench.note_type(QA))
        copy.fields = [*copied.fields]
        bench.col.add_note(copy, bench.col.decks.id("Things"))  # type: ignore[arg-type]
        build(deck(THINGS, NINE[:8]), Path("dist"), FIRST + 100)
        assert "retired, still in Anki" in run(port, "--prune", stdin="delete\n").stdout
    assert list(bench.col.find_notes(f"Key:{KEYS[8]}")) == [copy.id]
