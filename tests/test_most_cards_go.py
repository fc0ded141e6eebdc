"""A page that was saved half-loaded is noticed before it takes most of a deck away."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import NINE, page
from terminal import in_terminal

from generator.cli import group
from generator.comparison import searches_for

PAGE = Path("source_cards/p/scraped.txt")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a deck of nine cards that was built, and its page saved after the first three cards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    Path("p.txt").write_text(page(NINE), "utf-8")
    assert run("new", "p.txt").exit_code == 0
    assert run("build").exit_code == 0
    Path("half.txt").write_text(page(NINE[:3]), "utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def everything() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def test_update_refuses_where_nobody_can_be_asked() -> None:
    """With the numbers and both ways out; nothing at all is written."""
    before = everything()
    done = run("update", "p", "half.txt")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: half.txt: 6 of the 9 cards there were are missing, so the page looks half-loaded. Nothing was "
        "replaced. Scroll to the page's end and save it again; to take it all the same, use deckwright update "
        "p with --anything.\n"
    )
    assert everything() == before


@pytest.mark.parametrize("word", ["--anything", "-y"])
def test_update_takes_it_where_that_is_said(word: str) -> None:
    """One option for a page that lacks most cards, and for one that lacks all."""
    done = run("update", "p", "half.txt", word)
    assert done.exit_code == 0, done.output
    assert "0 new, 0 changed, 0 doubtful, 6 gone, 3 unchanged." in done.stdout
    assert PAGE.read_text("utf-8") == page(NINE[:3])


@pytest.mark.parametrize(("typed", "status", "kept"), [("n\n", 1, 9), ("\n", 1, 9), ("y\n", 0, 3)])
def test_update_asks_in_a_terminal(typed: str, status: int, kept: int) -> None:
    """With the first of the cards that are missing; only a yes replaces the page."""
    before = everything()
    done = in_terminal("update", "p", "half.txt", typed=typed)
    assert done.returncode == status, done
    assert "6 cards of 9 are missing on the new page, for example:\n  gone     What is thing 4?\n" in done.stdout
    assert "What is thing 9?" not in done.stdout.partition("Replace the old one")[0]
    assert PAGE.read_text("utf-8") == page(NINE[:kept])
    assert (everything() == before) is bool(status)


@pytest.mark.parametrize(("left", "asks"), [(5, False), (4, True), (1, True), (8, False)])
def test_more_than_half_is_most(left: int, asks: bool) -> None:
    """Four of nine gone is an update like any other."""
    Path("half.txt").write_text(page(NINE[:left]), "utf-8")
    assert run("update", "p", "half.txt").exit_code == asks


def test_building_a_half_loaded_file_asks_as_well() -> None:
    """`build FILE` updates the deck of that name; the sentence names the command that takes the page."""
    before = everything()
    Path("p.txt").write_text(page(NINE[:2]), "utf-8")
    done = run("build", "p.txt")
    assert done.exit_code == 1
    assert done.stderr.endswith("use deckwright update p with --anything.\n")
    assert everything() == {**before, Path("p.txt"): Path("p.txt").read_bytes()}


def test_each_page_of_a_deck_counts_for_itself() -> None:
    """Of a deck of many pages, one that is half-loaded never holds most of the cards."""
    for number in range(5):
        cards = [(f"What is part {part} of {number}?", f"It is {part} times {number}.") for part in range(6)]
        Path(f"page-{number}.txt").write_text(page(cards), "utf-8")
    assert run("new", *(f"page-{number}.txt" for number in range(5)), "--name", "Many").exit_code == 0
    assert run("build", "many").exit_code == 0
    Path("page-3.txt").write_text(page([("What is part 1 of 3?", "It is 1 times 3.")]), "utf-8")
    done = run("update", "many", "page-3.txt")
    assert done.exit_code == 1
    assert "page-3.txt: 5 of the 6 cards there were are missing" in done.stderr


def test_a_build_says_loudly_that_most_notes_go() -> None:
    """The page was changed by hand; it is said once, on the way in, and what comes back is unchanged."""
    PAGE.write_text(page(NINE[:3]), "utf-8")
    built = run("build")
    assert built.exit_code == 0
    assert built.stderr == (
        "Warning: 6 of the 9 notes of p are no longer in its pages. If a page was saved half-loaded, put the whole one "
        "in its place and build again before you import: they come back as they were.\n"
    )
    assert run("build").stderr == ""
    PAGE.write_text(page(NINE), "utf-8")
    built = run("build")
    assert (built.stderr, "9 unchanged" in built.stdout) == ("", True), built.output


def test_a_build_is_quiet_where_fewer_notes_go() -> None:
    """Half of them or less are listed as retired, like any."""
    PAGE.write_text(page(NINE[:5]), "utf-8")
    assert run("build").stderr == ""


def test_many_retired_notes_are_counted_and_found_in_anki(tmp_path: Path) -> None:
    """A build names the first and the command that lists all; each of its searches works in real Anki."""
    cards = [(f"What is thing number {number} of many?", f"It is {number}.") for number in range(1_203)]
    Path("my_deck.txt").write_text(page(cards), "utf-8")
    assert run("new", "my_deck.txt").exit_code == 0
    assert run("build", "my-deck").exit_code == 0
    bench = Bench(tmp_path / "anki")
    assert bench.import_package(Path("dist/my-deck.apkg")).new == 1_203
    Path("my_deck.txt").write_text(page(cards[:2]), "utf-8")
    assert run("update", "my-deck", "my_deck.txt", "-y").exit_code == 0
    built = run("build", "my-deck").stdout
    assert max(map(len, built.splitlines())) < 250
    assert built.count("  retired   ") == 10
    assert "  … and 1,191 more. " in built
    assert built.count("deckwright diff my-deck --retired\n") == 1
    listed = run("diff", "my-deck", "--retired").stdout.splitlines()
    assert [line.startswith("  retired   ") for line in listed[:1_201]] == [True] * 1_201
    assert listed[1_201] == "  Anki keeps retired notes; to find them there, search for each of these 3 lines:"
    found = [bench.col.find_notes(search) for search in listed[1_202:]]
    assert [len(notes) for notes in found] == [500, 500, 201]
    kept = {note.id for note in bench.notes()} - {note for notes in found for note in notes}
    assert len(kept) == 2
    bench.close()


def test_a_search_fits_into_the_line_it_is_pasted_into() -> None:
    """Long keys make it shorter, in notes; nothing is dropped."""
    keys = [f"{'long-' * 30}{number}" for number in range(700)]
    searches = searches_for(keys, "deck")
    assert max(map(len, searches)) <= 30_000
    assert " or ".join(searches) == " or ".join(f"Key:deck/{key}" for key in keys)
