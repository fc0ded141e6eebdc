"""Builds with and without what an earlier one left in the cache: the same files, the same words, the same status."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from deck_maker import NINE, deck

from generator import lint, standing
from generator.cli import group
from generator.deck import open_deck
from generator.lint import can_spell, speller

marks_module = sys.modules["generator.standing.marks"]

CHANGES: dict[str, Callable[[Path, Path], object]] = {
    "nothing": lambda folder, dist: None,
    "a page": lambda folder, dist: deck(folder, [(NINE[0][0], "Another answer."), *NINE[1:]]),
    "an answer that goes": lambda folder, dist: deck(folder, [(NINE[0][0], None), *NINE[1:]]),
    "an edit": lambda folder, dist: (folder / "edits.md").write_text("## {#what-is-thing-2}\n\nEdited.\n"),
    "an edit of no card": lambda folder, dist: (folder / "edits.md").write_text("## {#nothing-like-it}\n\nEdited.\n"),
    "an exemption": lambda folder, dist: (folder / "edits.md").write_text(
        '## {#what-is-thing-2 allow="misspelling: a name"}\n'
    ),
    "the settings": lambda folder, dist: (folder / "deck.toml").write_text('name = "Other"\n'),
    "a picture nobody uses": lambda folder, dist: _write(folder / "media/a.svg", "<svg/>"),
    "the package": lambda folder, dist: (dist / "things.apkg").write_bytes(b"no package"),
    "no package": lambda folder, dist: (dist / "things.apkg").unlink(),
    "cards.json": lambda folder, dist: (dist / "things/cards.json").unlink(),
    "a line of the lock": lambda folder, dist: _write(
        folder / "cards.lock", (folder / "cards.lock").read_text().replace('"mod": 18', '"mod": 17')
    ),
    "an empty page": lambda folder, dist: (folder / "scraped.txt").write_text(""),
}
"""What may happen between two builds."""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def _builds(home: Path, cache: Path, change: Callable[[Path, Path], object], monkeypatch: pytest.MonkeyPatch) -> object:
    """A build, one more, the change, three more: every output with its status, and every file at the end."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    folder = deck(home / "source_cards/things", [*NINE, ("What is lost?", None)])
    monkeypatch.chdir(home)
    said = []
    for number in range(5):
        if number == 2:
            change(folder, home / "dist")
        monkeypatch.setenv("XDG_CACHE_HOME", str(cache / (str(number) if cache.name == "never" else "")))
        done = CliRunner().invoke(group, ["build", "--new-lock"] if number == 0 else ["build", "--strict"])
        said.append((done.exit_code, done.stdout, done.stderr))
    files = {path.relative_to(home): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    return said, files


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_cache_changes_nothing(
    change: Callable[[Path, Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever happens in between, a build that remembers says, writes and ends as one that cannot."""
    with_cache = _builds(tmp_path / "a", tmp_path / "always", change, monkeypatch)
    without = _builds(tmp_path / "b", tmp_path / "never", change, monkeypatch)
    assert with_cache == without


@pytest.mark.parametrize("damage", ["", "{", "[]", "x" * 4000])
def test_a_damaged_cache_is_none(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that cannot be read, or not be written, costs a whole build and nothing else."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    deck(tmp_path / "source_cards/things")
    monkeypatch.chdir(tmp_path)
    first = CliRunner().invoke(group, ["build", "--new-lock"])
    (known,) = (tmp_path / "cache/deckwright").iterdir()
    known.write_text(damage)
    again = CliRunner().invoke(group, ["build"])
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "cache").write_text("no folder")
    assert first.exit_code == again.exit_code == CliRunner().invoke(group, ["build"]).exit_code == 0
    assert "9 unchanged" in again.stdout


def test_a_second_build_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second build of the same files prepares nothing; it would fail here if it did."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    deck(tmp_path / "source_cards/things")
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(group, ["build", "--new-lock"])
    monkeypatch.setattr("generator.pipeline.prepare", None)
    assert "9 unchanged" in CliRunner().invoke(group, ["build"]).stdout
    os.utime("source_cards/things/scraped.txt")
    assert "9 unchanged" in CliRunner().invoke(group, ["build"]).stdout


def test_what_changes_during_a_build_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page saved while a build of the old one goes on is new to the next build."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    found = open_deck(deck(Path("source_cards/things")), lint.SWITCHABLE)
    CliRunner().invoke(group, ["build", "--new-lock"])
    before, memory = standing.marks(found, Path("dist")), standing.recall(found, Path("dist"))
    deck(found.folder, [(NINE[0][0], "Another answer."), *NINE[1:]])
    assert memory is not None
    assert memory.marks == before
    standing.remember(found, Path("dist"), before, memory.said)
    remembered = standing.recall(found, Path("dist"))
    assert remembered is not None
    assert remembered.marks != standing.marks(found, Path("dist"))


def test_a_user_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered then, and every build is a whole one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    deck(tmp_path / "source_cards/things")
    assert CliRunner().invoke(group, ["build", "--new-lock"]).exit_code == 0
    assert CliRunner().invoke(group, ["build"]).stdout.startswith('"Things": 9 notes (9 unchanged)')


def homeless() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_settings_saved_while_another_deck_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read when their deck is built, so that what is remembered is of them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder = deck(Path("source_cards/things"))
    marks = standing.marks

    def saved_before(*given: object) -> standing.Marks:
        (folder / "deck.toml").write_text('name = "Things"\ntags = ["new"]\n')
        return marks(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(standing, "marks", saved_before)
    CliRunner().invoke(group, ["build", "--new-lock"])
    assert '"new"' in Path("dist/things/cards.json").read_text()
    assert "9 unchanged" in CliRunner().invoke(group, ["build"]).stdout


@pytest.mark.skipif(not can_spell(), reason="typos is not installed")
def test_a_speller_that_failed_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That no word was checked is not remembered; another speller is another deckwright."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    deck(Path("source_cards/things"), [*NINE, ("What does untill mean?", "It is untill the end of it.")])

    def failing(_: bytes) -> bytes:
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(speller, "_run", failing)
        assert "no word was checked" in CliRunner().invoke(group, ["build", "--new-lock"]).stderr
    assert "until" in CliRunner().invoke(group, ["build"]).stderr
    before = marks_module._tool()
    marks_module._tool.cache_clear()
    monkeypatch.setattr(lint, "program", lambda: __file__)
    assert marks_module._tool() != before
    marks_module._tool.cache_clear()
