"""Scraped Brainscape pages in, cards, problems and line account out: every line counted, no neighbour harmed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from deck_maker import page as scraped
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cards import UNKEEPABLE, Fate, Page, ParsedPage
from generator.deck.pages import decode
from generator.errors import DeckwrightError
from generator.parsers import parse
from generator.parsers.layout import Sheet
from generator.parsers.layouts import named

LAYOUT = named("brainscape")

RATING = "How well did you know this?\n1\nNot at all\n2\n3\n4\n5\nPerfectly\n"

Card = tuple[str, str, str | None]


def read(text: str) -> ParsedPage:
    """The page with this text; a line "(rating)" stands for the rating block."""
    return parse(Page("page.txt", text.replace("(rating)\n", RATING)))


def cards_of(parsed: ParsedPage) -> list[Card]:
    """Number, question and answer of each card."""
    return [(card.number, card.question, card.answer) for card in parsed.cards]


def problems_of(parsed: ParsedPage) -> list[str]:
    """Line and rule of each problem."""
    return [f"{problem.origin.line} {problem.rule}" for problem in parsed.problems]


READABLE: dict[str, tuple[str, list[Card]]] = {
    "with rating blocks": (
        "Rope Flashcards\n\n1\nQ\n\nWhat?\n\nA\n\nHemp.\n\n(rating)\n2\nQ\n\nWhy?\n\nA\n\nIt floats.\n\n(rating)\n",
        [("1", "What?", "Hemp."), ("2", "Why?", "It floats.")],
    ),
    "without rating blocks": (
        "Rope Flashcards\n\n1\nQ\n\nWhat?\n\nA\n\nHemp.\n\n2\nQ\n\nWhy?\n\nA\n\nIt floats.\n",
        [("1", "What?", "Hemp."), ("2", "Why?", "It floats.")],
    ),
    "lists right below Q and A": (
        "1\nQ\n  1. One\n  2. Two\n\nWhich?\n\nA\n  • Both\n    • or none\n  • Neither\n2\nQ\n\nWhy?\n\nA\n- a\n- b\n",
        [
            ("1", "  1. One\n  2. Two\n\nWhich?", "  • Both\n    • or none\n  • Neither"),
            ("2", "Why?", "- a\n- b"),
        ],
    ),
    "loose items of two paragraphs": (
        "1\nQ\n\nWhich?\n\nA\n\n  • Green\n\n    unroasted\n\n  • Black\n\n    roasted\n\n2\nQ\n\nWhy?\n\nA\n",
        [("1", "Which?", "  • Green\n\n    unroasted\n\n  • Black\n\n    roasted"), ("2", "Why?", None)],
    ),
    "preformatted text": (
        "1\nQ \ndef f(x):\n    return x\n\nA \nif x:\n    f(x)\n\n\n    g(x)\n(rating)\n",
        [("1", "def f(x):\n    return x", "if x:\n    f(x)\n\n\n    g(x)")],
    ),
    "several paragraphs and line breaks": (
        "1\nQ\n\nOne?\nTwo?\n\nThree?\n\nA\n\nYes,\nsir.\n\nNo.\n\n(rating)\n",
        [("1", "One?\nTwo?\n\nThree?", "Yes,\nsir.\n\nNo.")],
    ),
    "no newline at the end": ("1\nQ\n\nWhat?\n\nA\n\nHemp.", [("1", "What?", "Hemp.")]),
    "no newline after an empty answer": ("1\nQ\n\nWhat?\n\nA", [("1", "What?", None)]),
    "many blank lines": ("\n\n\n1\n\nQ\n\n\n\nWhat?\n\n\nA\n\n\n\nHemp.\n\n\n\n\n", [("1", "What?", "Hemp.")]),
    "white space at the ends of lines": (
        "1 \nQ\u00a0\n \t \nWhat? \n\u3000\nA\t\n  \n  Hemp.\u00a0 \n  \n",
        [("1", "What?", "  Hemp.")],
    ),
    "empty first and last answer, with rating": (
        "1\nQ\n\na?\n\nA\n(rating)\n2\nQ\n\nb?\n\nA\n\nB.\n\n(rating)\n3\nQ\n\nc?\n\nA\n(rating)\n",
        [("1", "a?", None), ("2", "b?", "B."), ("3", "c?", None)],
    ),
    "several empty answers in a row, no rating": (
        "1\nQ\n\na?\n\nA\n2\nQ\n\nb?\n\nA\n3\nQ\n\nc?\n\nA\n\n4\nQ\n\nd?\n\nA\n\nD.\n",
        [("1", "a?", None), ("2", "b?", None), ("3", "c?", None), ("4", "d?", "D.")],
    ),
    "an empty question": (
        "1\nQ\n\nA\n\nHemp.\n\n2\nQ\nA\n\nJute.\n\n3\nQ\nA\n4\nQ\n\nWhat?\n\nA\n\nSilk.\n",
        [("1", "", "Hemp."), ("2", "", "Jute."), ("3", "", None), ("4", "What?", "Silk.")],
    ),
    "numbers that repeat, skip and fall": (
        "3\nQ\n\na?\n\nA\n4\nQ\n\nb?\n\nA\n\nB.\n\n4\nQ\n\nc?\n\nA\n\n90\nQ\n\nd?\n\nA\n1\nQ\n\ne?\n\nA\n\nE.\n",
        [("3", "a?", None), ("4", "b?", "B."), ("4", "c?", None), ("90", "d?", None), ("1", "e?", "E.")],
    ),
    "answers of digits alone": (
        "1\nQ\n\na?\n\nA\n\n42\n\n2\nQ\n\nb?\n\nA\n\n3\n\n3\nQ\n\nc?\n\nA\n\n5\n4\n\n(rating)\n4\nQ\n\nd?\n\nA\n9\n",
        [("1", "a?", "42"), ("2", "b?", "3"), ("3", "c?", "5\n4"), ("4", "d?", "9")],
    ),
    "a question of digits alone": ("1\nQ\n\n7\n\nA\n\n8\n\n2\nQ\n2\nA\n4\n", [("1", "7", "8"), ("2", "2", "4")]),
}


@pytest.mark.parametrize("name", READABLE)
def test_cards_are_read(name: str) -> None:
    """Each variant of a page gives its cards, and nothing is left over."""
    text, cards = READABLE[name]
    parsed = read(text)
    assert cards_of(parsed) == cards
    assert problems_of(parsed) == []
    assert_total(text.replace("(rating)\n", RATING), parsed)


@pytest.mark.parametrize(
    ("top", "title", "description"),
    [
        ("", "", ""),
        ("Rope Flashcards\n\n", "Rope", ""),
        ("Rope\n\n", "Rope", ""),
        ("Rope Flashcards Preview\n\n", "Rope", ""),
        ("Rope Flashcards | Brainscape\n", "Rope", ""),
        ("Flashcards in Rope Deck (1)\n", "Rope", ""),
        ("Flashcards for Sailors Flashcards\n\n(1 card)\n", "Flashcards for Sailors", ""),
        ("Rope Flashcards\n\n(1 cards)\n\nFor the\nfirst week.\n\n", "Rope", "For the\nfirst week."),
        ('Rope\n{"@context": "https://schema.org", "@type": "Quiz"}\n\nFor all.\n', "Rope", "For all."),
        ('[{"@context": "https://schema.org"}]\n\nRope\n', "Rope", ""),
    ],
)
def test_what_stands_above_the_first_card(top: str, title: str, description: str) -> None:
    """Title, number of cards, description and a JSON-LD line are told apart and go to no card."""
    text = f"{top}1\nQ\n\nWhat?\n\nA\n\nHemp.\n"
    parsed = read(text)
    assert (parsed.title, parsed.description) == (title, description)
    assert cards_of(parsed) == [("1", "What?", "Hemp.")]
    assert problems_of(parsed) == []
    assert_total(text, parsed)


def test_a_page_that_announces_more_cards_than_it_holds() -> None:
    """Half a page saved is noticed by the count at its top."""
    assert problems_of(read("Rope\n\n(3 cards)\n1\nQ\n\nWhat?\n\nA\n\nHemp.\n")) == ["1 count-mismatch"]


@pytest.mark.parametrize("above", ["Q\n\nWhere?\n\nA\n\nHere.\n", "A line of another page.\n" * 100])
def test_what_is_no_description_is_a_problem(above: str) -> None:
    """Lines above the first card that look like cards, or go on and on, are not taken for its description."""
    parsed = read(f"Rope\n\n{above}1\nQ\n\nWhat?\n\nA\n\nHemp.\n")
    assert (parsed.title, parsed.description) == ("Rope", "")
    assert problems_of(parsed) == ["3 unread-line"]


@pytest.mark.parametrize("answer", ["", "\nHemp.\n"])
@pytest.mark.parametrize("rating", ["", "(rating)\n"])
@pytest.mark.parametrize(
    "footer",
    [
        "Seamanship (21 decks)\n\nBrainscape helps you reach your goals faster, through stronger study habits.\n\n"
        "© 2024 Bold Learning Solutions. Terms and Conditions\n",
        "Decks in Seamanship Class (21):\n\n# Learn faster with Brainscape on your phone\n",
        "Terms and Conditions\nPrivacy Policy\n",
    ],
)
def test_the_footer_goes_to_no_card(footer: str, rating: str, answer: str) -> None:
    """What the site puts below the last card is known, with and without a rating block above it."""
    parsed = read(f"1\nQ\n\nWhat?\n\nA\n{answer}{rating}\n{footer}")
    assert cards_of(parsed) == [("1", "What?", answer.strip() or None)]
    assert problems_of(parsed) == []


def test_unknown_lines_after_a_rating_block_are_a_problem() -> None:
    """A line that neither a card nor known furniture explains is named with its number, one problem a run."""
    parsed = read("1\nQ\n\nWhat?\n\nA\n\nHemp.\n\n(rating)\nAdvertisement\n\nBuy rope!\n2\nQ\n\nWhy?\n\nA\n\nB.\n")
    assert cards_of(parsed) == [("1", "What?", "Hemp."), ("2", "Why?", "B.")]
    assert [str(problem) for problem in parsed.problems] == [
        'page.txt:18: "Advertisement" and 1 more: in no card; if it belongs to one, add it in edits.md [unread-line]'
    ]


@pytest.mark.parametrize("rating", ["", "(rating)\n"])
@pytest.mark.parametrize(
    ("answer", "problems"),
    [
        ("7", 0),
        ("Q", 1),
        ("A", 1),
        ("How well did you know this?", 1),
        ("Not at all", 0),
        ("Perfectly", 0),
        ("1\n2\n3", 0),
        ("vitamins:\n\nA\n\nB\n\nQ", 2),
        ("which letter?\n7\nQ\n8\nQ\nis the last.", 2),
        ("2\nQ\nis a quarter.", 1),
        ("3\nQ\nis the next.", 1),
        ("Privacy Policy", 0),
        ("see (4 decks)\nand more", 0),
        ("(3 cards)", 0),
    ],
)
def test_an_answer_may_look_like_furniture(answer: str, problems: int, rating: str) -> None:
    """Lines of an answer that look like the page's own stay in it, each doubtful one a problem; no neighbour moves."""
    parsed = read(
        f"1\nQ\n\na?\n\nA\n\nBefore.\n\n{rating}2\nQ\n\nb?\n\nA\n\nSee:\n{answer}\n\n{rating}3\nQ\n\nc?\n\nA\n{rating}"
    )
    assert cards_of(parsed) == [("1", "a?", "Before."), ("2", "b?", f"See:\n{answer}"), ("3", "c?", None)]
    assert [problem.rule for problem in parsed.problems] == ["leftover-furniture"] * problems


@pytest.mark.parametrize("answer", ["7", "A", "Q", "How well did you know this?", "1", "Perfectly"])
def test_an_answer_may_be_furniture_alone(answer: str) -> None:
    """An answer that is one such line is the card's answer all the same."""
    parsed = read(f"1\nQ\n\na?\n\nA\n\n{answer}\n\n(rating)\n2\nQ\n\nb?\n\nA\n\n{answer}\n\n(rating)\n")
    assert cards_of(parsed) == [("1", "a?", answer), ("2", "b?", answer)]


def test_a_rating_block_inside_an_answer_stays_in_it() -> None:
    """Where the page has rating blocks, the last one of a card is the page's, an earlier one is text."""
    parsed = read(
        "1\nQ\n\na?\n\nA\n\nThe site asks:\n(rating)\nSo rate.\n\n(rating)\n2\nQ\n\nb?\n\nA\n\nB.\n\n(rating)\n"
    )
    assert cards_of(parsed) == [("1", "a?", f"The site asks:\n{RATING}So rate."), ("2", "b?", "B.")]
    assert problems_of(parsed) == ["9 leftover-furniture"]


def test_a_rating_block_inside_an_answer_of_a_bare_page_loses_no_line() -> None:
    """Where the page has no rating blocks of its own, what follows a block in an answer is a problem, not lost."""
    parsed = read("1\nQ\n\na?\n\nA\n\nThe site asks:\n(rating)\nSo rate.\n\n2\nQ\n\nb?\n\nA\n\nB.\n")
    assert cards_of(parsed) == [("1", "a?", "The site asks:"), ("2", "b?", "B.")]
    assert problems_of(parsed) == ["17 unread-line"]


def test_a_whole_card_inside_an_answer_harms_no_neighbour() -> None:
    """Number, Q and A inside an answer read as a card of their own; the cards around it stay whole."""
    parsed = read("1\nQ\n\na?\n\nA\n\nLook:\n7\nQ\nx?\nA\nX.\n\n2\nQ\n\nb?\n\nA\n\nB.\n")
    assert cards_of(parsed) == [("1", "a?", "Look:"), ("7", "x?", "X."), ("2", "b?", "B.")]


def test_a_control_character_alone_is_not_blank() -> None:
    """A line of controls is text, though Python takes some of them for white space: it is reported, never lost."""
    parsed = read("1\nQ\n\na?\n\nA\n\n\x1f\n\x0c\n\n2\nQ\n\nb?\n\nA\n\nB.\x85\n\x1c\n")
    assert cards_of(parsed) == [("1", "a?", "\x1f\n\x0c"), ("2", "b?", "B.\x85\n\x1c")]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_line_ends_of_every_system_read_alike(newline: bytes, mark: bytes) -> None:
    """A page saved on Windows gives the same cards, at the same lines."""
    text = READABLE["with rating blocks"][0].replace("(rating)\n", RATING)
    saved = mark + text.encode().replace(b"\n", newline)
    assert parse(Page("page.txt", decode(saved, "page.txt"))) == parse(Page("page.txt", text))


@pytest.mark.parametrize("text", ["", " \n\n", "Hello", "1\nQ\n\nNo answer mark", "Q\n\nWhat?\n\nA\n\nNo number"])
def test_what_is_no_page_is_refused_in_a_sentence(text: str) -> None:
    """The error says what was seen and which layouts can be read."""
    with pytest.raises(DeckwrightError, match=r"^page\.txt: .*\.$"):
        read(text)


WORDS = st.text(st.sampled_from("abcQA179 .•-*–\t\u00a0\u3000é日{[<\\\x00\x1f\u202e"), max_size=12)
LINES = st.one_of(
    WORDS, st.sampled_from(["7", "12.", "• x", "  1. y", "    z", "Not at all", "Perfectly", "(9 cards)"])
)
TEXTS = st.lists(LINES.filter(lambda line: _trimmed(line) not in ("Q", "A")), max_size=6).map(
    lambda lines: "\n".join(_trimmed(line, left=False) for line in lines).strip("\n")
)
"""A question or an answer: no blank lines around it, and no line that is Q or A."""


@given(
    st.lists(st.tuples(TEXTS, st.none() | TEXTS.filter(bool), st.integers(0, 999_999)), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from(["", "Rope Flashcards\n\n", "Rope\n\n(x)\n\n"]),
)
def test_writing_a_page_and_parsing_it_gives_the_cards_back(
    written: list[tuple[str, str | None, int]], rated: bool, top: str
) -> None:
    """Whatever the texts, however the cards are numbered: each comes back whole and where it was.

    The layout is named, for texts may hold another one's marks, and then the page is refused as ambiguous.
    """
    text = top + "".join(
        f"{number}\nQ\n\n{question}\n\n" + ("A\n" if answer is None else f"A\n\n{answer}\n\n") + RATING * rated
        for question, answer, number in written
    )
    parsed = parse(Page("page.txt", text), "brainscape")
    assert cards_of(parsed) == [(str(number), question, answer) for question, answer, number in written]
    assert [problem for problem in parsed.problems if problem.rule == "unread-line"] == []
    assert_total(text, parsed)


NASTY = st.text(
    st.one_of(st.sampled_from(" \t\u00a0\u2028\ufeff\u200b\x00\x0b\x1f\x85\r"), st.characters()), max_size=8
)
MACHINERY = st.sampled_from(
    [
        *(
            "1\nQ",
            "2\nQ",
            "Q",
            "A",
            "A",
            "A",
            "1",
            "2",
            "7",
            "٣\nQ",
            "",
            "",
            " ",
            "1 \nQ\t",
            "0\n\nQ\n\nA",
            "999999\nQ",
        ),
        *(RATING[:-1], RATING[:-9], "How well did you know this?", "Not at all", "Perfectly", "5"),
        *("Rope Flashcards", "(3 cards)", '{"@context": 1}', '{"@context"', "Flashcards in Rope Deck (3)"),
        *("Rope (3 decks)", "Privacy Policy", "Terms and Conditions", "Learn faster with Brainscape", "• a", "  x"),
    ]
)


@settings(max_examples=500)
@given(
    st.lists(MACHINERY | NASTY, max_size=20).map("\n".join)
    | st.lists(MACHINERY, max_size=30).map(lambda parts: "\n".join(["1\nQ", *parts, "A", *parts]))
    | st.text()
)
def test_any_text_is_accounted_for(text: str) -> None:
    """Every line of anything at all is in one card, known furniture or a problem; or it is no such page."""
    if LAYOUT.recognises(Sheet(Page("p.txt", text))):
        assert_total(text, LAYOUT.parse(Page("page.txt", text)))


def assert_total(text: str, parsed: ParsedPage) -> None:
    """Every line has one fate that is true of it, and the cards with the rest give the page back."""
    lines = text.removesuffix("\n").split("\n")
    assert len(parsed.account) == len(lines)
    assert [_line_as_accounted(parsed, lines, at) for at in range(len(lines))] == [_trimmed(line) for line in lines]
    assert all(fate.card in range(len(parsed.cards) + 1) for fate in parsed.account)
    for number, card in enumerate(parsed.cards, 1):
        assert _text_of(parsed, lines, Fate.QUESTION, number) == card.question
        assert _text_of(parsed, lines, Fate.ANSWER, number) == (card.answer or "")
        assert _marks_of(parsed, lines, number) in ([card.number, "Q"], [card.number, "Q", "A"])
        assert _trimmed(lines[card.origin.line - 1]) == card.number


def _line_as_accounted(parsed: ParsedPage, lines: Sequence[str], at: int) -> str:
    """The line at index `at` as its fate has it; what no card holds must be furniture or under a problem."""
    fate, line = parsed.account[at], _trimmed(lines[at])
    if fate.fate in (Fate.QUESTION, Fate.ANSWER):
        card = parsed.cards[fate.card - 1]
        text, begin = (
            (card.question, card.question_line) if fate.fate is Fate.QUESTION else (card.answer, card.answer_line)
        )
        return _trimmed((text or "").split("\n")[at + 1 - begin])
    if fate.fate is Fate.FURNITURE:
        assert _is_known(parsed, line, in_card=fate.card > 0, above=at + 1 < parsed.cards[0].origin.line), line
    if fate.fate is Fate.PROBLEM:
        named = max(found.origin.line for found in parsed.problems if found.origin.line <= at + 1)
        assert any(found.rule == "unread-line" and found.origin.line == named for found in parsed.problems)
        assert all(entry.fate in (Fate.PROBLEM, Fate.BLANK) for entry in parsed.account[named - 1 : at + 1])
    return "" if fate.fate is Fate.BLANK else line


def _is_known(parsed: ParsedPage, line: str, *, in_card: bool, above: bool) -> bool:
    if in_card:
        return line in RATING.split("\n")
    if above and (line in parsed.description.split("\n") or (parsed.title and parsed.title in line)):
        return True
    count = r"\(?\d+ (?:cards?|flashcards?)\)?|Flashcards in .+ Deck \(\d+\)"
    footer = r".+ \(\d+ decks?\)|Privacy Policy|Terms and Conditions|Learn faster with Brainscape.*"
    return bool(re.fullmatch(f"{count}|{footer}", line)) or '"@context"' in line


def _text_of(parsed: ParsedPage, lines: Sequence[str], fate: Fate, number: int) -> str:
    """The lines of one text of a card as the account has them, blank lines between them included."""
    places = [at for at, entry in enumerate(parsed.account) if (entry.fate, entry.card) == (fate, number)]
    if not places:
        return ""
    between = range(places[0], places[-1] + 1)
    assert all(parsed.account[at].fate in (fate, Fate.BLANK) for at in between)
    return "\n".join(_trimmed(lines[at], left=False) for at in between)


def _marks_of(parsed: ParsedPage, lines: Sequence[str], number: int) -> list[str]:
    marks = [at for at, entry in enumerate(parsed.account) if (entry.fate, entry.card) == (Fate.MARKER, number)]
    return [_trimmed(lines[at]) for at in marks]


def _trimmed(line: str, *, left: bool = True) -> str:
    """The line without white space at its ends; a control is none, for it is shown as U+FFFD."""
    ends = [at for at, character in enumerate(line) if not character.isspace() or UNKEEPABLE.match(character)]
    return line[ends[0] if left else 0 : ends[-1] + 1] if ends else ""


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "text_of", "size"),
    [
        ("cards", lambda n: "".join(f"{at}\nQ\n\nq {at}\n\nA\n\na\n{RATING}" for at in range(n)), 3_000),
        ("empty cards", lambda n: "1\nQ\nA\n" * n, 8_000),
        ("headers that are text", lambda n: "1\nQ\nA\n" + "7\nQ\nx\n" * n, 10_000),
        ("lines A", lambda n: "1\nQ\nA\n" + "A\n" * n, 30_000),
        ("half rating blocks", lambda n: "1\nQ\nA\n" + "How well did you know this?\n1\n\n2\n" * n, 15_000),
        ("footers in an answer", lambda n: "1\nQ\nA\n" + "Privacy Policy\nx (3 decks)\nx\n" * n, 4_000),
        ("a long preamble", lambda n: '{"@context": 1}\nx\n(3 cards)\n' * n + "1\nQ\nA\n", 8_000),
        ("a title of blanks", lambda n: "a" + " " * n + "b\n1\nQ\nA\n", 10_000),
        ("one megabyte in one line", lambda n: "1\nQ\n\nq\n\nA\n\n" + "a" * n + "\n", 1_000_000),
        ("brackets", lambda n: "[" * n + "\n1\nQ\n\n" + "<" * n + "\n\nA\n\n" + "*_" * n + "\n", 50_000),
        ("braces above", lambda n: '["@context", ' + "[" * n + "\n1\nQ\nA\n", 50_000),
    ],
)
def test_twice_the_page_takes_twice_the_time(
    name: str, text_of: Callable[[int], str], size: int, assert_linear: Callable[..., None]
) -> None:
    """Parsing is linear in the page, whatever the page repeats."""
    assert_linear(lambda text: parse(Page("page.txt", text)), text_of, size)


@given(
    answers=st.lists(st.booleans(), max_size=6),
    rated=st.booleans(),
    marked=st.booleans(),
    skipping=st.integers(0, 7),
)
def test_a_card_without_an_answer_is_a_card(answers: list[bool], rated: bool, marked: bool, skipping: int) -> None:
    """Wherever it stands, it does not become a part of the answer above; where numbers skip, its lines are named."""
    # A page of questions alone has no mark that tells it from others.
    answers, parts, number = [True, *answers], ["Fish Flashcards\n\n"], 0
    for at, answered in enumerate(answers):
        number += 2 if at == skipping else 1
        said = f"A\n\nA fish {at}.\n\n" if answered else "A\n\n" * marked
        parts.append(f"{number}\nQ\n\nWhat is a moop {at}?\n\n{said}{'(rating)' * rated}\n")
    parsed = read("".join(parts))
    wanted = [(f"What is a moop {at}?", f"A fish {at}." if answered else None) for at, answered in enumerate(answers)]
    if 0 < skipping < len(answers) and not all(answers) and not marked:
        assert len(parsed.cards) == len(answers) or "leftover-furniture" in {p.rule for p in parsed.problems}
        return
    assert [(card.question, card.answer) for card in parsed.cards] == wanted


def test_an_indented_page_is_read_like_any_other() -> None:
    """Some extractors indent everything; the markers count all the same."""
    page = (
        "  Capitals Flashcards\n\n  1\n  Q\n\n  Kenya?\n\n  A\n\n  Nairobi\n\n"
        "  2 \n\tQ\n\n  Chad?\n\n  A\n  3\n  Q\n  x\n  A\n  y\n"
    )
    parsed = parse(Page("p", page))
    assert [(card.number, card.question.strip(), (card.answer or "").strip()) for card in parsed.cards] == [
        ("1", "Kenya?", "Nairobi"),
        ("2", "Chad?", ""),
        ("3", "x", "y"),
    ]
    assert parsed.problems == ()


def test_an_indented_a_in_a_question_is_text() -> None:
    """Where there is an A at the margin, an indented one belongs to the words around it."""
    (card,) = parse(Page("p", "1\nQ\nif x:\n    A\nA\n\nyes\n")).cards
    assert (card.question, card.answer) == ("if x:\n    A", "yes")


def test_a_picture_that_the_text_lost_is_named() -> None:
    """What extractors leave in its place stays text, and is a problem."""
    parsed = parse(Page("p.txt", scraped([("Which knot?", "This one:\n\n(Image link)"), ("And this?", "x")])))
    assert parsed.cards[0].answer == "This one:\n\n(Image link)"
    assert problems_of(parsed) == ["12 lost-picture"]
