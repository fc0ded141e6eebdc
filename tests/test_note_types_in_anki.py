"""What the learner did to our note types, decks and cards in Anki, and what diff, a dry run and import make of it."""

from __future__ import annotations

import contextlib
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import NINE, build, deck

from generator.cli import group
from generator.deck_moves import Apart, new_apart
from generator.importing import Endpoint

FIRST, LATER, LATEST = 1_700_000_000, 1_700_000_100, 1_700_000_200
QA, CLOZE, PLUS = "deckwright Q&A", "deckwright Cloze", "deckwright Q&A+"
THINGS = Path("source_cards/things")
PROFILE = Path("Anki2/User 1")
COLLECTION = PROFILE / "collection.anki2"
KEYS = [f"things/what-is-thing-{number}" for number in range(1, 10)]
OWN = "things/own"
EDITS = "## {#what-is-thing-2 .reversed}\n\n## {{c1::Oaks}} bear {{c2::acorns}} {#own .added type=cloze}\n"
NEW = ("Who is new?", "This one is.")


@pytest.fixture(autouse=True)
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Nine things, one of them reversed, and a cloze, all of them studied; AnkiConnect listens nowhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKI_BASE", str(tmp_path / "no-anki-here"))
    monkeypatch.setattr("generator.cli.choosing._USUAL", Endpoint(port=9))
    build(deck(THINGS, NINE, EDITS), Path("dist"), FIRST)
    bench = Bench(PROFILE)
    bench.import_package(Path("dist/things.apkg"))
    for card in bench.cards():
        bench._answer(card, rating=3)
    bench.suspend(KEYS[3])
    bench.col.set_user_flag_for_cards(3, [bench.note(KEYS[4]).cards()[0].id])
    return bench


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, [*words], input=stdin)


def into(*words: str, stdin: str | None = None) -> Result:
    return run("import", "things", "--collection", str(COLLECTION), *words, stdin=stdin)


def rebuild(answer: str, now: int) -> None:
    """Another answer on every card, and a new card."""
    cards = [(question, f"{old} {answer}") for question, old in NINE]
    build(deck(THINGS, [*cards, NEW], EDITS.replace("acorns", f"acorns ({answer})")), Path("dist"), now)


def long_ago(bench: Bench, at: int = FIRST + 50) -> None:
    """Have everything that was done to notes today be done at the second `at`, before the next build."""
    bench.col.db.execute("update notes set mod = ? where mod > ?", at, at)


# What a learner may do in Anki.


def kind(bench: Bench, name: str = QA) -> dict[str, Any]:
    return bench.note_type(name)


def save(bench: Bench, changed: dict[str, Any]) -> None:
    bench.col.models.update_dict(changed)
    bench.col.models._clear_cache()


def add_field(bench: Bench, name: str = QA) -> None:
    changed = kind(bench, name)
    bench.col.models.add_field(changed, bench.col.models.new_field("Mine"))
    save(bench, changed)


def remove_field(bench: Bench, name: str) -> None:
    changed = kind(bench)
    (field,) = (field for field in changed["flds"] if field["name"] == name)
    bench.col.models.remove_field(changed, field)
    save(bench, changed)


def remake_field(bench: Bench) -> None:
    remove_field(bench, "Spare 1")
    changed = kind(bench)
    field = bench.col.models.new_field("Spare 1")
    bench.col.models.add_field(changed, field)
    bench.col.models.reposition_field(changed, field, 7)
    save(bench, changed)


def remove_added_template(bench: Bench) -> None:
    changed = kind(bench)
    bench.col.models.remove_template(changed, changed["tmpls"][2])
    save(bench, changed)


def add_field_with_text(bench: Bench) -> None:
    add_field(bench)
    bench.edit(KEYS[6], "Mine", "My own words.")


def move_field(bench: Bench, name: str, to: int) -> None:
    changed = kind(bench)
    (field,) = (field for field in changed["flds"] if field["name"] == name)
    bench.col.models.reposition_field(changed, field, to)
    save(bench, changed)


def rename_field(bench: Bench, old: str = "Extra", new: str = "More") -> None:
    changed = kind(bench)
    (field,) = (field for field in changed["flds"] if field["name"] == old)
    bench.col.models.rename_field(changed, field, new)
    save(bench, changed)


def add_template(bench: Bench, name: str = QA) -> None:
    changed = kind(bench, name)
    template = bench.col.models.new_template("Mine")
    shown = "{{cloze:Question}}" if name == CLOZE else "{{Question}}"
    template["qfmt"], template["afmt"] = f"{shown} of {{{{Answer}}}}?", shown
    bench.col.models.add_template(changed, template)
    save(bench, changed)


def add_template_and_study(bench: Bench) -> None:
    add_template(bench)
    bench._answer(next(card for card in bench.note(KEYS[7]).cards() if card.ord == 2), rating=3)


def remove_template(bench: Bench) -> None:
    changed = kind(bench)
    bench.col.models.remove_template(changed, changed["tmpls"][1])
    save(bench, changed)


def move_template(bench: Bench) -> None:
    changed = kind(bench)
    bench.col.models.reposition_template(changed, changed["tmpls"][1], 0)
    save(bench, changed)


def edit_template(bench: Bench) -> None:
    changed = kind(bench)
    changed["tmpls"][0]["qfmt"] += "<hr>mine"
    save(bench, changed)


def rename_type(bench: Bench) -> None:
    save(bench, {**kind(bench), "name": "My cards"})


def delete_type(bench: Bench) -> None:
    bench.col.models.remove(kind(bench)["id"])


def convert(*keys: str, to: str = "Basic") -> Callable[[Bench], None]:
    def convert_them(bench: Bench) -> None:
        for key in keys:
            bench.change_note_type(key, to)

    return convert_them


def convert_to_copy(bench: Bench) -> None:
    bench.col.models.copy(kind(bench))
    bench.change_note_type(KEYS[0], f"{QA} copy")


def filtered(name: str, of: str = "Things") -> Callable[[Bench], None]:
    def gather(bench: Bench) -> None:
        made = bench.col.decks.new_filtered(name)
        found = bench.col.decks.get(made)
        assert found is not None
        found["terms"] = [[f"deck:{of}", 100, 0]]
        found["resched"] = True
        bench.col.decks.save(found)
        bench.col.sched.rebuild_filtered_deck(made)

    return gather


def move_to_deck(bench: Bench) -> None:
    bench.move(KEYS[0], "Exam")


def delete_deck(bench: Bench) -> None:
    found = bench.col.decks.id("Things", create=False)
    assert found is not None
    bench.col.decks.remove([found])


def duplicate_note(bench: Bench) -> None:
    note = bench.note(KEYS[0])
    twin = bench.col.new_note(kind(bench))
    twin.fields = list(note.fields)
    bench.col.add_note(twin, note.cards()[0].did)


def empty_keys(bench: Bench) -> None:
    for note in bench.notes():
        note["Key"] = ""
        bench.col.update_note(note)


def edit_all(bench: Bench) -> None:
    for note in bench.notes():
        note["Extra"] = "Mine."
        note.tags.append("mine")
        bench.col.update_note(note)


def use_fsrs(bench: Bench) -> None:
    bench.col.set_config("fsrs", True)
    conf = bench.col.decks.config_dict_for_deck_id(bench.note(KEYS[0]).cards()[0].did)
    conf["fsrsParams6"] = [0.2 + at / 10 for at in range(21)]
    bench.col.decks.update_config(conf)
    for card in bench.cards():
        bench._answer(card, rating=3)


def both(*parts: Callable[[Bench], None]) -> Callable[[Bench], None]:
    def all_of_them(bench: Bench) -> None:
        for part in parts:
            part(bench)

    return all_of_them


class Case(NamedTuple):
    """What was done, what import says of it, and how many notes (of 10) an import without --adopt then updates.

    `stay` are the notes that cannot be brought back, because they would lose something of the learner's.
    """

    done: Callable[[Bench], None]
    updated: int = 10
    refused: str = ""
    stay: int = 0


CASES = {
    "deck renamed": Case(lambda bench: bench.rename_deck("Things", "My things")),
    "deck moved under another": Case(lambda bench: bench.rename_deck("Things", "School::Things")),
    "deck deleted": Case(delete_deck, 0),
    "cards in a filtered deck": Case(filtered("Cram")),
    "cards in a filtered deck named like ours": Case(
        both(lambda bench: bench.rename_deck("Things", "Other"), filtered("Things", "Other"))
    ),
    "suspended": Case(lambda bench: bench.suspend(KEYS[0])),
    "buried": Case(lambda bench: bench.col.sched.bury_notes([bench.note(KEYS[0]).id])),
    "flagged": Case(lambda bench: bench.col.set_user_flag_for_cards(2, [bench.note(KEYS[0]).cards()[0].id])),
    "leech": Case(lambda bench: bench.make_leech(KEYS[0], FIRST + 9)),
    "card in another deck": Case(move_to_deck),
    "own styling": Case(lambda bench: bench.restyle(QA, ".mine {}", FIRST + 9)),
    "field added": Case(add_field, refused='field "Mine" added'),
    "field added and written in": Case(add_field_with_text, refused='field "Mine" added', stay=1),
    "field added and removed": Case(both(add_field, lambda bench: remove_field(bench, "Mine"))),
    "field removed": Case(lambda bench: remove_field(bench, "Spare 1"), refused='field "Spare 1" missing'),
    "Extra removed": Case(lambda bench: remove_field(bench, "Extra"), refused='field "Extra" missing'),
    "Answer removed": Case(lambda bench: remove_field(bench, "Answer"), refused='field "Answer" missing'),
    "Key removed": Case(lambda bench: remove_field(bench, "Key"), refused='field "Key" missing'),
    "field removed and made again": Case(remake_field, refused='field "Spare 1" deleted and made again'),
    "field renamed": Case(rename_field),
    "field reordered": Case(lambda bench: move_field(bench, "Answer", 0), refused="fields in another order"),
    "Key reordered": Case(lambda bench: move_field(bench, "Key", 0), refused="fields in another order"),
    "Key emptied": Case(empty_keys),
    "template added": Case(add_template, refused='template "Mine" added'),
    "template added and studied": Case(add_template_and_study, refused='template "Mine" added', stay=1),
    "template removed": Case(remove_template, refused='template "Reversed" missing'),
    "template moved": Case(move_template, refused="templates in another order"),
    "template edited": Case(edit_template),
    "type renamed": Case(rename_type),
    "type deleted": Case(delete_type, 1),
    "one note converted": Case(convert(KEYS[0]), 9),
    "a reversed note converted": Case(convert(KEYS[1], to="Basic (and reversed card)"), 9),
    "one note converted to Cloze": Case(convert(KEYS[0], to="Cloze"), 9),
    "one note converted to a copy of the type": Case(convert_to_copy, 9),
    "the cloze converted": Case(convert(OWN), 9),
    "all notes converted": Case(convert(*KEYS), 1),
    "all notes converted and the type deleted": Case(both(convert(*KEYS), delete_type), 1),
    "note deleted": Case(lambda bench: bench.delete(KEYS[0]), 9),
    "note duplicated by hand": Case(duplicate_note),
    "all edited and tagged": Case(edit_all),
    "FSRS on": Case(use_fsrs),
    "field added to the cloze type": Case(
        lambda bench: add_field(bench, CLOZE), refused='"deckwright Cloze" was changed'
    ),
}


TAKEN_BACK: dict[str, tuple[Callable[[Bench], None], Callable[[Bench], None]]] = {
    "field added, taken back": (add_field, lambda bench: remove_field(bench, "Mine")),
    "template added, taken back": (add_template, remove_added_template),
    "field reordered, taken back": (
        lambda bench: move_field(bench, "Answer", 0),
        lambda bench: move_field(bench, "Answer", 1),
    ),
}
QUICK = {"field added and written in", "Extra removed", "one note converted"}
SEEN = [
    pytest.param(name, double_click, marks=[] if name in QUICK and not double_click else pytest.mark.long)
    for name, case in CASES.items()
    for double_click in (False, True)
    if not double_click or case.refused
]


def kept(bench: Bench) -> dict[int, list[Any]]:
    """What the learner has on each card that was answered, flagged, suspended or buried: all but the template's number.

    The number moves with a template that was moved.
    """
    rows = {card: [value for at, value in enumerate(row) if at != 3] for card, row in bench.progress().items()}
    return {card: row for card, row in rows.items() if row[-1] or row[13] or row[4] < 0}


def told(done: Result, word: str) -> int:
    """The number that the summary of an import, or of a dry run, gives for `word`."""
    lines = [line for line in done.stdout.splitlines() if f" into {COLLECTION}" in line] or done.stdout.splitlines()
    found = re.search(rf"([\d,]+) {word}", lines[-1])
    return int(found[1]) if found else 0


def rows() -> dict[str, tuple[str, str]]:
    """What docs/updates.md says of each case: what is said, and what to do."""
    page = (Path(__file__).parents[1] / "docs/updates.md").read_text("utf-8")
    table = page.partition("## You changed our note types")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("| ")]
    return {row[3].strip("`"): (row[1], row[2]) for row in cells[1:]}


def test_every_case_has_a_row() -> None:
    """docs/updates.md names each case that is tried here, and no other."""
    assert list(rows()) == [*CASES, *TAKEN_BACK]


@pytest.mark.parametrize(("name", "double_click"), SEEN)
def test_what_the_learner_did_is_seen_and_mended(bench: Bench, name: str, *, double_click: bool) -> None:
    """Diff, dry run and import say the same; --adopt mends what keeps notes from being updated; nothing is lost.

    A double-click before it has Anki begin the other note type that import refuses to begin.
    """
    case, (says, advice) = CASES[name], rows()[name]
    case.done(bench)
    long_ago(bench)
    rebuild("Changed.", LATER)
    if double_click:
        bench.import_package(Path("dist/things.apkg").resolve())
    before = kept(bench)
    bench.close()

    assert says.startswith("refused") == bool(case.refused)
    assert ("`--adopt`" in advice) == says.startswith(("refused", "conflicting"))
    shown, diff, done = into("--dry-run"), run("diff", "things", "--against", str(COLLECTION)), into()
    assert shown.stdout == diff.stdout
    if case.refused:
        assert (shown.exit_code, done.exit_code) == (1, 1)
        assert done.stderr.strip().removeprefix("Error: ") in shown.stdout
        assert case.refused in done.stderr
        assert f'"{CLOZE if "cloze type" in name else QA}+"' in done.stderr
    else:
        assert (shown.exit_code, done.exit_code) == (0, 0), done.output
        assert [told(done, word) for word in ("new", "conflicting")] == [
            told(shown, word) for word in ("new", "conflicting")
        ]
        assert told(done, "updated") == told(shown, "changed") == case.updated
        assert says.startswith("conflicting") == bool(told(done, "conflicting"))
        assert says.startswith("new") == (told(done, "new") > 1)
    if case.refused or told(done, "conflicting"):
        assert into("--adopt", "--yes").exit_code == 0
    rebuild("Changed again.", LATEST)
    again = into()

    assert (told(again, "updated"), told(again, "conflicting")) == (10 - case.stay, case.stay)
    bench = Bench(PROFILE)
    assert {card: row for card, row in kept(bench).items() if card in before} == before
    assert not [kind.name for kind in bench.col.models.all_names_and_ids() if kind.name.endswith("+")]
    if case.refused:
        back = bench.note_type(QA)["tmpls"][0]["afmt"]
        assert "{{Answer}}" in back
        assert "{{Extra}}" in back
    answers = [note.fields[1] for note in bench.notes() if note.fields[0] == NINE[0][0]]
    assert f"{NINE[0][1]} Changed again." in answers
    bench.close()


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long) for name in TAKEN_BACK])
def test_a_change_that_is_taken_back(bench: Bench, name: str) -> None:
    """Old cards are updated again; those that were born in between are, once --adopt has brought them back."""
    change, take_back = TAKEN_BACK[name]
    change(bench)
    long_ago(bench)
    rebuild("Changed.", LATER)
    bench.import_package(Path("dist/things.apkg").resolve())
    take_back(bench)
    long_ago(bench)
    before = kept(bench)
    bench.close()

    shown, done = into("--dry-run"), into()
    assert [told(shown, "conflicting"), told(done, "conflicting")] == [1, 1]
    # The cloze has had its new text since the double-click, and an older time since.
    assert [told(shown, "changed"), told(shown, "only newer"), told(done, "updated")] == [9, 1, 10]
    assert f'the note type "{PLUS}"' in shown.stdout
    assert f'("{PLUS}")' in done.stdout
    assert told(into("--adopt", "--yes"), "brought back") == 1
    build(deck(THINGS, [*NINE, (NEW[0], "Changed.")], EDITS), Path("dist"), LATEST)
    assert told(into(), "conflicting") == 0
    bench = Bench(PROFILE)
    assert {card: row for card, row in kept(bench).items() if card in before} == before
    assert [note.fields[1] for note in bench.notes() if note.fields[0] == NEW[0]] == ["Changed."]
    assert PLUS not in [kind.name for kind in bench.col.models.all_names_and_ids()]
    bench.close()


def test_retired_notes_in_another_note_type_are_pruned(bench: Bench) -> None:
    """A retired note that Anki put into "deckwright Q&A+" is found by its Key there, too."""
    add_field(bench)
    rebuild("Changed.", LATER)
    bench.import_package(Path("dist/things.apkg").resolve())
    remove_field(bench, "Mine")
    bench.close()
    build(deck(THINGS, NINE, EDITS), Path("dist"), LATEST)
    done = into("--prune", "--yes")
    assert "retired, still in Anki  things/who-is-new" in done.stdout
    assert "1 retired note suspended" in done.stdout


ANY = sorted({*CASES} - {"deck deleted", "type deleted", "note deleted", "all notes converted and the type deleted"})


@pytest.mark.long
def test_a_template_added_to_the_cloze_type(bench: Bench) -> None:
    """Anki's window offers no such thing, add-ons do; then the second cloze is no card of the second template."""
    add_template(bench, CLOZE)
    long_ago(bench)
    rebuild("Changed.", LATER)
    before = kept(bench)
    bench.close()
    assert told(into("--adopt", "--yes"), "brought back") == 1
    bench = Bench(PROFILE)
    assert kept(bench) == before
    assert len(bench.note(OWN).cards()) == 2
    assert not [kind.name for kind in bench.col.models.all_names_and_ids() if "yours" in kind.name]
    bench.close()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_any_history_of_changes_is_mended(bench: Bench, seed: int) -> None:
    """Changes upon changes, with double-clicks between them: --adopt loses nothing, and all that fits is updated."""
    chance, at = random.Random(seed), LATER
    for name in chance.choices(ANY, k=4):
        # A change may need a field or note that an earlier one took away.
        with contextlib.suppress(ValueError, KeyError, IndexError, AssertionError):
            CASES[name].done(bench)
        long_ago(bench, at)
        at += 10
        rebuild(f"At {at}.", at)
        if chance.random() < 0.5:
            bench.import_package(Path("dist/things.apkg").resolve())
    before, log = kept(bench), bench.col.db.scalar("select count() from revlog")
    bench.close()
    done = into("--adopt", "--yes")
    assert done.exit_code == 0, done.output
    rebuild("At last.", at + 10)
    assert told(into(), "conflicting") == done.stdout.count("not brought back")
    bench = Bench(PROFILE)
    assert {card: row for card, row in kept(bench).items() if card in before} == before
    assert bench.col.db.scalar("select count() from revlog") == log
    bench.close()


def test_a_note_that_is_brought_back_is_as_old_as_it_was(bench: Bench) -> None:
    """Anki takes a change of note type for an edit of today, which would keep older builds from arriving.

    What the learner edited and tagged stays, and a field that was gone is filled.
    """
    edited = bench.note(KEYS[1]).id
    bench.edit(KEYS[1], "Answer", "My own.")
    bench.tag(KEYS[2], "mine")
    remove_field(bench, "Key")
    long_ago(bench)
    bench.col.db.execute("update notes set mod = ? where id = ?", FIRST + 150, edited)
    rebuild("Changed.", LATER)
    bench.import_package(Path("dist/things.apkg").resolve())
    bench.close()
    done = into("--adopt", "--yes")
    assert (told(done, "brought back"), told(done, "kept")) == (9, 1)
    assert "1 of the kept, too, brought back into their note type, with your own text" in done.stdout
    bench = Bench(PROFILE)
    assert (bench.note(KEYS[1]).id, bench.note(KEYS[1])["Answer"]) == (edited, "My own.")
    assert bench.note(KEYS[2]).tags == ["mine"]
    bench.close()
    build(deck(THINGS, [(question, "New.") for question, _ in (*NINE, NEW)], EDITS), Path("dist"), LATEST)
    assert told(into(), "updated") == 11
    bench = Bench(PROFILE)
    assert {note["Answer"] for note in bench.notes() if note["Key"] != OWN} == {"New."}
    bench.close()


def test_nothing_is_done_without_a_yes(bench: Bench) -> None:
    """Whoever says no to the question finds the collection as it was."""
    add_field(bench)
    content = bench.content()
    rebuild("Changed.", LATER)
    bench.close()
    done = into("--adopt", stdin="n\n")
    assert done.exit_code == 1
    assert "Bring 9 notes back into deckwright's note types?" in done.stdout
    bench = Bench(PROFILE)
    assert bench.content() == content
    assert bench.note_type(QA)["flds"][-1]["name"] == "Mine"
    bench.close()


APART = 'new cards {} to the deck "{}" (1), while most cards of that deck are in "{}" now'


@pytest.mark.parametrize("name", ["My things", pytest.param("School::Things", marks=pytest.mark.long)])
def test_where_new_cards_go_is_said(bench: Bench, name: str) -> None:
    """A deck that was renamed or moved in Anki is not found by its name, so new cards go elsewhere."""
    bench.rename_deck("Things", name)
    bench.close()
    rebuild("Changed.", LATER)
    shown, diff, done = into("--dry-run"), run("diff", "things", "--against", str(COLLECTION)), into()
    for each in (shown, diff):
        assert APART.format("go", "Things", name) in each.stdout
    assert APART.format("went", "Things", name) in done.stdout


@pytest.mark.long
def test_where_new_cards_go_beside_a_filtered_deck(bench: Bench) -> None:
    """Anki puts no new card into a filtered deck: it makes a deck of a similar name, and that one is said."""
    CASES["cards in a filtered deck named like ours"].done(bench)
    long_ago(bench)
    bench.close()
    rebuild("Changed.", LATER)
    assert 'go to a new deck, as "Things" is a filtered one (1), while' in into("--dry-run").stdout
    assert re.search(r'new cards went to the deck "Things \d+" \(1\), while .* are in "Other" now', into().stdout)


@pytest.mark.long
def test_new_cards_that_go_where_they_belong(bench: Bench) -> None:
    """One card that was moved, and a deck that is where it was, need no word."""
    bench.move(KEYS[0], "Exam")
    bench.close()
    rebuild("Changed.", LATER)
    assert "new cards" not in into("--dry-run").stdout + into().stdout


def test_two_pages_in_subdecks_and_a_third_one() -> None:
    """A new subdeck beside the others is in its place; where the deck above was renamed, it is not."""
    packaged = {"a": "Things::A", "b": "Things::B", "c": "Things::C"}
    there = {"a": "Things::A", "b": "Things::B"}
    assert new_apart(packaged, there, {"c": "Things::C"}) == ()
    assert new_apart({"a": "Things", "c": "Things"}, {"a": "things"}, {"c": "Things"}) == ()
    moved = {guid: deck.replace("Things", "Mine") for guid, deck in there.items()}
    assert new_apart(packaged, moved, {"c": "Things::C"}) == (Apart(1, "Things::C", "Mine::A"),)
