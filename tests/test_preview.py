"""A deck in, its preview out: each card as real Anki makes it, on one page that does nothing but show."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import NINE, build, deck, prepare
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab
from test_visible_text import chromium

from generator.cli import group
from generator.preview import cards_of
from generator.preview.clozes import show_clozes
from generator.previewing import preview
from generator.serving import PageServer

NASTY = """## What is {{c1::Paris::a city}}, {{c2::a **b** {{c1::inner}} & "q"}} <i> é? {#many .added type=cloze}

back of it

## {{c3::only the third}} and ::colons:: {#third .added type=cloze}

## {{c1::an empty hint::}}, {{c1::é 日}} and {{c1::$x_{1}$}} {#hint .added type=cloze}

## Blank? {#blank .added}

zero\u200bwidth

> [!extra] &nbsp;

## Both ways? {#both .added .reversed tags="x::y z"}

| a | b |
|---|---|
| `code` | $x<y$ |

- [x] done
- مرحبا

> [!source] [here](https://example.org/?a=1&b=2)

> [!extra] 日本語 {{c1::no cloze}}

## Only *this*? {#this .added}

![a picture](media/p.png)
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def nasty() -> Path:
    """A deck with everything a card can hold."""
    folder = deck(Path("source_cards/things"), [*NINE, ("<b>Fett</b> [x] {{y}} \\(z\\)", "1. a\n2. b")], NASTY)
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media/p.png").write_bytes(b"\x89PNG")
    return folder


def test_every_card_is_as_real_anki_makes_it(here: Path) -> None:
    """Question and answer of every card, letter by letter, of a nasty deck."""
    built = build(nasty(), here / "dist")
    bench = Bench(here / "anki")
    bench.import_package(here / "dist/things.apkg")
    seen = 0
    for note in built.stamped.notes:
        theirs = bench.note(f"things/{note.key}").cards()
        ours = cards_of(note)
        assert len(ours) == len(theirs), note.key
        for own, card in zip(ours, sorted(theirs, key=lambda each: each.ord), strict=True):
            assert own.question == _without_style(card.question())
            assert own.answer == _without_style(card.answer())
            seen += 1
    assert seen == len(built.stamped.notes) + 2


def _without_style(side: str) -> str:
    return re.sub(r"^<style>.*?</style>", "", side, flags=re.DOTALL)


MARKS = st.sampled_from(
    ["{{c1::", "{{c2::", "{{c11::", "{{c1,2::", "{{C1::", "}}", "}}", "::", ":", "a", " <b>b</b> ", '"', "&lt;"]
    + [r"\(", r"\)", r"\[", r"\]", "<i>", "</i>", "\n", "é"]
)


@pytest.fixture(scope="module")
def clozes(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A collection whose note type Cloze shows its first field alone."""
    bench = Bench(tmp_path_factory.mktemp("cloze"))
    kind = bench.note_type("Cloze")
    kind["tmpls"][0] |= {"qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}"}
    bench.col.models.update_dict(kind)  # type: ignore[arg-type]
    return bench


@given(parts=st.lists(MARKS, max_size=12))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([r"\(x {{c1::<b>y</b>::h}}\)"])
@example(["{{c1::x::}}"])
@example(["{{c1::a::b::c}} {{c2::{{c1::d}} e::}}"])
@example(["{{c2::open {{c1::x}}"])
@example(["{{c1::", "{{c1::", "{{C1::", "}}", "}}"])
def test_every_cloze_is_shown_as_anki_does(clozes: Bench, parts: list[str]) -> None:
    """Whatever is nested, left open or closed too often: hidden, revealed and other clozes are the same."""
    note = clozes.col.new_note(clozes.note_type("Cloze"))
    note["Text"] = "".join(parts)
    clozes.col.add_note(note, clozes.col.decks.id("D"))  # type: ignore[arg-type]
    for card in note.cards():
        front, back = (_without_style(side) for side in (card.question(), card.answer()))
        shown = [show_clozes(note["Text"], card.ord + 1, question=question) for question in (True, False)]
        assert shown == (["", ""] if "No cloze" in back else [front, back])


def test_the_page_is_written_and_kept_current() -> None:
    """`preview` writes it, `build` writes it anew where it is there, and dist/ is whole then."""
    nasty()
    built = run("build", "--new-lock", "things")
    assert built.exit_code == 0, built.output
    path = Path("dist/things/preview.html")
    assert not path.exists()
    done = run("preview", "things")
    assert re.fullmatch(r"dist/things/preview\.html written, [\d.]+ KiB: 16 cards of things\n", done.stdout), (
        done.output
    )
    assert run("build", "--check").exit_code == 0
    path.write_text("old", "utf-8")
    assert "dist/things/preview.html is not what the sources build" in run("build", "--check").stdout
    run("build")
    assert "pv-entry" in path.read_text("utf-8")


def test_problems_and_who_wrote_it_stand_beside_the_card() -> None:
    """A card that does not ship is there, too, with what is wrong and where."""
    cards = [("Q1", "A1"), ("Q2", None)]
    folder = deck(
        Path("source_cards/things"), cards, "## {#q1}\n\nMine.\n\n## Drafted? {#d .added .draft by=m}\n\nPerhaps.\n"
    )
    text = preview(prepare(folder))
    entries = dict(re.findall(r'<article class="pv-entry" id="([^"]+)"(.*?)</article>', text, re.DOTALL))
    assert set(entries) == {"q1", "q2", "d"}
    assert 'data-source="edited"' in entries["q1"]
    assert 'data-source="draft"' in entries["d"]
    assert "scraped.txt:" in entries["q2"]
    assert "[missing-answer]" in entries["q2"]
    assert "pv-none" in entries["q2"]
    assert "source_cards" not in text


def test_what_an_import_would_change_is_marked() -> None:
    """Against an earlier package: which card is new, which changed, and in what words; dist/ is left as it is."""
    folder = deck(Path("source_cards/things"))
    run("build", "--new-lock", "things")
    Path("dist/things.apkg").rename("old.apkg")
    deck(folder, [*NINE, ("Ten?", "Yes")], "## {#what-is-thing-1}\n\nThing 1 is made of gold.\n")
    run("build", "things")
    done = run("preview", "things", "--against", "old.apkg")
    assert done.stdout.startswith("dist/things/changes.html written")
    text = Path("dist/things/changes.html").read_text("utf-8")
    states = dict(re.findall(r'id="([^"]+)"[^>]*data-state="([^"]*)"', text))
    assert (states["ten"], states["what-is-thing-1"], states["what-is-thing-2"]) == ("new", "changed", "unchanged")
    assert "<ins>gold.</ins>" in text


def test_the_same_deck_is_the_same_page(here: Path) -> None:
    """Wherever the deck lies, and whenever the page is made."""
    one, other = nasty(), here / "elsewhere" / "things"
    other.parent.mkdir()
    one.rename(other)
    assert preview(prepare(other, 1_900_000_000)) == preview(prepare(nasty()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


def opened(browser: Browser, text: str, **settings: object) -> tuple[Tab, list[str]]:
    """The page in a window, and the list of what it did that no page of ours does."""
    Path("page.html").write_text(text, "utf-8")
    tab = browser.new_page(**settings)  # type: ignore[arg-type]
    did: list[str] = []
    address = Path("page.html").resolve().as_uri()
    tab.on("request", lambda request: did.append(request.url) if request.url[:5] != "data:" else None)
    tab.on("console", lambda message: did.append(message.text))
    tab.on("pageerror", lambda error: did.append(str(error)))
    tab.goto(address)
    did.remove(address)
    return tab, did


@pytest.mark.chromium
def test_cards_turn_and_are_found(browser: Browser) -> None:
    """By click and by key; search and filters leave what fits; the light and the width change; nothing else happens."""
    tab, did = opened(browser, preview(prepare(nasty())), viewport={"width": 1000, "height": 800}, color_scheme="light")
    count = tab.locator("#pv-count")
    assert count.inner_text() == "16 of 16 cards"
    first = tab.locator(".pv-card").first
    first.locator(".pv-question").click()
    assert first.locator(".pv-answer").is_visible()
    assert not first.locator(".pv-question").is_visible()
    first.locator("> button").focus()
    tab.keyboard.press("Enter")
    assert first.locator(".pv-question").is_visible()
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    assert tab.locator(".pv-card").nth(1).locator(".pv-answer").is_visible()
    tab.keyboard.press("/")
    tab.keyboard.type("what-is-thing-7 made")
    assert count.inner_text() == "1 of 16 cards"
    assert tab.locator(".pv-entry:visible").count() == 1
    tab.locator("#pv-search").fill("")
    tab.locator("#pv-tags").select_option("z")
    assert count.inner_text() == "1 of 16 cards"
    tab.locator("#pv-tags").select_option("")
    tab.locator("#pv-rules").select_option("*")
    assert count.inner_text() == "1 of 16 cards"
    tab.locator("#pv-rules").select_option("")
    tab.locator("#pv-night").click()
    assert tab.locator(".pv-card > .card.nightMode").count() == tab.locator(".pv-card > .card").count()
    tab.locator("#pv-phone").click()
    assert tab.locator("main").bounding_box()["width"] <= 390  # type: ignore[index]
    assert did == []


MANY_CARDS = {rule: {"enabled": False} for rule in ("region", "landmark-unique")}
"""What axe asks of a page does not go for many cards on one: each has a part called Question."""


@pytest.mark.chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page(browser: Browser, scheme: str) -> None:
    """Questions and answers, in both lights; a cloze note and a reversed one among them."""
    from axe_playwright_python.sync_playwright import Axe

    tab, _ = opened(browser, preview(prepare(nasty())), viewport={"width": 390, "height": 800}, color_scheme=scheme)
    for _ in range(2):
        found = Axe().run(tab, options={"rules": MANY_CARDS}).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
        tab.locator("#pv-flip").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    cut = "[...document.querySelectorAll('.pv-problems')].filter(each => each.scrollWidth > each.clientWidth).length"
    assert tab.locator(".pv-problems li").count()
    assert tab.evaluate(cut) == 0


@pytest.mark.chromium
def test_five_thousand_cards_open_at_once(browser: Browser) -> None:
    """They stand in the page's own DOM, and can be read two seconds after it is opened (20 on a busy machine)."""
    text = preview(
        prepare(deck(Path("many"), [(f"What is thing {at}?", f"It is made of part {at}.") for at in range(5000)]))
    )
    tab, did = opened(browser, text, viewport={"width": 1000, "height": 800})
    assert tab.locator("#pv-count").inner_text() == "5000 of 5000 cards"
    assert tab.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart") < 20_000
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    tab.wait_for_timeout(100)
    tab.locator(".pv-card").last.locator("> button").click()
    assert tab.locator(".pv-answer").last.is_visible()
    assert did == []


def test_only_this_machine_is_answered() -> None:
    """A page of elsewhere that goes by our address gets nothing; a taken port is another one."""
    first = PageServer({"things": "<p>one"}, 0)
    port = int(first.url.split(":")[2].strip("/"))
    second = PageServer({"things": "<p>two"}, port)
    try:
        assert first.url != second.url
        assert urllib.request.urlopen(f"{second.url}things/", timeout=10).read() == b"<p>two"
        old = urllib.request.urlopen(f"{first.url}things/version", timeout=10).read()
        first.pages = {"things": "<p>new"}
        assert urllib.request.urlopen(f"{first.url}things/version", timeout=10).read() != old
        assert first.answer("evil.example:80", "/things/")[0] == 403
        assert first.answer(f"localhost:{port}", "/things/")[0] == 200
        assert first.answer(f"localhost:{port + 1}", "/things/")[0] == 403
        assert first.answer(f"127.0.0.1:{port}", "/../../etc/passwd")[0] == 404
    finally:
        first.close()
        second.close()


@pytest.mark.parametrize(
    "words", [["preview", "--serve", "--port", "0"], ["build", "--watch"]], ids=lambda words: words[0]
)
def test_a_save_is_seen_and_ctrl_c_is_clean(words: list[str]) -> None:
    """After a save the page or the package is current; one that cannot be read is said; ctrl-C is no error."""
    folder = deck(Path("source_cards/things"))
    run("build", "--new-lock", "things")
    program = Path(sys.executable).parent / "deckwright"
    process = subprocess.Popen([program, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        _read_until(process, "ctrl-C ends it")
        (folder / "edits.md").write_text("## no key\n", "utf-8")
        _read_until(process, "names no card")
        (folder / "edits.md").write_text("## {#what-is-thing-1}\n\nGold.\n", "utf-8")
        _read_until(process, "edits.md was saved")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
        assert process.returncode == 0, rest
        assert "Traceback" not in rest
        assert "Interrupt" not in rest
    finally:
        process.kill()


def _read_until(process: subprocess.Popen[str], words: str) -> None:
    """Read what a process says until it says this."""
    said = ""
    for line in process.stdout or ():
        said += line
        if words in line:
            return
    pytest.fail(f'It ended without saying "{words}": {said}')
