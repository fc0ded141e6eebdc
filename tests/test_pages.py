"""Pages we invented, as the extractor gives their text: the cards and problems each must give."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_bench import as_json
from resiliparse.extract.html2text import extract_plain_text

from generator.deck import read_page
from generator.parsers import parse

FOLDER = Path(__file__).parent / "pages"
PAGES = sorted(path.stem for path in FOLDER.glob("*.html"))


@pytest.mark.parametrize("stem", PAGES)
def test_page_text_is_what_resiliparse_extracts(stem: str, *, regenerate_pages: bool) -> None:
    """The .txt beside a page is its HTML as the scraper sees it, with the line ends of the HTML."""
    html = (FOLDER / f"{stem}.html").read_bytes().decode()
    text = extract_plain_text(html, preserve_formatting=True, main_content=True)
    scraped = (text.replace("\n", "\r\n") if "\r\n" in html else text).encode()
    if regenerate_pages:
        (FOLDER / f"{stem}.txt").write_bytes(scraped)
    assert (FOLDER / f"{stem}.txt").read_bytes() == scraped


@pytest.mark.parametrize("stem", PAGES)
def test_page_gives_the_cards_expected(stem: str, *, regenerate_pages: bool) -> None:
    """Title, description, cards and problems are those in the .cards.json beside the page."""
    found = as_json(parse(read_page(FOLDER / f"{stem}.txt", f"{stem}.txt")))
    if regenerate_pages:
        (FOLDER / f"{stem}.cards.json").write_text(found, "utf-8")
    assert found == (FOLDER / f"{stem}.cards.json").read_text("utf-8")


def test_every_page_has_its_three_files() -> None:
    """A page is HTML, the text Resiliparse makes of it, and the cards expected; none of them stands alone."""
    names = {f"{stem}{ending}" for stem in PAGES for ending in (".html", ".txt", ".cards.json")}
    assert {path.name for path in FOLDER.iterdir()} == names
    assert len(PAGES) >= 8
