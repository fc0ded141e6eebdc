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
from deck_maker import deck, page

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
