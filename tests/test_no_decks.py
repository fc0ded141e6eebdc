"""A text that holds no flashcards never becomes a deck in silence, and one that holds some is not doubted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import no_decks
import pytest
from click.testing import CliRunner, Result

from generator.cards import Page
from generator.cli import group
from generator.errors import DeckwrightError
from generator.parsers import as_text, parse

RULE = "unlikely-cards"
PAGES = Path(__file__).parent / "pages"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def _error(text: str) -> str:
    """Why the text is refused; "" where it is taken."""
    try:
        parse(Page("p.txt", text))
    except DeckwrightError as error:
        return str(error)
    return ""


def taken_in_silence(numbers: range) -> Iterator[str]:
    """The texts that `new` takes and that `check` finds nothing wrong with."""
    for name, text in no_decks.texts(numbers):
        if _error(text):
            continue
        slug = name.replace("_", "-")
        Path(f"{slug}.txt").write_text(text, "utf-8")
        started = run("new", f"{slug}.txt")
        assert "a fault of its own" not in started.output, name
        if started.exit_code == 0 and not run("check", slug).stderr:
            yield name


def test_no_text_that_is_no_deck_becomes_one_in_silence() -> None:
    """Prose, verse, code, logs, mails, tables of other things: each is refused, or `check` warns."""
    assert 2 * len(no_decks.KINDS) >= 100
    assert list(taken_in_silence(range(2))) == []


@pytest.mark.long
def test_nor_does_any_other_of_these_kinds() -> None:
    """More of each kind, with other words and other sizes."""
    assert list(taken_in_silence(range(2, 8))) == []


def test_most_of_them_are_refused_outright() -> None:
    """A warning is for what may be cards all the same; prose, verse and letters are no cards at all."""
    refused = {
        name.rpartition("-")[0]
        for name, text in no_decks.texts(range(1))
        if re.search("no flashcards found|more than one way", _error(text))
    }
    assert refused >= {
        *("novel", "novel_that_asks", "poem", "song", "chat", "chat_with_times", "chat_in_blocks", "email", "contract"),
        *(
            "paragraphs_of_a_law",
            "recipe",
            "shopping_list",
            "to_do_list",
            "table_of_contents",
            "bibliography",
            "minutes",
        ),
        *("changelog", "json_data", "yaml_data", "system_log", "program_log", "test_report", "commits", "patch"),
        *("price_table", "league_table", "receipts", "subtitles", "web_page", "links", "questionnaire", "letters"),
    }


DECKS = {
    "sums": "".join(f"{a} × {b},{a * b}\n" for a in range(2, 9) for b in range(2, 9)),
    "differences": "".join(f"{a} - 1\t{a - 1}\n" for a in range(2, 19)),
    "years": "".join(f"Battle of {name}\t{1000 + 7 * at}\n" for at, name in enumerate(no_decks.NAMES)),
    "years, turned": "".join(f"{1000 + 7 * at}\tBattle of {name}\n" for at, name in enumerate(no_decks.NAMES)),
    "capitals": "".join(f"{name}land\t{name} City\n" for name in no_decks.NAMES),
    "people": "".join(f"{name}land,{1_000_000 + at * 12_345}\n" for at, name in enumerate(no_decks.NAMES)),
    "elements": "".join(f"{name}ium,{name[:2]},{at}\n" for at, name in enumerate(no_decks.NAMES)),
    "four columns": "".join(f"字{name},zi,{name},A sentence with {name}\n" for name in no_decks.NAMES),
    "code": "".join(f"What does {name.lower()}(x) do?\tIt returns {name.lower()} of x\n" for name in no_decks.NAMES),
    "commands": "".join(f"git {verb}\t{verb} the files\n" for verb in no_decks.VERBS),
    "named columns": "front,back\n" + "".join(f"{n},{n * n}\n" for n in range(9)),
    "pairs": "".join(f"{name}\nA name of someone who {no_decks.VERBS[0]} rivers\n\n" for name in no_decks.NAMES),
    "signs": "".join(f"{sign}\tsign number {at}\n" for at, sign in enumerate("αβγδεζηθ")),
}


@pytest.mark.parametrize("text", DECKS.values(), ids=DECKS)
def test_decks_are_not_doubted(text: str) -> None:
    """Numbers to be worked out, years of events, programs that are asked about."""
    assert [problem for problem in parse(Page("p.txt", text)).problems if problem.rule == RULE] == []


def test_pages_of_flashcards_are_not_doubted() -> None:
    """None of those that the parsers are tested with."""
    for path in sorted(PAGES.glob("*.html")):
        parsed = parse(as_text(Page(path.name, path.read_text("utf-8"))))
        assert RULE not in {problem.rule for problem in parsed.problems}


@pytest.mark.parametrize("header", ["Question,Question,Answer", "front,back,definition"])
def test_a_table_with_two_columns_for_one_side_names_none(header: str) -> None:
    """Which of them asks or tells is not for the reader to say: the first line is a row, and no cell is left out."""
    rows = [header, *(f"{name},the {noun},by hand" for name, noun in zip(no_decks.NAMES, no_decks.NOUNS, strict=False))]
    parsed = parse(Page("p.csv", "\n".join(rows)))
    assert len(parsed.cards) == len(rows)
    assert [[card.question, *(card.answer or "").split("\n\n")] for card in parsed.cards] == [
        row.split(",") for row in rows
    ]


@pytest.mark.parametrize("way", ["--format", "deck.toml", "rules"])
def test_who_means_it_says_so(way: str) -> None:
    """With the format, in deck.toml as the warning shows or in the command, or by switching the rule off."""
    Path("p.txt").write_text(DECKS["sums"].replace(" × ", ""), "utf-8")
    assert run("new", "p.txt", *(["--format", "csv"] if way == "--format" else [])).exit_code == 0
    checked = run("check", "p").stderr
    if way == "--format":
        assert checked == ""
        return
    assert checked == (
        "source_cards/p/scraped.txt:1: these 49 cards look like a table of numbers and not like flashcards; if they "
        'are meant, write format = "csv" into deck.toml [unlikely-cards]\n'
    )
    more = 'format = "csv"\n' if way == "deck.toml" else '[rules]\nunlikely-cards = "off: I learn numbers"\n'
    with Path("source_cards/p/deck.toml").open("a") as file:
        file.write(more)
    assert run("check", "p").stderr == ""
