"""What would like to act in, through the whole way to real Anki and Chromium: it is read, and does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from anki_bench import Bench, Card
from attacks_scraped import HIDDEN, REPLACED, SCRAPED
from attacks_written import AS_TYPED, READ
from deck_maker import build, deck, prepare
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page as Tab
from test_plain_text import as_read, lines_of
from test_visible_text import chromium

from generator.cards import Problem
from generator.notetype import designs

WRITTEN = {name: (source, source) for name, source in AS_TYPED.items()} | READ
HIDDEN_IN_CLOZE = {name: both for name, both in WRITTEN.items() if not re.search(r"\n|\{\{|\}\}|\^\[", both[0])}
SHOWN = {name: (text, text) for name, text in SCRAPED.items()}
SHOWN |= {f"written: {name}": ("" if "{{c" in both[0] else both[1], both[1]) for name, both in WRITTEN.items()}
SHOWN |= {f"cloze: {name}": (both[1], "") for name, both in HIDDEN_IN_CLOZE.items()}
"""By name, what shall be read as the question and as the answer; "" where the attack is not there."""

FORMULAS = [name for name in SHOWN if name.endswith((": latex", ": formula that ends"))]
"""In these a part is a formula for Markdown, and a harmless one."""


@dataclass(frozen=True)
class Studied:
    """The attacks in Anki: the collection, each attack's cards, and what the build had to say of it."""

    bench: Bench
    cards: dict[str, list[Card]]
    problems: dict[str, list[Problem]]


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    """Every attack as a card: question, answer, answer asked for, and what edits.md says more; built and imported."""
    home = tmp_path_factory.mktemp("attacks")
    folder = deck(home / "attacks", [(text, text) for text in SCRAPED.values()])
    keys = [card.key for card in prepare(folder).cards]
    own = [f"written-{at}" for at in range(len(WRITTEN))]
    clozes = [f"cloze-{at}" for at in range(len(HIDDEN_IN_CLOZE))]
    sections = [f"## {{#{key} .reversed}}\n" for key in keys] + [*map(_section, own, WRITTEN.values())]
    for key, (source, _) in zip(clozes, HIDDEN_IN_CLOZE.values(), strict=True):
        sections.append(f"## {{{{c1::{source} }}}} {{#{key} .added type=cloze}}\n")
    (folder / "edits.md").write_bytes("\n".join(sections).encode())
    built = build(folder, home / "dist")
    bench = Bench(home / "anki")
    assert bench.import_package(home / "dist/attacks.apkg").new == len(SHOWN)
    cards = {key: bench.note(f"attacks/{key}").cards() for key in [*keys, *own, *clozes]}
    problems = [[problem for problem in built.problems if problem.key == key] for key in cards]
    return Studied(
        bench,
        dict(zip(SHOWN, cards.values(), strict=True)),
        dict(zip(SHOWN, problems, strict=True)),
    )


def _section(key: str, attack: tuple[str, str]) -> str:
    """The attack as an answer and below it, and as a question, where it is none that keeps a card out."""
    source = attack[0]
    question = "What is it?" if "{{c" in source else source
    heading, callout = ("", _callout("question", question)) if "\n" in question else (question, "")
    return f"## {heading} {{#{key} .added}}\n\n{callout}\n\n{source}\n\n{_callout('extra', source)}\n"


def _callout(name: str, words: str) -> str:
    return f"> [!{name}]\n" + "\n".join(f"> {line}" for line in words.split("\n"))


def test_anki_finds_nothing_to_play_run_or_ask(studied: Studied) -> None:
    """No sound, no speech, no LaTeX picture, no box to type into, no file: not on any side of any card."""
    for name, cards in studied.cards.items():
        assert len(cards) == 1 + (name in SCRAPED), name
        for card in cards:
            html = card.question() + card.answer()
            assert card.question_av_tags() == card.answer_av_tags() == [], name
            assert not re.search(r"\[\s*/?\s*(?:sound|anki|latex|\$|\[type)|latex-|typeans", html, re.IGNORECASE), name
            assert "{{" not in html, name
    assert studied.bench.media() == []
    assert not studied.bench.col.media.check().missing


def test_anki_keeps_templates_and_fields_as_they_were_made(studied: Studied) -> None:
    """No field reaches the template language, and Anki's check of the collection finds nothing to repair."""
    for design in designs():
        kept = [(each["qfmt"], each["afmt"]) for each in studied.bench.note_type(str(design.name))["tmpls"]]
        assert kept == [(template.front, template.back) for template in design.templates]
    assert studied.bench.col.get_empty_cards().notes == []
    for cards in studied.cards.values():
        note = cards[0].note()
        assert studied.bench.col.media.files_in_str(note.mid, note.joined_fields()) == []


def test_what_cannot_be_kept_or_seen_is_a_problem(studied: Studied) -> None:
    """Each by its own rule; nothing else that was scraped is one, but for attacks that are like each other."""
    rules = {
        name: {found.rule for found in studied.problems[name]} - {"mojibake", "near-duplicate"} for name in SCRAPED
    }
    expected = {name: {"replaced-characters"} for name in REPLACED} | {
        name: {"suspicious-characters"} for name in HIDDEN
    }
    assert {name: found for name, found in rules.items() if found} == expected


CARD = "https://card.example/"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><link rel="icon" href="data:,"><script>
var pycmd = command => console.log("pycmd " + command);
</script></head><body class="card">{sides}</body></html>"""
TAGS = {
    *("ARTICLE", "ASIDE", "DIV", "STYLE", "A", "BLOCKQUOTE", "BR", "CODE", "EM", "H3", "HR", "INPUT", "LI", "OL", "P"),
    *("PRE", "S", "SECTION", "SPAN", "STRONG", "SUP", "TABLE", "TBODY", "TD", "TH", "THEAD", "TR", "UL"),
}
LABELS = {"Question", "Answer", "Extra", "Simulation", "Source", "open", "done"}
ATTRIBUTES = {
    "aria-label",
    "checked",
    "class",
    "data-cloze",
    "data-ordinal",
    "dir",
    "disabled",
    "href",
    "id",
    "start",
    "style",
    "type",
}
READ_CARD = r"""async () => {
  for (const one of document.body.querySelectorAll("*")) if (!one.href && one.click) one.click();
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return [...document.querySelectorAll("body > .qa")].map(side => {
    const all = [...side.querySelectorAll("*")], typeset = [];
    const texts = document.createTreeWalker(side, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) if (/\\[(\[]/.test(texts.currentNode.data)) typeset.push(texts.currentNode.data);
    const shown = name => side.querySelector(`article > .dw-${name}`)?.innerText ?? "";
    return {
      question: shown("question"), answer: shown("answer"), extra: shown("extra"), typeset,
      tags: all.map(one => one.tagName),
      attributes: all.flatMap(one => [...one.attributes].map(each => each.name)),
      labels: all.flatMap(one => one.getAttribute("aria-label") ?? []),
      links: all.filter(one => one.href).map(link => link.protocol),
    };
  });
}"""
"""Clicks all there is to click, then reads what is shown, and what MathJax would take for a formula."""


Window = tuple[Tab, list[str]]
"""A window that shows a card as Anki's reviewer does, from a server, and the list of what the card did in it."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser whose windows show the cards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reviewer(browser: Browser) -> Window:
    """One window for all cards; none of them is to lead it elsewhere."""
    return window(browser)


def window(browser: Browser) -> Window:
    """A window in which nothing happened yet."""
    tab = browser.new_page()
    heard: list[str] = []
    tab.on("request", lambda request: heard.append(f"request {request.url}"))
    tab.on("dialog", lambda dialog: (heard.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("pageerror", lambda error: heard.append(f"error {error}"))
    tab.on("console", lambda message: heard.append(f"console {message.text}"))
    tab.on("popup", lambda popup: heard.append(f"window {popup.url}"))
    return tab, heard


def look(reviewer: Window, *sides: str) -> list[dict[str, Any]]:
    """What is read on each side of a card; whatever the card does beside is a failure."""
    tab, heard = reviewer
    heard.clear()
    html = PAGE.replace("{sides}", "".join(f'<div class="qa">{side}</div>' for side in sides))
    tab.unroute_all()
    tab.route("**/*", lambda route: route.abort())
    tab.route(CARD, lambda route: route.fulfill(body=html, content_type="text/html"))
    tab.goto(CARD)
    try:
        seen: list[dict[str, Any]] = tab.evaluate(READ_CARD)
    except BrowserError as error:
        raise AssertionError(f"the card led elsewhere: {heard}") from error
    assert heard == [f"request {CARD}"]
    assert len(seen) == len(sides)
    for side in seen:
        assert set(side["tags"]) <= TAGS
        assert set(side["attributes"]) <= ATTRIBUTES
        assert set(side["labels"]) <= LABELS
        assert set(side["links"]) <= {"http:", "https:", "mailto:"}
    return seen


@pytest.mark.chromium
def test_what_a_card_does_is_heard(browser: Browser) -> None:
    """The watch itself works: each of the ways in which a card could act is noticed, whenever that shows."""
    for html in (
        "<img src=x>",
        "<script>alert(1)</script>",
        "<b onclick=pycmd('ease4')>x</b>",
        "<style>@import 'x.css'</style>",
        "<form action=x><button>x</button></form>",
        "<base href=https://evil.example/>",
        "<p contenteditable>x</p>",
        "<a href=pycmd:ease4>x</a>",
    ):
        with pytest.raises(AssertionError):
            look(window(browser), html)
    assert look(window(browser), r"<p>\(x\)</p>")[0]["typeset"] == [r"\(x\)"]
    assert look(window(browser), r"<p><span>\</span>(x\)</p>")[0]["typeset"] == []


@pytest.mark.chromium
@pytest.mark.parametrize("name", SHOWN)
def test_an_attack_is_read_and_does_nothing(name: str, studied: Studied, reviewer: Window) -> None:
    """On each side of each card the words are those that were typed; nothing runs, loads, opens or is typeset."""
    question, answer = (as_read(text) for text in SHOWN[name])
    for card in studied.cards[name]:
        front, back = look(reviewer, card.question(), card.answer())
        asked, told = (answer, question) if card.ord else (question, answer)
        assert lines_of(back["question"]) == (asked or ["What is it?"])
        assert lines_of(front["question"]) == (["[...]"] if name.startswith("cloze: ") else asked or ["What is it?"])
        assert name in FORMULAS or front["typeset"] == back["typeset"] == []
        assert lines_of(back["answer"]) == told
        assert name in SCRAPED or lines_of(back["extra"]) == told
