"""A scraped page in, the jobs to measure on it out: each a command, and what is laid ready before it runs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Run, measure
from benchmarks.pages import page

ROOT = Path(__file__).parents[1]
DECKWRIGHT = (sys.executable, "-c", "from generator.cli import main; main()")
CLICK = (sys.executable, "-c", "import click\n@click.command()\ndef main(): pass\nmain()")
EDIT = "## {{#{key}}}\n\nAn answer written by hand, in **Markdown**.\n"


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder with a deck of `cards` cards, as if just scraped."""

    home: Path
    cards: int

    @property
    def deck(self) -> Path:
        """The deck's folder."""
        return self.home / "source_cards/everything"

    def start(self) -> None:
        """Write the page, a deck.toml, and the empty lock of a deck that was never built."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.deck.mkdir(parents=True)
        with (self.deck / "scraped.txt").open("w", encoding="utf-8") as file:
            file.writelines(page(self.cards))
        (self.deck / "deck.toml").write_text('name = "Everything"\n', "utf-8")

    def run(self, *words: str) -> Run:
        """Measure `deckwright words…` in this folder; its cache is this folder's own."""
        return measure((*DECKWRIGHT, *words), self.home, self._surroundings())

    def reference(self, *options: str) -> Run:
        """Measure the reference on the same page."""
        source = (str(ROOT / "benchmarks/reference.py"), str(self.deck / "scraped.txt"), "reference.apkg")
        return measure((sys.executable, *source, *options), self.home)

    def thrifty(self) -> Run:
        """Measure the reference that makes its Markdown parser once."""
        return self.reference("--one-parser")

    def cold(self) -> Run:
        """Build where nothing was ever built."""
        for left in (self.home / "dist", self.home / "cache"):
            shutil.rmtree(left, ignore_errors=True)
        for left in (self.deck / "cards.lock", self.deck / "edits.md"):
            left.unlink(missing_ok=True)
        return self.run("build", "--new-lock")

    def unchanged(self) -> Run:
        """Build again."""
        return self.run("build")

    def edited(self) -> Run:
        """Build after the answer of one card was written anew, each time another one."""
        keys = [line.split('"')[3] for line in (self.deck / "cards.lock").open(encoding="utf-8") if '"key"' in line]
        edits = self.deck / "edits.md"
        before = edits.read_text("utf-8") if edits.exists() else ""
        edits.write_text(before + EDIT.format(key=keys[len(before) % len(keys)]), "utf-8")
        return self.run("build")

    def reworded(self) -> Run:
        """Build after the page was scraped anew and one answer in its middle had two words more."""
        pieces = enumerate(page(self.cards))
        anew = (each.replace("A\n\n", "A\n\nIn short: ", 1) if at == self.cards // 2 else each for at, each in pieces)
        with (self.deck / "scraped.txt").open("w", encoding="utf-8") as file:
            file.writelines(anew)
        return self.run("build")

    def check(self) -> Run:
        """List every problem."""
        return self.run("check")

    def _surroundings(self) -> dict[str, str]:
        return {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(self.home / "cache")}


JOBS: dict[str, Callable[[Bench], Run]] = {
    "reference": Bench.reference,
    "reference, one parser": Bench.thrifty,
    "cold build": Bench.cold,
    "nothing changed": Bench.unchanged,
    "one edit": Bench.edited,
    "one edit of the page": Bench.reworded,
    "check": Bench.check,
}
"""In the order they are run: each finds what the one before it left."""


def command_line(home: Path, *words: str) -> Run:
    """Measure `deckwright words…` where there is no deck."""
    return measure((*DECKWRIGHT, *words), home, {"PYTHONPATH": str(ROOT)})


def bare_click(home: Path) -> Run:
    """Measure the help of a click program that does nothing."""
    return measure((*CLICK, "--help"), home)
