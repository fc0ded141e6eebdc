"""A deck with a doubt, a stale edit or a lost lock in; what the user's word and the next build make of it out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_bench import Bench, Outcome
from click.testing import CliRunner, Result
from deck_maker import NINE, page
from terminal import in_terminal

from generator import decisions, lint
from generator.cli import group
from generator.deck import open_deck
from generator.errors import DeckwrightError
from generator.lock import Lock, read_lock

OLD = "What is the difference between precision and recall in a classifier?"
TWIN = "What is the difference between precision and accuracy in a classifier?"
ANSWER = "Precision is the share of found items that are right; recall the share of right items that were found."
TWIN_ANSWER = "Precision is the share of found items that are right; accuracy the share of all items judged right."


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def start(cards: list[tuple[str, str | None]]) -> None:
    Path("p.txt").write_text(page(cards), "utf-8")
    assert run("new", "p.txt").exit_code == 0
    assert run("build").exit_code == 0


def scrape_again(cards: list[tuple[str, str | None]]) -> None:
    Path("source_cards/p/scraped.txt").write_text(page(cards), "utf-8")


def lock() -> Lock:
    found = read_lock(Path("source_cards/p/cards.lock"), "cards.lock")
    assert found
    return found


def guids() -> dict[str, str]:
    return {note.key: note.guid for note in lock().notes}


def make_a_doubt() -> str:
    """Two known cards much alike are gone, and one that may be either is there; returns its key."""
    start([*NINE, (OLD, ANSWER), (TWIN, TWIN_ANSWER)])
    scrape_again(
        [*NINE, ("What is the difference between precision and F1 in a classifier?", ANSWER[:70] + " F1 mixes both.")]
    )
    built = run("build")
    assert built.exit_code == 1
    assert "[doubtful-match]" in built.stderr
    assert "9 unchanged, 1 left out" in built.stdout
    assert "retired" not in built.stdout
    found = re.search(r"deckwright settle p (\S+) 1 \(or (?:2, )?new\)", built.stderr)
    assert found, built.stderr
    return found.group(1)


def test_a_doubtful_card_is_left_out_and_named_with_its_candidates() -> None:
    """The rest ships, the doubtful one is named with both candidates and the command that settles it."""
    make_a_doubt()
    shown = run("check").stderr
    assert f'= "{OLD}"' in shown
    assert f'= "{TWIN}"' in shown


def test_a_doubt_stays_the_same_until_it_is_settled() -> None:
    """Other cards come and go; every build asks about the doubtful card in the same words, with the same candidates."""
    make_a_doubt()
    (asked,) = [line for line in run("check").stderr.splitlines() if "[doubtful-match]" in line]
    scrape = Path("source_cards/p/scraped.txt").read_text("utf-8")
    Path("source_cards/p/scraped.txt").write_text(scrape.replace("Thing 5 is", "Thing 5 was"), "utf-8")
    for _ in range(2):
        built = run("build")
        assert asked in built.stderr.splitlines()
        assert "retired" not in built.stdout
    assert len(lock().doubts) == 1
    assert len(lock().doubts[0].candidates) == 2


def test_settle_gives_the_card_its_history() -> None:
    """Settled as a candidate, the card ships under that note's guid; the other one retires."""
    key = make_a_doubt()
    before = guids()
    number = re.search(rf'(\d) = "{re.escape(OLD)}"', run("check").stderr)
    assert number
    settled = run("settle", "p", key, number.group(1))
    assert settled.exit_code == 0, settled.output
    built = run("build")
    assert built.exit_code == 0, built.output
    assert "10 notes (1 changed, 9 unchanged, 1 retired)" in built.stdout
    kept = {note.guid for note in lock().notes if not note.retired}
    assert before["what-is-the-difference-between-precision-and-recall-in-a"] in kept


def test_settle_as_new() -> None:
    """Settled as new, the card gets a guid of its own and both old ones retire."""
    key = make_a_doubt()
    before = set(guids().values())
    assert run("settle", "p", key, "new").exit_code == 0
    built = run("build")
    assert built.exit_code == 0, built.output
    assert "10 notes (1 new, 9 unchanged, 2 retired)" in built.stdout
    assert len(set(guids().values()) - before) == 1


@pytest.mark.parametrize("words", [("nope", "1"), (None, "9"), (None, "0"), (None, "yes")])
def test_settle_refuses_what_is_no_answer(words: tuple[str | None, str]) -> None:
    """A card that is not in doubt, or a number that was not offered: a sentence, nothing written."""
    key = make_a_doubt()
    before = Path("source_cards/p/cards.lock").read_bytes()
    refused = run("settle", "p", words[0] or key, words[1])
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: p: ")
    assert Path("source_cards/p/cards.lock").read_bytes() == before


@pytest.mark.parametrize("was", ["", " was=000000000000"])
def test_a_stale_edit_ships_is_warned_about_and_can_be_accepted(was: str) -> None:
    """The page changes under an edit: both texts are shown at every build until the edit is accepted."""
    start(list(NINE))
    edits = f"## What is thing one? {{#what-is-thing-1{was}}}\n\nMy better answer.\n"
    Path("source_cards/p/edits.md").write_text(edits, "utf-8")
    run("build")
    scrape_again([(NINE[0][0], "The page says something else now."), *NINE[1:]])
    for _ in range(2):
        built = run("build")
        assert built.exit_code == 0
        assert "[stale-edit]" in built.stderr
        assert '"The page says something else now."' in built.stderr
        assert '"My better answer."' in built.stderr
    accepted = run("accept", "p", "--yes")
    assert accepted.stdout == (
        "source_cards/p/edits.md:1: what-is-thing-1\n"
        "  page before  (no longer recorded: the new page has been taken into cards.lock)\n"
        '  page now     "What is thing 1?" / "The page says something else now."\n'
        '  your edit    "What is thing one?" / "My better answer."\n'
        "  accepted  what-is-thing-1\n"
        "p: 1 stale edit accepted.\n"
    )
    again = run("build")
    assert again.stderr == ""
    assert "9 unchanged" in again.stdout
    if not was:
        assert Path("source_cards/p/edits.md").read_text("utf-8") == edits


def test_an_answer_that_vanishes_under_an_edit_is_stale_not_missing() -> None:
    """The edit's own answer ships; the warning says that the page has lost its."""
    start(list(NINE))
    Path("source_cards/p/edits.md").write_text("## {#what-is-thing-1}\n\nMine.\n", "utf-8")
    run("build")
    scrape_again([(NINE[0][0], None), *NINE[1:]])
    built = run("build")
    assert built.exit_code == 0
    assert "[stale-edit]" in built.stderr
    assert "missing-answer" not in built.stderr


def test_the_command_that_is_named_works_within_the_deck_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the path does not tell the deck, the folder one is in does."""
    start(list(NINE))
    Path("source_cards/p/edits.md").write_text("## {#what-is-thing-1}\n\nMine.\n", "utf-8")
    run("build")
    scrape_again([(NINE[0][0], "Other."), *NINE[1:]])
    monkeypatch.chdir("source_cards/p")
    named = re.search(r"deckwright (accept .*) \[stale-edit\]", run("check", ".").stderr)
    assert named
    assert run(*named[1].split()).stdout.endswith("  accepted  what-is-thing-1\np: 1 stale edit accepted.\n")


def two_stale_edits() -> dict[Path, bytes]:
    """Two edits under which the page has changed since the last build; returns the deck's files."""
    start(list(NINE))
    edits = "## {#what-is-thing-1}\n\nMine\n\ntoo.\n\n## My two {#what-is-thing-2}\n"
    Path("source_cards/p/edits.md").write_text(edits, "utf-8")
    run("build")
    scrape_again([(NINE[0][0], "Other."), ("What is the thing 2?", None), *NINE[2:]])
    return files()


def files() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path("source_cards/p").rglob("*") if path.is_file()}


STALE = """\
source_cards/p/edits.md:1: what-is-thing-1
  page before  "What is thing 1?" / "Thing 1 is made of part 1."
  page now     "What is thing 1?" / "Other."
  your edit    (left as on the page) / "Mine too."
source_cards/p/edits.md:7: what-is-thing-2
  page before  "What is thing 2?" / "Thing 2 is made of part 2."
  page now     "What is the thing 2?" / (no answer)
  your edit    "My two" / (left as on the page)
"""


def test_accept_shows_every_edit_and_accepts_none_unasked() -> None:
    """Without a terminal somebody has to say yes; the texts stand there all the same, and nothing is written."""
    before = two_stale_edits()
    refused = run("accept", "p")
    assert (refused.exit_code, refused.stdout) == (2, STALE)
    assert "Nobody was asked, so nothing was accepted: say --yes, or name the cards." in refused.stderr
    assert files() == before
    accepted = run("accept", "p", "-y")
    assert accepted.stdout == STALE + (
        "  accepted  what-is-thing-1\n  accepted  what-is-thing-2\np: 2 stale edits accepted.\n"
    )
    assert "[stale-edit]" not in run("check", "p").stderr
    assert run("accept", "p").stdout == "p: 0 stale edits accepted.\n"


def test_who_names_a_card_accepts_that_one() -> None:
    """It is shown as well, and the other one stays stale."""
    two_stale_edits()
    accepted = run("accept", "p", "what-is-thing-2")
    assert accepted.stdout == "".join(STALE.splitlines(keepends=True)[4:]) + (
        "  accepted  what-is-thing-2\np: 1 stale edit accepted.\n"
    )
    assert run("check", "p").stderr.count("[stale-edit]") == 1


@pytest.mark.parametrize(("typed", "left"), [("y\nn\n", 1), ("n\nn\n", 2), ("y\ny\n", 0), ("y\n\x04", 2)])
def test_in_a_terminal_accept_asks_about_each(typed: str, left: int) -> None:
    """After each is shown; ctrl-D in between accepts none."""
    two_stale_edits()
    done = in_terminal("accept", "p", typed=typed)
    assert done.stdout.startswith(STALE.partition("source_cards/p/edits.md:7")[0] + "  Keep this edit? [y/N]: "), done
    assert run("check", "p").stderr.count("[stale-edit]") == left


def test_what_changed_after_it_was_shown_is_not_accepted() -> None:
    """A page saved while the question stood there is another page."""
    two_stale_edits()
    found = open_deck(Path("source_cards/p"), lint.SWITCHABLE)
    shown = decisions.stale_edits(found)
    scrape_again([(NINE[0][0], "Another one."), *NINE[1:]])
    before = files()
    with pytest.raises(DeckwrightError, match="what-is-thing-1 has changed since it was shown; run the command again"):
        decisions.accept(found, shown)
    assert files() == before


def test_changing_a_stale_edit_settles_it() -> None:
    """Who rewrites the edit has seen the page."""
    start(list(NINE))
    edits = Path("source_cards/p/edits.md")
    edits.write_text("## {#what-is-thing-1}\n\nMine.\n", "utf-8")
    run("build")
    scrape_again([(NINE[0][0], "Other."), *NINE[1:]])
    edits.write_text("## {#what-is-thing-1}\n\nMine, seen again.\n", "utf-8")
    assert run("build").stderr == ""


def test_accept_refuses_what_is_not_stale() -> None:
    """A key whose edit is not stale is a mistake, and named."""
    start(list(NINE))
    assert 'the edit of "what-is-thing-1" is not stale' in run("accept", "p", "what-is-thing-1").stderr


def test_a_card_of_your_own_cannot_take_the_key_of_one_on_the_page() -> None:
    """Its history would go to another card; once the card has left the page, it can be kept under its key."""
    start(list(NINE))
    before = guids()
    edits = Path("source_cards/p/edits.md")
    edits.write_text("## Mine? {#what-is-thing-1 .added}\n\nYes\n", "utf-8")
    refused = run("build")
    assert refused.exit_code == 1
    assert "what-is-thing-1 is the key of the card at source_cards/p/scraped.txt:3" in refused.stderr
    scrape_again(list(NINE[1:]))
    kept = run("build")
    assert "9 notes (1 changed, 8 unchanged)" in kept.stdout, kept.output
    assert guids() == before


def test_a_doubt_is_no_gap_in_the_numbering() -> None:
    """The doubtful card stands on the page, though not in the package."""
    start([(OLD, ANSWER), (TWIN, TWIN_ANSWER), *NINE])
    scrape_again([("What is the difference between precision and F1 in a classifier?", ANSWER[:70] + " F1."), *NINE])
    shown = run("check").stderr
    assert "[doubtful-match]" in shown
    scrape_again(
        [NINE[0], ("What is the difference between precision and F1 in a classifier?", ANSWER[:70]), *NINE[1:]]
    )
    shown = run("check").stderr
    assert "[doubtful-match]" in shown
    assert "[numbering-gap]" not in shown


def test_a_lost_lock_is_rebuilt_from_the_package(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guid, key and mod come back from dist/, so that an edit made in Anki survives the next import."""
    start([*NINE, ("Same?", "one"), ("Same?", "two")])
    before, package = guids(), Path("dist/p.apkg").read_bytes()
    bench = Bench(here / "anki")
    bench.import_package(Path("dist/p.apkg"))
    bench.edit(f"{lock().prefix}/what-is-thing-3", "Answer", "my own words")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1710000000")
    Path("source_cards/p/cards.lock").unlink()
    built = run("build")
    assert built.exit_code == 0, built.output
    assert guids() == before
    assert Path("dist/p.apkg").read_bytes() == package
    assert bench.import_package(Path("dist/p.apkg")) == Outcome(0, 0, 11, 0)
    assert bench.note(f"{lock().prefix}/what-is-thing-3")["Answer"] == "my own words"


def test_a_lost_lock_and_a_changed_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even with the page reworded since, a rebuilt lock knows the card."""
    start(list(NINE))
    before = guids()
    Path("source_cards/p/cards.lock").unlink()
    scrape_again([("What is the thing 1?", NINE[0][1]), *NINE[1:]])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1710000000")
    built = run("build")
    assert "1 changed, 8 unchanged" in built.stdout, built.output
    assert guids() == before


DAMAGES = {
    "empty": lambda text: "",
    "no header": lambda text: text.split("\n", 1)[1],
    "a note's line gone": lambda text: "\n".join(
        line for line in text.split("\n") if '"what-is-thing-4", "guid"' not in line
    ),
    "another guid": lambda text: text.replace('"guid": "', '"guid": "z', 1),
    "mod below zero": lambda text: text.replace('"mod": 1700000000', '"mod": -5', 1),
    "mod beyond time": lambda text: text.replace('"mod": 1700000000', f'"mod": {10**23}', 1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_lock_is_never_taken_for_a_sound_one(damage: Callable[[str], str]) -> None:
    """What is missing or changed is named before anything is written; without the file, build makes it anew."""
    start(list(NINE))
    path = Path("source_cards/p/cards.lock")
    sound, package = path.read_text("utf-8"), Path("dist/p.apkg").read_bytes()
    path.write_text(damage(sound), "utf-8")
    assert path.read_text("utf-8") != sound
    refused = run("build")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: source_cards/p/cards.lock")
    assert "version control" in refused.stderr
    assert Path("dist/p.apkg").read_bytes() == package
    path.unlink()
    assert "9 unchanged" in run("build").stdout


def test_a_deck_without_its_settings_is_named() -> None:
    """A folder that lost deck.toml is not passed over while others build."""
    start(list(NINE))
    Path("q.txt").write_text(page(NINE, "Others"), "utf-8")
    run("new", "q.txt")
    Path("source_cards/q/deck.toml").unlink()
    for words in (("build",), ("check",), ("build", "q")):
        refused = run(*words)
        assert refused.exit_code == 1
        assert (
            "source_cards/q: deck.toml is gone. Take it back from version control, or write a new one" in refused.stderr
        )


def test_diff_calls_nothing_retired_that_only_waits() -> None:
    """Cards in doubt or without an answer stay as they are in Anki; nobody is told to look for them as retired."""
    make_a_doubt()
    Path("source_cards/p/scraped.txt").write_text(
        Path("source_cards/p/scraped.txt").read_text("utf-8").replace(f"A\n\n{NINE[0][1]}", "A\n"), "utf-8"
    )
    shown = run("diff", "p").stdout
    assert "left out     what-is-thing-1: not in the package now; in Anki it stays as it is" in shown
    assert "retired " not in shown.replace("0 retired", "")


def test_build_check_proves_that_dist_is_current() -> None:
    """0 where nothing would change, 1 with the names of the files where something would; nothing is written."""
    start(list(NINE))
    assert run("build", "--check").exit_code == 0
    scrape_again([(NINE[0][0], "Other."), *NINE[1:]])
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    checked = run("build", "--check")
    assert checked.exit_code == 1
    assert "dist/p.apkg is not what the sources build; run deckwright build p" in checked.stdout
    assert before == {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def test_a_renamed_deck_is_said() -> None:
    """Anki finds decks by name: the build says what to rename, and no note changes."""
    start(list(NINE))
    toml = Path("source_cards/p/deck.toml")
    toml.write_text(toml.read_text("utf-8").replace('"Things"', '"Other things"'), "utf-8")
    built = run("build")
    assert 'The deck was called "Things" before. Anki finds decks by name: rename it there, too' in built.stdout
    assert "9 unchanged" in built.stdout
    assert "was called" not in run("build").stdout


def test_a_renamed_folder_changes_no_note() -> None:
    """The folder's new name is the package's; guids and Key fields stay what they were."""
    start(list(NINE))
    before = guids()
    Path("source_cards/p").rename("source_cards/q")
    built = run("build", "q")
    assert "9 notes (9 unchanged)" in built.stdout, built.output
    assert Path("dist/q.apkg").exists()
    found = read_lock(Path("source_cards/q/cards.lock"), "")
    assert found
    assert {note.key: note.guid for note in found.notes} == before


def test_retired_notes_are_named_with_a_search(here: Path) -> None:
    """The search that build prints finds exactly the retired notes in real Anki; diff --retired lists them all."""
    start(list(NINE))
    bench = Bench(here / "anki")
    bench.import_package(Path("dist/p.apkg"))
    scrape_again(list(NINE[2:]))
    built = run("build")
    search = re.search(r"search for: (.*)", built.stdout)
    assert search, built.output
    found = [bench.col.get_note(id_)["Key"] for id_ in bench.col.find_notes(search.group(1))]
    assert sorted(found) == [f"{lock().prefix}/what-is-thing-{number}" for number in (1, 2)]
    assert search.group(1) in run("diff", "p", "--retired").stdout
    assert "retired" not in run("build").stdout


def test_a_card_moved_to_another_deck_is_said() -> None:
    """The build says which line to move so that the history goes along, and doing so keeps the guid."""
    start(list(NINE))
    Path("q.txt").write_text(page([("Other?", "Yes")], "Others"), "utf-8")
    run("new", "q.txt")
    run("build")
    guid = guids()["what-is-thing-9"]
    scrape_again(list(NINE[:8]))
    Path("source_cards/q/scraped.txt").write_text(page([("Other?", "Yes"), NINE[8]]), "utf-8")
    built = run("build")
    assert "what-is-thing-9 left p and is new in q. To keep its history, put its line" in built.stdout
    old, new = Path("source_cards/p/cards.lock"), Path("source_cards/q/cards.lock")
    (line,) = (line for line in old.read_text("utf-8").splitlines() if guid in line)
    kept = [one for one in new.read_text("utf-8").splitlines() if '"key": "what-is-thing-9"' not in one]
    new.write_text("\n".join([*kept, line]) + "\n", "utf-8")
    old.write_text(old.read_text("utf-8").replace(line + "\n", ""), "utf-8")
    Path("dist/q.apkg").unlink()
    assert run("build").exit_code == 0
    moved = read_lock(new, "")
    assert moved
    assert guid in {note.guid for note in moved.notes if not note.retired}
