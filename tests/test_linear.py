"""Text that repeats one thing for ever in, through every reader: twice the text takes twice the time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from test_edits import read
from test_markdown import render

from generator.cards import Page
from generator.deck.settings import read_settings
from generator.errors import DeckwrightError
from generator.lint import SWITCHABLE
from generator.lock import read_lock
from generator.parsers import as_text, parse
from generator.rendering import render_plain

REPEATED = [
    *(" ", "\t", "\n", "\u00a0", "\u2028", "\x1c", "a ", "a\n", "a\n\n", "  a\n", "\x00", "\u200b", "\\"),
    *("[", "]", "[]", "![", "[a](", "[a](<", "](", "[a]: b\n", "[a]: b '", "[^a]", "[^a]: b\n", "^[", "[[", "[x](y 'z"),
    *(
        "<",
        ">",
        "<a",
        "<a ",
        "</",
        "<!--",
        "<!",
        "<![CDATA[",
        "<?",
        "<b>",
        "<p>",
        "<div>",
        "<br>",
        "<a href='",
        "&",
        "&#",
    ),
    *(
        "*",
        "_",
        "*_",
        "**a",
        "a*",
        "_a ",
        "~",
        "~~",
        "~~a",
        "`",
        "` ",
        "`a",
        "```\n",
        "~~~\n",
        "$",
        "$a",
        "$$",
        "$ ",
        "$$\n",
    ),
    *(
        "> ",
        ">",
        "- ",
        "- a\n",
        "* ",
        "+ a\n\n",
        "1. ",
        "1. a\n",
        "1) a\n2) b\n",
        "• ",
        "- [ ] ",
        "- [x] a\n",
        "# ",
        "#",
    ),
    *(
        "## \n",
        "# a #",
        "# a ",
        "## a {#a}\n",
        "## {#",
        "{#",
        "{",
        "}",
        "{{",
        "}}",
        "{{c1::",
        "{{c1::a}}",
        "::",
        "\\(",
        "\\[",
    ),
    *(
        "|",
        "| ",
        "|a",
        "|-",
        "|a|b|\n|-|-|\n",
        "a|b\n",
        "-",
        "---\n",
        "===\n",
        "***\n",
        ":",
        ": ",
        "a: b\n",
        ";",
        "=",
        " = ",
    ),
    *(
        '"',
        "'",
        '""',
        '"a',
        ",",
        '",',
        '"a","b"\n',
        "a,b\n",
        "a\tb\n",
        "/////",
        "=>",
        " - ",
        "a - b\n",
        ".",
        "1",
        "9 ",
        "1\n",
    ),
    *(
        "Q",
        "Q:",
        "Q: ",
        "Q ",
        "Q: a\nA: b\n",
        "A:\n",
        "A\n",
        "1\nQ\n",
        "1\nQ\nA\n",
        "> [!",
        "> [!source] a\n",
        "x = ",
        "[a]\n",
    ),
    *(
        "?",
        "? ",
        "?(",
        "a?\n",
        "( ",
        "(a)",
        "(a",
        "#a:b\n",
        "#separator:",
        "#html:true\n",
        "e\u0301",
        "日",
        "😀",
        "\ufdfa",
    ),
]
"""What stands in a row, a thousand times and more."""

STARTS = [
    "",
    "a\n\n- a\n",
    "Q: x\nA: y\n",
    "Question,Answer\n",
    "# ",
    "1\nQ\n\n",
    '{"',
    'name = "',
    "<html><body>",
    "| a |\n|--|\n",
]
"""What stands before it."""


def page(text: str) -> object:
    return parse(Page("page.txt", text))


def html(text: str) -> object:
    return parse(as_text(Page("page.html", f"<html><body>{text}")))


def settings(text: str) -> object:
    Path("deck.toml").write_text(text, "utf-8")
    return read_settings(Path("deck.toml"), "deck.toml", SWITCHABLE)


def lock(text: str) -> object:
    Path("cards.lock").write_text(text, "utf-8")
    return read_lock(Path("cards.lock"), "cards.lock")
