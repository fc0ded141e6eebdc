"""Links in the place of files and folders of a deck: followed inside the project, refused where they lead out."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import NINE, deck, page
from snippet_maker import snippet

from generator.cli import group

SECRET = "## {#own .added}\n\nA secret of the user's.\n"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a built deck, and beside it a folder of the user's, which is returned."""
    project, outside = tmp_path / "project", tmp_path / "outside"
    project.mkdir()
    outside.mkdir()
    (outside / "file").write_text(SECRET, "utf-8")
    (outside / "folder").mkdir()
    (outside / "folder/kept.py").write_text("the user's own", "utf-8")
    (outside / "folder/scraped.txt").write_text(page(NINE), "utf-8")
    monkeypatch.chdir(project)
    deck(Path("source_cards/things"))
    assert run("build", "--new-lock").exit_code == 0
    return outside


def run(*words: str) -> Result:
    """A command as it is run; a fault of its own is no sentence."""
    done = CliRunner().invoke(group, list(words))
    assert "a fault of its own" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def everything(folder: Path) -> dict[str, bytes | str]:
    """Every file with its bytes, and every link with where it leads."""
    return {
        path.relative_to(folder).as_posix(): f"-> {path.readlink()}" if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def put_link(place: str, target: Path) -> None:
    """A link at `place` to `target`, instead of what is there."""
    path = Path(place)
    if path.is_dir() and not path.is_symlink():
        path.rename(Path("was-there-before"))
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


FILES = ["deck.toml", "edits.md", "cards.lock", "scraped.txt"]
READING: list[tuple[str, ...]] = [
    ("build",),
    ("check",),
    ("cards",),
    ("diff", "things"),
    ("preview",),
    ("lock",),
    ("simulate", "things"),
]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_leads_out_is_refused_by_every_command(outside: Path, name: str) -> None:
    """What it leads to is not read, shown, shipped or changed."""
    put_link(f"source_cards/things/{name}", outside / "file")
    before = everything(outside.parent)
    for command in READING:
        done = run(*command)
        assert done.exit_code == 1
        assert (
            f"Error: source_cards/things/{name}: a link leads from here out of the project, to {outside}/file."
            in done.stderr
        )
        assert "secret" not in done.output
        assert everything(outside.parent) == before


WRITING = [
    ("update", "things", "again.txt", "--anything"),
    ("accept", "things"),
    ("edit", "things", "what-is-thing-1"),
    ("add", "things"),
    ("complete", "things"),
    ("verify", "things"),
    ("import", "things", "--collection", "collection.anki2"),
    ("build", "--also", "txt", "-o", "elsewhere"),
    ("build", "--check"),
    ("settle", "things", "x", "new"),
    ("check", "--fix"),
]


@pytest.mark.parametrize("name", ["edits.md", "scraped.txt"])
def test_a_file_that_leads_out_is_never_written(outside: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that write refuse just so."""
    monkeypatch.setenv("EDITOR", "false")
    Path("again.txt").write_text(page(NINE[:8]), "utf-8")
    put_link(f"source_cards/things/{name}", outside / "file")
    before = everything(outside.parent)
    for command in WRITING:
        done = run(*command)
        assert done.exit_code == 1
        assert f"source_cards/things/{name}: a link leads from here out of the project" in done.stderr
        assert everything(outside.parent) == before


FOLDERS = (
    *("source_cards", "source_cards/things", "source_cards/things/scraped", "source_cards/things/media"),
    *("source_cards/things/simulations", "dist", "dist/things", "dist/things/simulations"),
)
SOME = ("source_cards/things", "dist", "dist/things/cards.json", "dist/things.apkg")


@pytest.mark.parametrize(
    ("place", "kind"),
    [*((place, "folder") for place in FOLDERS), *itertools.product(SOME, ("file", "nothing", "circle"))],
)
def test_a_place_that_leads_out_or_nowhere_is_refused(outside: Path, place: str, kind: str) -> None:
    """A link out, to nothing or to itself, in the place of anything of ours: one sentence, and nothing is touched."""
    folder = Path("source_cards/things")
    (folder / "simulations").mkdir()
    (folder / "simulations/falling.py").write_text(snippet(), "utf-8")
    if place == "source_cards/things/scraped":
        (folder / "scraped.txt").unlink()
    target = Path(place).name if kind == "circle" else outside / kind
    put_link(place, Path(target))
    before = everything(outside)
    done = run("build")
    assert done.exit_code == 1, done.output
    assert done.stderr.count("Error:") == 1
    assert "link" in done.stderr or "leads out" in done.stderr or "no deck" in done.stderr, done.stderr
    assert everything(outside) == before


@pytest.mark.parametrize("kind", ["folder", "file", "nothing"])
def test_no_preview_is_written_through_a_link_out(outside: Path, kind: str) -> None:
    """Neither by the command, nor by the build that keeps it current."""
    Path("dist/things/preview.html").symlink_to(outside / kind)
    before = everything(outside)
    assert "dist/things/preview.html: " in run("preview").stderr
    assert "dist/things/preview.html: " in run("build").stderr
    assert everything(outside) == before


@pytest.mark.parametrize("words", [("build",), ("build", "--also", "txt"), ("build", "--check")], ids=" ".join)
def test_no_export_is_looked_for_or_written_through_a_link_out(outside: Path, words: tuple[str, ...]) -> None:
    """A link in the place of an export is refused, although nobody asked for one."""
    Path("dist/things.txt").symlink_to(outside / "file")
    deck(Path("source_cards/things"), NINE[:8])
    before = everything(outside)
    assert "dist/things.txt: a link leads from here out of the project" in run(*words).stderr
    assert everything(outside) == before


def test_commands_that_read_dist_refuse_a_link_out(outside: Path) -> None:
    """A package is read from the project alone."""
    Path("dist").rename(outside / "dist")
    Path("dist").symlink_to(outside / "dist")
    for words in (
        *(("diff", "things"), ("verify", "things"), ("import", "things", "--dry-run"), ("build", "--check")),
        *(("preview",), ("check",), ("edit", "things", "what-is-thing-1")),
    ):
        done = run(*words)
        assert done.exit_code == 1, words
        assert "out of the project" in done.stderr, (words, done.stderr)


def test_a_folder_that_the_user_names_may_be_anywhere(outside: Path) -> None:
    """-o decides for itself; below it, no link leads out of it and the project."""
    assert run("build", "-o", str(outside / "built")).exit_code == 0
    assert (outside / "built/things.apkg").is_file()
    Path("near").symlink_to(outside / "built")
    assert run("build", "-o", "near").exit_code == 0
    (outside / "built/things/cards.json").unlink()
    (outside / "built/things").rmdir()
    (outside / "built/things").symlink_to(outside / "folder")
    before = everything(outside)
    done = run("build", "-o", str(outside / "built"))
    assert "out of the project" in done.stderr
    assert everything(outside) == before


@pytest.mark.parametrize(
    ("place", "store"),
    [
        ("source_cards/things/edits.md", "store/edits.md"),
        ("source_cards/things/cards.lock", "store/cards.lock"),
        ("source_cards/things/scraped.txt", "store/scraped.txt"),
        ("source_cards/things/deck.toml", "store/deck.toml"),
        ("dist", "store/dist"),
        ("dist/things", "store/things"),
        ("dist/things.apkg", "store/things.apkg"),
        ("dist/things/cards.json", "store/cards.json"),
        ("source_cards/things", "store/things"),
        ("source_cards", "store/sources"),
    ],
)
def test_links_inside_the_project_are_written_through(place: str, store: str) -> None:
    """The link stays a link, and what it leads to has the new content."""
    Path("store").mkdir()
    Path(place).rename(store)
    Path(place).symlink_to(os.path.relpath(store, Path(place).parent))
    Path("again.txt").write_text(page([*NINE, ("What is new?", "This is.")]), "utf-8")
    assert run("update", "things", "again.txt").exit_code == 0
    Path("source_cards/things/edits.md").write_text("## {#what-is-thing-1}\n\nEdited.\n", "utf-8")
    assert run("build").exit_code == 0
    assert Path(place).is_symlink()
    assert not any(path.is_symlink() for path in Path("store").rglob("*"))
    assert "What is new?" in Path("source_cards/things/scraped.txt").read_text("utf-8")
    assert "What is new?" in Path("source_cards/things/cards.lock").read_text("utf-8")
    assert "Edited." in Path("dist/things/cards.json").read_text("utf-8")
    assert run("build", "--check").exit_code == 0


@pytest.mark.parametrize("edit", ["scraped.txt", "edits.md"])
def test_a_large_deck_is_held_to_the_same(outside: Path, monkeypatch: pytest.MonkeyPatch, edit: str) -> None:
    """A build in portions, and one after an edit, write through no link out either."""
    monkeypatch.setattr("generator.pipeline.MANY", 1)
    monkeypatch.setattr("generator.retouching.part.MOST", 1)
    assert run("build", "-o", "dist").exit_code == 0
    Path("dist/things/cards.json").unlink()
    Path("dist/things/cards.json").symlink_to(outside / "file")
    path = Path("source_cards/things") / edit
    path.write_text(page([("What is new?", "This."), *NINE[1:]]) if edit == "scraped.txt" else SECRET, "utf-8")
    before = everything(outside)
    assert "dist/things/cards.json: a link leads from here out of the project" in run("build").stderr
    assert everything(outside) == before


def test_a_picture_that_leads_out_is_refused(outside: Path) -> None:
    """Neither a file nor a folder of media/ may be a link out of it, and a linked folder is no silent gap."""
    media = Path("source_cards/things/media")
    media.mkdir()
    (outside / "x.png").write_bytes(PNG)
    for name, target in (("x.png", outside / "x.png"), ("sub", outside), ("x.png", Path("gone")), ("y", Path("y"))):
        (media / name).symlink_to(target)
        done = run("build")
        assert done.exit_code == 1
        assert f"source_cards/things/media/{name}: " in done.stderr
        (media / name).unlink()


def test_no_recorded_figure_is_written_through_a_link_out(outside: Path) -> None:
    """What `simulate` records stays in the folder of the snippets."""
    folder = Path("source_cards/things/simulations")
    folder.mkdir()
    (folder / "falling.py").write_text(snippet(), "utf-8")
    (folder / "falling.svg").symlink_to(outside / "file")
    before = everything(outside)
    done = run("simulate", "things")
    assert done.exit_code == 1
    assert "falling.svg: a link leads from here out" in done.stderr
    assert everything(outside) == before


def test_new_starts_no_deck_outside(outside: Path) -> None:
    """Where source_cards/ is a link out, or the deck's name is a link already."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    Path("source_cards/p").symlink_to(outside / "nothing")
    assert "leads to what is not there" in run("new", "p.txt").stderr
    Path("source_cards/p").unlink()
    Path("source_cards").rename(outside / "sources")
    Path("source_cards").symlink_to(outside / "sources")
    before = everything(outside)
    assert "out of the project" in run("new", "p.txt").stderr
    assert everything(outside) == before


def test_pipes_and_devices_are_not_replaced() -> None:
    """A file of another kind in dist/ is somebody's; the sentence says so at once."""
    os.mkfifo("pipe")
    Path("dist/things/cards.json").unlink()
    Path("dist/things/cards.json").symlink_to("../../pipe")
    Path("source_cards/things/edits.md").write_text("## {#what-is-thing-1}\n\nEdited.\n", "utf-8")
    assert "dist/things/cards.json: this is not a plain file, so it is not replaced" in run("build").stderr
    assert Path("pipe").is_fifo()


def test_a_link_of_the_users_own_is_left_alone(outside: Path) -> None:
    """What is none of our files may be a link to anything."""
    Path("source_cards/things/notes").symlink_to(outside)
    Path("source_cards/things/old.txt").symlink_to("gone")
    assert run("build").exit_code == 0
