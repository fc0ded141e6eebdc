"""What the system does not let a user read or write, and the permissions that files have afterwards."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from deck_maker import NINE, build, deck, page
from plain_user import deckwright, deckwright_each
from snippet_maker import snippet

THINGS = Path("source_cards/things")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two decks that were built; what a test closes is open again for those who tidy up."""
    monkeypatch.chdir(tmp_path)
    for name in ("things", "zebras"):
        build(deck(Path("source_cards") / name), Path("dist"), 1_700_000_000)
    yield tmp_path
    for folder, _, _ in os.walk(tmp_path):
        Path(folder).chmod(0o755)
        for path in Path(folder).iterdir():
            if not path.is_symlink():
                path.chmod(0o755)


def change(name: str) -> None:
    """Give the deck another answer, so that there is something to write."""
    deck(Path("source_cards") / name, [*NINE[:8], ("What is thing 9?", "Something else.")])


UNREADABLE = [
    "source_cards/things",
    "source_cards/things/scraped.txt",
    "source_cards/things/edits.md",
    "source_cards/things/deck.toml",
    "source_cards/things/cards.lock",
    "dist/things.apkg",
    "dist/things",
    "dist",
    "source_cards",
]


@pytest.mark.parametrize("place", UNREADABLE)
def test_what_cannot_be_read_is_a_sentence(place: str) -> None:
    """It names the file, the status says that something failed, and nothing else is claimed."""
    change("things")
    change("zebras")
    # What a command does not need may be closed to it.
    needed = {"check": "dist/things" not in place, "diff": place != "dist/things", "build": place != "dist/things.apkg"}
    commands = [["build", "things"], ["check", "things"], ["diff", "things"], ["build"]]
    Path(place).chmod(0)
    done = deckwright_each(commands)
    Path(place).chmod(0o755)
    for words, each in zip(commands, done, strict=True):
        if needed.get(words[0], True):
            assert each.status, (words, each)
            assert place in each.err, (words, each)
            assert "ermission" in each.err or "not readable" in each.err, (words, each)


@pytest.mark.parametrize("place", UNREADABLE[:5])
def test_the_other_deck_is_built(place: str) -> None:
    """One deck that cannot be read is named; it keeps no other from being built, and the status is 1."""
    for name in ("things", "zebras"):
        change(name)
    Path(place).chmod(0)
    done = deckwright("build")
    Path(place).chmod(0o755)
    assert done.status == 1
    assert place in done.err
    assert "Something else." in Path("dist/zebras/cards.json").read_text("utf-8")
    assert "Something else." not in Path("dist/things/cards.json").read_text("utf-8")


def test_a_broken_deck_keeps_no_other_from_being_built() -> None:
    """Whatever is wrong with one, the sentence names it and the rest go on."""
    (THINGS / "deck.toml").write_text("nonsense", "utf-8")
    change("zebras")
    done = deckwright("build")
    assert done.status == 1
    assert done.err.startswith("Error: source_cards/things/deck.toml:1: ")
    assert "Something else." in Path("dist/zebras/cards.json").read_text("utf-8")


def test_a_folder_that_cannot_be_entered_is_a_sentence() -> None:
    """It can be listed, and yet none of its files opened."""
    THINGS.chmod(0o444)
    for done in deckwright_each([["build"], ["check", "things"], ["cards", "things"], ["lock"]]):
        assert done.status == 1
        assert "source_cards/things" in done.err


def test_pictures_that_cannot_be_read_are_not_just_missing() -> None:
    """A closed folder in media/ is named, rather than its pictures called missing."""
    (THINGS / "media/sub").mkdir(parents=True)
    (THINGS / "media/sub").chmod(0)
    done = deckwright("build", "things")
    assert done.status == 1
    assert "source_cards/things/media/sub" in done.err
    assert "ermission" in done.err


@pytest.mark.parametrize("place", ["simulations", "simulations/falling.py", "simulations/falling.svg"])
def test_a_snippet_that_cannot_be_read_is_not_just_missing(place: str) -> None:
    """Neither its folder, nor the script, nor what is recorded: its card would change without a word."""
    folder = THINGS / "simulations"
    folder.mkdir()
    (folder / "falling.py").write_text(snippet(), "utf-8")
    assert deckwright("simulate", "things").status == 0
    (THINGS / place).chmod(0)
    for done in deckwright_each([["build", "things"], ["check", "things"], ["simulate", "things"]]):
        assert done.status == 1
        assert f"source_cards/things/{place}" in done.err
        assert "ermission" in done.err


def test_a_path_beyond_all_bounds_is_a_sentence() -> None:
    """Over PATH_MAX, or with a part over NAME_MAX: as a deck, a page, a package or a place to write."""
    names = [f"{path}{ending}" for path in ("x/" * 3000 + "p", "y" * 300) for ending in ("", ".txt", ".apkg")]
    commands = [["build", "-o", "x/" * 3000], ["build", "--report", "y" * 300], ["preview", "-o", "y" * 300]]
    for command in ("build", "check", "cards", "preview", "diff", "edit", "new", "update", "import"):
        commands += [[command, name, *(["z"] if command in ("edit", "update") else [])] for name in names]
    for words, done in zip(commands, deckwright_each(commands), strict=True):
        assert done.status in (1, 2), words


def modes(*folders: str) -> dict[str, int]:
    """The permissions of all files and folders there."""
    return {
        path.as_posix(): stat.S_IMODE(path.stat().st_mode) for folder in folders for path in Path(folder).rglob("*")
    }


@pytest.mark.parametrize(("umask", "file", "folder"), [(0o077, 0o600, 0o700), (0o002, 0o664, 0o775)])
def test_new_files_follow_the_umask(umask: int, file: int, folder: int) -> None:
    """A private user's files are private, and a group's are the group's, whatever the command."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    for words in (
        ("new", "p.txt"),
        ("build", "p", "--also", "txt", "--report", "r.json", "-o", "out"),
        ("preview", "p"),
    ):
        done = deckwright(*words, umask=umask)
        assert done.status == 0, done.err
    found = modes("source_cards/p", "out") | {name: stat.S_IMODE(Path(name).stat().st_mode) for name in ("r.json",)}
    assert {mode for name, mode in found.items() if Path(name).is_file()} == {file}
    assert {mode for name, mode in found.items() if Path(name).is_dir()} == {folder}
    assert stat.S_IMODE(Path("source_cards/p").stat().st_mode) == folder
    assert stat.S_IMODE(Path("dist/p/preview.html").stat().st_mode) == file


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o444])
def test_a_replaced_file_keeps_its_permissions(mode: int) -> None:
    """Neither wider nor tighter, whatever the umask says of new files."""
    places = [THINGS / "cards.lock", Path("dist/things.apkg"), Path("dist/things/cards.json"), THINGS / "scraped.txt"]
    for path in places:
        path.chmod(mode)
    Path("p.txt").write_text(page([*NINE[:8], ("What is thing 9?", "Something else.")]), "utf-8")
    before = [path.read_bytes() for path in places]
    assert deckwright("update", "things", "p.txt", umask=0o022).status == 0
    assert deckwright("build", "things", umask=0o022).status == 0
    assert [path.read_bytes() for path in places] != before
    assert {stat.S_IMODE(path.stat().st_mode) for path in places} == {mode}
