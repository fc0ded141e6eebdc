"""Misspelt cards in, what `check --fix` writes out: edits.md with the right words, and nothing else changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import deck, prepare

from generator.cli import group
from generator.lint.speller import program
from generator.rendering import render_plain

ANSWER = "It is recieved by the user:\n- `recieved` of a_b_c\n- 5 * 3 * 2 is <T> and is recieved"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck of two cards with misspelt words, one of them in its key."""
    monkeypatch.chdir(tmp_path)
    cards = [("What is the adress of it?", ANSWER), ("The use of the distirbuted state", "x"), ("Q3", "fine")]
    made = deck(tmp_path / "source_cards/d", cards)
    (made / "cards.lock").write_text('{"cards.lock": 1, "slug": "d", "deck": "Things"}\n', "utf-8")
    return made


def words_of(field: str) -> str:
    """What a field says, without its tags and white space."""
    return "".join(re.sub(r"<[^>]*>", "", field).split())


def fix(*words: str) -> Result:
    return CliRunner().invoke(group, ["check", "--fix", *words])


def test_the_words_are_put_right_and_the_page_stays(folder: Path) -> None:
    """Only the words change: what the answer shows but for them, the key, and what has two right spellings, stay."""
    scraped = (folder / "scraped.txt").read_bytes()
    before = prepare(folder).stamped.notes
    done = fix()
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[:2] == [
        '  fixed  what-is-the-adress-of-it: "adress" is now "address"',
        '  fixed  what-is-the-adress-of-it: "recieved" is now "received"',
    ]
    assert (folder / "scraped.txt").read_bytes() == scraped
    after = prepare(folder).stamped.notes
    assert [note.guid for note in after] == [note.guid for note in before]
    assert after[0].fields[0] == "What is the address of it?"
    shown = ANSWER.replace("is recieved", "is received")
    assert words_of(after[0].fields[1]) == words_of(render_plain(shown))
    assert after[1:] == before[1:]
    assert "distirbuted" in done.stderr


def test_a_second_run_finds_nothing(folder: Path) -> None:
    """What is right stays as it is, byte for byte."""
    fix()
    edits = (folder / "edits.md").read_bytes()
    assert "fixed" not in fix().stdout
    assert (folder / "edits.md").read_bytes() == edits


def test_what_a_person_wrote_keeps_its_place(folder: Path) -> None:
    """A section that is there is changed in the word alone; a rule that is switched off fixes nothing."""
    own = "# Mine\n\n## Where? {#q3 tags=adress}\n\nThe **adress** of\nthe user, `adress`.\n\n> [!source] x\n"
    (folder / "edits.md").write_text(own, "utf-8")
    fix()
    fixed = own.replace("**adress**", "**address**")
    assert (folder / "edits.md").read_text("utf-8").startswith(fixed)
    (folder / "edits.md").write_text(own, "utf-8")
    (folder / "deck.toml").write_text('name = "D"\n\n[rules]\nmisspelling = "as the author wrote it"\n', "utf-8")
    assert "fixed" not in fix().stdout
    assert (folder / "edits.md").read_text("utf-8") == own


def test_only_words_are_changed(folder: Path) -> None:
    """Code, addresses, formulas, titles of sources and the braces of the heading keep what is written there."""
    own = (
        "## The adress of it {#q3 tags=adress}\n\nIt is the adress of the user: [the adress](media/adress.png), "
        "https://x.example/adress, $adress$, `adress`.\n\n```\nadress\n```\n\n> [!source] On the adress\n> of an "
        "adress\n\n> [!extra] This is the adress of it\n"
    )
    (folder / "media").mkdir()
    (folder / "media/adress.png").write_bytes(b"x")
    (folder / "edits.md").write_text(own, "utf-8")
    fix()
    fixed = own.replace("The adress", "The address").replace("is the adress", "is the address")
    fixed = fixed.replace("[the adress]", "[the address]")
    assert (folder / "edits.md").read_text("utf-8").startswith(fixed)


@pytest.mark.parametrize(
    "attributes", ['allow="misspelling: so it is written"', "was=000000000000"], ids=["allowed", "stale"]
)
def test_what_waits_for_a_person(folder: Path, attributes: str) -> None:
    """A word that may stay stays; an edit that is stale is not accepted by the way."""
    own = f"## {{#q3 {attributes}}}\n\nThe adress of the user.\n"
    (folder / "edits.md").write_text(own, "utf-8")
    done = fix()
    assert "q3" not in done.stdout
    assert (folder / "edits.md").read_text("utf-8").startswith(own)
    assert ("[stale-edit]" in done.stderr) is ("was" in attributes)


def test_a_deck_without_typos_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program is missing, check says so; where it does not run, that is a problem of the deck."""
    program.cache_clear()
    monkeypatch.setattr("sys.executable", str(folder / "python"))
    monkeypatch.setenv("PATH", str(folder))
    done = fix()
    assert "were not looked for: typos is not installed" in done.stdout
    assert "[misspelling]" not in done.stderr
    program.cache_clear()
    (folder / "typos").write_text("#!/bin/sh\nexit 3\n", "utf-8")
    (folder / "typos").chmod(0o755)
    done = fix()
    program.cache_clear()
    assert "source_cards/d/deck.toml:1: no word was checked, for typos did not run" in done.stderr


def test_programs_read_problems_alone(folder: Path) -> None:
    """With another format, what was put right is not said among the problems."""
    assert fix("--format", "json").stdout.startswith("[")
    assert (folder / "edits.md").exists()
