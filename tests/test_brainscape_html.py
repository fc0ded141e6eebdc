"""Brainscape pages saved as HTML or copied in a browser: the same cards as from the extractor's text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_bench import assert_total
from playwright.sync_api import sync_playwright
from test_visible_text import chromium

from generator.cards import Fate, Page, ParsedPage
from generator.deck import read_page
from generator.parsers import as_text, parse

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
BRAINSCAPE = [path for path in PAGES if "flashcard-row" in path.read_text("utf-8")]
CARD = """<div class="flashcard-row"><div class="header">{number}</div>
<div class="question-contents"><b>Q</b><div class="preview-html">{question}</div></div>
<div class="answer-contents"><b>A</b><div class="preview-html">{answer}</div></div></div>
"""


def cards_of(parsed: ParsedPage) -> list[tuple[str, str, str]]:
    """Number, question and answer of each card, without white space and list marks."""
    return [(card.number, _bare(card.question), _bare(card.answer or "")) for card in parsed.cards]


def _bare(text: str) -> str:
    return "".join(text.replace("•", "").split())


def read(html: str) -> ParsedPage:
    """The cards of a page of HTML."""
    page = as_text(Page("p.html", f"<html><body>{html}</body></html>"))
    parsed = parse(page)
    assert_total(page, parse(Page("p.html", page.text, parts=page.parts)))
    return parsed


@pytest.mark.parametrize("path", BRAINSCAPE, ids=lambda path: path.stem)
def test_a_saved_page_gives_the_cards_of_its_text(path: Path) -> None:
    """Title, numbers, questions and answers are those that the extractor's text gives."""
    saved = parse(as_text(read_page(path, path.name)))
    text = parse(read_page(path.with_suffix(".txt"), path.name))
    assert cards_of(saved) == cards_of(text)
    assert saved.title == text.title
    assert [problem.rule for problem in saved.problems] == [problem.rule for problem in text.problems]


@pytest.mark.chromium
@pytest.mark.parametrize("path", BRAINSCAPE, ids=lambda path: path.stem)
def test_a_copied_page_gives_the_cards_of_its_text(path: Path) -> None:
    """Select all, copy, paste: the innerText of the page in Chromium, which has no list marks."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.set_content(path.read_text("utf-8"))
        copied = str(tab.evaluate("document.body.innerText"))
        browser.close()
    pasted = parse(Page("p.txt", copied))
    text = parse(read_page(path.with_suffix(".txt"), path.name))
    assert [card[0] for card in cards_of(pasted)] == [card[0] for card in cards_of(text)]
    assert [_unnumbered(card) for card in cards_of(pasted)] == [_unnumbered(card) for card in cards_of(text)]


def _unnumbered(card: tuple[str, str, str]) -> str:
    return "".join(character for character in "".join(card[1:]) if not character.isdecimal() and character not in ".•")


def test_what_only_looks_like_furniture_is_text() -> None:
    """The markup says what is what, so an answer may hold anything."""
    parsed = read(CARD.format(number=1, question="<p>1</p><p>Q</p>", answer="<p>A</p><p>2</p><p>Q</p><p>A</p>"))
    (card,) = parsed.cards
    assert (card.question, card.answer) == ("1\n\nQ", "A\n\n2\n\nQ\n\nA")
    assert parsed.problems == ()


def test_a_card_of_pictures_alone_is_a_card() -> None:
    """It has no text, and each picture is named with its line and the way into the deck."""
    html = "\n<h1>Bones Flashcards</h1>\n(2 cards)\n" + CARD.format(
        number=1, question="What?", answer='<img src="b.png?1">'
    )
    parsed = read(html + CARD.format(number=2, question="<img src=c.png>", answer="x"))
    assert cards_of(parsed) == [("1", "What?", ""), ("2", "", "x")]
    assert parsed.cards[0].answer is None
    assert [str(problem) for problem in parsed.problems] == [
        f"p.html:{line}: here this card shows a picture, which is not in its text ({name}); save it in media/ and "
        "show it in edits.md with ![](media/its-name) [lost-picture]"
        for line, name in ((6, "b.png"), (8, "c.png"))
    ]


def test_what_stands_in_no_card_is_the_sites() -> None:
    """Menus, footers and scripts are furniture; a count that disagrees is a problem."""
    page = as_text(
        Page("p.html", "<html><nav>Log in</nav><h1>X Flashcards</h1><i>(3 cards)</i>" + CARD + "<p>About us</p>")
    )
    parsed = parse(page)
    assert parsed.title == "X"
    fates = dict(zip(page.text.split("\n"), parsed.account, strict=True))
    assert fates["Log in"].fate is fates["About us"].fate is Fate.FURNITURE
    assert [problem.rule for problem in parsed.problems] == ["count-mismatch"]


SIDE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="<>&"), min_size=1, max_size=12)


@given(st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=5))
def test_what_was_written_as_a_page_reads_back(cards: list[tuple[str, str]]) -> None:
    """Any words, and in their order."""
    html = "".join(CARD.format(number=at, question=q, answer=a) for at, (q, a) in enumerate(cards, 1))
    assert [(card.question, card.answer) for card in read(html).cards] == cards
