"""Any text in, a readable slug of a-z, 0-9 and hyphens out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from deck_maker import NINE, deck, page
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cli import group
from generator.names import check_slug
from generator.slugs import MAX_LENGTH, slugify

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUGS = {
    "What is a concept drift?": "what-is-a-concept-drift",
    "production-ml-systems": "production-ml-systems",
    "  --Two   words-- ": "two-words",
    "C++ vs. C#": "c-vs-c",
    "5 * 3 * 2 = 30": "5-3-2-30",
    "a_b_c/d\\e": "a-b-c-d-e",
    "What's Bayes’ rule?": "whats-bayes-rule",
    "`__init__`": "init",
    "one\ntwo\tthree": "one-two-three",
    "Größe, naïve, Ærø": "grosse-naive-aero",
    "Что такое дрейф?": "chto-takoe-dreyf",
    "概念漂移": "gainianpiaoyi",
    "コンセプト": "konseputo",
    "مفهوم": "mfhwm",
    "½ of x²": "1-2-of-x2",
    "ﬁne ＦＵＬＬ": "fine-full",
    "<script>alert(1)</script>": "script-alert-1-script",
    "A::B": "a-b",
    "../../etc/passwd": "etc-passwd",
    "-rf": "rf",
}


@pytest.mark.parametrize(("text", "slug"), SLUGS.items(), ids=ascii)
def test_words_stay_readable(text: str, slug: str) -> None:
    """Letters of every script become Latin ones, all else a hyphen; an apostrophe parts no word."""
    assert slugify(text) == slug


@pytest.mark.parametrize("text", ["", " ", "???", "'", "\u200b", "\ud800", "\x00", "---"], ids=ascii)
def test_a_text_without_letters_gets_a_hash(text: str) -> None:
    """The same for the same text, another for another."""
    assert re.fullmatch(r"card-[0-9a-f]{10}", slugify(text))
    assert slugify(text) == slugify(text)
    assert slugify(text) != slugify(text + "!")


def test_a_long_text_is_cut_between_words() -> None:
    """No word is halved, unless it fills the slug all by itself."""
    assert slugify("word " * 50) == "-".join(["word"] * 13)
    assert slugify("x" * 100) == "x" * MAX_LENGTH
    assert slugify("a " + "x" * 100) == "a"
    assert slugify("x" * 64 + " y") == "x" * 64
    assert slugify("x" * 62 + " y z") == "x" * 62 + "-y"


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_every_text_has_a_slug(text: str) -> None:
    """Well-formed, short enough, good for a folder; and a slug is its own slug."""
    slug = slugify(text)
    assert SLUG.fullmatch(slug)
    assert len(slug) <= MAX_LENGTH
    assert check_slug(slug) == ""
    assert slugify(slug) == slug


@pytest.mark.parametrize("name", ["con", "CON", "Aux", "nul", "PRN", "com1", "LPT9", "com0"])
def test_no_file_or_folder_has_the_name_of_a_device(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deck, and a page of several, whose file is called so, lies under a name that Windows takes, too."""
    monkeypatch.chdir(tmp_path)
    for file in (f"{name}.txt", "pages/one.txt", f"pages/{name}.txt"):
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_text(page(NINE, f"{file} Flashcards"), "utf-8")
    small = name.lower()
    for words in (["new", f"{name}.txt"], ["new", "p.txt", "--name", name], ["new", "pages"]):
        if words[1] == "p.txt":
            Path(f"{name}.txt").rename("p.txt")
            shutil.rmtree(f"source_cards/{small}-cards")
        done = CliRunner().invoke(group, words)
        assert done.exit_code == 0, done.output
    assert {path.name for path in Path("source_cards").iterdir()} == {f"{small}-cards", "pages"}
    assert {path.name for path in Path("source_cards/pages/scraped").iterdir()} == {"one.txt", f"{small}-cards.txt"}
    assert CliRunner().invoke(group, ["update", "pages", f"pages/{name}.txt"]).exit_code == 0


@pytest.mark.parametrize("name", ["con", "aux.old", "COM1", "things."])
def test_a_folder_that_windows_cannot_have_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever clones the project on Windows would lose the deck."""
    monkeypatch.chdir(tmp_path)
    deck(Path("source_cards") / name)
    done = CliRunner().invoke(group, ["build", "--new-lock"])
    assert done.exit_code == 1
    assert f'source_cards/{name}: the folder\'s name "{name}" ' in done.stderr
    assert "Windows" in done.stderr


def test_a_card_may_be_called_like_a_device() -> None:
    """Its key is no name of a file; it stays as it was."""
    assert slugify("Con?") == "con"
