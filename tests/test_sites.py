"""Every layout that can be read: it knows its own pages alone, loses no line, and takes time as the page is long."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_bench import assert_total
from shares import Share

from generator.cards import Page, ParsedPage
from generator.deck import read_page
from generator.errors import DeckwrightError
from generator.parsers import PARSERS, parse
from generator.parsers.layout import Layout, Sheet

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))


def read(text: str) -> ParsedPage:
    """The page with this text, every line of it accounted for."""
    page = Page("p.txt", text)
    parsed = parse(page)
    assert_total(page, parsed)
    return parsed


def cards(parsed: ParsedPage) -> list[tuple[str, str | None]]:
    return [(card.question, card.answer) for card in parsed.cards]


def problems(parsed: ParsedPage) -> list[str]:
    return [f"{problem.origin.line} {problem.rule}" for problem in parsed.problems]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_one_layout_knows_a_page(path: Path) -> None:
    """No page is taken for another site's, and none is claimed by two."""
    page = read_page(path, path.name)
    sure = [layout.name for layout in PARSERS if layout.sure and layout.recognises(Sheet(page))]
    assert len(sure) == 1
    assert path.stem.startswith((sure[0], *(["dates", "knots", "loose", "python", "sour", "una", "windows"])))


CRAM = "4 Cards in this Set\n\n  • Front\n  • Back\n"
FRONTS = ["two half hitches", "a reef knot", "the sheet bend", "one bowline"]
BACKS = [f"It is tied with {at} turns, and holds." for at in range(4)]


def test_cram_by_number() -> None:
    """Where the fields are twice the cards announced they pair by turns, whatever they look like."""
    sides = ["a longer front, which ends like a sentence.", "b", "c", "d", "e", "f", "g", "h"]
    assert cards(read(CRAM + "\n" + "\n\n".join(sides))) == list(zip(sides[::2], sides[1::2], strict=True))


def test_a_gap_is_a_field_that_was_dropped() -> None:
    """An extractor drops a field of one word and leaves two blank lines: the card lacks that side, no pair shifts."""
    text = "\n\n".join([FRONTS[0], BACKS[0], "\n" + BACKS[1], FRONTS[2], BACKS[2], FRONTS[3], BACKS[3]])
    assert cards(read(f"{CRAM}\n{text}\n")) == [
        (FRONTS[0], BACKS[0]),
        ("", BACKS[1]),
        (FRONTS[2], BACKS[2]),
        (FRONTS[3], BACKS[3]),
    ]
    assert cards(read(f"{CRAM}\n\n{BACKS[0]}\n\n{FRONTS[1]}\n\n{BACKS[1]}\n"))[0] == ("", BACKS[0])


def test_a_field_that_vanished_is_told_from_the_shape() -> None:
    """Without a gap the pairs around the hole are left out and named; the others stay right."""
    text = "\n\n".join([FRONTS[0], BACKS[0], BACKS[1], FRONTS[2], BACKS[2], FRONTS[3], BACKS[3]])
    parsed = read(f"{CRAM}\n{text}\n")
    assert cards(parsed) == [(FRONTS[at], BACKS[at]) for at in (0, 2, 3)]
    assert problems(parsed) == ["1 count-mismatch", "10 unread-line"]


def test_the_items_of_a_list_are_one_field() -> None:
    """Numbers that count on, or bullets, belong together though blank lines part them."""
    text = "3 Cards in this Set\n\n1. head\n\n2. facet\n\n3. ramus\n\nthe joint surfaces\n\n"
    text += f"{FRONTS[0]}\n\n{BACKS[0]}\n\n- a\n\n- b\n\nx\n"
    assert cards(read(text))[0] == ("1. head\n\n2. facet\n\n3. ramus", "the joint surfaces")


def test_a_third_side_stands_below_the_answer() -> None:
    """Cram's hint gives nothing away there."""
    text = "2 Cards in this Set\n\n  • Front\n  • Back\n  • 3rd side (hint)\n\na\n\nb\n\nc\n\nd\n\ne\n\nf\n"
    assert cards(read(text)) == [("a", "b\n\nc"), ("d", "e\n\nf")]


def test_knowt_with_its_mark_below() -> None:
    """Number, term, definition, mark; a definition of several lines is said to be unsure."""
    parsed = read("3 Terms\n1\nbight\na bend\nNew cards\n2\nloop\n7\nNew cards\n3\nhitch\ntwo\nlines\nNew cards\n")
    assert cards(parsed) == [("bight", "a bend"), ("loop", "7"), ("hitch", "two\nlines")]
    assert problems(parsed) == ["10 unsure-sides"]


def test_knowt_numbers_inside_an_answer() -> None:
    """A number is a card's only beside the mark, and if it grows."""
    text = "2 Terms\n\n1\nNew cards\n\nhow many?\n\n2\n\n2\nNew cards\n\nand now?\n\n1\n"
    assert cards(read(text)) == [("how many?", "2"), ("and now?", "1")]


def test_knowt_without_marks() -> None:
    """Below the table of its ways to study, terms and definitions by turns."""
    table = "1/3\nAbout knots.\nName | Mastery | Learn | Test |\n|---|\nNo study sessions yet.\n"
    text = table + "".join(f"{front}\n{back}\n" for front, back in zip(FRONTS, BACKS, strict=True))
    assert cards(read(text)) == list(zip(FRONTS, BACKS, strict=True))


def test_knowt_s_other_pages_below_are_in_no_card() -> None:
    """What stands below the last card is Knowt's, not its definition."""
    text = "1 Term\n\n1\nNew cards\n\nbight\n\na bend\n\nExplore top notes\n\nSails\n"
    parsed = read(text)
    assert (cards(parsed), problems(parsed)) == ([("bight", "a bend")], [])


def test_quizlet_s_card_to_flip_is_the_first_once_more() -> None:
    """What stands above the list and in it is one card, and nothing to be told of."""
    parsed = read(
        "1 / 2\n\nbight\n\na bend of rope\n\nTerms in this set (2)\n\nbight\na bend of rope\nloop\na loop in it\n"
    )
    assert (cards(parsed), problems(parsed)) == ([("bight", "a bend of rope"), ("loop", "a loop in it")], [])


def test_quizlet_pages_of_old() -> None:
    """They have no count: terms begin below the invitation, and a gap is a dropped term."""
    top = "Like this study set? Create a free account to save it.\n\nSign up for an account\n\nCreate an account\n\n\n"
    text = "\n\n".join([BACKS[0], FRONTS[1], BACKS[1], FRONTS[2], BACKS[2]])
    assert cards(read(top + text)) == [("", BACKS[0]), (FRONTS[1], BACKS[1]), (FRONTS[2], BACKS[2])]


def test_studystack_rows_in_markdown() -> None:
    """Some extractors print tables with upright strokes."""
    rows = "| Term | Definition |\n|---|---|\n| bight | a bend |\n| loop | a bend that crosses |\n"
    assert cards(read(f"Remaining cards (0)\nKnots\n\n{rows}")) == [
        ("bight", "a bend"),
        ("loop", "a bend that crosses"),
    ]


def test_labels_inside_a_text_harm_no_neighbour() -> None:
    """A label out of turn is text of its card, and named."""
    text = "Term\na\nDefinition\nsee\nDefinition\nTerm\nb\nTerm\nDefinition\nd\n"
    parsed = read(text)
    assert cards(parsed) == [("a", "see\nDefinition"), ("b\nTerm", "d")]
    assert problems(parsed) == ["5 leftover-furniture", "8 leftover-furniture"]
    numbered = "front 1\na\nback 1\nfront 1\nback 2\nfront 2\nb\nback 2\nc\n"
    assert cards(read(numbered)) == [("a", "front 1\nback 2"), ("b", "c")]


def test_brainscape_terms_without_marks() -> None:
    """Below the title, a deck of terms by turns."""
    text = "Knots Flashcards\n" + "".join(f"{back}\n{front}\n" for front, back in zip(FRONTS, BACKS, strict=True))
    assert cards(read(text)) == list(zip(BACKS, FRONTS, strict=True))


MARKS = st.sampled_from(
    ["1", "2", "3", "Q", "A", "", "", "New cards", "2 Terms", "3 Cards in this Set", "  • Front", "  • Back", "Term"]
    + ["Definition", "front 1", "back 1", "front 2", "back 2", "Terms in this set (3)", "Created by", "a\t\tb", "c\t\t"]
    + ["Remaining cards (0)", "Total Cards", "2", "Title", "Sets found in the same folder", "Knots Flashcards", "what?"]
    + [
        "#separator:tab",
        "x\ty",
        "x,y",
        "Question,Answer",
        "Q: a",
        "A: b",
        "## c?",
        "a - b",
        "| a | b |",
        "3rd side (hint)",
    ]
    + [
        "A sentence of its own, which ends.",
        "word",
        "- item",
        "1. item",
        "2. item",
        "*****",
        "\x01",
        "\u00a0",
        "Name | Mastery | Learn |",
    ]
    + [
        "Like this study set? Create a free account to save it.",
        "Create an account",
        "Description and Tags",
        '"',
        "1/3",
    ]
)


READ = Share(0.5)


@pytest.mark.parametrize("layout", PARSERS, ids=lambda layout: layout.name)
@settings(max_examples=150)
@given(lines=st.lists(MARKS, max_size=24))
def test_every_line_is_accounted_for(layout: Layout, lines: list[str]) -> None:
    """The marks of all layouts in any order: each line is in one card, the site's, or a problem."""
    page = Page("p.txt", "\n".join(lines))
    with READ.reading():
        if layout.recognises(Sheet(page)):
            assert_total(page, layout.parse(page))


def test_enough_was_read() -> None:
    """Of what the property above tried."""
    READ.check()


REPEATED = [
    "1\nNew cards\n\na b\n\nc\n\n",
    "Term\na\nDefinition\n",
    "front 1\nback 1\n",
    "a\t\tb\nc\n",
    "Name | Mastery | Learn |\n",
]
REPEATED += [
    "word\n\nA sentence.\n\n",
    "1\n",
    "2 Cards in this Set\n",
    "Terms in this set (3)\n",
    '"\n',
    "• a\n",
    "Q\nA\n",
    "1. a\n\n",
]


@pytest.mark.long
@pytest.mark.parametrize("layout", PARSERS, ids=lambda layout: layout.name)
def test_twice_the_page_takes_twice_the_time(layout: Layout, assert_linear: Callable[..., None]) -> None:
    """Whatever mark is repeated: for its own pages and those of others."""

    def work(text: str) -> None:
        with contextlib.suppress(DeckwrightError):
            layout.recognises(Sheet(Page("p.txt", text)))
            layout.parse(Page("p", text))

    for part in REPEATED:
        assert_linear(work, lambda size, part=part: part * size, 800)
