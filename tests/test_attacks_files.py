"""Files, names and settings that would like to act in, through the commands: one sentence, or what Anki shows out."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import NINE, deck, page
from test_plain_text import as_read, lines_of, shown

from generator.cli import group

STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    """A command as it is run; a fault of its own is no sentence."""
    done = CliRunner().invoke(group, list(words))
    assert "a fault of its own" not in done.output
    return done


def imported(package: str = "dist/things.apkg") -> Bench:
    """A new collection with the package in it."""
    bench = Bench(Path("anki"))
    bench.import_package(Path(package))
    return bench


NOISY = "\x1b]0;title\x07\x1b[2J\x1b[31mred\x9b31m\x7f \u202egnp"


@pytest.mark.parametrize(
    "words",
    [
        ["build", "--report", "report.json"],
        *(["check", "--format", wanted] for wanted in ("text", "json", "github", "sarif")),
        ["check", "--account", "source_cards/things/scraped.txt"],
        ["cards"],
        ["cards", "--json"],
        ["diff", "things"],
        ["lock", "--check"],
        ["update", "things", "again.txt"],
        ["new", "again.txt"],
        ["new", "again.txt", "--name", "x\x1b[2J"],
        ["build", "nothing\x1b[2J"],
    ],
    ids=" ".join,
)
def test_nothing_scraped_steers_the_terminal(words: list[str]) -> None:
    """Whatever a page, a title or an edit says, what is printed holds no control that a terminal would obey."""
    noisy = [(f"{NOISY} {number}?", None if number == 1 else f"{number} {NOISY}") for number in range(4)]
    again = page([*noisy[1:], (f"{NOISY} else?", f"{NOISY}")], f"{NOISY} Flashcards")
    folder = deck(Path("source_cards/things"), noisy, f"## {NOISY} {{#own .added}}\n\n[{NOISY}](x:{NOISY})\n")
    assert run("build", "--new-lock").exit_code == 1
    (folder / "scraped.txt").write_text(again + f"\n{NOISY}\n", "utf-8")
    Path("again.txt").write_text(again + f"\n{NOISY}\n", "utf-8")
    done = run(*words)
    assert done.output
    assert STEERS.findall(done.output) == []
    if words[-1] in ("json", "sarif", "--json"):
        json.loads(done.stdout)


LINES = 'name = "Things"\n'
PNG = b"\x89PNG"
BROKEN: dict[str, tuple[str, str | bytes, str]] = {
    "brackets": ("deck.toml", "a=" + "[" * 5_000, 'deck.toml:1: "a=[[['),
    "unknown key": ("deck.toml", "nmae = 'x'", 'deck.toml:1: there is no key "nmae". Did you mean "name"?'),
    "digits": ("deck.toml", f"name = {'9' * 5_000}", "deck.toml:1:"),
    "no text": ("deck.toml", b"name = '\xe9'", "deck.toml:1: byte 9 (0xE9) is not UTF-8;"),
    "deck name empty": ("deck.toml", "name = ''", "deck.toml:1: the deck's name is empty"),
    "deck name blank": ("deck.toml", "name = ' '", "deck.toml:1: the deck's name is empty"),
    "deck name ends": ("deck.toml", "name = 'A::'", "deck.toml:1: the deck's name has an empty part"),
    "deck name begins": ("deck.toml", "name = '::B'", "deck.toml:1: the deck's name has an empty part"),
    "deck name colons": ("deck.toml", "name = 'A:::B'", 'deck.toml:1: the deck\'s name has ":" beside "::"'),
    "deck name Default": ("deck.toml", "name = 'Default'", "deck.toml:1: the deck's name is the name of"),
    "deck name control": ("deck.toml", 'name = "A\\u001fB"', "deck.toml:1: the deck's name holds a control"),
    "deck name long": ("deck.toml", f"name = '{'x' * 301}'", "has 301 characters; Anki keeps 300"),
    "tag blank": ("deck.toml", f"{LINES}tags = ['a b']", 'deck.toml:2: the tag "a b" holds a blank'),
    "tag empty": ("deck.toml", f"{LINES}tags = ['']", 'deck.toml:2: the tag "" is empty'),
    "tag wide blank": ("deck.toml", f"{LINES}tags = ['a\u3000b']", "holds a blank or control character"),
    "tag marked": ("deck.toml", f"{LINES}tags = ['marked']", 'deck.toml:2: the tag "marked" is one of Anki\'s own'),
    "tag in edits": ("edits.md", '## {#what-is-thing-1 tags="leech"}', 'edits.md:1: the tag "leech" is one of Anki'),
    "lock cut": ("cards.lock", '{"cards.lock": 1, "sl', "cards.lock:1: this line is damaged ("),
    "lock merged": ("cards.lock", "<<<<<<< mine\n", "cards.lock:1: a merge conflict was left here."),
    "lock deep": ("cards.lock", "[" * 100_000, "cards.lock:1: this line is damaged ("),
    "lock digits": ("cards.lock", '{"cards.lock": ' + "9" * 5_000 + "}", "cards.lock:1: this line is damaged ("),
    "lock control": ("cards.lock", "\x1b[2J", "cards.lock:1: this line is damaged ("),
    "lone surrogate": ("scraped.txt", b"a\xed\xa0\x80b", "scraped.txt:1: byte 2 (0xED) is not UTF-8;"),
    "latin-1": ("scraped.txt", b"caf\xe9", "scraped.txt:1: byte 4 (0xE9) is not UTF-8;"),
    "two documents": ("media/x.html", b"<script>alert(1)</script>", "media/x.html: no picture, sound or film ("),
    "script": ("media/_x.js", b"alert(1)", "media/_x.js: no picture, sound or film ("),
    "style": ("media/_x.css", b"@import 'x'", "media/_x.css: no picture, sound or film ("),
    "svg script": (
        "media/x.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "a drawing with <script>",
    ),
    "svg onload": ("media/x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "with the attribute onload"),
    "svg href": ("media/x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><use href='//x'/></svg>", "a link to //x"),
}


@pytest.mark.parametrize(("name", "content", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_one_sentence_and_nothing_is_written(name: str, content: str | bytes, sentence: str) -> None:
    """Settings, lock, page, edits and media: what cannot be used is named, and the last build stays as it is."""
    folder = deck(Path("source_cards/things"))
    assert run("build", "--new-lock").exit_code == 0
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = written()
    done = run("build")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: source_cards/things/")
    assert sentence in done.stderr
    assert written() == before


def written() -> dict[str, bytes]:
    """Every file there is, with its content."""
    return {path.as_posix(): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


PLACES: dict[str, Callable[[Path], object]] = {
    "folder": Path.mkdir,
    "fifo": os.mkfifo,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "secret": lambda path: path.symlink_to("/etc"),
}


@pytest.mark.parametrize("name", ["scraped.txt", "edits.md", "deck.toml", "cards.lock"])
@pytest.mark.parametrize("kind", PLACES)
def test_what_is_no_file_is_one_sentence_at_once(name: str, kind: str) -> None:
    """A folder, a fifo or a device in the place of any file is refused; nobody waits, nothing grows."""
    folder = deck(Path("source_cards/things"))
    assert run("build", "--new-lock").exit_code == 0
    (folder / name).unlink(missing_ok=True)
    PLACES[kind](folder / name)
    before = sorted(Path("dist").rglob("*"))
    done = run("build")
    assert (done.exit_code, done.stdout) == (1, "")
    assert Path(name).name in done.stderr
    assert sorted(Path("dist").rglob("*")) == before


NAMES = {
    'a"b.png': 'a"b.png',
    "a?b.png": "a%3Fb.png",
    "con.png": "con.png",
    "a\u0300.png": "a%CC%80.png",
    "u\u0308.png": "\u00fc.png",
    "\u00f6.png": "o\u0308.png",
    "e\u0301.png": "e\u0301.png",
    "-rf.png": "-rf.png",
    "[sound].png": "<media/[sound].png>",
    "a b.png": "a%20b.png",
    "a  c.png": "<media/a  c.png>",
    "{{c1::x}}.png": "{{c1::x}}.png",
    "<img src=x onerror=alert(1)>.png": "%3Cimg%20src=x%20onerror=alert%281%29%3E.png",
    "[sound:x.mp3].png": "[sound:x.mp3].png",
    "\\(x\\).png": "%5C%28x%5C%29.png",
    "_x.png": "_x.png",
    "one/f.png": "one/f.png",
    "two/f.png": "two/f.png",
    "x" * 200 + ".png": "x" * 200 + ".png",
}
"""What a picture may be called, and how edits.md writes that."""


def test_pictures_of_any_name_are_shown(here: Path) -> None:
    """Each arrives in Anki under a name that says nothing, with its own bytes, and on its own card."""
    folder = deck(Path("source_cards/things"), NINE)
    sections = []
    for at, (name, written_as) in enumerate(NAMES.items()):
        (folder / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "media" / name).write_bytes(PNG + name.encode())
        place = written_as if written_as.startswith("<") else f"media/{written_as}"
        sections.append(f"## P{at}? {{#p{at} .added}}\n\n![]({place})\n")
    (folder / "edits.md").write_text("\n".join(sections), "utf-8")
    assert run("build", "--new-lock").stderr == ""
    bench = imported()
    for at, name in enumerate(NAMES):
        found = re.fullmatch(r'<img src="(dw-[0-9a-f]{20}\.png)" alt="">', bench.note(f"things/p{at}")["Answer"])
        assert found, name
        assert (Path(bench.col.media.dir()) / found[1]).read_bytes() == PNG + name.encode()
    assert len(bench.media()) == len(NAMES)
    assert not bench.col.media.check().missing


OUTSIDE = [
    *("/etc/passwd", "../../secret.png", "file:///etc/passwd", "https://evil.example/t.png", "//evil.example/t.png"),
    *(
        "media/../secret.png",
        "media/%2e%2e/secret.png",
        "media/..%2fsecret.png",
        "data:image/png;base64,AAAA",
        "secret.png",
    ),
    *("javascript:alert(1)", "media/", "media", ".", "media/x.png/../../secret.png", "\\\\evil.example\\t.png"),
]


def test_pictures_from_elsewhere_are_errors_and_never_packaged(here: Path) -> None:
    """Each keeps its card out and is named; nothing is read, fetched or shown."""
    folder = deck(Path("source_cards/things"), NINE)
    Path("source_cards/secret.png").write_bytes(PNG)
    (folder / "secret.png").write_bytes(PNG)
    sections = [f"## P{at}? {{#p{at} .added}}\n\nx ![y]({place})\n" for at, place in enumerate(OUTSIDE)]
    (folder / "edits.md").write_text("\n".join(sections), "utf-8")
    built = run("build", "--new-lock")
    assert built.exit_code == 1
    assert built.stderr.count("[missing-media]") == len(OUTSIDE)
    bench = imported()
    assert len(bench.notes()) == len(NINE)
    assert bench.media() == []


ACTIVE = "<img src=x onerror=alert(1)> {{Answer}} [sound:a.mp3] [latex]x[/latex] \\(x\\) {{c1::y}} &lt;"


def test_names_tags_and_titles_arrive_as_they_are(here: Path) -> None:
    """The deck's name, its description, its tags and a page's title are text everywhere in Anki and in cards.json."""
    tags = [tag for tag in ACTIVE.split(" ") if tag != "src=x"]
    said = json.dumps(ACTIVE)
    told = f"name = {said}\ndescription = {said}\ntags = {json.dumps(tags)}\nsubdecks = true\n"
    folder = deck(Path("source_cards/things"), NINE[:2], settings=told)
    (folder / "scraped").mkdir()
    (folder / "scraped.txt").unlink()
    for number in (1, 2):
        title = f"{ACTIVE} {number}"
        (folder / f"scraped/{number}.txt").write_text(page(NINE[number : number + 2], f"{title} Flashcards"), "utf-8")
    assert run("build", "--new-lock").exit_code == 0
    bench = imported()
    assert {f"{ACTIVE}::{ACTIVE} {number}" for number in (1, 2)} <= set(bench.deck_names())
    assert all(sorted(note.tags) == sorted(tags) for note in bench.notes())
    described = bench.col.decks.by_name(f"{ACTIVE}::{ACTIVE} 1")
    assert described is not None
    assert lines_of(shown(described["desc"])) == as_read(ACTIVE)
    assert not re.search(r"[\[{}]|\\\(", described["desc"])
    for card in bench.cards():
        assert ACTIVE.split(" ", maxsplit=1)[0] not in card.question() + card.answer()
        assert card.question_av_tags() == card.answer_av_tags() == []
    shipped = json.loads(Path("dist/things/cards.json").read_text("utf-8"))
    assert shipped["deck"]["name"] == shipped["deck"]["description"] == ACTIVE
    assert shipped["deck"]["pages"] == [f"{ACTIVE} 1", f"{ACTIVE} 2"]
