"""What was last imported where is remembered, so that `diff` and `verify` say with what they compare, and are right."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki_bench import Bench
from anki_connect_bench import Api, serving
from click.testing import CliRunner, Result
from deck_maker import NINE, build, deck
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from generator import last_import
from generator.cards import StoredNote
from generator.cli import group
from generator.importing import Endpoint
from generator.last_import import ImportedNote, last_imports, remember_import
from generator.packaging import read_collection, read_package

FIRST = 1_700_000_000
THINGS = Path("source_cards/things")
KEYS = [f"things/what-is-thing-{number}" for number in range(1, 10)]
PROFILE = Path("Anki2/User 1")
COLLECTION = PROFILE / "collection.anki2"
LAST_BUILD = "Compared with the last build, dist/things.apkg; no import of this deck is known here."


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine things, built once, beside an empty profile, and a state folder with nothing in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKI_BASE", str(tmp_path / "no-anki-here"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("generator.cli.choosing._USUAL", Endpoint(port=9))
    build(deck(THINGS), Path("dist"), FIRST)
    Bench(PROFILE).close()
    return tmp_path


@pytest.fixture
def running(here: Path) -> Iterator[tuple[Bench, int]]:
    """An Anki that runs, with another profile, and the port of its AnkiConnect."""
    bench = Bench(here / "Anki2/User 2")
    with serving(Api(bench).answer) as port:
        yield bench, port
    bench.close()


def run(*words: str, stdin: str | None = None) -> Result:
    done = CliRunner().invoke(group, list(words), input=stdin)
    assert done.exit_code == 0, done.output
    return done


def known_without_anki() -> Path:
    """Remember the nine things as imported somewhere, as an import does."""
    notes = [ImportedNote(note, is_ours=True) for note in read_package(Path("dist/things.apkg"), "")]
    remember_import(str(THINGS.resolve()), "/anki/collection.anki2", notes, FIRST)
    (path,) = (path for path in Path().rglob("*.imported") if not path.is_symlink())
    return path


def import_closed(*words: str) -> Result:
    return run("import", "things", "--collection", str(COLLECTION), *words)


def rebuild(at: int, *changes: tuple[int, str], cards: int = 9) -> None:
    """Build again at the second `at`, with other answers to some things."""
    new = dict(changes)
    every = [(question, new.get(number, answer)) for number, (question, answer) in enumerate(NINE[:cards], 1)]
    build(deck(THINGS, every), Path("dist"), at)


def compared() -> tuple[str, str]:
    """The first and the last line of diff: what it compares with, and how many notes of each kind there are."""
    lines = run("diff", "things").stdout.splitlines()
    return lines[0], lines[-1]


def known_files() -> list[Path]:
    return sorted(path for path in Path("state").rglob("*") if path.is_file())


def test_after_a_build_diff_still_says_what_an_import_changes() -> None:
    """The package that is compared with otherwise has just been overwritten."""
    import_closed()
    rebuild(FIRST + 100, (1, "Another."), cards=8)
    first, last = compared()
    assert re.fullmatch(
        rf"Compared with what was imported into {COLLECTION.resolve()} on \d{{4}}-\d\d-\d\d \d\d:\d\d\.", first
    )
    assert last.startswith("0 new, 1 changed, 0 only newer, 7 unchanged, 0 kept there, 0 left out, 1 retired, 0 conf")
    import_closed()
    assert compared()[1].startswith("0 new, 0 changed, 0 only newer, 8 unchanged")


def test_without_an_import_the_last_build_is_named() -> None:
    """And before the first build, that there is nothing; `--against` is named, too."""
    assert compared()[0] == LAST_BUILD
    assert run("diff", "things", "--against", "dist/things.apkg").stdout.startswith("Compared with dist/things.apkg.\n")
    (THINGS / "scraped.txt").rename("fresh.txt")
    run("new", "fresh.txt")
    lines = run("diff", "fresh").stdout.splitlines()
    assert lines[0] == "Compared with nothing: this deck was never built."
    assert lines[-1].startswith("9 new, ")


def test_what_anki_made_of_each_note_is_remembered(here: Path) -> None:
    """Edited, tagged, converted, deleted, retired: what is remembered is what Anki holds, but for edits made there."""
    import_closed()
    bench = Bench(PROFILE)
    bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 200)
    bench.edit(KEYS[1], "Answer", "Mine, and newer.", at=FIRST + 200)
    bench.change_note_type(KEYS[2], "Basic")
    bench.delete(KEYS[3])
    bench.close()
    rebuild(FIRST + 100, (2, "Another."), (5, "New."), cards=8)
    import_closed()
    (known,) = last_imports(str(THINGS.resolve()))
    notes = known.notes()
    assert notes
    remembered = {each.note.guid: each for each in notes}
    held = {note.guid: note for note in read_collection(COLLECTION, "")}
    assert remembered.keys() == held.keys()
    edited = {each.note.key for each in notes if each.note.fields != held[each.note.guid].fields}
    assert edited == {KEYS[0], KEYS[1]}
    assert {each.note.fields[0] for each in notes if not each.is_ours} == {"What is thing 3?"}
    assert all(each.note.mod == held[guid].mod for guid, each in remembered.items() if each.is_ours)
    assert all(each.note.tags == held[guid].tags for guid, each in remembered.items())
    shown = run("diff", "things").stdout.splitlines()
    against = run("diff", "things", "--against", str(COLLECTION)).stdout.splitlines()
    # What was edited in Anki is seen in Anki alone; that the build's change does not arrive there is known.
    assert [line for line in shown if line.startswith("kept there")] == ["kept there   what-is-thing-2"]
    assert shown[-1].split(",")[-1] == against[-1].split(",")[-1] == " 1 conflicting"
    assert shown[-1].split(",")[-2] == against[-1].split(",")[-2] == " 1 retired"


DONE_IN_ANKI = ("nothing", "edit", "late edit", "edit taken back", "tag", "delete", "convert")
DONE_TO_THE_PAGE = ("nothing", "other answer", "out")


@pytest.mark.long
@settings(max_examples=10, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(DONE_IN_ANKI), min_size=9, max_size=9),
    st.lists(st.lists(st.sampled_from(DONE_TO_THE_PAGE), min_size=9, max_size=9), min_size=1, max_size=3),
    st.booleans(),
)
def test_whatever_the_learner_does_what_is_remembered_is_so(
    here: Path, in_anki: list[str], pages: list[list[str]], is_running: bool
) -> None:
    """After any import by either door, diff says of memory what it says of the collection, but for edits made there."""
    with tempfile.TemporaryDirectory(dir=here) as folder, contextlib.chdir(folder):
        build(deck(THINGS), Path("dist"), FIRST)
        bench = Bench(PROFILE)
        bench.close()
        run("import", "things", "--collection", str(COLLECTION))
        bench.col.reopen()
        for key, done in zip(KEYS, in_anki, strict=True):
            _do(bench, key, done)
        bench.close()
        for at, page in enumerate(pages):
            cards = [
                (question, f"{answer} ({at})" if done == "other answer" else answer)
                for (question, answer), done in zip(NINE, page, strict=True)
                if done != "out"
            ]
            build(deck(THINGS, cards or NINE), Path("dist"), FIRST + 100 * (at + 1))
            _import(bench, is_running and not {"convert"} & {*in_anki})
            _assert_remembered(bench)


def _do(bench: Bench, key: str, done: str) -> None:
    if done in ("edit", "edit taken back"):
        bench.edit(key, "Answer", "Mine.", at=FIRST + 50)
    if done == "late edit":
        bench.edit(key, "Answer", "Mine.", at=FIRST + 1000)
    if done == "edit taken back":
        bench.edit(key, "Answer", NINE[KEYS.index(key)][1], at=FIRST + 150)
    if done == "tag":
        bench.tag(key, "own", at=FIRST + 150)
    if done == "delete":
        bench.delete(key)
    if done == "convert":
        bench.change_note_type(key, "Basic")


def _import(bench: Bench, is_running: bool) -> None:
    if not is_running:
        run("import", "things", "--collection", str(COLLECTION), "--yes")
        return
    bench.col.reopen()
    with serving(Api(bench).answer) as port:
        run("import", "things", "--port", str(port), "--yes")
    bench.close()


def _assert_remembered(bench: Bench) -> None:
    (known,) = last_imports(str(THINGS.resolve()))
    notes = known.notes()
    assert notes
    held = {note.guid: note for note in read_collection(bench.path, "")}
    packed = {note.guid for note in read_package(Path("dist/things.apkg"), "")}
    # A note that was converted and then left the deck is the learner's own, and may be forgotten.
    wanted = {guid for guid, note in held.items() if note.key or guid in packed}
    assert wanted <= {each.note.guid for each in notes} <= held.keys()
    for each in notes:
        there = held[each.note.guid]
        assert each.note.mod == there.mod
        is_edited = "Mine." in there.fields or "own" in there.tags
        assert is_edited or each.note.fields == there.fields
    last = [run("diff", "things", *words).stdout.splitlines()[-1] for words in ([], ["--against", str(bench.path)])]
    counts = [re.findall(r"(\d+) (new|changed|retired|conflicting|left out)", line) for line in last]
    assert counts[0] == counts[1], last


def test_each_collection_and_each_deck_has_a_memory_of_its_own(running: tuple[Bench, int]) -> None:
    """The latest is taken and named, the other one is named with the way to compare with it; decks do not mix."""
    bench, port = running
    deck(Path("source_cards/others"), [("Who is other?", "It is other.")], settings='name = "Others"\n')
    build(Path("source_cards/others"), Path("dist"), FIRST)
    import_closed()
    _set_back()
    rebuild(FIRST + 100, (1, "Another."))
    run("import", "--port", str(port))
    lines = run("diff", "things").stdout.splitlines()
    assert lines[0].startswith(f"Compared with what was imported into {bench.path} on ")
    assert re.search(rf"also imported into {COLLECTION.resolve()} on .*: deckwright diff --against ", lines[1])
    assert lines[-1].startswith("0 new, 0 changed, 0 only newer, 9 unchanged")
    assert run("diff", "others").stdout.splitlines()[-1].startswith("0 new, 0 changed, 0 only newer, 1 unchanged")
    assert len(known_files()) == 3


def test_a_deck_with_an_id_is_known_wherever_it_lies() -> None:
    """Its folder is renamed, and another deck of the same name in another project is another deck."""
    text = (THINGS / "scraped.txt").read_text("utf-8")
    for project in ("one", "two"):
        Path(project).mkdir()
        Path(project, "facts.txt").write_text(text, "utf-8")
    with contextlib.chdir("one"):
        run("new", "facts.txt")
        run("build", "facts")
        run("import", "facts", "--collection", str(Path("..", COLLECTION)))
        Path("source_cards/facts").rename("source_cards/renamed")
        assert run("diff", "renamed").stdout.startswith("Compared with what was imported into ")
    with contextlib.chdir("two"):
        run("new", "facts.txt")
        run("build", "facts")
        assert run("diff", "facts").stdout.startswith("Compared with the last build, ")


def test_the_door_does_not_matter(running: tuple[Bench, int]) -> None:
    """A collection is the same whether Anki has it open or not, and its last import is one."""
    bench, port = running
    run("import", "things", "--port", str(port))
    bench.close()
    rebuild(FIRST + 100, (1, "Another."))
    run("import", "things", "--collection", str(bench.path))
    assert len(known_files()) == 1
    assert compared()[1].startswith("0 new, 0 changed, 0 only newer, 9 unchanged")
    bench.col.reopen()


def test_kept_through_ankiconnect(running: tuple[Bench, int]) -> None:
    """What Anki kept has not arrived: the text of ours that did is what counts."""
    bench, port = running
    run("import", "things", "--port", str(port))
    bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 200)
    rebuild(FIRST + 100, (1, "Another."))
    run("import", "things", "--port", str(port))
    (known,) = last_imports(str(THINGS.resolve()))
    notes = known.notes()
    assert notes
    (kept,) = [each for each in notes if each.note.key == KEYS[0]]
    assert (kept.note.fields[1], kept.is_ours) == (NINE[0][1], True)
    assert "kept there   what-is-thing-1" in run("diff", "things").stdout


def test_an_import_that_stops_between_two_decks(running: tuple[Bench, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The deck that arrived is remembered, by Anki's rules; the other one is not."""
    bench, port = running
    run("import", "things", "--port", str(port))
    bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 200)
    bench.edit(KEYS[3], "Answer", "Mine.", at=FIRST + 50)
    rebuild(FIRST + 100, (1, "Another."), (4, "Another."))
    deck(Path("source_cards/trees"), [("Who is other?", "It is other.")], settings='name = "Trees"\n')
    build(Path("source_cards/trees"), Path("dist"), FIRST)
    monkeypatch.setattr(Api, "importPackage", _only_once(Api.importPackage))
    stopped = CliRunner().invoke(group, ["import", "things", "trees", "--port", str(port)])
    assert stopped.exit_code == 1, stopped.output
    lines = run("diff", "things").stdout.splitlines()
    assert [line for line in lines if "what-is-thing" in line] == ["kept there   what-is-thing-1"]
    assert run("diff", "trees").stdout.startswith("Compared with the last build, dist/trees.apkg; no import of this")


def _only_once(action: Callable[[Api, str], bool]) -> Callable[[Api, str], bool]:
    done: list[str] = []

    def once(api: Api, path: str) -> bool:
        done.append(path)
        if done[1:]:
            raise ValueError("no more today")
        return action(api, path)

    return once


def test_an_old_text_of_ours_is_no_edit() -> None:
    """The learner edited a note and took that back: the text shipped before, whatever the second; an edit is one."""
    import_closed()
    bench = Bench(PROFILE)
    bench.edit(KEYS[0], "Answer", "Mine.", at=FIRST + 150)
    bench.edit(KEYS[0], "Answer", NINE[0][1], at=FIRST + 200)
    bench.edit(KEYS[1], "Answer", "Mine.", at=FIRST + 200)
    bench.tag(KEYS[2], "own", at=FIRST + 200)
    bench.close()
    rebuild(FIRST + 100, (1, "Another."), (2, "Another."), (3, "Another."))
    shown = run("diff", "things", "--against", str(COLLECTION)).stdout
    assert "    a text that shipped before, so no edit; there it is newer than this build, and stays" in shown
    assert shown.count("so no edit") == 1
    assert shown == import_closed("--dry-run").stdout
    assert (
        "6 unchanged, 2 kept because edited in Anki, 1 kept with a text that shipped before" in import_closed().stdout
    )
    remembered = run("diff", "things").stdout
    assert (remembered.count("kept there   "), remembered.count("so no edit")) == (3, 0)


def test_a_package_named_by_its_file_is_remembered_as_its_deck() -> None:
    """Shells complete file names."""
    run("import", "dist/things.apkg", "--collection", str(COLLECTION))
    assert compared()[0].startswith("Compared with what was imported into ")


def test_deleted_by_prune_is_forgotten() -> None:
    """A retired note that was deleted is retired no more."""
    import_closed()
    rebuild(FIRST + 100, cards=8)
    run("import", "things", "--collection", str(COLLECTION), "--prune", stdin="delete\n")
    assert compared()[1].startswith("0 new, 0 changed, 0 only newer, 8 unchanged, 0 kept there, 0 left out, 0 retired")


def test_a_dry_run_and_a_refused_import_are_not_remembered() -> None:
    """Nothing arrived."""
    import_closed("--dry-run")
    assert known_files() == []


def _set_back() -> None:
    """Let what is known be an hour older than it is."""
    for path in known_files():
        head, _, rest = path.read_bytes().partition(b"\n")
        record = json.loads(head)
        record["when"] -= 3600
        path.write_bytes(json.dumps(record).encode() + b"\n" + rest)


def spoil_head(path: Path, **changes: object) -> None:
    head, _, rest = path.read_bytes().partition(b"\n")
    path.write_bytes(json.dumps({**json.loads(head), **changes}).encode() + b"\n" + rest)


def packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value).encode())


DAMAGES = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "no head": lambda data: data.partition(b"\n")[2],
    "head without end": lambda data: b"[" * 100_000,
    "other bytes": lambda data: bytes(len(data)),
    "no notes": lambda data: data.partition(b"\n")[0] + b"\n",
    "notes as text": lambda data: data.partition(b"\n")[0] + b"\n" + packed("x"),
    "a note as a number": lambda data: data.partition(b"\n")[0] + b"\n" + packed([1]),
    "a note too short": lambda data: data.partition(b"\n")[0] + b"\n" + packed([["a"]]),
    "a note of other kinds": lambda data: data.partition(b"\n")[0] + b"\n" + packed([[1, 2, [3], [], "", 4, 5, 6]]),
    "deep": lambda data: data.partition(b"\n")[0] + b"\n" + zlib.compress(b"[" * 100_000),
    "endless": lambda data: data.partition(b"\n")[0] + b"\n" + zlib.compress(b" " * (1 << 20)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_as_if_nothing_was_known(damage: str) -> None:
    """Diff compares with the last build then and says so, and the next import is remembered again."""
    path = known_without_anki()
    assert compared()[0].startswith("Compared with what was imported into /anki/collection.anki2 on ")
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert compared()[0] == LAST_BUILD
    known_without_anki()
    assert compared()[0].startswith("Compared with what was imported into ")


@pytest.mark.parametrize(
    "head", [{"deckwright import": 2}, {"deck": "x"}, {"when": 1 << 60}, {"when": "now"}, {"collection": 1}]
)
def test_another_version_or_deck_is_as_if_nothing_was_known(head: dict[str, object]) -> None:
    """Nothing of it is guessed."""
    spoil_head(known_without_anki(), **head)
    assert compared()[0] == LAST_BUILD


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_bytes_whatever_are_an_error(tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes) -> None:
    """A file of anything at all is read as nothing."""
    path = tmp_path_factory.getbasetemp() / "any.imported"
    path.write_bytes(head + b"\n" + rest)
    assert last_import._read_head(path, "deck") is None
    assert last_import.LastImport("c", 0, path).notes() is None


def test_a_state_folder_that_cannot_be_written_does_not_matter(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in its place, a place that may not be written, no home: the import is done all the same."""
    Path("state").write_text("a file", "utf-8")
    assert "9 new" in import_closed().stdout
    assert compared()[0] == LAST_BUILD
    Path("state").unlink()
    Path("state").mkdir(mode=0o500)
    assert "9 unchanged" in import_closed().stdout
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert "9 unchanged" in import_closed().stdout
    assert compared()[0] == LAST_BUILD


def test_a_state_folder_in_the_project_is_ignored(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path would lead there, and whoever wrote the project could say what was imported."""
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    monkeypatch.setattr(Path, "home", lambda: here / "home")
    import_closed()
    assert not Path("state").exists()
    assert [path.suffix for path in Path("home/.local/state/deckwright/imports").rglob("*.*")] == [".imported"]


def test_a_linked_state_folder_is_followed() -> None:
    """People keep such folders elsewhere."""
    Path("elsewhere").mkdir()
    Path("state").symlink_to("elsewhere")
    assert known_without_anki().parts[0] == "elsewhere"
    assert compared()[0].startswith("Compared with what was imported into ")


def test_a_pipe_in_the_place_of_the_memory_is_not_waited_for() -> None:
    """Nothing would ever come out of it."""
    path = known_without_anki()
    path.unlink()
    os.mkfifo(path)
    assert compared()[0] == LAST_BUILD


def homeless() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_nobody_else_may_read_it() -> None:
    """What somebody studies, and how they are doing, is their own business."""
    known_without_anki()
    assert (Path("state/deckwright/imports").stat().st_mode & 0o777) == 0o700


def test_old_files_go(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than so many files are kept, the latest."""
    monkeypatch.setattr(last_import, "_MOST_FILES", 3)
    note = ImportedNote(StoredNote("g", "deckwright Q&A", ("q",) * 9, (), 1, "k"), is_ours=True)
    for number in range(5):
        remember_import("deck", f"/c{number}", [note], FIRST + number)
        for path in known_files():
            os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 1_000_000_000))
    assert [known.collection for known in last_imports("deck")] == ["/c4", "/c3", "/c2"]


def test_verify_starts_from_what_was_imported() -> None:
    """It says so; a build that only dist/ has is not what Anki has."""
    assert "things: starting from the last build, dist/things.apkg; no import of" in run("verify", "things").stdout
    import_closed()
    rebuild(FIRST + 100, (1, "Another."), cards=8)
    lines = run("verify", "things", "-v").stdout.splitlines()
    assert lines[0].startswith(f"things: starting from what was imported into {COLLECTION.resolve()} on ")
    assert f"  {KEYS[0]}: studied; updated" in lines
    assert f"  {KEYS[8]}: edited in Anki; not in the package, kept" in lines or "your edit kept" in lines[-1]
    assert lines[-1].endswith("no progress lost, no note doubled.")
