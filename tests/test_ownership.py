"""What a build deletes and replaces in dist/: its own files alone, and only while they are as it wrote them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import NINE, deck
from hypothesis import given
from hypothesis import strategies as st
from snippet_maker import snippet

from generator import ownership
from generator.cli import group

SHELF = Path("dist/things/simulations")
SNIPPETS = Path("source_cards/things/simulations")
FOREIGN = ["my-notes.html", "sketch.py", "plot.svg", "try.ipynb", "index-of-mine.html", "data.csv", "falling copy.py"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck with two snippets, built once."""
    monkeypatch.chdir(tmp_path)
    deck(Path("source_cards/things"))
    SNIPPETS.mkdir()
    for name in ("falling", "rising"):
        (SNIPPETS / f"{name}.py").write_text(snippet(), "utf-8")
    assert run("build", "--new-lock").exit_code == 0
    return tmp_path


def run(*words: str) -> Result:
    done = CliRunner().invoke(group, list(words))
    assert "a fault of its own" not in done.output
    return done


def names(folder: Path = SHELF) -> set[str]:
    return {path.name for path in folder.iterdir()}


OURS = {"falling.py", "falling.ipynb", "rising.py", "rising.ipynb", "index.html", ownership.RECORD}


def test_files_of_the_users_own_stay() -> None:
    """Whatever they are called, and through every build: of nothing new, after an edit, without any snippet left."""
    for name in FOREIGN:
        (SHELF / name).write_text("mine", "utf-8")
    (SHELF / "sub").mkdir()
    assert run("build").exit_code == 0
    deck(Path("source_cards/things"), [*NINE[:8], ("What is thing 9?", "Something else.")])
    assert run("build").exit_code == 0
    assert names() == {*OURS, *FOREIGN, "sub"}
    assert run("build", "--check").exit_code == 0
    shutil.rmtree(SNIPPETS)
    assert run("build").exit_code == 0
    assert names() == {*FOREIGN, "sub"}
    assert all((SHELF / name).read_text("utf-8") == "mine" for name in FOREIGN)
    assert run("build", "--check").exit_code == 0


def test_what_a_build_wrote_goes_with_its_snippet() -> None:
    """The files of a snippet that is gone are found out of date by --check, and deleted by the next build."""
    assert names() == OURS
    (SNIPPETS / "rising.py").unlink()
    done = run("build", "--check")
    assert done.exit_code == 1
    assert "dist/things/simulations/rising.py is not what the sources build" in done.stdout
    assert run("build").exit_code == 0
    assert names() == OURS - {"rising.py", "rising.ipynb"}


def test_a_changed_copy_stays_when_its_snippet_goes() -> None:
    """Somebody worked in the folder: what they changed is theirs."""
    (SHELF / "rising.py").write_text("# mine now", "utf-8")
    (SNIPPETS / "rising.py").unlink()
    assert run("build").exit_code == 0
    assert (SHELF / "rising.py").read_text("utf-8") == "# mine now"
    assert "rising.ipynb" not in names()


@pytest.mark.parametrize("name", ["falling.py", "index.html"])
def test_a_changed_copy_is_not_replaced(name: str) -> None:
    """The build says that it leaves it alone, and --check that it is another; when it is renamed, all is well."""
    (SHELF / name).write_text("# mine now", "utf-8")
    (SNIPPETS / "falling.py").write_text(snippet(see="It falls."), "utf-8")
    done = run("build")
    assert f"dist/things/simulations/{name} is not as deckwright wrote it" in done.stdout
    assert (SHELF / name).read_text("utf-8") == "# mine now"
    assert f"simulations/{name} is not what the sources build" in run("build", "--check").stdout
    (SHELF / name).rename(SHELF / "mine.html")
    assert run("build").exit_code == 0
    assert run("build", "--check").exit_code == 0


def test_a_folder_of_the_users_own_keeps_its_files() -> None:
    """What lay there before the first build is not replaced either."""
    shutil.rmtree("dist")
    SHELF.mkdir(parents=True)
    (SHELF / "index.html").write_text("mine", "utf-8")
    assert "index.html is not as deckwright wrote it" in run("build").stdout
    assert (SHELF / "index.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize("place", ["dist", "dist/things", "dist/things/simulations"])
@pytest.mark.parametrize("inside", [True, False])
def test_nothing_is_deleted_through_a_link(here: Path, place: str, inside: bool) -> None:
    """Neither in a folder of the project nor outside, although the very files were recorded there."""
    target = here / "kept" if inside else here.parent / f"{here.name}-outside"
    Path(place).rename(target)
    Path(place).symlink_to(target)
    before = sorted(path.name for path in target.rglob("*"))
    shutil.rmtree(SNIPPETS)
    done = run("build")
    assert done.exit_code == (0 if inside else 1)
    if not (inside and place == "dist"):
        assert sorted(path.name for path in target.rglob("*")) == before


def test_a_link_in_the_place_of_a_recorded_file_is_left(here: Path) -> None:
    """A link is not what was written, even where it leads to the same bytes."""
    shutil.copy(SHELF / "rising.py", here / "elsewhere.py")
    (SHELF / "rising.py").unlink()
    (SHELF / "rising.py").symlink_to(here / "elsewhere.py")
    (SNIPPETS / "rising.py").unlink()
    assert run("build").exit_code == 0
    assert (SHELF / "rising.py").is_symlink()
    assert (here / "elsewhere.py").is_file()


def test_the_record_is_read_by_sha256sum() -> None:
    """Anybody can check the files, with a program that every system has."""
    command = ["sha256sum", "--check", "--strict", ownership.RECORD]
    assert subprocess.run(command, cwd=SHELF, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", ["preview.html", "changes.html"])
def test_a_page_of_the_users_own_is_not_replaced(name: str) -> None:
    """A preview is replaced only by a preview; a build leaves a page alone that merely has the name."""
    (Path("dist/things") / name).write_text("<p>mine</p>", "utf-8")
    words = ("preview", "--against", "dist/things.apkg") if name == "changes.html" else ("preview",)
    done = run(*words)
    assert done.exit_code == 1
    assert f"dist/things/{name}: deckwright did not write this file, so it is not replaced" in done.stderr
    deck(Path("source_cards/things"), NINE[:8])
    assert run("build").exit_code == 0
    assert (Path("dist/things") / name).read_text("utf-8") == "<p>mine</p>"
    (Path("dist/things") / name).unlink()
    assert run(*words).exit_code == 0
    assert run(*words).exit_code == 0


LINES = st.lists(st.text("./\\ab-_\0py", max_size=12).map(lambda name: f"{'0' * 64}  {name}\n")).map("".join)


@given(text=st.binary(max_size=300) | LINES.map(str.encode))
def test_any_record_names_files_of_its_folder_alone(text: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whoever wrote it: no path leads elsewhere, and nothing but a file of just these bytes is ours."""
    folder = tmp_path_factory.mktemp("any")
    (folder / ownership.RECORD).write_bytes(text)
    assert all(Path(name).name == name and "\\" not in name and name[0] != "." for name in ownership.recorded(folder))
    assert ownership.leftovers(folder, ()) in ((), (folder / ownership.RECORD,))


def test_a_hostile_record_deletes_nothing_elsewhere(here: Path) -> None:
    """Names with a path, of hidden files, of what is no file: all are passed over."""
    (here / "dist/secret.py").write_bytes(b"x")
    digest = ownership.record({"x": b"x"}).decode().partition(" ")[0]
    bad = ["../secret.py", "..", str(here / "dist/secret.py"), ".hidden.py", "sub/../../secret.py", "", "a b.py"]
    (SHELF / ownership.RECORD).write_text("".join(f"{digest}  {name}\n" for name in bad), "utf-8")
    shutil.rmtree(SNIPPETS)
    assert run("build").exit_code == 0
    assert (here / "dist/secret.py").read_bytes() == b"x"


def test_what_no_card_shows_is_not_shipped() -> None:
    """A picture that lies in media/ unused, or on a card that is left out, is in no package, preview or export."""
    media = Path("source_cards/things/media")
    (media / "sub").mkdir(parents=True)
    pictures = {name: b"\x89PNG" + name.encode() for name in ("used.png", "unused.png", "sub/lost.png", "out.png")}
    for name, data in pictures.items():
        (media / name).write_bytes(data)
    edits = "## {#what-is-thing-1}\n\n![a](media/used.png)\n\n## Why? {#why .added}\n\n> [!extra] ![b](media/out.png)\n"
    Path("source_cards/things/edits.md").write_text(edits, "utf-8")
    done = run("build", "--also", "txt,csv,md,json")
    assert "[unused-media]" in done.stderr
    assert "[missing-answer]" in done.stderr
    with zipfile.ZipFile("dist/things.apkg") as archive:
        shipped = [archive.read(name) for name in archive.namelist()]
    assert [data in shipped for data in pictures.values()] == [True, False, False, False]
    written = b"".join(path.read_bytes() for path in Path("dist").rglob("*") if path.is_file())
    hidden = [hashlib.sha256(data).hexdigest()[:20].encode() for data in pictures.values()]
    assert [name in written for name in hidden] == [True, False, False, False]
