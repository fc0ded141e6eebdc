"""Text that repeats one thing for ever in, through every reader: twice the text takes twice the time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from test_edits import read
from test_markdown import render

from generator import lint
from generator.cards import EditedCard, Markup, Note, NoteType, Origin, Page, Text
from generator.deck.settings import read_settings
from generator.errors import DeckwrightError
from generator.lint import SWITCHABLE
from generator.lock import read_lock
from generator.parsers import FORMATS, as_text, parse
from generator.rendering import render_plain

REPEATED = [
    *("a ", "a\n", "\n", " ", "\u00a0", "\\", "*_", "**a", "~~a", "`", "`a", "$", "$a", "[", "![", "[a](", "[a](<"),
    *(
        "[a]: b\n",
        "[^a]",
        "[^a]: b\n",
        "^[",
        "<",
        "<a ",
        "<!--",
        "<p>",
        "&#",
        "> ",
        "> a\n",
        "- [x] a\n",
        "1. a\n",
        "## a {#a}\n",
    ),
    *(
        "{{c1::",
        "}}",
        "\\(",
        "|",
        "|a|b|\n|-|-|\n",
        '"',
        '""',
        '",',
        "a,b\n",
        "a\tb\n",
        " - ",
        "Q",
        "Q: a\nA: b\n",
        "1\nQ\n",
        "A\n",
    ),
    *("> [!source] a\n", "?(", "(a", "x?\n", "#a:b\n", "# a #", "e\u0301", "日"),
]
"""What stands in a row, thousands of times."""


def _page(text: str, wanted: str = "") -> object:
    return parse(Page("page.txt", text), wanted)


def _hypertext(text: str) -> object:
    return parse(as_text(Page("page.html", f"<html><body>{text}")), "brainscape")


def _settings(text: str) -> object:
    Path("deck.toml").write_text(f'name = "{text}', "utf-8")
    return read_settings(Path("deck.toml"), "deck.toml", SWITCHABLE)


def _lock(text: str) -> object:
    Path("cards.lock").write_text(f'{{"cards.lock": "{text}', "utf-8")
    return read_lock(Path("cards.lock"), "cards.lock")


def _all_formats(text: str) -> None:
    for wanted in FORMATS:
        with contextlib.suppress(DeckwrightError):
            _page(text, wanted)


def _rules(text: str) -> object:
    place = Origin("scraped.txt", 1)
    asked, told = (Text(f"{begin} x{text} x", Markup.PLAIN, place) for begin in ("What are the two", "It is the"))
    card = EditedCard("key", "guid", place, asked, told)
    note = Note("key", "guid", NoteType.QA, (asked.value, told.value, *[""] * 7), (), "D", place)
    material = lint.Material((card,), (note,), {})
    return lint.settle((card,), [*lint.hear(material).problems, *lint.problems_of_notes(material)], ())


READERS: dict[str, tuple[Callable[[str], object], int]] = {
    "page": (_page, 20_000),
    "formats": (_all_formats, 4_000),
    "html": (_hypertext, 10_000),
    "plain": (render_plain, 20_000),
    "markdown": (render, 2_000),
    "edits": (read, 4_000),
    "settings": (_settings, 20_000),
    "lock": (_lock, 20_000),
    "rules": (_rules, 10_000),
}
"""Each way in, and how many characters of it cost enough to be measured."""


@pytest.mark.long
@pytest.mark.parametrize("repeated", REPEATED)
@pytest.mark.parametrize("reader", READERS)
def test_twice_the_text_takes_twice_the_time(
    reader: str, repeated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assert_linear: Callable[..., None]
) -> None:
    """No reader has a text on which its work grows faster than the text."""
    monkeypatch.chdir(tmp_path)
    work, size = READERS[reader]

    def once(text: str) -> None:
        with contextlib.suppress(DeckwrightError):
            work(text)

    assert_linear(once, lambda n: repeated * (n // len(repeated)), size)
