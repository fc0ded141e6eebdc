"""A lock that is gone is made anew from the package: each note goes on with the card it showed, or is asked about."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import build, deck, page, prepare
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import lint, pipeline
from generator.cards import FIELDS
from generator.cli import group
from generator.deck import open_deck
from generator.packaging import read_package
from generator.stages import Prepared

Cards = list[tuple[str, str | None]]
CELLS = ("Define the spindle.", "Fibres that pull the chromosomes of a cell apart.")
WOOD = ("Define the spindle.", "A rod of wood on which thread is twisted.")
LATHE = ("Define the spindle.", "The part of a lathe that turns the work.")
TREE = ("Why do leaves turn red?", "Chlorophyll breaks down.")
OTHERS: Cards = [("Which gas do plants take in?", "Carbon dioxide"), ("What do tides depend on?", "The moon")]


def shown(dist: Path) -> dict[str, tuple[str, str]]:
    """What each note of the package asks and answers, as HTML, by guid."""
    notes = read_package(dist / "cards.apkg", "cards.apkg")
    places = [FIELDS.index(name) for name in ("Question", "Answer")]
    return {note.guid: (note.fields[places[0]], note.fields[places[1]]) for note in notes}


def mods(dist: Path) -> dict[str, int]:
    return {note.guid: note.mod for note in read_package(dist / "cards.apkg", "cards.apkg")}


def build_without_lock(folder: Path, dist: Path, now: int = 1_900_000_000) -> Prepared:
    """Build the deck whose lock is lost, as `build` does."""
    (folder / "cards.lock").unlink()
    prepared = pipeline.prepare(open_deck(folder, lint.SWITCHABLE), now, dist=dist)
    pipeline.write(prepared, dist)
    return prepared


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([CELLS, TREE, WOOD], [WOOD, TREE, CELLS]),
        ([CELLS, WOOD, LATHE, TREE], [LATHE, CELLS, WOOD, TREE]),
        ([CELLS, WOOD, LATHE, TREE], [WOOD, LATHE]),
        ([CELLS, WOOD, TREE], [LATHE, WOOD, CELLS, TREE]),
        ([CELLS, CELLS, WOOD], [WOOD, CELLS, CELLS]),
        ([("Define: a\n\n- b\n- c", "1. x\n2. y"), ("Define: a\n\n- b\n- c", "$x$ **y** <b>")], None),
    ],
    ids=["twins", "triplets", "one gone", "one more", "two alike", "lists and marks"],
)
def test_twins_that_changed_places_keep_their_history(tmp_path: Path, before: Cards, after: Cards | None) -> None:
    """The page's order proves nothing: the package says what each note answered."""
    folder, dist = tmp_path / "cards", tmp_path / "dist"
    build(deck(folder, before), dist)
    was, then = shown(dist), mods(dist)
    deck(folder, after or before[::-1])
    prepared = build_without_lock(folder, dist)
    now = shown(dist)
    assert prepared.stamped.changed == prepared.stamped.rerendered == ()
    assert {guid: was[guid] for guid in now if guid in was} == {guid: now[guid] for guid in now if guid in was}
    assert {guid: then[guid] for guid in now if guid in was} == {guid: mods(dist)[guid] for guid in now if guid in was}
    assert len(now.keys() - was.keys()) == len([card for card in after or () if card not in before])


EDITS = {
    "the answer of both": "## {#define-the-spindle}\n\nCells.\n\n## {#define-the-spindle-2}\n\nWood.\n",
    "the answer of one": "## {#define-the-spindle-2}\n\nA *rod*.\n",
    "the question of both": "## The spindle of cells {#define-the-spindle}\n\n## Of wood {#define-the-spindle-2}\n",
    "all of one": "## The spindle of cells {#define-the-spindle}\n\nFibres.\n",
    "tags": '## {#define-the-spindle tags="cells"}\n\n## {#define-the-spindle-2 .reversed}\n',
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_edited_twins_that_changed_places_keep_their_history_or_are_asked_about(tmp_path: Path, edits: str) -> None:
    """An edit hides what the page said. What the other twin shows may still tell; else the build asks."""
    folder, dist = tmp_path / "cards", tmp_path / "dist"
    first = build(deck(folder, [CELLS, TREE, WOOD], edits), dist)
    truth = {card.guid: card.source.answer for card in first.recognised.identified.cards}
    deck(folder, [WOOD, TREE, CELLS], edits)
    identified = build_without_lock(folder, dist).recognised.identified
    for card in identified.cards:
        assert truth[card.guid] == card.source.answer, "a twin got the other's history"
    assert {doubt.card.source.question for doubt in identified.doubts} <= {"Define the spindle."}
    assert bool(identified.doubts) is (edits == EDITS["the answer of both"])


def test_what_was_tells_edited_twins_apart(tmp_path: Path) -> None:
    """An edit that says which text it was made against says which card it is of."""
    folder, dist = tmp_path / "cards", tmp_path / "dist"
    plain = "## {#define-the-spindle}\n\nOne.\n\n## {#define-the-spindle-2}\n\nAnother.\n"
    was = {card.key: card.was for card in prepare(deck(folder, [CELLS, WOOD], plain)).cards}
    edits = plain
    for key, hash_ in was.items():
        edits = edits.replace(f"#{key}}}", f"#{key} was={hash_}}}")
    first = build(deck(folder, [CELLS, WOOD], edits), dist)
    truth = {card.guid: card.source.answer for card in first.recognised.identified.cards}
    deck(folder, [WOOD, CELLS], edits)
    identified = build_without_lock(folder, dist).recognised.identified
    assert {card.guid: card.source.answer for card in identified.cards} == truth


def test_a_lost_lock_and_a_page_that_changed_at_the_same_time(tmp_path: Path) -> None:
    """A reworded card is itself, a twin with another answer is asked about, what is new is new."""
    folder, dist = tmp_path / "cards", tmp_path / "dist"
    first = build(deck(folder, [CELLS, TREE, WOOD, *OTHERS]), dist)
    guids = {card.source: card.guid for card in first.recognised.identified.cards}
    by_text = {(card.question, card.answer): guid for card, guid in guids.items()}
    after = [(WOOD[0], f"{WOOD[1]} It is turned by hand."), ("Why do the leaves turn red?", TREE[1]), LATHE, *OTHERS]
    deck(folder, after)
    identified = build_without_lock(folder, dist).recognised.identified
    known = {card.source.question: card.guid for card in identified.cards if card.source.answer != WOOD[1]}
    assert known["Why do the leaves turn red?"] == by_text[TREE]
    assert known["Define the spindle."] == by_text[WOOD]
    (doubt,) = identified.doubts
    assert (doubt.card.source.answer, [note.guid for note in doubt.candidates]) == (LATHE[1], [by_text[CELLS]])


def test_the_question_a_note_was_born_with_does_not_make_it_that_card(tmp_path: Path) -> None:
    """A reworded card keeps its guid; who asks later what it asked first is another card, also without the lock."""
    folder, dist = tmp_path / "cards", tmp_path / "dist"
    born = build(deck(folder, [TREE, *OTHERS]), dist).recognised.identified.cards[0].guid
    reworded = ("Why do the leaves turn red?", TREE[1])
    assert build(deck(folder, [reworded, *OTHERS]), dist).recognised.identified.cards[0].guid == born
    other = (TREE[0], "They are angry.")
    cards = build(deck(folder, [other, reworded, *OTHERS]), dist).recognised.identified.cards
    before = {card.source.answer: card.guid for card in cards}
    assert before[TREE[1]] == born != before[other[1]]
    after = build_without_lock(folder, dist).recognised.identified.cards
    assert {card.source.answer: card.guid for card in after} == before


def test_own_cards_and_completed_answers_are_known(tmp_path: Path) -> None:
    """A card of the user's own is known by its key, one without an answer on the page by the answer written for it."""
    folder, dist = tmp_path / "cards", tmp_path / "dist"
    edits = "## My own {#my-own .added}\n\nMine.\n\n## {#define-the-spindle}\n\nThread.\n"
    first = build(deck(folder, [(CELLS[0], None), TREE, WOOD], edits), dist)
    was, then = shown(dist), mods(dist)
    deck(folder, [WOOD, TREE, (CELLS[0], None)], edits)
    prepared = build_without_lock(folder, dist)
    assert prepared.recognised.identified.doubts == ()
    assert shown(dist) == was
    assert mods(dist) == then
    assert len(prepared.stamped.unchanged) == len(first.stamped.notes) == 4


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return tmp_path


EXPORT = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n"
NOTES = {
    "guids": [("abc", "Basic", *CELLS), ("def", "Basic", *WOOD), ("ghi", "Basic", *TREE)],
    "clozes": [
        ("abc", "Cloze", "The {{c1::spindle}} is {{c2::of a cell}}.", ""),
        ("def", "Cloze", "The {{c1::spindle}} is {{c2::of wood}}.", ""),
        ("ghi", "Basic", *TREE),
    ],
}
REWORDED: dict[str, Callable[[str], str]] = {
    "guids": lambda text: text.replace(TREE[0], "Quite other words?").replace(TREE[1], "An answer as unlike."),
    "clozes": lambda text: text.replace("{{c1::spindle}} is {{c2::of wood", "{{c1::rod}} stands {{c2::in the room"),
}


@pytest.mark.parametrize("kind", NOTES)
def test_a_reexported_note_with_other_words_is_itself(here: Path, kind: str) -> None:
    """An export says who is who by its guids: words, order and a lost lock change nothing about that."""
    text = EXPORT + "".join("\t".join(row) + "\n" for row in NOTES[kind])
    Path("cards.txt").write_text(text, "utf-8")
    assert run("new", "cards.txt").exit_code == 0
    assert "3 notes (3 new)" in run("build").stdout
    head, rows = text.splitlines()[:4], text.splitlines()[4:]
    Path("cards.txt").write_text(REWORDED[kind]("\n".join([*head, *rows[::-1]]) + "\n"), "utf-8")
    assert run("update", "cards", "cards.txt").exit_code == 0
    built = run("build")
    assert "3 notes (1 changed, 2 unchanged)" in built.stdout, built.output
    Path("source_cards/cards/cards.lock").unlink()
    built = run("build")
    assert "3 notes (3 unchanged)" in built.stdout, built.output
    assert {note.guid for note in read_package(Path("dist/cards.apkg"), "")} >= {"abc", "def", "ghi"}


def test_html_and_markdown_pages_without_their_lock(here: Path) -> None:
    """What ships differs from what was scraped in marks and entities; the cards are known all the same."""
    rows = [f"{q}\t{a}" for q, a in [(CELLS[0], "<b>Fibres</b> &amp; more"), (CELLS[0], "A &lt;rod&gt; of wood"), TREE]]
    Path("cards.txt").write_text("#separator:tab\n#html:true\n" + "\n".join(rows) + "\n", "utf-8")
    assert run("new", "cards.txt").exit_code == 0
    toml = Path("source_cards/cards/deck.toml")
    for markdown in ("", "markdown = true\n"):
        toml.write_text(toml.read_text("utf-8") + markdown, "utf-8")
        assert "3 notes" in run("build").stdout
        before = {note.guid: note.fields[:2] for note in read_package(Path("dist/cards.apkg"), "")}
        (scraped,) = Path("source_cards/cards").glob("scraped*")
        lines = scraped.read_text("utf-8").splitlines()
        scraped.write_text("\n".join([*lines[:2], lines[3], lines[2], *lines[4:]]) + "\n", "utf-8")
        Path("source_cards/cards/cards.lock").unlink()
        built = run("build")
        assert "3 notes (3 unchanged)" in built.stdout, built.output
        assert {note.guid: note.fields[:2] for note in read_package(Path("dist/cards.apkg"), "")} == before


def test_a_build_says_that_retired_notes_are_unknown(here: Path) -> None:
    """A package knows nothing of cards that had left the deck: said once, when the lock is made anew."""
    Path("p.txt").write_text(page([CELLS, TREE, *OTHERS]), "utf-8")
    run("new", "p.txt")
    run("build")
    Path("source_cards/p/scraped.txt").write_text(page([CELLS, *OTHERS]), "utf-8")
    assert "1 retired" in run("build").stdout
    Path("source_cards/p/cards.lock").unlink()
    said = run("build").stdout
    assert "source_cards/p/cards.lock was gone and is made anew from the last package" in said
    assert "Cards that had left the deck before are unknown to it" in said
    assert "made anew" not in run("build").stdout
    assert "made anew" not in run("build", "--check").stdout


def test_studied_twins_change_places_and_the_lock_is_lost(tmp_path: Path) -> None:
    """In real Anki each twin goes on with its own reviews and its own answer."""
    folder, dist = tmp_path / "cards", tmp_path / "dist"
    build(deck(folder, [CELLS, TREE, WOOD]), dist)
    bench = Bench(tmp_path / "anki")
    bench.import_package(dist / "cards.apkg")
    answers = {note.guid: note["Answer"] for note in bench.notes()}
    for note in bench.notes():
        bench.study(note["Key"], 2)
    progress = bench.progress()
    deck(folder, [WOOD, TREE, CELLS])
    build_without_lock(folder, dist)
    bench.import_package(dist / "cards.apkg")
    assert {note.guid: note["Answer"] for note in bench.notes()} == answers
    assert bench.progress() == progress
    bench.close()


QUESTIONS = st.sampled_from(["Define it.", "True or false?", "What is a mutex?", "Define it", ""])
ANSWERS = st.sampled_from(["True", "False", "A lock.", "A rod of wood.", "1. a\n2. b", "<i>x</i> & $y$", "Ja", "是"])
DECKS = st.lists(st.tuples(QUESTIONS.filter(bool), ANSWERS), min_size=2, max_size=8)


@settings(max_examples=20, deadline=None)
@given(DECKS, st.randoms(use_true_random=False))
def test_any_deck_in_any_order_is_known_without_its_lock(cards: Cards, rng: object) -> None:
    """Whatever the cards have in common: after the lock is lost, each note shows what it showed, and none is newer."""
    with tempfile.TemporaryDirectory() as home:
        folder, dist = Path(home) / "cards", Path(home) / "dist"
        build(deck(folder, cards), dist)
        was, then = shown(dist), mods(dist)
        rng.shuffle(cards)  # type: ignore[attr-defined]
        deck(folder, cards)
        prepared = build_without_lock(folder, dist)
        assert prepared.recognised.identified.doubts == ()
        assert (shown(dist), mods(dist)) == (was, then)
