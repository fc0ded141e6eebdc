"""Scraped text in, what a learner sees in Chromium out: the same words, line for line, and nothing that acts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright
from test_plain_text import SCRAPED, as_read, lines_of

from generator.deck.pages import read_page
from generator.notetype import designs
from generator.parsers import parse
from generator.rendering import render_plain

pytestmark = pytest.mark.chromium

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))
PLAIN_TAGS = {"BR", "LI", "OL", "P", "PRE", "SPAN", "UL"}
CARD = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>{css}</style></head>
<body class="card"><article class="dw">{fields}</article></body></html>"""
FIELD = '<div class="dw-answer" dir="auto">{field}</div>'
READ = """() => [...document.querySelectorAll("article > .dw-answer")].map(field => {
  for (const item of field.querySelectorAll("li")) {
    const place = [...item.parentNode.children].indexOf(item) + 1;
    const mark = item.parentNode.tagName === "OL" ? `${place}. ` : "• ";
    (item.firstChild.tagName === "P" ? item.firstChild : item).prepend(mark);
  }
  const tags = [...field.querySelectorAll("*")].map(element => element.tagName);
  return { text: field.innerText, tags, drawn: field.getClientRects().length === 1 };
})"""
"""Reads each field as it is drawn; list marks, which innerText leaves out, are written in first."""

Look = Callable[[Sequence[str]], list[str]]


@pytest.fixture(scope="module")
def watched() -> Iterator[tuple[Tab, list[str]]]:
    """One Chromium without a network for all tests, and the list of what it tried to do beside drawing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        tab = browser.new_page()
        heard: list[str] = []
        tab.route("**/*", lambda route: route.abort())
        tab.on("request", lambda request: heard.append(f"request {request.url}"))
        tab.on("dialog", lambda dialog: (heard.append(f"dialog {dialog.message}"), dialog.dismiss()))
        tab.on("pageerror", lambda error: heard.append(f"error {error}"))
        tab.on("console", lambda message: heard.append(f"console {message.text}"))
        yield tab, heard
        browser.close()


@pytest.fixture(scope="module")
def look(watched: tuple[Tab, list[str]]) -> Look:
    """Show texts as fields of a card and read what is to be seen; whatever else happens is a failure."""
    tab, heard = watched

    def look(texts: Sequence[str]) -> list[str]:
        heard.clear()
        seen = show(tab, [render_plain(text) for text in texts])
        assert heard == []
        return seen

    return look


def chromium() -> str:
    """The system's Chromium; without one the tests are skipped, but not in continuous integration."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("No Chromium is installed; install the package chromium, or set CHROMIUM to its path.")
    if found is None:
        pytest.skip("No Chromium is installed; what a learner sees was not looked at.")
    return found


def show(tab: Tab, fields: Sequence[str]) -> list[str]:
    """The visible text of each field, all on one page with the note type's own styling."""
    html = "".join(FIELD.format(field=field) for field in fields)
    tab.set_content(CARD.format(css=designs()[0].css, fields=html))
    seen = tab.evaluate(READ)
    assert len(seen) == len(fields)
    for field in seen:
        assert set(field["tags"]) <= PLAIN_TAGS
        assert field["drawn"]
    return [field["text"] for field in seen]


def test_what_acts_is_heard(watched: tuple[Tab, list[str]]) -> None:
    """The watch itself works: a picture that is fetched and a script that runs are both noticed."""
    tab, heard = watched
    tab.set_content("<img src=https://evil.example/t.png><script>alert(1); throw Error('x')</script>")
    assert {"request https://evil.example/t.png", "dialog 1", "error x"} <= set(heard)


ATTACKS = {
    "script": "<script>alert(1)</script>",
    "img-onerror": "<img src=x onerror=alert(1)>",
    "svg-onload": "<svg/onload=alert(1)>",
    "iframe-file": '<iframe src="file:///etc/passwd"></iframe>',
    "style-tag": "<style>.card{display:none}</style>",
    "close-divs": "</div></div></body></html>x",
    "unclosed-comment": "a <!-- b",
    "hr-answer": "<hr id=answer>leak",
    "sound": "[sound:a.mp3]",
    "sound-option": "[sound:--script=x.lua]",
    "sound-url": "[sound:http://evil.example/x.mp3]",
    "sound-dotdot": "[sound:../../x.mp3]",
    "anki-play": "[anki:play:q:0]",
    "anki-tts": "[anki:tts lang=en_US voices=x]$(id)[/anki:tts]",
    "latex": "[latex]\\input{/etc/passwd}[/latex]",
    "latex-case": "[LaTeX]x[/LATEX]",
    "latex-dollar": "[$]\\write18{id}[/$]",
    "latex-dollars": "[$$]x[/$$]",
    "mathjax-href": "\\(\\href{javascript:alert(1)}{x}\\)",
    "mathjax-block": "\\[a^2\\]",
    "type-box": "[[type:Answer]]",
    "cloze": "{{c1::secret}}",
    "field-ref": "{{Answer}} {{FrontSide}} {{type:Answer}}",
    "alt-delims": "{{=<% %>=}}<%Answer%>",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "md-link": "[x](javascript:alert(1))",
    "md-image": "![x](../../../etc/passwd)",
    "autolink": "<javascript:alert(1)>",
    "NUL": "a\x00b",
    "field-separator": "a\x1fb",
    "c0": "a\x01\b\x0bc",
    "bidi-override": "safe\u202egnp.exe",
    "zero-width": "pass\u200bword",
    "noncharacter": "a\uffffb",
    "lone-surrogate": "a\ud800b",
    "one-megabyte-line": "a" * 1_000_000,
    "brackets": "[" * 50_000,
    "angle-brackets": "<" * 50_000,
    "stars": "*_" * 50_000,
    "decomposed": "cafe\u0301 <\u0338",
    "fake-furniture": "How well did you know this?\nQ\nA\n7",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_shown_as_typed(name: str, look: Look) -> None:
    """Nothing runs, loads or vanishes: alone, in a paragraph, in a list and in code, the words are what they are."""
    attack = ATTACKS[name]
    texts = [attack, f"Before.\n{attack}\nAfter.", f"• {attack}\n• b", f"1. a\n2. {attack}", f"a:\n    {attack}\n  b"]
    neighbours = ["left", *texts[: 1 if len(attack) > 9_999 else None], "right"]
    assert [lines_of(text) for text in look(neighbours)] == [as_read(text) for text in neighbours]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_read_as_it_was_scraped(path: Path, look: Look) -> None:
    """Every question and every answer of a page shows its words on the lines they stood on."""
    cards = parse(read_page(path, path.name)).cards
    texts = [text for card in cards for text in (card.question, card.answer) if text]
    assert [lines_of(text) for text in look(texts)] == [as_read(text) for text in texts]


@settings(max_examples=80)
@given(texts=st.lists(SCRAPED, min_size=10, max_size=40))
def test_whatever_was_scraped_is_read(texts: list[str], look: Look) -> None:
    """The browser shows the same words for any text, the nastiest characters included."""
    assert [lines_of(text) for text in look(texts)] == [as_read(text) for text in texts]
