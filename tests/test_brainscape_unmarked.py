"""Brainscape text without numbers and marks: only what is sure becomes a card, the rest is named by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_bench import assert_nothing_more, assert_total

from generator.cards import Page
from generator.errors import DeckwrightError
from generator.parsers import parse
from generator.parsers.layouts import named

LAYOUT = named("brainscape-unmarked")

TITLE = "1 - Ropes Flashcards\n"
SURE = "What is a bight?\nA bend in a rope.\nWhy whip an end?\n- It frays\n- It unlays\nWho ties knots?\nSailors.\n"

CASES: dict[str, tuple[str, list[tuple[str, str | None]], list[int]]] = {
    "one line": ("What is a bight?\nA bend.\n", [("What is a bight?", "A bend.")], []),
    "items": ("Which knots?\n- a bowline\n- a hitch\n", [("Which knots?", "- a bowline\n- a hitch")], []),
    "numbered items": ("Which?\n1. one\n2. two\n", [("Which?", "1. one\n2. two")], []),
    "blank lines": ("Which?\n\none\n\nWhy?\n\ntwo\n", [("Which?", "one"), ("Why?", "two")], []),
    "no answer": ("Which?\nWhy?\ntwo\n", [("Which?", None), ("Why?", "two")], []),
    "an aside in the question": ("Which? (in short)\none\n", [("Which? (in short)", "one")], []),
    "asides in the answer": ("Which?\none\n(or two)\n", [("Which?", "one\n(or two)")], []),
    "two lines": ("Which?\none\nor two\nWhy?\nso\n", [("Why?", "so")], [2]),
    "a command below": ("Which?\nName the knots.\nWhy?\nso\n", [("Why?", "so")], [2]),
    "a command after items": ("Which?\n- a\nLabel the rope.\nWhy?\nso\n", [("Why?", "so")], [2]),
    "a heading below": ("Which?\nActions of the following:\nWhy?\nso\n", [("Why?", "so")], [2]),
    "items above all": ("- a\n- b\nWhy?\nso\n", [("Why?", "so")], [2]),
    "a question among items": ("Which?\n- really?\n- yes\n", [("Which?", "- really?\n- yes")], []),
    "a footer": ("Why?\nso\nPrivacy Policy\n", [("Why?", "so")], []),
}


@pytest.mark.parametrize(("text", "cards", "lines"), CASES.values(), ids=CASES)
def test_what_is_sure(text: str, cards: list[tuple[str, str | None]], lines: list[int]) -> None:
    """A question and what can only be its answer; a line that may be either is a problem, and harms no neighbour."""
    page = Page("p.txt", TITLE + text)
    parsed = LAYOUT.parse(page)
    assert [(card.question, card.answer) for card in parsed.cards] == cards
    assert [problem.origin.line for problem in parsed.problems] == lines
    assert_total(page, parsed)
    assert parsed.title == "1 - Ropes"


def test_such_a_page_is_recognised() -> None:
    """By Brainscape's title and sure pairs below; a count that disagrees is a problem."""
    parsed = parse(Page("p.txt", f"# {TITLE}(4 cards)\n{SURE}"))
    assert [card.answer for card in parsed.cards] == ["A bend in a rope.", "- It frays\n- It unlays", "Sailors."]
    assert [str(problem) for problem in parsed.problems] == [
        "p.txt:2: the page announces 4 cards and holds 3; check that it was saved whole [count-mismatch]"
    ]


@pytest.mark.parametrize(
    "text", [SURE, f"Ropes\n{SURE}", f"{TITLE}Which?\nWhy?\nWhen?\nWho?\n", f"{TITLE}One.\nTwo.\n"]
)
def test_what_only_looks_like_one_is_refused(text: str) -> None:
    """Without the site's title, or without answers that are sure, it may be anything."""
    with pytest.raises(DeckwrightError, match="no flashcards found"):
        parse(Page("p.txt", text))


LINES = st.sampled_from(
    [
        "What?",
        "- a",
        "b",
        "(c)",
        "Name it.",
        "",
        "Thus:",
        "X Flashcards",
        "(2 cards)",
        "7",
        "Privacy Policy",
        "\x01",
        "？",
    ]
)


@given(st.lists(LINES, max_size=20))
def test_every_line_is_accounted_for(lines: list[str]) -> None:
    """Any order of any lines: each is in one card, the site's, or a problem."""
    page = Page("p.txt", "\n".join(lines))
    parsed = LAYOUT.parse(page)
    assert_total(page, parsed)
    assert_nothing_more(page, parsed)
