"""Text exports with all kinds of separators in, their cards out; what only looks like one is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_bench import assert_total
from shares import Share

from generator.cards import Page, ParsedPage
from generator.errors import DeckwrightError
from generator.parsers import PARSERS, parse
from generator.parsers.layout import Layout, Sheet
from generator.parsers.layouts import named

LAYOUT = named("separated")
LOOSELY = named("terms")

ANIMALS = (("perro", "dog"), ("gato", "cat"), ("pez", "fish"), ("vaca", "cow"))
KNOTS = (("bight", "a bend\nin a rope"), ("hitch", "ties - to a post"), ("loop", "a bight\n- whose ends\n- cross"))


def read(text: str, wanted: str = "") -> ParsedPage:
    """The page with this text, every line of it accounted for."""
    page = Page("p", text)
    parsed = parse(page, wanted)
    assert_total(page, parsed)
    return parsed


def cards(text: str) -> list[tuple[str, str | None]]:
    return [(card.question, card.answer) for card in read(text).cards]


@pytest.mark.parametrize(
    "between",
    ["\t", ",", ";", "|", "||", "=", " = ", " - ", " – ", " — ", ": ", " : ", "::", "->", "=>", "---", "@@@", "####"],
)
def test_separators_between_the_sides(between: str) -> None:
    """Whatever Quizlet or a person puts between them."""
    assert cards("".join(f"{a}{between}{b}\n" for a, b in ANIMALS)) == list(ANIMALS)


@pytest.mark.parametrize("after", ["*****\n", "\n*****\n", "\n\n", "+++\n", " =====\n"])
@pytest.mark.parametrize("between", ["\t", "---", "/////"])
def test_cards_of_several_lines(between: str, after: str) -> None:
    """A blank line or a mark ends each card; the mark is in no card."""
    assert cards("".join(f"{a}{between}{b}{after}" for a, b in KNOTS)) == list(KNOTS)


def test_commas_of_the_text_have_a_blank_behind() -> None:
    """The first comma is the separator where it alone has none; two without one are a problem, and so is none."""
    text = "perro,dog, hound\ngato,cat\npez,fish,carp\nvaca,cow, 1,000 of them\n" + "".join(
        f"palabra {at},word {at}\n" for at in range(20)
    )
    parsed = read(text)
    assert [(card.question, card.answer) for card in parsed.cards[:3]] == [
        ("perro", "dog, hound"),
        ("gato", "cat"),
        ("vaca", "cow, 1,000 of them"),
    ]
    assert [problem.origin.line for problem in parsed.problems] == [3]


def test_a_card_without_a_definition_has_lost_the_blank_behind_its_separator() -> None:
    """It is a card that lacks an answer."""
    assert cards("perro - dog\ngato -\npez - fish\nvaca - cow\nsol - sun\n")[1] == ("gato", None)


def test_two_separators_that_fit_equally() -> None:
    """Which of the two ends the term is the user's to say."""
    with pytest.raises(DeckwrightError, match=r'^p: a term may end at " - " or ": ", which fit equally; put a tab'):
        read("perro - dog: a pet\ngato - cat: a pet\npez - fish: food\nvaca - cow: food\n")


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01 12:00:00 INFO - started\n2024-01-01 12:00:01 INFO - loaded\n2024-01-01 12:00:09 WARN - slow\n"
        "2024-01-01 12:01:09 INFO - done\n",
        "Jan 3 12:00:01 host cron: a\nJan 3 12:00:02 host cron: b\nJan 3 12:00:03 host cron: c\nJan 3 12:00:04 h: d\n",
        "HAMLET: To be\nOPHELIA: Good my lord\nHAMLET: I humbly thank you\nOPHELIA: My lord\nHAMLET: No\n",
        "std::string a\nstd::vector b\nstd::map c\nstd::set d\n",
        "a => b + 1\nfoo(x => x)\nreturn 1\n",
        'name = "x"\nversion = "1"\nlang = "en"\nauthor = "me"\n',
        "total = a + b;\nrest = c - d;\nboth = e + f;\nsum = g + h;\n",
        "It was late, and cold.\nHe went home, and slept.\nShe stayed, and read.\nThey met, and spoke.\n",
    ],
    ids=["log", "syslog", "play", "C++", "JavaScript", "settings", "C", "prose"],
)
def test_what_is_no_list_of_cards(text: str) -> None:
    """Logs, plays, code and prose have separators, too: no layout takes them for cards by these."""
    assert not any(layout.recognises(Sheet(Page("p.txt", text))) for layout in (LAYOUT, LOOSELY))


SIDE = st.text("abc é漢", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(
    st.lists(st.tuples(SIDE, SIDE), min_size=4, max_size=12, unique_by=lambda card: card[0]),
    st.sampled_from(["---", "/////", "\t", " = ", "=>", "; ", "***"]),
    st.sampled_from(["\n", "\n\n", "\n=====\n", "+++\n"]),
)
def test_what_was_written_reads_back(written: list[tuple[str, str]], between: str, after: str) -> None:
    """Any words, with any two marks, come back as they were, and nothing is left over."""
    parsed = read("".join(f"{a}{between}{b}{after}" for a, b in written))
    assert [(card.question, card.answer) for card in parsed.cards] == written
    assert parsed.problems == ()


READ = Share(0.05)


@pytest.mark.parametrize("layout", [LAYOUT, LOOSELY], ids=lambda layout: layout.name)
@given(st.text(st.sampled_from(list("ab,;:=|-*\t\n \u00a0\x1f")), max_size=80))
def test_every_line_is_accounted_for(layout: Layout, text: str) -> None:
    """Any text at all, recognised or not."""
    assert layout in PARSERS
    page = Page("p", text)
    with READ.reading():
        assert_total(page, layout.parse(page))


def test_enough_was_read() -> None:
    """Of what the property above tried."""
    READ.check()


@pytest.mark.long
@pytest.mark.parametrize("line", ["a - b: c = d\n", "---", "a\tb***\nc\n", ", ", "-" * 7 + "=" * 7 + "\n"])
def test_reading_is_linear(
    line: str, assert_linear: Callable[[Callable[[str], object], Callable[[int], str], int], None]
) -> None:
    """Twice the text costs about twice the time, whatever stands in it."""
    assert_linear(lambda text: LAYOUT.recognises(Sheet(Page("p.txt", text))), lambda size: line * size, 1500)
