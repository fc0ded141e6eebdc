"""`deckwright import` into a closed collection, and by the system's double-click; Anki's own library does the work."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import NINE, build, deck

from generator.cli import group
from generator.errors import DeckwrightError
from generator.importing import Endpoint, Job, attended, closed, collections
from generator.importing.inside import free_place

FIRST = 1_700_000_000
THINGS = Path("source_cards/things")
KEYS = [f"things/what-is-thing-{number}" for number in range(1, 10)]
PROFILE = Path("Anki2/User 1")
COLLECTION = PROFILE / "collection.anki2"
HOLD = "import sys, anki.collection as a; c = a.Collection(sys.argv[1]); print('open', flush=True); input(); c.close()"
OPENER = '#!/bin/sh\necho "$1" > opened.txt\nexit {status}\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine things, built once, beside an empty profile; AnkiConnect is looked for where nothing listens."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKI_BASE", str(tmp_path / "no-anki-here"))
    monkeypatch.setattr("generator.cli.choosing._USUAL", Endpoint(port=9))
    build(deck(THINGS), Path("dist"), FIRST)
    Bench(PROFILE).close()
    return tmp_path


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, ["import", *words], input=stdin)


def into(*words: str, stdin: str | None = None) -> Result:
    return run("things", "--collection", str(COLLECTION), *words, stdin=stdin)


def last(done: Result) -> str:
    assert done.exit_code == 0, done.output
    return next(line for line in done.stdout.splitlines() if f" into {COLLECTION}" in line).partition(": ")[2]


def test_build_import_review_edit_rebuild_import() -> None:
    """Schedules and edits survive, what changed is updated, each card is told, and a backup was made before."""
    assert last(into()) == "9 new"
    bench = Bench(PROFILE)
    for key in KEYS:
        bench.study(key)
    before = bench.progress()
    bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 50)
    bench.change_note_type(KEYS[2], "Basic")
    bench.close()
    build(deck(THINGS, [NINE[0], (NINE[1][0], "Another."), *NINE[2:8]]), Path("dist"), FIRST + 100)

    done = into("-v")

    assert last(done) == "1 updated, 5 unchanged, 1 kept because edited in Anki, 1 conflicting"
    assert [line.split() for line in done.stdout.splitlines() if line.startswith("  ") and "things/" in line][:4] == [
        ["kept", KEYS[0]],
        ["updated", KEYS[1]],
        ["conflicting", KEYS[2]],
        ["unchanged", KEYS[3]],
    ]
    assert done.stdout.startswith(f"Backup: {PROFILE.resolve() / 'backups/backup-'}")
    bench = Bench(PROFILE)
    assert bench.progress() == before
    assert (bench.note(KEYS[0])["Answer"], bench.note(KEYS[1])["Answer"]) == ("Mine.", "Another.")
    bench.close()


def test_the_backup_is_one_that_anki_restores(tmp_path: Path) -> None:
    """What Anki makes of the backup is the collection before the import."""
    into()
    build(deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:]]), Path("dist"), FIRST + 100)
    backup = into().stdout.splitlines()[0].removeprefix("Backup: ")
    restored = tmp_path / "restored.anki2"
    code = (
        "import sys; from anki.lang import current_i18n; from anki._backend import RustBackend as B; "
        "b = B(); b.import_collection_package(col_path=sys.argv[2], backup_path=sys.argv[1], "
        "media_folder=sys.argv[2] + '.media', media_db=sys.argv[2] + '.db')"
    )
    subprocess.run([sys.executable, "-c", code, backup, str(restored)], check=True)
    bench = Bench(tmp_path, "restored")
    assert bench.note(KEYS[0])["Answer"] == NINE[0][1]
    bench.close()


def test_no_backup_replaces_another(tmp_path: Path) -> None:
    """Two imports within one second leave two backups."""
    places = []
    for _ in range(3):
        places.append(free_place(tmp_path, "backup-12.00.00.colpkg"))
        places[-1].touch()
    assert [place.name for place in places] == [
        "backup-12.00.00.colpkg",
        "backup-12.00.00-1.colpkg",
        "backup-12.00.00-2.colpkg",
    ]


def test_a_dry_run_is_the_diff_and_leaves_every_byte() -> None:
    """It prints what `deckwright diff --against` prints, and the profile is as it was."""
    into()
    build(deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:8]]), Path("dist"), FIRST + 100)
    before = {path: path.read_bytes() for path in PROFILE.iterdir() if path.suffix == ".anki2"}
    tried = into("--dry-run")
    assert tried.stdout == CliRunner().invoke(group, ["diff", "things", "--against", str(COLLECTION)]).stdout
    assert "changed      what-is-thing-1\n" in tried.stdout
    assert {path: path.read_bytes() for path in before} == before


def test_a_field_added_in_anki() -> None:
    """Anki then updates none of the notes, which the dry run knows and the import says."""
    into()
    bench = Bench(PROFILE)
    bench.add_field("deckwright Q&A", "Mine", FIRST)
    bench.close()
    build(deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:]]), Path("dist"), FIRST + 100)
    shown, done = into("--dry-run"), into()
    assert (shown.exit_code, done.exit_code) == (1, 1)
    assert shown.stdout.endswith(" 9 conflicting\n")
    assert 'the note type "deckwright Q&A" was changed in Anki (field "Mine" added). Anki would put' in done.stderr
    assert shown.stdout.splitlines()[1] == done.stderr.strip().removeprefix("Error: ")


def test_tags_are_spelt_as_the_collection_has_them() -> None:
    """Anki keeps its own spelling of a tag it knows, which is no edit."""
    bench = Bench(PROFILE)
    note = bench.col.new_note(bench.note_type("Basic"))
    note.fields[0], note.tags = "Hello", ["KNOTS"]
    bench.col.add_note(note, bench.col.decks.id("Old"))
    bench.close()
    build(deck(THINGS, settings='name = "Things"\ntags = ["knots"]\n'), Path("dist"), FIRST + 100)
    into()
    assert last(into()) == "9 unchanged"
    assert "9 unchanged, 0 kept there" in into("--dry-run").stdout


def test_an_open_collection_is_refused() -> None:
    """While an Anki has it open, nothing is read or written, and the sentence says what to do."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(COLLECTION)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "open\n"
    done = into()
    with pytest.raises(DeckwrightError, match="Anki has this collection open; close Anki"):
        closed.carry_out(COLLECTION, "collection.anki2", Job((str(Path("dist/things.apkg").resolve()),)))
    holder.communicate("\n")
    assert done.exit_code == 1
    assert "close" in done.stderr
    assert "Anki" in done.stderr
    assert not (PROFILE / "backups").exists()
    assert last(into()) == "9 new"


def test_an_anki_that_was_stopped_is_refused() -> None:
    """A journal beside the collection belongs to an Anki that writes or died; only Anki may put that right."""
    COLLECTION.with_name("collection.anki2-wal").write_bytes(b"half")
    done = into()
    assert "collection.anki2-wal lies beside it. If Anki runs, close it" in done.stderr
    assert "Open Anki, close it again" in done.stderr


def test_all_of_it_or_nothing() -> None:
    """When the second of two packages cannot be imported, nothing of the first is there."""
    Path("broken.apkg").write_bytes(b"no zip file")
    packages = tuple(str(Path(name).resolve()) for name in ("dist/things.apkg", "broken.apkg"))
    with pytest.raises(DeckwrightError, match=r"Anki refused the import .* The collection is as it was"):
        closed.carry_out(COLLECTION, "collection.anki2", Job(packages))
    bench = Bench(PROFILE)
    assert not bench.notes()
    assert bench.deck_names() == []
    bench.close()


def test_what_a_killed_backup_left_is_cleared_away() -> None:
    """An import that died in its backup leaves half of one; the next import does not let such things pile up."""
    left = PROFILE / "backups/.deckwright/backup-half.colpkg"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    assert last(into()) == "9 new"
    assert [path.suffix for path in (PROFILE / "backups").iterdir()] == [".colpkg"]


def test_adopting_notes_studied_under_basic() -> None:
    """They are shown first; after a yes they are our notes with their own cards, schedule, deck and tags."""
    bench = Bench(PROFILE)
    old_deck = bench.col.decks.id("Old")
    for kind, question in (
        ("Basic", "<b>What is</b>&nbsp;thing 1?"),
        ("Basic (and reversed card)", "what is THING 2?"),
        ("Basic", NINE[2][0]),
        ("Basic", NINE[2][0]),
        ("Cloze", f"{NINE[3][0]}{{{{c1::}}}}"),
    ):
        note = bench.col.new_note(bench.note_type(kind))
        note.fields[:2], note.tags = [question, "My own answer."], ["mine"]
        bench.col.add_note(note, old_deck)
    for card in bench.cards():
        bench.col.sched.set_due_date([card.id], "3")
        bench._answer(card, rating=3)
    before, ids = bench.progress(), sorted(bench.col.find_notes("deck:Old"))
    bench.close()

    shown = into("--adopt", "--dry-run")
    refused = into("--adopt", stdin="n\n")
    done = into("--adopt", stdin="y\n")
    kept = into()
    bench = Bench(PROFILE)
    bench.col.db.execute("update notes set mod = ?", FIRST + 50)
    bench.close()
    build(deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:]]), Path("dist"), FIRST + 100)
    again = into("--adopt")

    told = 'take over  "What is thing 1?" (Basic, in Old, 1 review) as things/what-is-thing-1\n'
    assert told in shown.stdout
    assert "not taken over  things/what-is-thing-3: several notes ask that" in shown.stdout
    assert last(refused) == "9 new"
    assert "what is kept was edited or tagged in Anki" in kept.stdout
    assert last(done) == "7 unchanged, 2 taken over with their schedule"
    assert "take over  " not in again.stdout
    bench = Bench(PROFILE)
    assert {card: row for card, row in bench.progress().items() if card in before} == before
    assert [bench.note(key).id for key in KEYS[:2]] == ids[:2]
    assert bench.note(KEYS[0])["Answer"] == "Changed."
    assert bench.note(KEYS[1]).tags == ["mine"]
    assert bench.deck_of(KEYS[1]) == "Old"
    assert len(bench.notes()) == 9 + 3
    bench.close()


def test_a_note_studied_twice_is_not_adopted() -> None:
    """Where the user studied ours, too, one history would be lost, so nothing is done."""
    into()
    bench = Bench(PROFILE)
    note = bench.col.new_note(bench.note_type("Basic"))
    note.fields[:2] = [NINE[0][0], "My own answer."]
    bench.col.add_note(note, bench.col.decks.id("Old"))
    bench.study(KEYS[0])
    content = bench.content()
    bench.close()
    done = into("--adopt")
    assert "not taken over  things/what-is-thing-1: you have studied both" in done.stdout
    bench = Bench(PROFILE)
    assert bench.content() == content
    bench.close()


@pytest.mark.parametrize("how", ["suspend", "delete", "keep"])
def test_retired_notes_are_pruned_after_asking(how: str) -> None:
    """A card that left the page is named, and its note suspended or deleted only when the user says so."""
    into()
    build(deck(THINGS, NINE[:8]), Path("dist"), FIRST + 100)
    done = into("--prune", stdin=f"{how}\n")
    assert f"retired, still in Anki  {KEYS[8]}\n" in done.stdout
    told = {"suspend": "  1 retired note suspended\n", "delete": "  1 retired note deleted\n", "keep": "8 unchanged\n"}
    assert done.stdout.endswith(told[how])
    bench = Bench(PROFILE)
    there = bench.col.find_notes(f"Key:{KEYS[8]}")
    assert len(there) == (how != "delete")
    assert len(bench.notes()) == 8 + len(there)
    if there:
        assert [one.queue for one in bench.history(KEYS[8])] == [-1 if how == "suspend" else 0]
    bench.close()


def test_a_dry_run_of_several_decks_says_which_is_which() -> None:
    """Each deck's part of the difference stands under the deck's name."""
    deck(Path("source_cards/others"), [("Who is other?", "It is other.")], settings='name = "Others"\n')
    build(Path("source_cards/others"), Path("dist"), FIRST)
    shown = run("--collection", str(COLLECTION), "--dry-run").stdout.splitlines()
    assert [line for line in shown if line.endswith(":")] == ["others:", "things:"]
    assert (shown[0], shown[2]) == (f"Compared with {COLLECTION}.", "new          who-is-other")


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    """No profile is found then, and the file is handed to the system."""
    monkeypatch.delenv("ANKI_BASE")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    opener(monkeypatch, here, status=0)
    assert "was handed to the system" in run("things").stdout


def homeless() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_prune_needs_the_deck() -> None:
    """A package alone does not know what is retired."""
    done = run("dist/things.apkg", "--collection", str(COLLECTION), "--prune")
    assert "name the deck instead of the package" in done.stderr


def spoil(statement: str) -> None:
    database = sqlite3.connect(COLLECTION)
    database.execute(statement)
    database.commit()
    database.close()


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_a_collection_newer_than_the_library(words: tuple[str, ...]) -> None:
    """It is left alone, and the sentence says what to update."""
    spoil("update col set ver = 99")
    done = into(*words)
    assert done.exit_code == 1
    assert "a newer Anki has written this collection" in done.stderr
    assert "pip install --upgrade anki" in done.stderr


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_a_collection_of_an_older_anki(words: tuple[str, ...]) -> None:
    """Opening it would make it unreadable for that Anki, so it is left alone; a dry run says so, too."""
    spoil("update col set ver = 11")
    before = COLLECTION.read_bytes()
    done = into(*words)
    assert done.exit_code == 1
    assert "an older Anki has written this collection" in done.stderr
    assert COLLECTION.read_bytes() == before


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ('DBError: DbError { info: "SqliteFailure(Error { code: DiskFull, ... }', "no room left on the disk"),
        ("BackendIOError: No space left on device (os error 28)", "no room left on the disk"),
        ("BackendIOError: Permission denied (os error 13)", "Change the permissions"),
        ("BackendIOError: i/o error", "full, over your quota or failing"),
        ("DBError: disk I/O error", "full, over your quota or failing"),
        ("BackendIOError: File too large (os error 27)", "full, over your quota or failing"),
        ("BackendIOError: Disk quota exceeded (os error 122)", "full, over your quota or failing"),
        ("DBError: attempt to write a readonly database", "Change the permissions"),
        ("Interrupted: what nobody expected", "Anki refused the import (what nobody expected)"),
        (": Killed", "it is as it was, or has all of the import"),
    ],
)
def test_what_anki_says_is_a_sentence(reason: str, sentence: str) -> None:
    """Every error of the library names the collection, what happened and what to do."""
    from generator.importing.refusals import refusal

    kind, _, words = reason.partition(": ")
    told = refusal("here/collection.anki2", kind, words)
    assert told.startswith("here/collection.anki2: ")
    assert sentence in told


def test_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops it learns that the collection is as it was, or has all of the import."""

    def stopped(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(attended, "run", stopped)
    with pytest.raises(DeckwrightError, match=r"its end \(Ctrl-C\)\. .* as it was, or has all of the import"):
        closed.carry_out(COLLECTION, "collection.anki2", Job(()))


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("nowhere.anki2", "there is no such collection"), ("dist/things.apkg", "this is no Anki collection")],
)
def test_what_is_no_collection(path: str, sentence: str) -> None:
    """A wrong path is named before anything is tried."""
    done = run("things", "--collection", path)
    assert done.exit_code == 1
    assert f"Error: {path}: {sentence}" in done.stderr


def test_a_package_of_someone_else() -> None:
    """Only deckwright's own packages are taken; others belong to Anki's dialog."""
    bench = Bench(Path("other"))
    note = bench.col.new_note(bench.note_type("Basic"))
    note.fields[0] = "Hello"
    bench.col.add_note(note, bench.col.decks.id("Old"))
    from anki.collection import ExportAnkiPackageOptions

    options = ExportAnkiPackageOptions(legacy=True)
    bench.col.export_anki_package(out_path=str(Path("other.apkg").resolve()), options=options, limit=None)
    bench.close()
    done = run("other.apkg", "--collection", str(COLLECTION))
    assert "so deckwright did not make it; double-click it" in done.stderr


NOT_CURRENT = {
    "a card changed": lambda: deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:]]),
    "a card went": lambda: deck(THINGS, NINE[1:]),
    "a card came": lambda: deck(THINGS, [*NINE, ("What is thing 10?", "The last.")]),
    "an edit": lambda: deck(THINGS, edits="## {#what-is-thing-1}\n\nMine.\n"),
    "other tags": lambda: deck(THINGS, settings='name = "Things"\ntags = ["t"]\n'),
    "another name": lambda: deck(THINGS, settings='name = "Other things"\n'),
}


@pytest.mark.parametrize("change", NOT_CURRENT)
def test_a_build_that_is_older_than_its_sources_is_imported_only_after_a_yes(change: str) -> None:
    """Without a terminal nobody can say it, so nothing is imported and both ways are named."""
    NOT_CURRENT[change]()
    refused = into()
    assert refused.exit_code == 1
    assert "things: the sources have changed since the last build" in refused.stderr
    assert "Nothing was imported. Build first: deckwright build things; or" in refused.stderr
    declined = into(stdin="n\n")
    assert (declined.exit_code, declined.stdout.splitlines()[-1]) == (0, "Nothing was imported.")
    assert into("--dry-run").exit_code == 0
    bench = Bench(PROFILE)
    assert not bench.notes()
    bench.close()


@pytest.mark.parametrize(("words", "answer"), [([], "y\n"), (["--yes"], None)])
def test_a_yes_imports_the_last_build(words: list[str], answer: str | None) -> None:
    """What is imported is what was built, and that is said."""
    deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:]])
    done = into(*words, stdin=answer)
    assert last(done) == "9 new"
    assert "things: the sources have changed since the last build, which is what is imported" in done.stderr


def test_a_build_named_by_its_file_is_held_against_its_sources() -> None:
    """The last build is; another file, such as a copy of an older build, is meant by whoever names it."""
    shutil.copy("dist/things.apkg", "things.apkg")
    deck(THINGS, [(NINE[0][0], "Changed."), *NINE[1:]])
    refused = run("dist/things.apkg", "--collection", str(COLLECTION))
    assert "Build first: deckwright build things; or" in refused.stderr
    assert last(run("things.apkg", "--collection", str(COLLECTION))) == "9 new"


def test_a_build_with_drafts_is_not_older_than_its_sources() -> None:
    """Drafts ship when they are asked for, and the import asks nothing then."""
    edits = "## {#what-is-thing-1 .draft}\n\nA draft.\n"
    build(deck(THINGS, edits=edits), Path("dist"), FIRST + 100, drafts=True)
    assert last(into()) == "9 new"


@pytest.mark.parametrize("answer", ["y", "n"])
def test_the_default_profile_is_asked_for(monkeypatch: pytest.MonkeyPatch, here: Path, answer: str) -> None:
    """With no Anki running, the profile's collection is offered; without a yes it is not touched."""
    monkeypatch.setenv("ANKI_BASE", str(here / "Anki2"))
    opener(monkeypatch, here, status=0)
    done = run("things", stdin=f"{answer}\n")
    assert f"No Anki answers. Import into the closed collection {COLLECTION}? [y/N]" in done.stdout
    assert ("9 new" in done.stdout) == (answer == "y")
    assert Path("opened.txt").exists() == (answer == "n")


def test_one_of_several_profiles(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    """They are listed, the one used last first, and one is chosen by its number."""
    monkeypatch.setenv("ANKI_BASE", str(here / "Anki2"))
    shutil.copytree(PROFILE, PROFILE.with_name("Mo"))
    os.utime(COLLECTION, (FIRST, FIRST))
    done = run("things", stdin="2\n")
    assert done.stdout.startswith("1  Anki2/Mo/collection.anki2\n2  Anki2/User 1/collection.anki2\n")
    assert last(done) == "9 new"


@pytest.mark.parametrize("status", [0, 3])
def test_a_double_click_where_there_is_no_anki(monkeypatch: pytest.MonkeyPatch, here: Path, status: int) -> None:
    """The package is handed to the system, which is said; where the system has no way either, so is that."""
    opener(monkeypatch, here, status)
    done = run("things")
    assert Path("opened.txt").read_text().strip() == str(Path("dist/things.apkg").resolve())
    if status:
        assert (
            f"the system could not open it as a double-click would (xdg-open ended with status {status})" in done.stderr
        )
    else:
        assert "dist/things.apkg was handed to the system, as a double-click would" in done.stdout
    assert done.exit_code == bool(status)


def opener(monkeypatch: pytest.MonkeyPatch, folder: Path, status: int) -> None:
    """Put an xdg-open of our own before the system's."""
    program = folder / "bin/xdg-open"
    program.parent.mkdir()
    program.write_text(OPENER.format(status=status))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    ("platform", "environment", "place"),
    [
        ("linux", {}, ".local/share/Anki2"),
        ("linux", {"XDG_DATA_HOME": "{home}/data"}, "data/Anki2"),
        ("linux", {}, ".var/app/net.ankiweb.Anki/data/Anki2"),
        ("darwin", {}, "Library/Application Support/Anki2"),
        ("win32", {"APPDATA": "{home}/Roaming"}, "Roaming/Anki2"),
        ("linux", {"ANKI_BASE": "{home}/base"}, "base"),
    ],
)
def test_where_profiles_are(tmp_path: Path, platform: str, environment: dict[str, str], place: str) -> None:
    """Each platform's folder is known, and an Anki that was moved by ANKI_BASE."""
    collection = tmp_path / place / "User 1/collection.anki2"
    collection.parent.mkdir(parents=True)
    collection.touch()
    set_to = {name: value.format(home=tmp_path) for name, value in environment.items()}
    assert collections(tmp_path, set_to, platform) == (collection.resolve(),)
