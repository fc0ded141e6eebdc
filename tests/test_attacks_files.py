"""Files, names and settings that would like to act in, through the commands: one sentence, or what Anki shows out."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_bench import Bench
from attacks_scraped import SCRAPED
from click.testing import CliRunner, Result
from deck_maker import NINE, deck, page

from generator.cli import group

STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    """A command as it is run; a fault of its own is no sentence."""
    done = CliRunner().invoke(group, list(words))
    assert "a fault of its own" not in done.output
    return done


def imported(package: str = "dist/things.apkg") -> Bench:
    """A new collection with the package in it."""
    bench = Bench(Path("anki"))
    bench.import_package(Path(package))
    return bench


NOISY = "\x1b]0;title\x07\x1b[2J\x1b[31mred\x9b31m\x7f \u202egnp"


@pytest.mark.parametrize(
    "words",
    [
        ["build", "--report", "report.json"],
        *(["check", "--format", wanted] for wanted in ("text", "json", "github", "sarif")),
        ["check", "--account", "account.txt"],
        ["cards"],
        ["cards", "--json"],
        ["diff", "things"],
        ["lock", "--check"],
        ["update", "things", "again.txt"],
        ["new", "again.txt"],
        ["new", "again.txt", "--name", "x\x1b[2J"],
        ["build", "nothing\x1b[2J"],
    ],
    ids=" ".join,
)
def test_nothing_scraped_steers_the_terminal(words: list[str]) -> None:
    """Whatever a page, a title or an edit says, what is printed holds no control that a terminal would obey."""
    noisy = [(f"{NOISY} {number}?", None if number == 1 else f"{number} {NOISY}") for number in range(4)]
    again = page([*noisy[1:], (f"{NOISY} else?", f"{NOISY}")], f"{NOISY} Flashcards")
    folder = deck(Path("source_cards/things"), noisy, f"## {NOISY} {{#own .added}}\n\n[{NOISY}](x:{NOISY})\n")
    assert run("build", "--new-lock").exit_code == 1
    (folder / "scraped.txt").write_text(again + f"\n{NOISY}\n", "utf-8")
    Path("again.txt").write_text(again + f"\n{NOISY}\n", "utf-8")
    done = run(*words)
    assert done.output
    assert STEERS.findall(done.output) == []
    if words[-1] in ("json", "sarif", "--json"):
        json.loads(done.stdout)
