"""Deck folders of any name and place in, notes that no other deck shares out: what a deck's id is for."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import NINE, page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import group
from generator.lock import Lock, is_born_in, lock_lines
from generator.lock.naming import new_guid
from generator.packaging import read_package

ID = re.compile(r'^id = "(.+-[0-9a-f]{8})"$', re.MULTILINE)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=stdin)


def made(*words: str) -> Result:
    """Run a command that must succeed."""
    done = run(*words)
    assert done.exit_code == 0, done.output
    return done


def start(name: str = "things", *, built: bool = True) -> Path:
    """Start the deck `name` with nine cards, and build it."""
    Path(f"{name}.txt").write_text(page(NINE), "utf-8")
    made("new", f"{name}.txt")
    if built:
        made("build", name)
    return Path("source_cards", name)


def id_of(folder: Path) -> str:
    """The id in deck.toml."""
    found = ID.search((folder / "deck.toml").read_text("utf-8"))
    assert found, folder
    return found.group(1)


def header(folder: Path) -> dict[str, object]:
    """The first line of the lock."""
    first: dict[str, object] = json.loads((folder / "cards.lock").read_text("utf-8").splitlines()[0])
    return first


def identities(slug: str) -> set[tuple[str, str]]:
    """Guid and Key of every note in the package."""
    return {(note.guid, note.key) for note in read_package(Path("dist", f"{slug}.apkg"), slug)}


def without_id(folder: Path) -> None:
    """Make the deck one that was born before there were ids: never built, and none in deck.toml."""
    toml = folder / "deck.toml"
    toml.write_text(re.sub(r"^id = .*\n", "", toml.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def test_new_writes_an_id_and_the_first_build_copies_it() -> None:
    """The slug and eight random digits; the lock has them from the first build on, and every Key begins with them."""
    folder = start(built=False)
    id_ = id_of(folder)
    assert id_.startswith("things-")
    assert "id" not in header(folder)
    made("build")
    assert header(folder) == {"cards.lock": 1, "slug": "things", "deck": "Things", "id": id_}
    assert {key.partition("/")[0] for _, key in identities("things")} == {id_}
    assert all(is_born_in(guid, id_) for guid, _ in identities("things"))
    made("build", "--check")


def test_a_deck_without_an_id_never_gets_one() -> None:
    """Header, guids and Keys are made from the slug, byte for byte as before there were ids."""
    folder = start(built=False)
    without_id(folder)
    made("build")
    made("build", "-o", "elsewhere")
    lock = (folder / "cards.lock").read_text("utf-8")
    assert lock.startswith('{"cards.lock": 1, "slug": "things", "deck": "Things"}\n')
    assert (new_guid("things", NINE[0][0], 0), "things/what-is-thing-1") in identities("things")
    assert "id" not in (folder / "deck.toml").read_text("utf-8")


def test_the_same_page_under_the_same_name_shares_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two projects, one file name, the same questions: no guid and no Key in common."""
    found = []
    for project in ("spanish", "french"):
        (here / project).mkdir()
        monkeypatch.chdir(here / project)
        start("unit-1")
        found.append(identities("unit-1"))
    assert not {guid for guid, _ in found[0]} & {guid for guid, _ in found[1]}
    assert not {key for _, key in found[0]} & {key for _, key in found[1]}


def test_renamed_folder_and_deck_keep_all() -> None:
    """Folder and name may change: notes, id and lock are those they were."""
    folder = start()
    before = identities("things")
    folder = folder.rename("source_cards/other")
    toml = folder / "deck.toml"
    toml.write_text(toml.read_text("utf-8").replace('name = "Things"', 'name = "Else"'), "utf-8")
    assert "9 unchanged" in made("build").output
    assert identities("other") == before
    assert header(folder)["id"] == id_of(folder)


@pytest.mark.parametrize("way", ["package", "new lock"])
def test_a_lost_lock_keeps_all(way: str) -> None:
    """Rebuilt from the package or started anew: deck.toml has the id, so guids and Keys are the same."""
    folder = start()
    before, id_ = identities("things"), id_of(folder)
    (folder / "cards.lock").unlink()
    if way == "new lock":
        shutil.rmtree("dist")
        assert "--new-lock" in run("build").output
    made("build", *(["--new-lock"] if way == "new lock" else []))
    assert identities("things") == before
    assert header(folder) == {"cards.lock": 1, "slug": "things", "deck": "Things", "id": id_}


def test_a_lost_lock_and_a_lost_id_keep_all() -> None:
    """The package's Keys tell it; and the id may come back into deck.toml later."""
    folder = start()
    before, toml = identities("things"), (folder / "deck.toml").read_text("utf-8")
    (folder / "cards.lock").unlink()
    without_id(folder)
    made("build")
    assert identities("things") == before
    (folder / "deck.toml").write_text(toml, "utf-8")
    made("build")
    assert (identities("things"), header(folder)["id"]) == (before, id_of(folder))


COMMANDS = [("build",), ("check",), ("diff", "things"), ("lock", "--check"), ("import", "things", "--dry-run")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_id_that_is_gone_from_deck_toml_is_an_error(command: tuple[str, ...]) -> None:
    """Every command says which line to put back, and writes nothing."""
    folder = start()
    id_, lock = id_of(folder), (folder / "cards.lock").read_bytes()
    without_id(folder)
    done = run(*command)
    assert done.exit_code == 1
    assert "source_cards/things/deck.toml:1: the id is missing" in done.output
    assert f'id = "{id_}"' in done.output
    assert (folder / "cards.lock").read_bytes() == lock


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_another_id_in_deck_toml_is_an_error(command: tuple[str, ...]) -> None:
    """The lock decides; the message names the line, both ids and how a copy is started."""
    folder = start()
    id_, toml = id_of(folder), folder / "deck.toml"
    toml.write_text(toml.read_text("utf-8").replace(id_, "other-00000000"), "utf-8")
    done = run(*command)
    assert done.exit_code == 1
    assert 'deck.toml:2: the id is "other-00000000"' in done.output
    assert f'id = "{id_}"' in done.output
    assert "--from-deck" in done.output


def test_an_id_for_a_deck_that_was_born_without_is_an_error() -> None:
    """It would make every note a new one; the way out is to take the line out."""
    folder = start(built=False)
    toml, id_ = (folder / "deck.toml").read_text("utf-8"), id_of(folder)
    without_id(folder)
    made("build")
    (folder / "deck.toml").write_text(toml, "utf-8")
    done = run("build")
    assert done.exit_code == 1
    assert "deck.toml:2: this deck was started without an id" in done.output
    assert "Take the line out" in done.output
    assert id_ not in (folder / "cards.lock").read_text("utf-8")


def test_a_lock_that_lost_its_id_is_told() -> None:
    """A header taken from the wrong side of a merge: the guids tell that the deck has an id."""
    folder = start()
    lock = folder / "cards.lock"
    lock.write_text(lock.read_text("utf-8").replace(f', "id": "{id_of(folder)}"', ""), "utf-8")
    done = run("build")
    assert done.exit_code == 1
    assert "cards.lock:1:" in done.output
    assert f'"id": "{id_of(folder)}"' in done.output


def test_a_package_of_another_deck_makes_no_lock() -> None:
    """A lock is not rebuilt from notes of another deck."""
    folder = start()
    start("others")
    (folder / "cards.lock").unlink()
    shutil.copy("dist/others.apkg", "dist/things.apkg")
    done = run("build", "things")
    assert done.exit_code == 1
    assert f'belong to the deck "{id_of(Path("source_cards/others"))}"' in done.output
    assert not (folder / "cards.lock").exists()


@pytest.mark.parametrize(
    "id_", ["", "things", "things-0000000", "things-0000000G", "-00000000", "a/b-00000000", "a b-00000000", "00000000"]
)
def test_an_id_of_another_form_is_refused(id_: str) -> None:
    """In deck.toml and in the lock: a slug, a dash and eight hex digits, and nothing that acts in a search."""
    folder = start(built=False)
    toml = folder / "deck.toml"
    toml.write_text(ID.sub(f'id = "{id_}"', toml.read_text("utf-8")), "utf-8")
    done = run("build")
    assert done.exit_code == 1
    assert f'deck.toml:2: the id "{id_}" is not a slug' in done.output
    lock = folder / "cards.lock"
    lock.write_text(lock.read_text("utf-8").replace("}", f', "id": "{id_}"}}'), "utf-8")
    without_id(folder)
    done = run("build")
    assert done.exit_code == 1
    assert 'cards.lock:1: "id" is not a slug' in done.output


SLUGS = st.sampled_from(["a", "b", "a-2", "unit-1", "exam-20261201"])
DECKS = st.tuples(SLUGS, st.integers(0, 3).map("{:08x}".format)).map("-".join)
CARDS = st.tuples(st.sampled_from(["Q?", "Q", "q?", ""]), st.integers(0, 3))


@settings(max_examples=200, deadline=None)
@given(one=DECKS, other=DECKS, this=CARDS, that=CARDS)
def test_no_two_decks_born_with_ids_share_a_guid(
    one: str, other: str, this: tuple[str, int], that: tuple[str, int]
) -> None:
    """A guid is the same for the same id, question and occurrence, and for nothing else."""
    guids = new_guid(one, *this, has_id=True), new_guid(other, *that, has_id=True)
    assert (guids[0] == guids[1]) == ((one, this) == (other, that))
    assert (is_born_in(guids[0], other)) == (one == other)
    assert guids[0] not in (new_guid(other, *that), new_guid(one, *this))


FILES = st.sampled_from(["unit-1", "Unit 1", "unit_1", "ünit 1", "1", "exam-20261201"])
QUESTIONS = st.lists(st.sampled_from(["One?", "Two?", "Zwei?", "Trois?"]), min_size=1, max_size=4)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decks=st.lists(st.tuples(FILES, FILES | st.just(""), QUESTIONS), min_size=2, max_size=3))
def test_no_two_decks_share_a_note_whatever_they_are_called(
    here: Path, monkeypatch: pytest.MonkeyPatch, decks: list[tuple[str, str, list[str]]]
) -> None:
    """Each in a project of its own, of any file, name and questions: one guid and one Key is one note."""
    project = Path(tempfile.mkdtemp(dir=here))
    found = []
    for number, (file, name, questions) in enumerate(decks):
        (project / str(number)).mkdir()
        monkeypatch.chdir(project / str(number))
        Path(f"{file}.txt").write_text(page([(question, f"Answer {number}") for question in questions]), "utf-8")
        made("new", f"{file}.txt", *(["--name", name] if name else []))
        run("build")
        found += [note for slug in Path("dist").glob("*.apkg") for note in read_package(slug, "")]
    assert len({note.guid for note in found}) == len({note.key for note in found}) == len(found)
    assert len(found) == sum(len(questions) for _, _, questions in decks)


def test_an_old_header_is_written_as_it_was() -> None:
    """A lock without an id has none written, not even an empty one."""
    assert list(lock_lines(Lock(slug="a", deck="A"))) == ['{"cards.lock": 1, "slug": "a", "deck": "A"}\n']
    assert Lock(slug="a").prefix == "a"
    assert Lock(slug="a", id="a-00000000").prefix == "a-00000000"
