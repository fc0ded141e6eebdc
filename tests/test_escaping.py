"""Scraped text in, the Markdown of it out: what the reader sees stays the same, character by character."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cards import Markup, Origin, Text
from generator.rendering import render_plain
from generator.rendering.escaping import as_line, as_markdown
from generator.rendering.markdown import render_markdown

PIECES = st.sampled_from(
    [
        "a",
        "b c",
        "é",
        "漢",
        "5",
        "1.",
        "2.",
        "1)",
        "- ",
        "• ",
        "+ ",
        "  ",
        "    ",
        "\t",
        "\u00a0",
        "\n",
        "\n\n",
        "|",
        "|-|",
    ]
    + ["*", "**", "_", "__", "`", "``", "[", "]", "(x)", "[^1]:", "![](media/x.png)", "^[", "[x] ", "[ ] ", "$", "$$"]
    + [
        "#",
        "## ",
        "{#k}",
        "{{c1::a}}",
        ">",
        "<",
        "<a:b>",
        "<!--",
        "&amp;",
        "&",
        "\\",
        "\\(",
        "~",
        "~~",
        "---",
        "=",
        ":",
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def shown(text: str, markup: Markup) -> str:
    rendered = render_markdown(Text(text, markup, Origin("edits.md", 1)), {}, "key")
    assert rendered.problems == ()
    return visible(rendered.html)


def visible(field: str) -> str:
    """The words of a field, and its blocks and lines as blanks."""
    apart = re.sub(r"</?(?:p|br|ul|ol|li|pre)\b[^>]*>", " ", field)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", apart)).split())


@given(text=TEXTS)
def test_the_markdown_of_a_text_shows_that_text(text: str) -> None:
    """Whatever acts in Markdown is escaped, wherever it stands."""
    assert shown(as_markdown(text), Markup.MARKDOWN) == visible(render_plain(text))


@given(text=TEXTS.map(lambda text: text.replace("\n", " ")))
def test_the_line_of_a_question_shows_that_question(text: str) -> None:
    """The same in a heading."""
    assert shown(as_line(text), Markup.INLINE) == visible(render_plain(text))


def structure(field: str) -> list[str]:
    return re.findall(r"<(p|br|ul|ol|li)\b", field)


@pytest.mark.parametrize(
    "text",
    [
        "one\ntwo\n\nthree",
        "• a\n• b",
        "Kinds:\n- a\n- b\n\n* c\n* d",
        "1. a\n2. b\n  - c\n  - d\n3. e",
        "1945. was a year",
    ],
)
def test_lists_and_paragraphs_stay_what_they_are(text: str) -> None:
    """The blocks of both are the same, in the same order."""
    rendered = render_markdown(Text(as_markdown(text), Markup.MARKDOWN, Origin("e", 1)), {}, "k")
    assert structure(rendered.html) == structure(render_plain(text))


def test_what_needs_no_escape_has_none() -> None:
    """A person is to read this."""
    for text in (
        "snake_case and 5 * 3",
        "a < b & c > d",
        "Is it 10:30? (yes!)",
        "x = y - z",
        "N'Djamena",
        "C# and C++",
    ):
        assert as_markdown(text) == text
