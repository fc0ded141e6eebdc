"""Cards of every kind as real Anki renders them, shown in Chromium: axe finds nothing, and everything fits."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki_bench import Bench
from deck_maker import build, deck
from playwright.sync_api import Page, sync_playwright
from test_visible_text import chromium

pytestmark = pytest.mark.chromium

GALLERY = (Path(__file__).parent / "gallery.md").read_text("utf-8")
PROJECT = Path(__file__).parents[1] / "dist/production-ml-systems.apkg"
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Anki</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body class="card {theme}"><div id="qa">{card}</div></body></html>"""
OF_THE_PAGE = {rule: {"enabled": False} for rule in ("landmark-one-main", "page-has-heading-one")}
"""What only Anki's own page could have, around the card."""

WIDER = """() => [...document.querySelectorAll(".dw *")]
  .filter(element => !element.closest("pre, table, mjx-container"))
  .filter(element => [element.getBoundingClientRect()].some(box => box.right > innerWidth + 1 || box.left < -1))
  .map(element => element.outerHTML.slice(0, 80))"""
SPLIT = """() => [...document.querySelectorAll("td, th")].map(cell => {
  const range = document.createRange();
  const split = [];
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const found of node.data.matchAll(/[A-Za-z]+/g)) {
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      if (range.getClientRects().length > 1) split.push(found[0]);
    }
  return split;
}).flat()"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Question and answer of every card of the gallery and of the project's own deck."""
    folder = tmp_path_factory.mktemp("gallery")
    made = deck(folder / "show", [("What is the capital of Chad?", "N'Djamena"), ("Why?", "So.\n• a\n• b")], GALLERY)
    (made / "media").mkdir()
    (made / "media/pic.png").write_bytes(picture(600, 300))
    problems = build(made, folder / "dist", drafts=True).problems
    assert [problem for problem in problems if problem.is_error] == []
    return [*rendered(folder / "dist/show.apkg", folder / "anki"), *rendered(PROJECT, folder / "project")]


def rendered(package: Path, folder: Path) -> list[str]:
    """Both sides of every card of a package, as real Anki in this folder renders them, with its pictures."""
    bench = Bench(folder)
    bench.import_package(package)
    sides = [side for card in bench.cards() for side in (card.question(), card.answer())]
    media = f"file://{bench.col.media.dir()}/"
    return [side.replace('src="', f'src="{media}') for side in sides]


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page()
        browser.close()


def show(tab: Page, side: str, theme: str, width: int, zoom: int = 1) -> None:
    """Show a side as a window of this width does; twice the zoom is half the width."""
    tab.set_viewport_size({"width": width // zoom, "height": 900 // zoom})
    tab.set_content(PAGE.format(card=side, theme=theme))


@pytest.mark.parametrize("theme", ["", "nightMode"], ids=["light", "night"])
def test_axe_finds_nothing(sides: list[str], tab: Page, theme: str) -> None:
    """On question and answer of every card: no rule of axe is broken, best practices included."""
    from axe_playwright_python.sync_playwright import Axe

    for side in sides:
        show(tab, side, theme, 900)
        found = Axe().run(tab, options={"rules": OF_THE_PAGE}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize(("width", "zoom"), [(900, 1), (380, 1), (380, 2)])
def test_everything_fits(sides: list[str], tab: Page, width: int, zoom: int) -> None:
    """No side is wider than its window; what cannot be broken scrolls within itself, and no cell splits a word."""
    for side in sides:
        show(tab, side, "", width, zoom)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), side
        assert tab.evaluate(WIDER) == []
        assert tab.evaluate(SPLIT) == []


def test_direction_follows_the_words(sides: list[str], tab: Page) -> None:
    """An Arabic card begins at the right, the line below the question included; code in it runs to the right."""
    side = next(side for side in sides if "أولا" in side)
    show(tab, side, "", 900)
    right = tab.evaluate("document.querySelector('.dw').getBoundingClientRect().right")
    assert tab.evaluate("document.querySelector('#answer').getBoundingClientRect().right") == right
    assert tab.evaluate("getComputedStyle(document.querySelector('.dw-answer code')).direction") == "ltr"


def test_links_and_focus_go_in_reading_order(sides: list[str], tab: Page) -> None:
    """Tab moves through the links of a card as they stand."""
    side = next(side for side in sides if "footnote-ref" in side)
    show(tab, side, "", 900)
    links = tab.evaluate("[...document.querySelectorAll('.dw a[href]')].map(link => link.textContent)")
    order = []
    for _ in range(20):
        tab.keyboard.press("Tab")
        focused = tab.evaluate("document.activeElement.matches('a') ? document.activeElement.textContent : ''")
        order += [focused] if focused else []
    assert order[: len(links)] == links


def picture(width: int, height: int) -> bytes:
    """A grey PNG of this size."""
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
