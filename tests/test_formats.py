"""Problems of a deck in; what other programs read of them, and the account of every line, out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import RATING, page

from generator.cards import Origin, Problem
from generator.cli import group
from generator.formats import formatted
from generator.lint import SAYS

PAGE = page([("Q1?", None), ("Q2?", "one\n\ntwo")]) + "\nAn unknown line\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder with a deck of two cards, one of them without an answer."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.txt").write_text(PAGE, "utf-8")
    assert run("new", "p.txt").exit_code == 0
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def test_json() -> None:
    """A list of records, one a problem, on standard output alone."""
    checked = run("check", "--format", "json")
    assert checked.exit_code == 1
    assert checked.stderr == ""
    records = json.loads(checked.stdout)
    assert [(record["line"], record["rule"], record["level"]) for record in records] == [
        (3, "missing-answer", "error"),
        (PAGE.split("\n").index("An unknown line") + 1, "unread-line", "warning"),
    ]
    assert {record["path"] for record in records} == {"source_cards/p/scraped.txt"}
    assert records[0]["key"] == "q1"


def test_github() -> None:
    """One workflow command a problem, with what would end it escaped."""
    first = run("check", "--format", "github").stdout.splitlines()[0]
    assert first.startswith("::error file=source_cards/p/scraped.txt,line=3,title=missing-answer::")
    problem = Problem(Origin("a,b:c.txt", 7), "some-rule", "100%\nsure")
    assert formatted([problem], "github", SAYS) == "::warning file=a%2Cb%3Ac.txt,line=7,title=some-rule::100%25%0Asure"


def test_sarif() -> None:
    """The shape that SARIF 2.1.0 asks for: one run, its rules, a result with its place for each problem."""
    log = json.loads(run("check", "--format", "sarif").stdout)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    assert {rule["id"] for rule in only["tool"]["driver"]["rules"]} == {"missing-answer", "unread-line"}
    first = only["tool"]["driver"]["rules"][0]
    assert first["shortDescription"] == {"text": "a card has no answer, or one that shows nothing"}
    assert first["defaultConfiguration"] == {"level": "error"}
    assert [result["level"] for result in only["results"]] == ["error", "warning"]
    place = only["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "source_cards/p/scraped.txt"}, "region": {"startLine": 3}}


@pytest.mark.parametrize("wanted", ["json", "sarif", "github"])
def test_nothing_wrong_is_still_a_document(wanted: str) -> None:
    """A clean deck gives an empty list, an empty log, no line."""
    said = formatted([], wanted, SAYS)
    assert said == "" if wanted == "github" else json.loads(said) is not None


def test_the_account_has_every_line(here: Path) -> None:
    """Each line of the page stands in the account once, with what it was taken for."""
    lines = run("check", "--account", "source_cards/p/scraped.txt").stdout.splitlines()
    assert [line.split(": ", 2)[2] for line in lines] == PAGE.removesuffix("\n").split("\n")
    told = {line.split(": ", 2)[2]: line.split(": ", 2)[1] for line in lines}
    assert told["Things Flashcards"] == "furniture"
    assert told["Q1?"] == "question of card 1"
    assert told["two"] == "answer of card 2"
    assert told[RATING.split("\n")[0]] == "furniture of card 2"
    assert told["An unknown line"] == "problem"
