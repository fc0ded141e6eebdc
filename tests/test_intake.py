"""How a page comes in: from a file in any encoding, a folder, standard input, the clipboard; its format, if named."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import NINE, page

from generator import clipboard
from generator.cli import group

PAIRS = "bowline\ta loop\nhitch\ta turn\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=stdin)


def test_a_page_in_another_encoding_is_kept_as_utf_8() -> None:
    """What the sentence names is what --encoding takes; from then on no build needs it."""
    Path("p.txt").write_bytes(page([("Qu’est-ce qu’un nœud ?", "Ça")]).encode("windows-1252"))
    refused = run("new", "p.txt")
    assert refused.exit_code == 1
    assert "--encoding windows-1252" in refused.stderr
    assert run("new", "p.txt", "--encoding", "windows-1252").exit_code == 0
    assert "nœud" in Path("source_cards/p/scraped.txt").read_text("utf-8")
    assert run("build").exit_code == 0
    Path("p.txt").write_bytes(page([("Qu’est-ce qu’un nœud ?", "Oui, ça")]).encode("windows-1252"))
    assert "1 changed" in run("update", "p", "p.txt", "--encoding", "windows-1252").stdout


def test_a_format_is_named_once() -> None:
    """--format is written to deck.toml, and every later reading of the deck follows it."""
    Path("p.txt").write_text("a,b\tx,y\nc,d\tz,w\n", "utf-8")
    started = run("new", "p.txt", "--format", "separated")
    assert started.exit_code == 0, started.output
    assert 'format = "separated"' in Path("source_cards/p/deck.toml").read_text("utf-8")
    assert "a,b" in run("cards", "p").stdout
    assert "row of card 2: c,d" in run("check", "--account", "source_cards/p/scraped.txt").stdout
    wrong = Path("source_cards/p/deck.toml")
    wrong.write_text('name = "P"\nformat = "seperated"\n', "utf-8")
    assert 'there is no format "seperated". Did you mean "separated"?' in run("check").stderr


def test_an_unknown_format_is_wrong_usage() -> None:
    """Click names the choices."""
    refused = run("new", "p.txt", "--format", "quizlit")
    assert refused.exit_code == 2
    assert "'brainscape'" in refused.stderr


def test_a_folder_becomes_one_deck_with_subdecks() -> None:
    """A page is any file with a page's ending; others stay where they are; the folder gives the name."""
    folder = Path("Knots and ropes")
    folder.mkdir()
    (folder / "b.txt").write_text(page(NINE[:2], "Bends Flashcards"), "utf-8")
    (folder / "a.txt").write_text(page(NINE[2:4], "Loops Flashcards"), "utf-8")
    (folder / "notes.pdf").write_bytes(b"%PDF")
    started = run("new", str(folder))
    assert started.exit_code == 0, started.output
    assert '"Knots and ropes", 4 cards' in started.stdout
    assert run("build").exit_code == 0
    (folder / "b.txt").write_text(page(NINE[:1], "Bends Flashcards"), "utf-8")
    updated = run("update", "knots-and-ropes", str(folder))
    assert "0 new, 0 changed, 0 doubtful, 1 gone, 3 unchanged" in updated.stdout, updated.output


def test_a_folder_without_a_page_is_said() -> None:
    """Nothing is started from nothing."""
    Path("empty").mkdir()
    assert run("new", "empty").stderr.startswith(
        "Error: empty: no page lies in this folder; a page's file ends in .txt"
    )


def test_standard_input_may_be_html() -> None:
    """It is known by how it begins."""
    html = '<!doctype html><h1>Ropes Flashcards</h1><div class="flashcard-row"><div class="header">1</div>'
    html += '<div class="question-contents"><p class="preview-html">Why?</p></div>'
    html += '<div class="answer-contents"><p class="preview-html">So.</p></div></div>'
    assert '"Ropes' in run("new", "-", "--name", "Ropes", stdin=html.encode()).stdout
    assert run("build").exit_code == 0


@pytest.mark.parametrize(
    "words", [("new",), ("new", "p.txt", "--clipboard"), ("update", "p"), ("update", "p", "x", "--clipboard")]
)
def test_a_page_comes_from_one_place(words: tuple[str, ...]) -> None:
    """A file or the clipboard, not both and not neither."""
    refused = run(*words)
    assert refused.exit_code == 2
    assert "standard input, or say --clipboard" in refused.stderr


def test_a_machine_without_a_clipboard_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the programs that would read it."""
    monkeypatch.setenv("PATH", "")
    assert run("new", "--clipboard", "--name", "x").stderr == (
        "Error: No program that reads the clipboard was found. Install xclip or wl-clipboard, or save the page to a "
        "file.\n"
    )
    assert "has no file name" in run("new", "--clipboard").stderr


@pytest.mark.parametrize(
    ("printed", "page"),
    [
        (b"\xc2\xabdata HTML3C703EC3A93C2F703E\xc2\xbb\n", "<p>é</p>".encode()),
        (b"Version:0.9\r\nStartHTML:71\r\nEndHTML:99\r\n<html><p>x</p></html>", b"<html><p>x</p></html>"),
        (b"Version: of a text", b"Version: of a text"),
        (b"plain", b"plain"),
    ],
)
def test_what_other_systems_wrap_around_a_page_is_taken_off(printed: bytes, page: bytes) -> None:
    """macOS prints the HTML of its clipboard as hexadecimal, Windows puts offsets above it."""
    assert clipboard.cleaned(printed) == page


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server of our own, for a clipboard of our own."""
    for program in ("Xvfb", "xclip"):
        if not shutil.which(program):
            pytest.fail(f"{program} is not installed; install the packages xvfb and xclip.")
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write)], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        yield f":{told.readline().strip()}"
    server.terminate()
    server.wait()


def copy(data: bytes, *kind: str) -> None:
    """Put `data` on the clipboard, as a browser would, and wait until it is there: xclip goes on in the background."""
    words = ["xclip", "-selection", "clipboard", *(kind or ("-t", "UTF8_STRING"))]
    subprocess.run(words, input=data, check=True, stdout=subprocess.DEVNULL)
    for _ in range(200):
        if subprocess.run([*words, "-o"], capture_output=True, check=False).stdout == data:
            return
        time.sleep(0.05)
    pytest.fail("The clipboard does not hold what was copied.")


@pytest.mark.chromium
def test_the_clipboard_is_read(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its HTML if it has any, else its text; an empty one is said."""
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert "The clipboard holds no text." in run("new", "--clipboard", "--name", "x").stderr
    copy("Naïve?\tJa\nb\tc\n".encode())
    assert "2 cards" in run("new", "--clipboard", "--name", "Plain").stdout
    assert "Naïve?" in Path("source_cards/plain/scraped.txt").read_text("utf-8")
    copy("<meta charset='utf-8'><p>1<p>Q<p>Wo?<p>A<p>Da<ul><li>é".encode(), "-t", "text/html")
    assert "1 card, 1 ready" in run("new", "--clipboard", "--name", "Rich").stdout
    assert "• é" in run("cards", "rich").stdout
    copy(b"<meta charset='utf-8'><p>1<p>Q<p>Wo?<p>A<p>Dort", "-t", "text/html")
    assert "1 changed" in run("update", "rich", "--clipboard").stdout
