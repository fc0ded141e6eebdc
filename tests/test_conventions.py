"""Plain text as people type or copy it: pairs of lines, Q: and A:, Markdown headings; its cards, and what is unsure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_bench import assert_total

from generator.cards import Page, ParsedPage
from generator.errors import DeckwrightError
from generator.parsers import parse
from generator.parsers.layout import Layout
from generator.parsers.layouts import named

HEADINGS = named("markdown")
PAIRS = named("line-pairs")
TYPED = named("qa")

ROOT = Path(__file__).parents[1]
Cards = list[tuple[str, str | None]]
KNOTS: Cards = [
    ("bight", "A bend in a rope that does not cross itself."),
    ("hitch", "Ties a rope to a post or a ring."),
    ("bend", "Ties two ropes together, end to end."),
    ("loop", "A bight whose ends cross each other."),
    ("splice", "Joins two ropes by weaving their strands."),
]


def read(text: str, wanted: str = "") -> ParsedPage:
    """The page with this text, every line of it accounted for."""
    page = Page("p.txt", text)
    parsed = parse(page, wanted)
    assert_total(page, parsed)
    return parsed


def cards(parsed: ParsedPage) -> Cards:
    return [(card.question, card.answer) for card in parsed.cards]


def by_turns(pairs: Cards) -> str:
    return "".join(f"{line}\n" for pair in pairs for line in pair if line)


def test_lines_by_turns() -> None:
    """Short and long by turns, without a mark, is a list of terms."""
    assert cards(read(by_turns(KNOTS))) == KNOTS


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_pairs_between_blank_lines(blank: str) -> None:
    """Blank lines say which lines belong together, however long; a third line goes on with the definition."""
    pairs: Cards = [("cat", "gato"), ("dog", "perro"), ("the sky above", "cielo"), ("sea", "mar\nocéano")]
    pairs += [(f"word {at}", f"palabra {at}") for at in range(12)]
    assert cards(read(blank.join(f"{a}\n{b}\n" for a, b in pairs))) == pairs


@pytest.mark.parametrize(
    ("lost", "sure", "lines"),
    [
        ((2, 1), [0, 1, 4], [5]),
        ((2, 0), [0, 1, 3, 4], [5]),
        ((0, 0), [1, 2, 3, 4], [1]),
        ((4, 1), [0, 1, 2, 3], [9]),
    ],
    ids=["a definition", "a term", "the first term", "the last definition"],
)
def test_a_line_that_is_missing_shifts_no_pair(lost: tuple[int, int], sure: list[int], lines: list[int]) -> None:
    """What lost its partner is named with its line; the pairs before and after stay right."""
    text = by_turns([(a, b) if at != lost[0] else ((a, "") if lost[1] else ("", b)) for at, (a, b) in enumerate(KNOTS)])
    parsed = read(text, "line-pairs")
    assert cards(parsed) == [KNOTS[at] for at in sure]
    assert [problem.origin.line for problem in parsed.problems] == lines


Q_AND_A: dict[str, tuple[str, Cards]] = {
    "lines": ("Q: Why?\nA: So.\nQ: How?\nA: Thus.\n", [("Why?", "So."), ("How?", "Thus.")]),
    "words": ("Question: Why?\nAnswer: So.\n\nQUESTION: How?\nANSWER: Thus.\n", [("Why?", "So."), ("How?", "Thus.")]),
    "numbers": ("Q1: Why?\nA1: So.\nQ2. How?\nA2. Thus.\n", [("Why?", "So."), ("How?", "Thus.")]),
    "a list": ("1. Q: Why?\n   A: So.\n2. Q: How?\n   A: Thus.\n", [("Why?", "So."), ("How?", "Thus.")]),
    "bold": ("**Q:** Why?\n**A:** So.\n\n**Q**: How?\n**A**: Thus.\n", [("Why?", "So."), ("How?", "Thus.")]),
    "several lines": (
        "Q: Why?\nor not?\nA:\n- so\n\n- thus\n---\nQ: How?\nA: Like\n  this.\n",
        [("Why?\nor not?", "- so\n\n- thus"), ("How?", "Like\n  this.")],
    ),
    "no answer": ("Q: Why?\nQ: How?\nA: Thus.\nQ: Who?\nA: I.\n", [("Why?", None), ("How?", "Thus."), ("Who?", "I.")]),
    "one line": ("Q: Why? A: So.\nQ: How? A: Thus.\n", [("Why?", "So."), ("How?", "Thus.")]),
    "choices": (
        "Q: Which?\nA. one\nB. two\nAnswer: B\nQ: Who?\nA: I.\n",
        [("Which?\nA. one\nB. two", "B"), ("Who?", "I.")],
    ),
    "sides": ("Front: cat\nBack: gato\nFront: dog\nBack: perro\n", [("cat", "gato"), ("dog", "perro")]),
    "a title": ("# Knots\n\nQ: Why?\nA: So.\nQ: How?\nA: Thus.\n", [("Why?", "So."), ("How?", "Thus.")]),
}


@pytest.mark.parametrize(("text", "expected"), Q_AND_A.values(), ids=Q_AND_A)
def test_questions_and_answers_as_typed(text: str, expected: Cards) -> None:
    """Labels in any of their forms part the sides; what follows a label goes on up to the next one."""
    assert cards(read(text)) == expected
    assert read(text).problems == ()


def test_a_second_answer_and_text_above_are_said() -> None:
    """Which of two answers holds is the user's to say; prose above the first question is in no card."""
    parsed = read("Some prose.\nMore of it.\nQ: Why?\nA: So.\nA: Or thus.\nQ: How?\nA: x\n")
    first, second = map(str, parsed.problems)
    assert first.startswith('p.txt:1: "Some prose." and 1 more: in no card')
    assert second.startswith('p.txt:5: "A: Or thus." begins a second answer')


MARKDOWN = """# Knots

## Bends

### What is a *bight*?

A bend.

#### See also

Hitches.

### Why whip an end? ###

```sh
# no heading
### nor this?
```

### Who ties knots?
### And why?
So.
"""


def test_headings_that_ask() -> None:
    """The depth at which most ask is that of the cards: chapters above, parts of answers below, fences left alone."""
    parsed = read(MARKDOWN)
    assert parsed.title == "Knots"
    assert cards(parsed) == [
        ("What is a *bight*?", "A bend.\n\n#### See also\n\nHitches."),
        ("Why whip an end?", "```sh\n# no heading\n### nor this?\n```"),
        ("Who ties knots?", None),
        ("And why?", "So."),
    ]
    assert parsed.problems == ()


@pytest.mark.parametrize("name", ["CHANGELOG.md", "CONTRIBUTING.md", "docs/deck-toml.md", "docs/updates.md", "LICENSE"])
def test_documents_are_no_decks(name: str) -> None:
    """Prose with headings, tables and lists is refused."""
    with pytest.raises(DeckwrightError, match="no flashcards found"):
        parse(Page(name, (ROOT / name).read_text("utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "It was a dark night.\nThe rain fell in torrents, except at intervals.\n" * 20,
        "A line\nanother line\nand a third one that is a bit longer\nand so on\n",
        "Q: only one?\nA: yes\n",
        "def f():\n    return 1\n\n\ndef g():\n    return 2\n\n\ndef h():\n    return 3\n",
    ],
    ids=["a novel", "a poem", "one question", "code"],
)
def test_what_only_looks_like_cards_is_refused(text: str) -> None:
    """Prose, verse and code become no deck by accident."""
    with pytest.raises(DeckwrightError, match="no flashcards found"):
        parse(Page("p.txt", text))


LINES = st.sampled_from(
    [
        "Q: a?",
        "A: b",
        "A. x",
        "B. y",
        "Q:",
        "A:",
        "",
        "---",
        "# t",
        "## w?",
        "### d",
        "```",
        "term",
        "A longer line here.",
    ]
    + ["Q: a A: b", "  ", "\u00a0", "\x01", "1. Q: z", "**A:** b", "***", "## é？ ##"]
)


@pytest.mark.parametrize("layout", [PAIRS, TYPED, HEADINGS], ids=lambda layout: layout.name)
@given(lines=st.lists(LINES, max_size=16))
def test_every_line_is_accounted_for(layout: Layout, lines: list[str]) -> None:
    """Any lines in any order: each is in one card, above or between them, or a problem."""
    page = Page("p.txt", "\n".join(lines))
    assert_total(page, layout.parse(page))


@pytest.mark.long
@pytest.mark.parametrize("layout", [PAIRS, TYPED, HEADINGS], ids=lambda layout: layout.name)
@pytest.mark.parametrize(
    "line", ["Q: a\nA: b\n", "# a?\n", "term\nA longer one.\n", "Q:" + " x" * 30 + "\n", "`" * 9 + "\n"]
)
def test_twice_the_page_takes_twice_the_time(layout: Layout, line: str, assert_linear: Callable[..., None]) -> None:
    """Whatever is repeated."""
    assert_linear(lambda text: layout.parse(Page("p", text)), lambda size: line * size, 2000)
