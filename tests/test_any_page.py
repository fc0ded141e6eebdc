"""Any text in, by the layout it has or any that is named: every line accounted for, or one sentence out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_bench import assert_accounted, assert_total
from shares import Share

from generator.cards import Page
from generator.parsers import FORMATS, as_text, parse

PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\n\n",
            "1\n",
            "2\n",
            "Q\n",
            "A\n",
            "Q: ",
            "A: ",
            "# ",
            "## ",
            "?\n",
            "a",
            "b c",
            "• ",
            "1. ",
            "- ",
            " - ",
        ),
        *(
            ",",
            '"',
            '""',
            ";",
            "\t",
            "|",
            "::",
            "=>",
            "Question,Answer\n",
            "Front\tBack\n",
            "#separator:comma\n",
            "#html:",
        ),
        *(
            "How well did you know this?\n",
            "(2 cards)\n",
            "x Flashcards\n",
            "Privacy Policy\n",
            "***\n",
            "---\n",
            "```\n",
        ),
        *("<html>", "<body>", "<p>", "</p>", "<ul><li>", "<br>", "<td>", "<!--", "<![CDATA[", "&amp;", "&#0;", "&lt"),
        *("{{c1::", "}}", "[sound:a.mp3]", "\x00", "\x1f", "\x0b", "\u2028", "\u00a0", "\u200b", "\ufeff", "e\u0301"),
    ]
)
READ = {wanted: Share(0.0 if wanted == "deckwright" else 0.05) for wanted in ("", *FORMATS)}
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join)


@pytest.mark.parametrize("wanted", ["", *FORMATS])
@settings(max_examples=150)
@given(start=st.sampled_from(["", "<html><body>", "1\nQ\n\na\n\nA\n\nb\n"]), text=TEXTS)
def test_any_text_is_accounted_for_or_one_sentence(wanted: str, start: str, text: str) -> None:
    """Nothing but DeckwrightError comes out of any layout; no line is lost, and Brainscape's keep every word."""
    with READ[wanted].reading():
        page = as_text(Page("page.txt", start + text))
        parsed = parse(page, wanted)
        assert_accounted(page, parsed)
        if wanted == "brainscape" and not page.numbers:
            assert_total(page, parsed)


@pytest.mark.parametrize("wanted", ["", *FORMATS])
def test_enough_was_read(wanted: str) -> None:
    """Of what the property above tried; our own exports alone are refused where they do not begin as such."""
    READ[wanted].check()


@pytest.mark.parametrize("page", ["1\nQ\n\nWhat?\n\nA\n", "<html><body><p>1<p>Q<p>What?<p>A", "1\nQ\nA", "1\nQ\n"])
def test_a_page_that_ends_before_the_answer_does(page: str) -> None:
    """The place of what is missing is still a line of the page, of text or of HTML."""
    (card,) = parse(as_text(Page("page.txt", page)), "brainscape").cards
    assert card.answer is None
    assert 1 <= card.question_line <= card.answer_line <= page.count("\n") + 1
