"""Copied deck folders, moved cards and decks started as a copy: no two decks of a project hold one note."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from deck_maker import NINE, page
from test_deck_identity import header, id_of, identities, made, run, start, without_id

from generator import siblings
from generator.deck import open_deck
from generator.lint import SWITCHABLE
from generator.lock import read_lock

SOURCES = Path("source_cards")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path


def old_deck(name: str = "things") -> Path:
    """Start and build a deck that was born before there were ids."""
    folder = start(name, built=False)
    without_id(folder)
    made("build", name)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """All files below `folder`."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


EVERY = [("build",), ("build", "--check"), ("check",), ("lock", "--check"), ("diff",)]


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
@pytest.mark.parametrize("is_old", [False, True], ids=["id", "old"])
def test_a_copied_folder_is_an_error_that_names_the_way(command: tuple[str, ...], *, is_old: bool) -> None:
    """Also where the deck itself is as it was built, and whichever of the two is named."""
    folder = old_deck() if is_old else start()
    made("build")
    shutil.copytree(folder, SOURCES / "another")
    before = files(SOURCES) | files(Path("dist"))
    for name, other in (("things", "another"), ("another", "things")):
        done = run(*command, name)
        assert done.exit_code == 1, done.output
        assert f"source_cards/{other}" in done.output
        assert f"deckwright new --from-deck {name}" in done.output
    assert files(SOURCES) | files(Path("dist")) == before
    shutil.rmtree(SOURCES / "another")
    made("build")


def test_a_copy_of_a_deck_that_was_never_built_is_told() -> None:
    """The id in deck.toml tells it, before there is any note."""
    folder = start(built=False)
    shutil.copytree(folder, SOURCES / "another")
    done = run("build", "another")
    assert done.exit_code == 1
    assert f'source_cards/things has the same id, "{id_of(folder)}"' in done.output


@pytest.mark.parametrize("lock", ["unbuilt", "gone"])
def test_the_old_name_given_again_without_an_id_is_refused(lock: str) -> None:
    """A deck is renamed, another is started under the old name as an older deckwright did: nothing is shared."""
    old_deck().rename(SOURCES / "renamed")
    second = start("things", built=False)
    without_id(second)
    Path("dist/things.apkg").unlink()
    if lock == "gone":
        (second / "cards.lock").unlink()
    done = run("build", "things", "--new-lock")
    assert done.exit_code == 1
    assert "source_cards/renamed was started under this folder's name" in done.output


def test_two_old_locks_with_one_guid_are_told_by_lock_check() -> None:
    """What an older deckwright left: both locks look sound, and share a note."""
    folder = old_deck()
    folder.rename(SOURCES / "renamed")
    again = old_deck("other")
    lock = again / "cards.lock"
    lock.write_text((SOURCES / "renamed/cards.lock").read_text("utf-8"), "utf-8")
    for name in ("renamed", "other"):
        done = run("lock", "--check", name)
        assert done.exit_code == 1
        assert "holds 9 notes of this deck, like what-is-thing-1" in done.output


def test_the_old_name_given_again_shares_nothing() -> None:
    """The second way of fault 1: rename the folder, start the old name again; both decks stand for themselves."""
    start("unit-1").rename(SOURCES / "spanish")
    made("build")
    start("unit-1")
    made("build")
    assert not identities("unit-1") & identities("spanish")
    assert not {guid for guid, _ in identities("unit-1")} & {guid for guid, _ in identities("spanish")}
    made("lock", "--check")


def test_a_line_that_was_copied_instead_of_moved_is_told() -> None:
    """One note in two locks: named with both places, and what to do."""
    start("one")
    other = start("two")
    (line,) = [
        line for line in (SOURCES / "one/cards.lock").read_text("utf-8").splitlines() if "what-is-thing-9" in line[:40]
    ]
    lock = other / "cards.lock"
    kept = [each for each in lock.read_text("utf-8").splitlines() if "what-is-thing-9" not in each[:40]]
    lock.write_text("\n".join([*kept, line, ""]), "utf-8")
    done = run("build", "two")
    assert done.exit_code == 1
    assert (
        "source_cards/two/cards.lock: source_cards/one/cards.lock holds a note of this deck, like what-is-thing-9"
        in done.output
    )
    assert "take its line out of the lock it left" in done.output


def test_a_link_to_the_deck_is_no_copy() -> None:
    """The same folder under two names is one deck."""
    start()
    (SOURCES / "link").symlink_to("things")
    made("build", "things")


def test_a_copy_elsewhere_in_the_project_is_told() -> None:
    """A folder that is built by its path is compared with source_cards/, too."""
    shutil.copytree(start(), "backup/things")
    done = run("build", "backup/things")
    assert done.exit_code == 1
    assert "source_cards/things has the same id" in done.output


def test_hidden_and_damaged_neighbours_say_nothing() -> None:
    """A neighbour that cannot be read is for its own build to tell."""
    folder = start()
    shutil.copytree(folder, SOURCES / ".backup")
    for name, data in (("a", b"\xff\xfe{"), ("b", b'[]\n"x"\n{"guid": [1]}\n' + b"[" * 100_000), ("c", b"")):
        (SOURCES / name).mkdir()
        (SOURCES / name / "cards.lock").write_bytes(data)
        (SOURCES / name / "deck.toml").write_bytes(b"\xff" + data)
    (SOURCES / "d").mkdir()
    os.mkfifo(SOURCES / "d/cards.lock")
    os.mkfifo(SOURCES / "d/deck.toml")
    made("build", "things")


def test_neighbours_are_compared_once() -> None:
    """What was compared is not read again before a file of it changes; the note of it in the cache never matters."""
    folder = start()
    start("other")
    deck = open_deck(folder, SWITCHABLE)
    siblings.check(deck)
    siblings._read.cache_clear()
    siblings.check(deck)
    assert siblings._read.cache_info().misses == 0
    for place in Path("cache/deckwright").glob("*.compared"):
        place.write_bytes(b"\xff damaged")
    siblings.check(deck)
    assert siblings._read.cache_info().misses == 2


def test_a_copy_started_from_a_deck() -> None:
    """Pages, edits, media, settings and snippets; an id, guids and Keys of its own; the deck is as it was."""
    folder = start(built=False)
    (folder / "media").mkdir()
    (folder / "media/a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "simulations").mkdir()
    (folder / "simulations/readme.txt").write_text("mine", "utf-8")
    with (folder / "edits.md").open("a", encoding="utf-8") as edits:
        edits.write("\n## {#what-is-thing-2}\n\nBetter. ![](media/a.png)\n\n## My own? {#my-own .added}\n\nYes.\n")
    with (folder / "deck.toml").open("a", encoding="utf-8") as toml:
        toml.write('words = ["xyzzy"]\n\n[rules]\nnumbering-gap = "so it is"\n')
    run("build")
    # One card is reworded and keeps its key, another leaves the page.
    (folder / "scraped.txt").write_text(page([("What is thing 1, at all?", NINE[0][1]), *NINE[1:8]]), "utf-8")
    run("build")
    made("settle", "things", "what-is-thing-1-at-all", "1")
    made("build")
    before = files(folder)
    started = made("new", "--from-deck", "things", "--name", "Another one")
    assert 'Started source_cards/another-one: "Another one", 9 cards, 9 ready.' in started.output
    assert "Next: deckwright build another-one" in started.output
    copy = SOURCES / "another-one"
    assert files(folder) == before
    same = ("edits.md", "scraped.txt", "media/a.png", "simulations/readme.txt")
    assert [(copy / name).read_bytes() for name in same] == [(folder / name).read_bytes() for name in same]
    built = made("build", "another-one")
    assert "9 notes (9 new)" in built.output
    assert header(copy)["id"] == id_of(copy) != id_of(folder)
    assert {key.partition("/")[2] for _, key in identities("another-one")} == {
        key.partition("/")[2] for _, key in identities("things")
    }
    assert not {guid for guid, _ in identities("another-one")} & {guid for guid, _ in identities("things")}
    lock = read_lock(copy / "cards.lock", "")
    assert lock
    assert not any(note.retired for note in lock.notes)
    made("build")
    made("check")


def test_a_copied_folder_becomes_a_deck_of_its_own() -> None:
    """The way that the error names, walked to its end: from the copied folder, or from the deck."""
    folder = old_deck()
    shutil.copytree(folder, SOURCES / "another")
    made("new", "--from-deck", "another", "--name", "Second")
    shutil.rmtree(SOURCES / "another")
    made("build")
    assert not identities("second") & identities("things")
    assert "id" not in header(folder)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from-deck", "things"), "--name"),
        (("--from-deck", "things", "--name", "x", "page.txt"), "only --name"),
        (("--from-deck", "things", "--name", "x", "--clipboard"), "only --name"),
        (("--from-deck", "things", "--name", "Things"), "exists already"),
        (("--from-deck", "nothing", "--name", "x"), 'no deck "nothing"'),
        (("--from-deck", "things", "--name", "a::"), "empty part"),
    ],
)
def test_a_copy_that_cannot_be_started(words: tuple[str, ...], said: str) -> None:
    """A sentence, and nothing is made."""
    folder = start()
    before = files(SOURCES)
    done = run("new", *words)
    assert done.exit_code in (1, 2)
    assert said in done.output
    assert files(SOURCES) == before
    assert [path.name for path in SOURCES.iterdir()] == [folder.name]


def test_a_copy_follows_no_link_out_of_the_project(here: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What lies elsewhere is not copied into the project; a link inside it is."""
    folder = start()
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("secret", "utf-8")
    (folder / "simulations").mkdir()
    (folder / "simulations/secret.txt").symlink_to(secret)
    done = run("new", "--from-deck", "things", "--name", "x")
    assert done.exit_code == 1
    assert "simulations/secret.txt: a link leads from here out of the project" in done.output
    (folder / "simulations/secret.txt").unlink()
    (here / "inside.txt").write_text("inside", "utf-8")
    (folder / "simulations/inside.txt").symlink_to(here / "inside.txt")
    made("new", "--from-deck", "things", "--name", "x")
    assert (SOURCES / "x/simulations/inside.txt").read_text("utf-8") == "inside"


@pytest.mark.parametrize("form", ["csv", "txt", "json"])
def test_an_export_read_beside_its_deck_makes_notes_of_its_own(form: str) -> None:
    """The guids of an export are those of a deck that is there: a second deck does not take them."""
    start()
    made("build", "--also", form)
    made("new", f"dist/things.{form}", "--name", "Second")
    made("build", "second")
    made("build")
    assert not {guid for guid, _ in identities("second")} & {guid for guid, _ in identities("things")}
