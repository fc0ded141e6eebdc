"""Numbered questions in, their cards out, and lists inside answers left alone."""

from __future__ import annotations

import pytest
from page_bench import assert_total

from generator.cards import Page
from generator.errors import DeckwrightError
from generator.parsers import parse
from generator.parsers.layout import Sheet
from generator.parsers.layouts import named

LAYOUT = named("numbered")

Cards = list[tuple[str, str, str | None]]

CASES: dict[str, tuple[str, Cards]] = {
    "questions that ask": (
        "Knots\n\n1. Bight?\na bend\n\n2) Hitch?\n\na knot\n\nto a post\n3. Splice?\n",
        [("1", "Bight?", "a bend"), ("2", "Hitch?", "a knot\n\nto a post"), ("3", "Splice?", None)],
    ),
    "labels": (
        "1. Name one.\nAnswer: a\n2. Name two.\nAnswer:\n1. b\n2. c\n3. And three?\nAns. d\n",
        [("1", "Name one.", "a"), ("2", "Name two.", "1. b\n2. c"), ("3", "And three?", "d")],
    ),
    "choices": (
        "1. Bight?\nA. a bend\nB. a knot\nAnswer: A\n2. Hitch?\nA. a bend\nB. a knot\nAnswer: B\n3. Why?\nSo.\n",
        [("1", "Bight?\nA. a bend\nB. a knot", "A"), ("2", "Hitch?\nA. a bend\nB. a knot", "B"), ("3", "Why?", "So.")],
    ),
    "a list in an answer": (
        "1. One?\n1. a\n2. b\n3. c\n2. Two?\nx\n3. Three?\ny\n",
        [("1", "One?", "1. a\n2. b\n3. c"), ("2", "Two?", "x"), ("3", "Three?", "y")],
    ),
}


@pytest.mark.parametrize(("text", "cards"), CASES.values(), ids=CASES)
def test_each_way_to_number(text: str, cards: Cards) -> None:
    """The number that comes next begins a card where it asks, or an answer's label stands below."""
    page = Page("p.txt", text)
    parsed = parse(page)
    assert [(card.number, card.question, card.answer) for card in parsed.cards] == cards
    assert_total(page, parsed)
    assert parsed.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "1. a\n2. b\n3. c\n",
        "1. Why?\n2. How?\n3. When?\n",
        "2. Why?\na\n3. How?\nb\n4. When?\nc\n",
        "1. Why?\na\n2. How?\nb\n",
    ],
)
def test_what_is_only_a_list_is_left_alone(text: str) -> None:
    """Items that ask nothing, a list of questions alone, one that does not begin with 1, one too short."""
    assert not LAYOUT.recognises(Sheet(Page("p.txt", text)))
    with pytest.raises(DeckwrightError):
        parse(Page("p.txt", text))
