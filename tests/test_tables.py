"""Exports with one card a row in, their cards out: Brainscape's CSV, and lines parted by a tab or marks."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_bench import assert_total
from shares import Share

from generator.cards import Page
from generator.errors import DeckwrightError
from generator.parsers import parse
from generator.parsers.layout import Layout, Sheet
from generator.parsers.layouts import named

SEPARATED = named("separated")
CSV = named("csv")

CASES = {
    "brainscape export": (
        'Question,Answer,Name\nKenya,Nairobi,Kenya\nChad,"N\'Djamena, on the Chari",Chad\n',
        [("Kenya", "Nairobi", 2), ("Chad", "N'Djamena, on the Chari", 3)],
    ),
    "a cell of several lines": (
        'Front,Back\n"A list:","- one\n- two"\nnext,card\n',
        [("A list:", "- one\n- two", 2), ("next", "card", 4)],
    ),
    "an answer missing": ("Term,Definition\ncat,\ndog,a pet\n", [("cat", None, 2), ("dog", "a pet", 3)]),
    "doubled quotation marks": ('Question,Answer\n"He said ""hi""",x\n', [('He said "hi"', "x", 2)]),
    "tabs": ("cat\tgato\ndog\tperro\n", [("cat", "gato", 1), ("dog", "perro", 2)]),
    "tabs with a header": ("Term\tDefinition\ncat\tgato\ndog\tperro\n", [("cat", "gato", 2), ("dog", "perro", 3)]),
    "five slashes": (
        "a bad apple/////a trouble maker\nin a pickle/////in trouble",
        [
            ("a bad apple", "a trouble maker", 1),
            ("in a pickle", "in trouble", 2),
        ],
    ),
    "semicolons, columns in another order": (
        "Tags;Back;Front\nfruit red;pome;apple?\n;nut;hazel?\n",
        [("apple?", "pome", 2), ("hazel?", "nut", 3)],
    ),
    "further columns": (
        "Word,Translation,Hint,Example\ncat,gato,meows,un gato\ndog,perro,,\n",
        [("cat", "gato\n\nHint: meows\n\nExample: un gato", 2), ("dog", "perro", 3)],
    ),
    "quoted, without a header": (
        '"cat, tom","gato"\n"dog","perro"\n"sky","cielo"\n"sea","mar,\nocéano"\n',
        [("cat, tom", "gato", 1), ("dog", "perro", 2), ("sky", "cielo", 3), ("sea", "mar,\nocéano", 4)],
    ),
    "commas, without a header": (
        "cat,gato\ndog,perro\nsky,cielo\nsea,mar\n",
        [("cat", "gato", 1), ("dog", "perro", 2), ("sky", "cielo", 3), ("sea", "mar", 4)],
    ),
    "three columns of tabs": (
        "cat\tgato\tx y\ndog\tperro\tz\nsky\tcielo\t\nsea\tmar\tw\n",
        [("cat", "gato\n\nx y", 1), ("dog", "perro\n\nz", 2), ("sky", "cielo", 3), ("sea", "mar\n\nw", 4)],
    ),
    "blanks around a dash": (
        "cat - gato\ndog - perro\nsky - cielo\nsea - mar, océano\n",
        [("cat", "gato", 1), ("dog", "perro", 2), ("sky", "cielo", 3), ("sea", "mar, océano", 4)],
    ),
    "colons": (
        "Bight: a bend in a rope\n\nHitch: ties a rope to a post\n\nBend: ties two ropes\n\nLoop: holds its size\n",
        [
            ("Bight", "a bend in a rope", 1),
            ("Hitch", "ties a rope to a post", 3),
            ("Bend", "ties two ropes", 5),
            ("Loop", "holds its size", 7),
        ],
    ),
    "definitions of several lines, parted by blank lines": (
        "Bight---a bend\nin a rope\n\nHitch---ties\na rope\n\nLoop---x\n",
        [("Bight", "a bend\nin a rope", 1), ("Hitch", "ties\na rope", 4), ("Loop", "x", 7)],
    ),
    "definitions of several lines, parted by marks": (
        "Bight\ta bend\n\nin a rope\n*****\nHitch\tties\nno rope\n*****\n",
        [("Bight", "a bend\n\nin a rope", 1), ("Hitch", "ties\nno rope", 5)],
    ),
    "three dashes": (
        "Court---a body---\nBill---a draft\nAct---a law\nVeto---a no\nLaw---a rule\nSeat---a place\n",
        [
            ("Bill", "a draft", 2),
            ("Act", "a law", 3),
            ("Veto", "a no", 4),
            ("Law", "a rule", 5),
            ("Seat", "a place", 6),
        ],
    ),
}


def test_a_name_that_every_row_repeats_is_the_page_s_title() -> None:
    """Not a part of each answer; names that differ are."""
    page = parse(Page("p.csv", "Question,Answer,Name\nKenya,Nairobi,Capitals\nChad,N'Djamena,Capitals\n"))
    assert (page.title, [card.answer for card in page.cards]) == ("Capitals", ["Nairobi", "N'Djamena"])
    page = parse(Page("p.csv", "Question,Answer,Name\nKenya,Nairobi,East\nChad,N'Djamena,West\n"))
    assert (page.title, [card.answer for card in page.cards]) == (
        "",
        ["Nairobi\n\nName: East", "N'Djamena\n\nName: West"],
    )


def test_quizlet_rows_without_a_definition_are_cards_that_lack_an_answer() -> None:
    """Up to four in ten lines may lack one and the text is an export still; each is named."""
    parsed = parse(Page("p.txt", "cat\tGato\ndog\t\nsky\tCielo\nsea\t\nsun\tSol\n"))
    assert [card.answer for card in parsed.cards] == ["Gato", None, "Cielo", None, "Sol"]


@pytest.mark.parametrize(("text", "cards"), CASES.values(), ids=CASES)
def test_each_export(text: str, cards: list[tuple[str, str | None, int]]) -> None:
    """What people export, and the cards with the line each begins on."""
    parsed = parse(Page("p", text))
    assert [(card.question, card.answer, card.origin.line) for card in parsed.cards] == cards


def test_a_line_that_is_no_card_is_a_problem() -> None:
    """A definition broken over two lines is reported with its line, not put into a card by guess."""
    text = "cat\tgato\ndog\tperro\nbird\tpájaro\nfish\tpez\nand more of it\ncow\tvaca\n"
    (problem,) = parse(Page("p", text)).problems
    assert str(problem) == ('p:5: "and more of it": in no card; if it belongs to one, add it in edits.md [unread-line]')


def test_a_cell_too_many_is_a_problem() -> None:
    """An unquoted comma parts an answer in two: the rest is reported."""
    (problem,) = parse(Page("p", "Question,Answer\nChad,N'Djamena, on the Chari\n")).problems
    assert '"on the Chari" is a cell too many' in problem.message


def test_an_open_quotation_is_named_with_its_line() -> None:
    """A row that never ends would swallow the rest."""
    with pytest.raises(DeckwrightError, match=r"^p:3: this row is no CSV \(.+\); close its quotation marks"):
        parse(Page("p", 'Question,Answer\nfine,yes\nopen,"never closed\nmore,rows\n'))


@pytest.mark.parametrize(
    "text",
    [
        "An essay\tonce\nwithout any other tab\nin its lines\n",
        "cat\tgato\n",
        "Questions, answers and more\nNothing here\n",
        "He came, he saw.\nShe ran, she won.\nThey sang, they wept.\nWe ate, we slept.\n",
        "ERROR: no disk\nERROR: no net\nINFO: started\nINFO: stopped\nINFO: ended\n",
        "one: two: three\na: b: c\nd: e: f\ng: h: i\n",
        "cat - gato\ndog - perro\nA line of prose without any mark at all.\nAnother one.\n",
        'x = 1\nif x == 2:\n    print("x")\nelse:\n    y = 3\n',
    ],
)
def test_what_only_looks_like_an_export_is_left_alone(text: str) -> None:
    """Prose, a single line, and Anki's own exports, whose cells are HTML."""
    with pytest.raises(DeckwrightError, match="no flashcards found"):
        parse(Page("p", text))


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(CELL, CELL), min_size=2, max_size=8))
def test_what_was_written_as_csv_reads_back(cards: list[tuple[str, str]]) -> None:
    """Any cells, quoted as CSV quotes them, come back as they were."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([("Question", "Answer"), *cards])
    parsed = CSV.parse(Page("p", written.getvalue()))
    assert [(card.question, card.answer) for card in parsed.cards] == cards
    assert parsed.problems == ()


READ = Share(0.5)
NASTY = st.text(st.sampled_from(list("a,\t\n-/ <\x1f\u00a0")), max_size=80)


@pytest.mark.parametrize("layout", [CSV, SEPARATED], ids=lambda layout: layout.name)
@given(head=st.sampled_from(["Question,Answer\n", "cat\tgato\ndog\tperro\n", ""]), text=NASTY)
def test_every_line_is_accounted_for(layout: Layout, head: str, text: str) -> None:
    """Any text: one entry a line; what is not blank is in a card, a header, or a problem with its line."""
    page = Page("p", head + text)
    if layout.recognises(Sheet(page)):
        with READ.reading():
            assert_total(page, layout.parse(page))


def test_enough_was_read() -> None:
    """Of what the property above tried."""
    READ.check()
