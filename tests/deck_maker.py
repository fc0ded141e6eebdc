"""Cards in, the text of a scraped page or a whole deck folder out, as a user would have it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from generator import lint, pipeline, stages
from generator.deck import open_deck

MOMENT = int(time.time()) + 3600
"""When decks are built: later than what a test does in Anki, and so soon that the command line takes the stamps."""

RATING = "How well did you know this?\n1\nNot at all\n2\n3\n4\n5\nPerfectly\n"
NINE = [(f"What is thing {number}?", f"Thing {number} is made of part {number}.") for number in range(1, 10)]


def page(cards: Sequence[tuple[str, str | None]], title: str = "Things Flashcards", numbers: Sequence[int] = ()) -> str:
    """The text of a Brainscape page with these questions and answers; None is an answer the page lacks."""
    parts = [f"{title}\n\n"]
    for number, (question, answer) in zip(numbers or range(1, len(cards) + 1), cards, strict=True):
        said = "A\n" if answer is None else f"A\n\n{answer}\n\n"
        parts.append(f"{number}\nQ\n\n{question}\n\n{said}{RATING}")
    return "".join(parts)


def deck(
    folder: Path,
    cards: Sequence[tuple[str, str | None]] = NINE,
    edits: str = "",
    settings: str = 'name = "Things"\n',
) -> Path:
    """A deck folder with these cards; called again, it replaces the page and leaves the lock alone."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deck.toml").write_text(settings, "utf-8")
    (folder / "scraped.txt").write_text(page(cards), "utf-8")
    (folder / "edits.md").write_text(edits, "utf-8")
    return folder


def build(folder: Path, dist: Path, now: int = MOMENT, *, drafts: bool = False) -> stages.Prepared:
    """Build the deck in `folder` into `dist`, at the second `now`; a deck without a lock gets a new one."""
    prepared = prepare(folder, now, drafts=drafts)
    pipeline.write(prepared, dist)
    return prepared


def prepare(folder: Path, now: int = MOMENT, *, drafts: bool = False) -> stages.Prepared:
    """Take the deck in `folder` all the way but for writing."""
    found = open_deck(folder, lint.SWITCHABLE)
    return pipeline.prepare(found, now, new_lock=not found.lock.exists(), include_drafts=drafts)
