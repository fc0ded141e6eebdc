"""The preview in Chromium: the cards of real Anki, what can be done with them, and nothing that leaves the page."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from anki_bench import Bench
from deck_maker import build, deck, prepare
from playwright.sync_api import Browser, expect, sync_playwright
from playwright.sync_api import Page as Tab
from test_card_in_chromium import GALLERY, picture
from test_following_saves import Running
from test_preview_sides import PROJECT, ROOT, nasty, shown
from test_visible_text import chromium

from generator import packaging, preview, serving
from generator.cards import FIELDS, Note, NoteType, Origin, Problem, StoredNote
from generator.comparison import compare
from generator.previewing import preview_page

pytestmark = pytest.mark.chromium

IN_THE_CARDS = (
    *("heading-order", "landmark-complementary-is-top-level", "landmark-unique"),
    "scrollable-region-focusable",
)
"""Rules for a page with one card, as Anki's is; and one that browsers keep: they give what scrolls the focus."""

ANKI = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div id="qa">{side}</div></body></html>'
NORMAL = """root => {
  const copy = root.cloneNode(true);
  for (const formula of copy.querySelectorAll(".pv-tex")) formula.replaceWith(formula.dataset.source);
  for (const play of copy.querySelectorAll(".pv-play"))
    play.replaceWith(play.ariaLabel.replace("Play ", "[sound:") + "]");
  for (const link of copy.querySelectorAll("[onclick]")) link.removeAttribute("onclick");
  copy.normalize();
  return copy.innerHTML.replace(/src="data:[^"]*"/g, 'src="embedded"');
}"""
"""The inside of an element, as it was before the page embedded its media and marked its formulas."""

EVERY_CARD = (
    """async () => {
  const sides = [];
  for (const entry of document.querySelectorAll(".pv-entry")) {
    entry.scrollIntoView();
    while (!entry.querySelector(".pv-flip")) await new Promise(requestAnimationFrame);
    const card = entry.querySelector(".card"), front = NORMAL(card);
    entry.querySelector(".pv-flip").click();
    sides.push([entry.id, front, NORMAL(card)]);
  }
  return sides;
}"""
).replace("NORMAL", f"({NORMAL})")
"""Both sides of each card, read from the page's own DOM."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def heard() -> list[str]:
    """What a tab did beside showing its page: requests, messages, errors, windows."""
    return []


@pytest.fixture
def tab(browser: Browser, heard: list[str]) -> Iterator[Tab]:
    """A window whose page may not do anything that is not heard; where it asks the network, the test fails."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    tab = context.new_page()
    tab.on("request", lambda request: None if request.url.startswith("data:") else heard.append(request.url))
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("pageerror", lambda error: heard.append(str(error)))
    tab.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    tab.on("popup", lambda popup: heard.append(f"window {popup.url}"))
    yield tab
    context.close()


def look(tab: Tab, path: Path, heard: list[str]) -> None:
    """Open the page, which is the one thing that is asked for."""
    tab.goto(path.as_uri())
    assert heard == [path.as_uri()]
    heard.clear()


@pytest.fixture(scope="module")
def knots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a nasty deck, built, and imported into Anki beside it."""
    home = tmp_path_factory.mktemp("knots")
    prepared = build(nasty(home), home / "dist", drafts=True)
    (home / "dist/nasty/preview.html").write_text(preview_page(prepared).html, "utf-8")
    return home


def numbers(folder: Path, cards: int = 30) -> Path:
    """The page of a deck of numbers: two problems, two tags, a draft, a card asked both ways and a cloze."""
    page = [(f"What is number {at}?", None if at == 3 else f"It is {at}.") for at in range(1, cards + 1)]
    edits = """
## {#what-is-number-2 tags=even::prime .reversed}

## {#what-is-number-4 tags=even}

Two times two, $2^2$. [More](https://example.org/)

## Is {{c1::zero}} a {{c2::number}}? {#zero .added type=cloze}

## A draft? {#a-draft .added .draft}

Yes.
"""
    (folder / "dist").mkdir(parents=True, exist_ok=True)
    prepared = build(deck(folder / "numbers", page, edits, 'name = "Numbers"\nlanguage = "en"\n'), folder / "dist")
    path = folder / "dist/numbers/preview.html"
    path.write_text(preview_page(prepared).html, "utf-8")
    assert {problem.rule for problem in prepared.problems} >= {"missing-answer", "draft-answer"}
    return path


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbers(tmp_path_factory.mktemp("numbers"))


@pytest.mark.parametrize("name", [PROJECT, "nasty"])
def test_every_card_is_the_one_that_anki_shows(
    name: str, knots: Path, tab: Tab, heard: list[str], tmp_path: Path
) -> None:
    """Element by element, after the templates' scripts have run, on both sides of every card that ships."""
    dist = ROOT / "dist" if name == PROJECT else knots / "dist"
    look(tab, dist / name / "preview.html", heard)
    ours = {id_: sides for id_, *sides in tab.evaluate(EVERY_CARD)}
    assert heard == []
    bench = Bench(tmp_path)
    bench.import_package(dist / f"{name}.apkg")
    for card in bench.cards():
        key = card.note()["Key"].partition("/")[2]
        first = card.ord == min(other.ord for other in card.note().cards())
        theirs = []
        for side in shown(card):
            tab.set_content(ANKI.format(side=re.sub(r'src="dw-[^"]*"', 'src="data:,"', side)))
            theirs.append(tab.evaluate(f"({NORMAL})(document.querySelector('#qa'))"))
        assert ours[f"card-{key}" if first else f"card-{key}-{card.ord + 1}"] == theirs, key


def test_a_card_is_flipped_by_click_and_by_key(page: Path, tab: Tab, heard: list[str]) -> None:
    """On the card, on its button, with Space; j and k walk; words being selected and links flip nothing."""
    look(tab, page, heard)
    first, second = (tab.locator(".pv-entry").nth(at) for at in range(2))
    first.locator(".dw-question").click()
    expect(first.locator(".dw-answer")).to_have_text("It is 1.")
    first.locator(".pv-flip").click()
    expect(first.locator(".dw-answer")).to_have_count(0)
    tab.keyboard.press("j")
    tab.keyboard.press("Space")
    expect(second.locator(".dw-answer")).to_have_text("It is 2.")
    tab.keyboard.press("k")
    tab.keyboard.press("Enter")
    expect(first.locator(".dw-answer")).to_have_text("It is 1.")
    words = first.locator(".dw-answer").bounding_box()
    assert words
    tab.mouse.move(words["x"] + 2, words["y"] + 10)
    tab.mouse.down()
    tab.mouse.move(words["x"] + 50, words["y"] + 12)
    tab.mouse.up()
    assert tab.evaluate("String(getSelection())") != ""
    expect(first.locator(".dw-answer")).to_have_count(1)
    tab.get_by_role("button", name="Answers").click()
    expect(tab.locator("#card-what-is-number-4 .dw-answer")).to_contain_text("Two times two")
    expect(tab.locator("#card-what-is-number-4 .pv-tex")).to_have_text("2^2")
    assert heard == []


def test_a_link_opens_a_window_of_its_own(page: Path, tab: Tab, heard: list[str]) -> None:
    """The page itself stays; nothing is asked for until somebody clicks."""
    look(tab, page, heard)
    tab.context.route("https://example.org/**", lambda route: route.fulfill(body="more"))
    card = tab.locator("#card-what-is-number-4")
    card.locator(".pv-flip").click()
    with tab.expect_popup() as opened:
        card.get_by_role("link", name="More").click()
    assert opened.value.url in ("https://example.org/", "about:blank", "")
    assert tab.url == page.as_uri()
    expect(card.locator(".dw-answer")).to_have_count(1)


def test_sound_waits_for_a_click(knots: Path, tab: Tab, heard: list[str]) -> None:
    """It is within the page; what cannot be played is no error of the page."""
    look(tab, knots / "dist/nasty/preview.html", heard)
    tab.get_by_label("Search").fill("plays first")
    play = tab.locator("#card-media .dw-question").get_by_role("button", name=re.compile(r"^Play dw-\w+\.mp3$"))
    play.click()
    expect(play).to_be_disabled()
    assert heard == []


def test_search_and_filters(page: Path, tab: Tab, heard: list[str]) -> None:
    """Words in any order, without accents; problems, authors and tags; what fits nothing says so."""
    look(tab, page, heard)
    count, seen = tab.locator("#pv-count"), tab.locator(".pv-entry:visible")
    expect(count).to_have_text("34 cards of 32 notes, 2 errors, 0 warnings")
    search = tab.get_by_label("Search")
    search.fill("NÚMBER it 17")
    expect(count).to_contain_text("1 of 34 cards")
    expect(seen).to_have_attribute("id", "card-what-is-number-17")
    search.fill("no such words")
    expect(tab.get_by_text("No card fits.")).to_be_visible()
    tab.get_by_role("button", name="Show all").click()
    expect(count).to_contain_text("34 cards")
    tab.get_by_role("combobox", name="Show").select_option("With an error (2)")
    expect(seen).to_have_count(2)
    expect(seen.first.get_by_role("list", name="Problems")).to_contain_text("scraped.txt:37")
    tab.get_by_role("combobox", name="Show").select_option("missing-answer (1)")
    expect(seen).to_have_attribute("id", "card-what-is-number-3")
    expect(seen.locator(".pv-badge").nth(1)).to_have_text("left out")
    tab.get_by_role("combobox", name="Show").select_option("Draft (1)")
    expect(seen).to_have_attribute("id", "card-a-draft")
    tab.get_by_role("combobox", name="Show").select_option("All cards (34)")
    tab.get_by_role("combobox", name="Tag").select_option("even (3)")
    expect(seen).to_have_count(3)
    expect(seen.nth(1).locator(".pv-which")).to_have_text("Reversed 2")
    assert heard == []


def test_light_and_dark_phone_and_desktop(page: Path, tab: Tab, heard: list[str]) -> None:
    """The system's theme at first, then the chosen one; a narrow card is as it is on a narrow screen."""
    tab.emulate_media(color_scheme="dark")
    look(tab, page, heard)
    card = tab.locator(".card").first
    expect(card).to_have_css("background-color", "rgb(44, 44, 44)")
    tab.get_by_role("button", name="Dark").click()
    expect(card).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(card).to_have_css("font-size", "18px")
    tab.get_by_role("button", name="Phone").click()
    expect(card).to_have_css("font-size", "17px")
    assert (card.bounding_box() or {})["width"] <= 390
    tab.reload()
    expect(card).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(card).to_have_css("font-size", "17px")


def test_a_simulation_answers_to_its_sliders(tab: Tab, heard: list[str]) -> None:
    """The script of the template runs for the card that is shown, however many were shown before it."""
    look(tab, ROOT / f"dist/{PROJECT}/preview.html", heard)
    tab.get_by_role("button", name="Answers").click()
    entry = tab.locator(".pv-entry", has=tab.locator(".dw-trace")).first
    entry.scroll_into_view_if_needed()
    said = entry.locator(".dw-said").first
    before = said.text_content()
    slider = entry.locator(".dw-controls input").first
    slider.focus()
    tab.keyboard.press("ArrowRight")
    assert said.text_content() != before
    assert entry.locator(".pv-flip").text_content() == "Show question"
    assert heard == []


@pytest.fixture(scope="module")
def pages(page: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """A page with problems, changes and retired notes, and one with everything that can stand on a card."""
    home = tmp_path_factory.mktemp("pages")
    prepared = prepare(page.parents[2] / "numbers")
    theirs = packaging.read_package(page.parents[1] / "numbers.apkg", "p")
    older = [replace(note, fields=(note.fields[0], "Else", *note.fields[2:]), mod=1) for note in theirs[3:]]
    gone = StoredNote("x", "deckwright Q&A", ("q",), (), 1, "numbers/gone")
    found = compare(prepared.stamped.notes, [*older, gone], "numbers", set())
    (home / "changes.html").write_text(preview_page(prepared, found, "p.apkg").html, "utf-8")
    made = deck(home / "gallery", [("Why?", "So.")], GALLERY)
    (made / "media").mkdir()
    (made / "media/pic.png").write_bytes(picture(600, 300))
    (home / "gallery.html").write_text(preview_page(build(made, home / "dist", drafts=True)).html, "utf-8")
    return home / "changes.html", home / "gallery.html"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(
    width: int, scheme: Literal["light", "dark"], tab: Tab, heard: list[str], pages: tuple[Path, ...]
) -> None:
    """Neither on the page nor on the cards in it, answers shown; nothing is wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(color_scheme=scheme)
    off = {rule: {"enabled": False} for rule in IN_THE_CARDS}
    for path in pages:
        heard.clear()
        look(tab, path, heard)
        tab.evaluate(EVERY_CARD)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name
        tab.evaluate("scrollTo(0, 0)")
        found = Axe().run(tab, options={"rules": off}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found] == []


def test_the_focus_is_seen(page: Path, tab: Tab, heard: list[str]) -> None:
    """Tab goes from the tools to the cards, and whatever has the focus has a ring."""
    look(tab, page, heard)
    names = []
    for _ in range(10):
        tab.keyboard.press("Tab")
        names.append(tab.evaluate("document.activeElement.id || document.activeElement.className"))
        assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert names[:6] == ["pv-query", "pv-show", "pv-tag", "pv-answers", "pv-phone", "pv-dark"]
    assert "pv-flip" in names


def test_a_field_that_held_a_script_would_run_nothing(tmp_path: Path, tab: Tab, heard: list[str]) -> None:
    """Fields never hold one; if one ever did, the page's policy would stop it, and what it would fetch."""
    wild = (
        "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)></svg><b onclick=alert(4)>b</b>"
        '<img src="https://evil.example/x.png"><style>@import "https://evil.example/x.css"</style>'
    )
    note = Note("k", "g", NoteType.QA, ("Q", wild, *[""] * (len(FIELDS) - 2)), (), "D", Origin("p", 1))
    problem = Problem(Origin("<b onclick=alert(5)>", 1), "rule", wild)
    view = preview.View("V", "v", "", "", (preview.Entry("k", "p:1", "Q", note, problems=(problem,)),), (problem,), {})
    path = tmp_path / "wild.html"
    path.write_text(preview.page(view).html, "utf-8")
    look(tab, path, heard)
    reached: list[str] = []
    tab.route("https://evil.example/**", lambda route: (reached.append(route.request.url), route.abort()))
    tab.locator(".pv-flip").click()
    tab.locator(".dw-answer b").click()
    expect(tab.locator(".pv-problem").first).to_contain_text("<script>alert(1)</script>")
    assert reached == []
    assert [what for what in heard if "Content Security Policy" not in what and "evil.example" not in what] == []


MEASURE = """async () => {
  const list = document.querySelector("#pv-list"), built = () => document.querySelectorAll(".pv-flip").length;
  const atOnce = built(), frames = [];
  let before = performance.now();
  for (let step = 0; step < 120; step++) {
    scrollBy(0, 400);
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - before);
    before = performance.now();
  }
  list.lastElementChild.scrollIntoView();
  while (!list.lastElementChild.querySelector(".pv-flip")) await new Promise(requestAnimationFrame);
  frames.sort((a, b) => a - b);
  return { atOnce, built: built(), median: frames[60], slow: frames[113], slowest: frames[119] };
}"""


def test_five_thousand_cards(tmp_path: Path, tab: Tab, heard: list[str]) -> None:
    """Open soon, of which two seconds on a quiet machine; only what is near is built, and scrolling goes on."""
    path = numbers(tmp_path, 5000)
    took = []
    for _ in range(3):
        heard.clear()
        begin = time.monotonic()
        look(tab, path, heard)
        expect(tab.locator(".pv-entry .card").first).to_be_visible()
        took.append(time.monotonic() - begin)
    seen = tab.evaluate(MEASURE)
    begin = time.monotonic()
    tab.get_by_label("Search").fill("4321")
    expect(tab.locator("#pv-count")).to_contain_text("1 of 5,004")
    found = time.monotonic() - begin
    print(f"opened in {min(took):.2f} s, {path.stat().st_size:,} bytes, found in {found:.2f} s, {seen}")
    assert min(took) < 15
    assert seen["atOnce"] < 100
    assert heard == []


def test_media_beside_the_page_are_shown(tmp_path: Path, tab: Tab, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a file and from the server alike, and under no address that begins with anything but a number sign."""
    monkeypatch.setattr(sys.modules["generator.preview.page"], "EMBEDDED", 10)
    monkeypatch.chdir(tmp_path)
    folder = deck(tmp_path / "source_cards/things", [("What is it?", "x")], "## {#what-is-it}\n\n![](media/a.png)\n")
    (folder / "media").mkdir()
    (folder / "media/a.png").write_bytes(picture(7, 5))
    made = preview_page(prepare(folder))
    (tmp_path / "preview-media").mkdir()
    for name, content in made.files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "preview.html").write_text(made.html, "utf-8")
    width = "async () => { const i = document.querySelector('img'); await i.decode(); return i.naturalWidth; }"
    with serving.site(0) as site:
        site.show("things", serving.Shown("Things", made.html, made.version, files=made.files))
        for address in ((tmp_path / "preview.html").as_uri(), f"{site.url}things/"):
            tab.goto(address)
            tab.locator(".pv-flip").first.click()
            assert tab.evaluate(width) == 7


@pytest.mark.parametrize("name", ["%", "card-%", "%E0%A4%A", "card-%zz"])
def test_an_address_that_cannot_be_decoded(name: str, page: Path, tab: Tab, heard: list[str]) -> None:
    """The page shows its cards all the same."""
    tab.goto(f"{page.as_uri()}#{name}")
    expect(tab.locator(".pv-entry").first).to_be_visible()
    assert {each.partition("#")[0] for each in heard} <= {page.as_uri()}


def test_a_served_page_loads_anew_after_a_save(tmp_path: Path, tab: Tab) -> None:
    """With its search and its place kept; what is wrong is said on the page until it is put right."""
    path = numbers(tmp_path, 40)
    (tmp_path / "source_cards").mkdir()
    folder = (tmp_path / "numbers").rename(tmp_path / "source_cards/numbers")
    running = Running(tmp_path, "preview", "--serve", "--port", "0")
    try:
        address = re.search(r"http://\S+", running.until("ctrl-C ends")[-1])
        assert address
        tab.goto(address[0])
        expect(tab).to_have_url(f"{address[0]}numbers/")
        tab.get_by_label("Search").fill("what")
        expect(tab.locator("#pv-count")).to_contain_text("41 of 44")
        tab.locator("#card-what-is-number-30").scroll_into_view_if_needed()
        edits = folder / "edits.md"
        edits.write_text(edits.read_text("utf-8") + "\n## {#what-is-number-30}\n\nThirty, by hand.\n", "utf-8")
        tab.locator("#card-what-is-number-30 .pv-edited, #card-what-is-number-30 .pv-completed").wait_for()
        expect(tab.locator("#card-what-is-number-30")).to_be_in_viewport()
        expect(tab.get_by_label("Search")).to_have_value("what")
        (folder / "deck.toml").write_text("name = ", "utf-8")
        expect(tab.get_by_role("alert")).to_contain_text("deck.toml")
        (folder / "deck.toml").write_text('name = "Figures"\n', "utf-8")
        expect(tab.locator("h1")).to_have_text("Figures")
        assert path.exists()
        assert running.interrupt() == 0
    finally:
        running.process.kill()
        running.process.wait()
        assert running.process.stdout
        running.process.stdout.close()
