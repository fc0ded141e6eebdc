"""A deck in, its preview page out: what it holds, what it may do, and what the command says."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from deck_maker import build, deck, prepare
from test_card_in_chromium import picture

from generator import packaging, preview
from generator.cards import Origin, Problem
from generator.cli import group
from generator.comparison import Comparison, FieldChange, NoteChange, Word, compare
from generator.previewing import preview_page

CARDS = [("What is one?", "It is 1."), ("What is two?", None), ("What is three?", "It is 3."), ("What is four?", "4")]
EDITS = """
## {#what-is-two}

Two, shown: ![two](media/two.png)

## What is three, in words? {#what-is-three}

## What is {{c1::five}}? {#five .added type=cloze tags=numbers}

## What is six? {#six .added .draft}

Perhaps 6.
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a deck of cards from every hand, built once, and the current one."""
    monkeypatch.chdir(tmp_path)
    folder = deck(tmp_path / "source_cards/numbers", CARDS, EDITS, 'name = "Numbers"\ndescription = "1, 2, 3"\n')
    (folder / "media").mkdir()
    (folder / "media/two.png").write_bytes(picture(2, 2))
    (folder / "media/unused.png").write_bytes(picture(3, 3))
    build(folder, Path("dist"))
    return folder


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run a command as a user types it."""
    return lambda *words: CliRunner().invoke(group, list(words))


def test_large_media_lie_beside_the_page(home: Path, run: Callable[..., Result]) -> None:
    """The largest, until those inside are few; the page stays small, and what it links is there, byte for byte."""
    large, small = bytes(5 << 20), picture(2, 2)
    (home / "media/large.png").write_bytes(large)
    (home / "edits.md").write_text(EDITS + "\n## {#what-is-four}\n\n![](media/large.png)\n", "utf-8")
    done = run("preview", "numbers")
    assert done.exit_code == 0, done.stderr
    assert "dist/numbers/preview-media has the 1 file too large for the page, 5.0 MiB" in done.stdout
    html = Path("dist/numbers/preview.html").read_text("utf-8")
    media = data(html)["media"]
    (linked,) = (address for address in media.values() if not address.startswith("data:"))
    assert Path("dist/numbers", linked).read_bytes() == large
    assert f"data:image/png;base64,{base64.b64encode(small).decode()}" in media.values()
    assert "img-src data: 'self' file:;" in html
    assert len(html) < 1 << 20
    Path("dist/numbers", linked).unlink()
    run("build")
    assert Path("dist/numbers", linked).read_bytes() == large
    assert Path("dist/numbers/preview.html").read_text("utf-8") == html


def data(html: str) -> Any:
    """What the page's scripts are given."""
    found = re.search(r'<script type="application/json" id="pv-data">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def entries(html: str) -> dict[str, dict[str, Any]]:
    return {entry["key"]: entry for entry in data(html)["entries"]}


def test_every_card_with_who_wrote_it_and_what_is_wrong(home: Path) -> None:
    """Those that do not ship, too; places are those below the deck folder."""
    found = entries(preview_page(prepare(home)).html)
    assert {key: (entry["provenance"], entry["draft"], entry["ships"]) for key, entry in found.items()} == {
        "what-is-one": ("scraped", False, True),
        "what-is-two": ("completed", False, True),
        "what-is-three": ("edited", False, True),
        "what-is-four": ("scraped", False, True),
        "five": ("added", False, True),
        "six": ("added", True, False),
    }
    places = [found[key]["place"] for key in ("what-is-one", "what-is-two", "six")]
    assert places == ["scraped.txt:3", "edits.md:2", "edits.md:10"]
    (problem,) = found["six"]["problems"]
    assert (problem["place"], problem["rule"], problem["error"]) == ("edits.md:10", "draft-answer", True)
    assert found["five"]["tags"] == ["numbers"]
    assert found["five"]["cards"][0][:2] == ["Cloze 1", 1]


def test_problems_of_no_card_and_cards_in_doubt(tmp_path: Path) -> None:
    """What belongs to no card stands above them; a card whose identity is in doubt is shown by its question."""
    cities = [("What is the capital of Kenya?", "Nairobi"), ("What is the capital of Chad?", None)]
    folder = deck(tmp_path / "cities", cities, "## {#what-is-the-capital-of-chad}\n\nN'Djamena\n")
    build(folder, tmp_path / "dist")
    asked = "Which city is the capital of Chad?"
    page = preview_page(prepare(deck(folder, [cities[0], (asked, None)], "## {#nobody}\n\nNothing.\n"))).html
    assert [problem["rule"] for problem in data(page)["problems"]] == ["unknown-card-in-edit"]
    (doubtful,) = (entry for entry in data(page)["entries"] if not entry["cards"])
    assert (doubtful["question"], doubtful["place"], doubtful["ships"]) == (asked, "scraped.txt:20", False)
    assert [problem["rule"] for problem in doubtful["problems"]] == ["doubtful-match"]


def test_the_page_is_the_same_wherever_it_is_built(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the current folder nor the run shows, nor does the way to the deck in what is said of a stale edit."""
    deck(home, [CARDS[0], CARDS[1], ("What is three?", "It is III."), CARDS[3]], EDITS, 'name = "Numbers"\n')
    page = preview_page(prepare(home)).html
    (stale,) = entries(page)["what-is-three"]["problems"]
    assert "(scraped.txt:34)" in stale["message"]
    assert "source_cards" not in page
    for elsewhere, folder in ((home.parent, Path("numbers")), (Path("/"), home)):
        monkeypatch.chdir(elsewhere)
        assert preview_page(prepare(folder)).html == page


def test_only_media_that_cards_use_is_embedded(home: Path) -> None:
    """Once each, however many cards show it."""
    media = data(preview_page(prepare(home)).html)["media"]
    (uri,) = media.values()
    assert base64.b64decode(uri.removeprefix("data:image/png;base64,")) == picture(2, 2)


def test_nothing_may_be_loaded_and_no_other_script_run(home: Path) -> None:
    """The policy names each script by its hash: the page's own, and those of the templates."""
    page = preview_page(prepare(home)).html
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == rules["connect-src"] == "'none'"
    own = page.rpartition("<script>")[2].partition("</script>")[0]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()}'" in rules["script-src"].split()
    assert all(source.startswith("'sha256-") for source in rules["script-src"].split())
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page.partition("pv-data")[0])


def test_no_word_of_a_card_ends_the_element_it_stands_in() -> None:
    """Nor does one become a part of the page, placeholders included."""
    words = "</script><script>alert(1)</script>%data%<!--"
    problem = Problem(Origin(words, 1), "rule", words)
    entry = preview.Entry(words, words, words, None, problems=(problem,))
    view = preview.View(words, "s", words, words, (entry,), (problem,), {}, against=words)
    page = preview.page(view).html
    assert page.count("<script") == page.count("</script") == 2
    assert data(page)["entries"][0]["question"] == data(page)["description"] == words
    assert "<title>&lt;/script&gt;&lt;script&gt;alert(1)" in page


def test_a_page_that_is_there_is_kept_current(home: Path, run: Callable[..., Result]) -> None:
    """A build writes the very page that the command writes, but only where there is one; --check asks for that."""
    path = Path("dist/numbers/preview.html")
    assert not path.exists()
    run("preview")
    assert path.read_text("utf-8") == preview_page(prepare(home)).html
    assert "is not what" not in run("build", "--check").stdout
    path.write_text(path.read_text("utf-8").replace("</body>", "<p>old</p></body>"), "utf-8")
    assert "dist/numbers/preview.html is not what the sources build" in run("build", "--check").stdout
    run("build")
    assert path.read_text("utf-8") == preview_page(prepare(home)).html


def changes(html: str) -> dict[str, str]:
    return {key: entry["change"] for key, entry in entries(html).items()}


def test_against_a_package_it_says_what_an_import_changes(home: Path, run: Callable[..., Result]) -> None:
    """Card by card, word by word, on a page of its own; dist/ stays what the sources build."""
    assert run("preview").exit_code == 0
    before = Path("dist/numbers/preview.html").read_bytes()
    with (home / "edits.md").open("a", encoding="utf-8") as file:
        file.write("\n## {#what-is-four}\n\nIt is four.\n\n## What is seven? {#seven .added}\n\n7\n")
    done = run("preview", "--against", "dist/numbers.apkg")
    assert (done.exit_code, done.stderr) == (0, "")
    assert re.fullmatch(r"dist/numbers/changes\.html written, [\d.]+ KiB: 7 cards of numbers\n", done.stdout)
    page = Path("dist/numbers/changes.html").read_text("utf-8")
    assert changes(page) == {
        "what-is-one": "unchanged",
        "what-is-two": "unchanged",
        "what-is-three": "unchanged",
        "what-is-four": "changed",
        "five": "unchanged",
        "six": "",
        "seven": "new",
    }
    (answer,) = entries(page)["what-is-four"]["fields"]
    assert answer == {"name": "Answer", "words": [["-", "4"], ["+", "It is four."]]}
    assert data(page)["against"] == "dist/numbers.apkg"
    assert Path("dist/numbers/preview.html").read_bytes() == before


def test_every_kind_of_change_is_shown(home: Path) -> None:
    """Each list of the comparison has its word; what is retired is named."""
    prepared = prepare(home)
    theirs = packaging.read_package(Path("dist/numbers.apkg"), "p")
    found = compare(prepared.stamped.notes, theirs[1:], "numbers", set())
    assert changes(preview_page(prepared, found, "p").html)["what-is-one"] == "new"
    keys = [card.key for card in prepared.cards]
    kept = (NoteChange(keys[5], (FieldChange("Extra", ()),)),)
    everything = Comparison((keys[0],), (), (keys[1],), (keys[2],), kept, (keys[3],), ("gone",), (keys[4],))
    page = preview_page(prepared, everything, "p").html
    assert list(changes(page).values()) == ["new", "newer", "unchanged", "out", "conflicting", "kept"]
    assert entries(page)[keys[5]]["fields"] == [{"name": "Extra", "words": []}]
    assert data(page)["retired"] == ["gone"]


def test_of_a_long_field_the_words_around_a_change_are_shown() -> None:
    """Dots stand for the others; a change of markup alone has no words."""
    words = [*(Word(" ", str(at)) for at in range(30)), Word("-", "old"), Word("+", "new"), Word(" ", "end")]
    changed = (FieldChange("Answer", tuple(words)), FieldChange("Extra", (Word(" ", "same"),)))
    entry = preview.Entry("k", "p:1", "q", None, change="changed", fields=changed)
    (shown,) = data(preview.page(preview.View("n", "s", "", "", (entry,), (), {})).html)["entries"]
    assert shown["fields"] == [
        {"name": "Answer", "words": [[" ", "… 22 23 24 25 26 27 28 29"], ["-", "old"], ["+", "new"], [" ", "end"]]},
        {"name": "Extra", "words": []},
    ]


def test_what_the_command_prints_and_writes(home: Path, run: Callable[..., Result]) -> None:
    """Every deck, or those that are named, below the folder that -o names."""
    deck(Path("source_cards/letters"), [("What is an a?", "A letter"), ("Who made b?", "Us")])
    build(Path("source_cards/letters"), Path("dist"))
    done = run("preview")
    assert re.sub(r"[\d.]+ KiB", "N", done.stdout).splitlines() == [
        "dist/letters/preview.html written, N: 2 cards of letters",
        "dist/numbers/preview.html written, N: 6 cards of numbers",
    ]
    assert run("preview", "letters", "-o", "elsewhere").exit_code == 0
    assert Path("elsewhere/letters/preview.html").read_bytes() == Path("dist/letters/preview.html").read_bytes()
    assert run("preview", "--against", "dist/letters.apkg").exit_code == 2
    assert "name the deck" in run("preview", "--against", "dist/letters.apkg").stderr
    missing = run("preview", "letters", "--against", "gone.apkg")
    assert missing.exit_code == 1
    assert missing.stderr.startswith("Error: gone.apkg: ")


def test_open_asks_for_the_browser(home: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """With the page's address; without a browser it says what to open."""
    asked: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: asked.append(address) is not None)
    done = run("preview", "--open")
    address = Path("dist/numbers/preview.html").resolve().as_uri()
    assert asked == [address]
    assert done.stdout.splitlines()[-1] == f"No browser was found; open {address} yourself."
