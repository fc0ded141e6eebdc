"""What a user types in, what they read and find on disk out: the commands as they are run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from anki_bench import Bench, Outcome
from click.testing import CliRunner, Result
from deck_maker import NINE, page

from generator.cli import COMMANDS, group


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return tmp_path


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=stdin)


def test_new_then_build_and_nothing_else(here: Path) -> None:
    """A page no one has seen becomes a package that Anki imports, in two commands."""
    Path("some-page.txt").write_text(page(NINE), "utf-8")
    started = run("new", "some-page.txt")
    assert started.exit_code == 0, started.output
    assert started.stdout.splitlines() == [
        'Started source_cards/some-page: "Things", 9 cards, 9 ready.',
        "Next: deckwright build",
    ]
    built = run("build")
    assert built.exit_code == 0, built.output
    assert re.fullmatch(
        r'"Things": 9 notes \(9 new\)\ndist/some-page\.apkg written, \d+\.\d KiB, sha256 [0-9a-f]{16}…\n', built.stdout
    )
    bench = Bench(here / "anki")
    assert bench.import_package(Path("dist/some-page.apkg")) == Outcome(9, 0, 0, 0)
    assert [note["Question"] for note in bench.notes()] == [question for question, _ in NINE]


def test_a_missing_answer_leaves_one_card_out() -> None:
    """Eight of nine ship, the ninth is named by file and line, nothing shifts, the exit status is 1."""
    cards = [(question, None if at == 1 else answer) for at, (question, answer) in enumerate(NINE)]
    Path("p.txt").write_text(page(cards), "utf-8")
    run("new", "p.txt")
    built = run("build")
    assert built.exit_code == 1
    lines = Path("source_cards/p/scraped.txt").read_text("utf-8").split("\n")
    line = lines.index(NINE[1][0]) - 2
    assert built.stderr == (
        f'source_cards/p/scraped.txt:{line}: "What is thing 2?" has no answer; '
        "write one in edits.md under ## {#what-is-thing-2} [missing-answer]\n"
    )
    shipped = json.loads(Path("dist/p/cards.json").read_text("utf-8"))["cards"]
    assert [(card["question"]["text"], card["answer"]["text"]) for card in shipped] == [NINE[0], *NINE[2:]]


def test_a_completed_answer_ships() -> None:
    """The answer written into edits.md under the printed heading completes the card."""
    Path("p.txt").write_text(page([("Q1?", "A1"), ("Q2?", None)]), "utf-8")
    run("new", "p.txt")
    with Path("source_cards/p/edits.md").open("a") as edits:
        edits.write("\n## {#q2}\n\nAn answer\n")
    assert run("build").exit_code == 0
    assert json.loads(Path("dist/p/cards.json").read_text("utf-8"))["cards"][1]["provenance"] == "completed"


GARBAGE = {
    "empty file": (b"", "p.txt: the file is empty"),
    "blank lines": (b"\n \n\n", "p.txt: the file is empty"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "p.txt:1: byte 1 (0x89) is not UTF-8; the file is binary"),
    "latin-1": ("Déjà vu".encode("latin-1"), 'p.txt:1: byte 2 (0xE9) is not UTF-8; it is probably windows-1252 ("Déj'),
    "novel": (b"It was a dark night.\nThe rain fell.\n" * 2000, 'which begin with "It was a dark night."'),
    "another site": (b"Deck by Ana\n* cat\n* Gato\n* dog\n", "Layouts that can be read: Brainscape page text"),
    "numbers": (b"1\n2\n3\nQ\n", "no flashcards found"),
}


@pytest.mark.parametrize(("content", "sentence"), GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("command", [("new", "p.txt"), ("build", "p.txt")], ids=lambda words: words[0])
def test_garbage_gets_one_sentence(command: tuple[str, ...], content: bytes, sentence: str) -> None:
    """What is no page of flashcards is refused with a sentence that helps, and leaves nothing behind."""
    Path("p.txt").write_bytes(content)
    result = run(*command)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    assert sentence in result.stderr
    assert not Path("source_cards").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("build",), "There is no deck in source_cards/ here. Start one from a scraped page: deckwright new page.txt"),
        (("build", "nope"), 'There is no deck "nope" here.'),
        (("new", "nope.txt"), "nope.txt: cannot be read (No such file or directory)"),
        (("new", "."), ".: no page lies in this folder; a page's file ends in .txt, .html,"),
        (("new", "/dev/zero"), "/dev/zero: this is not a plain file"),
        (("check", "p/../q"), 'There is no deck "p/../q" here.'),
    ],
)
def test_a_wrong_name_gets_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    """Nothing there, or nothing that can be read: a sentence with the next step, at once."""
    result = run(*words)
    assert result.exit_code == 1
    assert sentence in result.stderr


def test_new_refuses_a_deck_that_exists() -> None:
    """A second `new` names `update` and changes nothing."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    run("new", "p.txt")
    before = {path: path.read_bytes() for path in Path("source_cards/p").iterdir()}
    again = run("new", "p.txt")
    assert again.exit_code == 1
    assert "deckwright update p p.txt" in again.stderr
    assert before == {path: path.read_bytes() for path in Path("source_cards/p").iterdir()}


def test_new_reads_standard_input() -> None:
    """A page can be piped in, under a name."""
    assert run("new", "-", "--name", "My Deck: one", stdin=page(NINE)).exit_code == 0
    written = Path("source_cards/my-deck-one/deck.toml").read_text("utf-8")
    assert re.fullmatch(r'name = "My Deck: one"\nid = "my-deck-one-[0-9a-f]{8}"\ntags = \[\]\n', written)
    assert run("new", "-", stdin=page(NINE)).exit_code == 2


def test_several_pages_become_subdecks(here: Path) -> None:
    """Each page of a deck of several is a subdeck with the page's title."""
    Path("one.txt").write_text(page([("Q1?", "A1")], "First"), "utf-8")
    Path("two.txt").write_text(page([("Q2?", "A2")], "Second"), "utf-8")
    assert run("new", "one.txt", "two.txt", "--name", "Both").exit_code == 0
    assert run("build").exit_code == 0
    bench = Bench(here / "anki")
    assert bench.import_package(Path("dist/both.apkg")).new == 2
    assert bench.deck_names() == ["Both", "Both::First", "Both::Second"]


def test_update_says_what_changes_and_leaves_edits_alone() -> None:
    """A new scrape replaces the page whole; cards are told apart by name."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    run("new", "p.txt")
    run("build")
    edits = Path("source_cards/p/edits.md").read_bytes()
    changed = [*NINE[1:], ("Which colour has the sky?", "Blue")]
    changed[0] = (changed[0][0], "Another answer.")
    Path("p.txt").write_text(page(changed), "utf-8")
    updated = run("update", "p", "p.txt")
    assert updated.exit_code == 0, updated.output
    assert updated.stdout.splitlines() == [
        "  new      Which colour has the sky?",
        "  changed  What is thing 2?",
        "  gone     What is thing 1?",
        "Updated source_cards/p: 1 new, 1 changed, 0 doubtful, 1 gone, 7 unchanged.",
        'The next build makes "Things": 9 notes (1 new, 1 changed, 7 unchanged, 1 retired)',
        "Next: deckwright build p",
    ]
    assert Path("source_cards/p/edits.md").read_bytes() == edits
    assert Path("source_cards/p/scraped.txt").read_text("utf-8") == page(changed)


def test_update_refuses_a_page_of_another_deck() -> None:
    """A page without one card of the deck is a slip of the hand: nothing is replaced unless --anything says so."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    Path("other.txt").write_text(page([("Which colour has the sky?", "Blue")], "Sky Flashcards"), "utf-8")
    run("new", "p.txt")
    run("build")
    refused = run("update", "p", "other.txt")
    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: other.txt: no card of p is on this page, so it looks like another one. To start a deck from it: "
        "deckwright new other.txt; to take it all the same: update --anything.\n"
    )
    assert Path("source_cards/p/scraped.txt").read_text("utf-8") == page(NINE)
    assert run("update", "p", "other.txt", "--anything").exit_code == 0
    run("build")
    back = run("update", "p", "-", stdin=page([*NINE, ("Which colour has the sky?", "Blue")]))
    assert "  back     What is thing 1?\n" in back.stdout, back.output
    assert "9 new, 0 changed, 0 doubtful, 0 gone, 1 unchanged" in back.stdout


def test_build_of_a_page_that_lies_in_its_deck() -> None:
    """The page's own deck is built; no second one is started from it."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    run("new", "p.txt")
    built = run("build", "source_cards/p/scraped.txt")
    assert built.exit_code == 0, built.output
    assert [path.name for path in Path("source_cards").iterdir()] == ["p"]
    again = run("new", "source_cards/p/scraped.txt")
    assert again.stderr == (
        "Error: source_cards/p/scraped.txt: this page lies in a deck already; build it with: "
        "deckwright build source_cards/p\n"
    )


def test_build_of_standard_input_says_how() -> None:
    """A deck needs a name before it can be built."""
    assert 'deckwright new - --name "My deck"' in run("build", "-", stdin=page(NINE)).stderr


def test_build_takes_a_file_and_says_what_it_did_with_it() -> None:
    """`build FILE` starts the deck the first time and updates it the second."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    first = run("build", "p.txt")
    assert first.stdout.startswith("Started source_cards/p.\n")
    assert "Next:" not in first.stdout
    Path("p.txt").write_text(page(NINE[:8]), "utf-8")
    again = run("build", "p.txt")
    assert "Updated source_cards/p: 0 new, 0 changed, 0 doubtful, 1 gone, 8 unchanged." in again.stdout
    assert "(8 unchanged, 1 retired)" in again.stdout


def test_build_without_a_lock_stops() -> None:
    """A lost lock is never replaced without a word, for that would overwrite edits made in Anki."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    run("new", "p.txt")
    Path("source_cards/p/cards.lock").unlink()
    stopped = run("build")
    assert stopped.exit_code == 1
    assert "--new-lock" in stopped.stderr
    assert not Path("dist").exists()
    assert run("build", "--new-lock").exit_code == 0


def test_nothing_to_study_is_said() -> None:
    """A deck in which every card has an error writes no package."""
    Path("p.txt").write_text(page([("Q?", None)]), "utf-8")
    run("new", "p.txt")
    built = run("build")
    assert built.exit_code == 1
    assert "no card can be studied yet" in built.stderr
    assert not Path("dist").exists()


def test_the_report_says_what_the_run_did() -> None:
    """--report writes the run as JSON; dist/ holds nothing of it."""
    Path("p.txt").write_text(page([("Q1?", "A1"), ("Q2?", None)]), "utf-8")
    run("new", "p.txt")
    run("build", "--report", "report.json")
    (report,) = json.loads(Path("report.json").read_text("utf-8"))
    assert report["new"] == ["q1"]
    assert report["left_out"] == ["q2"]
    assert report["problems"][0]["rule"] == "missing-answer"
    assert sorted(str(path) for path in Path("dist").rglob("*")) == ["dist/p", "dist/p.apkg", "dist/p/cards.json"]


def test_strict_counts_warnings() -> None:
    """A warning ships and ends with 0, with --strict it ends with 1."""
    Path("p.txt").write_text(page([("Same?", "A1"), ("Same?", "A2")]), "utf-8")
    run("new", "p.txt")
    assert run("check").exit_code == 0
    assert run("check", "--strict").exit_code == 1
    assert run("build", "--strict").exit_code == 1
    assert Path("dist/p.apkg").exists()


def test_cards_json_is_what_build_ships() -> None:
    """`cards --json` prints the very text of cards.json."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    run("new", "p.txt")
    run("build")
    assert run("cards", "p", "--json").stdout == Path("dist/p/cards.json").read_text("utf-8")
    assert "{#what-is-thing-1}  source_cards/p/scraped.txt:3" in run("cards").stdout


def test_problems_are_printed_raw() -> None:
    """What looks like markup or steers a terminal is shown, not obeyed."""
    Path("p.txt").write_text(page([("Is [red]this[/red] \x1b[31mred?", None), ("x?", "y")]), "utf-8")
    assert '"Is [red]this[/red] \ufffd[31mred?" has no answer' in run("new", "p.txt").stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example(command: str) -> None:
    """--help of each command ends with something that can be typed."""
    shown = run(command, "--help").stdout
    assert re.search(rf"Example:\n +deckwright {command}", shown)


def test_a_broken_source_date_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH is honoured, and refused where it is no number."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    run("build", "p.txt")
    assert '"mod": 1700000000' in Path("source_cards/p/cards.lock").read_text("utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert run("build").exit_code == 2


def test_a_poor_terminal_is_no_error(here: Path) -> None:
    """Under an ASCII locale, what cannot be shown is escaped; no traceback."""
    Path("p.txt").write_text(page([("Wörter – ok?", "ja"), ("中文？", None)]), "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", "from generator.cli import main; main()", "new", "p.txt"],
        capture_output=True,
        env=environment,
        cwd=here,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="The system has no full device to write to.")
def test_output_that_finds_no_room_is_a_sentence() -> None:
    """And no fault of the program's own."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    run("new", "p.txt")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from generator.cli import main; main()", "cards"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        1,
        "Error: There is no room left for what this command prints or writes; make some.",
    )


def test_verify_names_a_package_that_is_none() -> None:
    """What Anki cannot import is named by its file, with what writes it anew."""
    Path("p.txt").write_text(page(NINE), "utf-8")
    run("build", "p.txt")
    Path("dist/p.apkg").write_text("junk")
    done = run("verify")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: dist/p.apkg: Anki could not import this package and then the new one (")
    assert "deckwright build writes it anew" in done.stderr
