"""What a user does to a deck between two imports in, what real Anki shows on studied notes afterwards out.

docs/updates.md is the same table for readers; every row there names a test here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from anki_bench import Bench, Outcome
from deck_maker import build, deck, page

from generator import decisions, lint, notetype, pipeline, stamps
from generator.comparison import searches_for
from generator.deck import open_deck
from generator.errors import DeckwrightError
from generator.lock import LockedNote, read_lock
from generator.packaging import read_package
from generator.stages import Prepared

Cards = Sequence[tuple[str, str | None]]

CARDS: Cards = [
    (
        "Why do leaves turn red in autumn?",
        "Chlorophyll breaks down, and anthocyanins are made from the sugar that is left.",
    ),
    ("Which gas do plants take in by day?", "Carbon dioxide, through the stomata of their leaves."),
    ("What is the capital of Kenya?", "Nairobi"),
    ("What is the capital of Chad?", "N'Djamena"),
    ("Who wrote the Critique of Pure Reason?", "Immanuel Kant, in 1781; a second edition followed in 1787."),
    ("What are stalactites and stalagmites?", "Stalactites hang from the roof. Stalagmites grow from the floor."),
]
LEAVES, GAS, KENYA, CHAD, KANT, CAVE = (
    "why-do-leaves-turn-red-in-autumn",
    "which-gas-do-plants-take-in-by-day",
    "what-is-the-capital-of-kenya",
    "what-is-the-capital-of-chad",
    "who-wrote-the-critique-of-pure-reason",
    "what-are-stalactites-and-stalagmites",
)
NOTHING_NEW = Outcome(new=0, updated=0, duplicate=6, conflicting=0)
ONE_UPDATED = Outcome(new=0, updated=1, duplicate=5, conflicting=0)
QA, CLOZE = "deckwright Q&A", "deckwright Cloze"
TABLE = Path(__file__).parents[1] / "docs/updates.md"


class Story:
    """A deck folder and a learner's collection with one clock: whatever either does happens a minute later."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deck = folder / "trees"
        self.package = folder / "dist/trees.apkg"
        self.bench = Bench(folder / "anki")
        self.now = 1_795_500_000  # before the true time, which the command line goes by

    def later(self) -> int:
        """A minute later."""
        self.now += 60
        return self.now

    def write(self, cards: Cards = CARDS, edits: str = "", settings: str = 'name = "Trees"\n') -> None:
        """Leave the deck's files as an author would; the lock stays."""
        deck(self.deck, cards, edits, settings)

    def build(self, now: int | None = None) -> Prepared:
        """Build the deck a minute later, or at the second `now`."""
        return build(self.deck, self.folder / "dist", now or self.later())

    def deliver(self, package: Path | None = None, *, merge: bool = False) -> Outcome:
        """Import the package; whatever it holds, every card there was keeps all of its progress."""
        before = self.bench.progress()
        outcome = self.bench.import_package(package or self.package, merge=merge)
        after = self.bench.progress()
        assert {card: after.get(card) for card in before} == before
        return outcome

    def ship(
        self, cards: Cards = CARDS, edits: str = "", settings: str = 'name = "Trees"\n', now: int | None = None
    ) -> Outcome:
        """Write, build and import."""
        self.write(cards, edits, settings)
        self.build(now)
        return self.deliver()

    def edit(self, key: str, text: str, field: str = "Answer") -> None:
        """Change a note inside Anki, a minute later."""
        self.bench.edit(f"trees/{key}", field, text, self.later())

    def field(self, key: str, field: str = "Answer") -> str:
        """What Anki has in a field of the note."""
        return self.bench.note(f"trees/{key}")[field]

    def locked(self, key: str) -> LockedNote:
        """The lock's line for the card."""
        found = read_lock(self.deck / "cards.lock", "cards.lock")
        assert found
        return next(note for note in found.notes if note.key == key)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """Six cards imported, each studied and flagged; the second is suspended."""
    story = Story(tmp_path)
    assert story.ship().new == 6
    for key in (LEAVES, GAS, KENYA, CHAD, KANT, CAVE):
        story.bench.study(f"trees/{key}")
    story.bench.suspend(f"trees/{GAS}")
    yield story
    story.bench.close()


def changed(key_at: int, question: str | None = None, answer: str | None = None) -> list[tuple[str, str | None]]:
    """The cards with another question or answer at one place, counted from 0."""
    cards = list(CARDS)
    cards[key_at] = (question or cards[key_at][0], answer or cards[key_at][1])
    return cards


# What becomes of cards whose source changed, or did not.


def test_a_rebuild_without_changes(story: Story) -> None:
    """A second build updates nothing, so an edit made in Anki stays."""
    story.edit(LEAVES, "my own words")
    assert story.ship() == NOTHING_NEW
    assert story.field(LEAVES) == "my own words"


def test_an_answer_changed_in_edits(story: Story) -> None:
    """The words in edits.md arrive on that note and no other."""
    assert story.ship(edits=f"## {{#{LEAVES}}}\n\nAnthocyanins.\n") == ONE_UPDATED
    assert "Anthocyanins." in story.field(LEAVES)


def test_a_question_changed_in_edits(story: Story) -> None:
    """The heading of the section replaces the question; the note stays the same."""
    assert story.ship(edits=f"## Why are leaves red? {{#{LEAVES}}}\n") == ONE_UPDATED
    assert story.field(LEAVES, "Question") == "Why are leaves red?"
    assert story.field(LEAVES) == CARDS[0][1]


def test_a_scraped_answer_changed(story: Story) -> None:
    """A new scrape with another answer updates the note."""
    assert story.ship(changed(0, answer="Something else entirely.")) == ONE_UPDATED
    assert story.field(LEAVES) == "Something else entirely."


def test_a_scraped_question_reworded(story: Story) -> None:
    """A reworded question is recognised; key and guid stay."""
    guid = story.locked(LEAVES).guid
    assert story.ship(changed(0, "Why do the leaves turn red in the autumn?")) == ONE_UPDATED
    assert story.field(LEAVES, "Question") == "Why do the leaves turn red in the autumn?"
    assert story.bench.note(f"trees/{LEAVES}").guid == guid


def test_question_and_answer_reworded_a_little(story: Story) -> None:
    """Both texts at once, each a little: still the same note."""
    cards = changed(0, "Why do the leaves turn red in autumn?", str(CARDS[0][1]).replace("are made", "form"))
    assert story.ship(cards) == ONE_UPDATED
    assert story.field(LEAVES, "Question") == "Why do the leaves turn red in autumn?"


def test_two_cards_swapped(story: Story) -> None:
    """The order of the page is no property of a note: nothing is updated."""
    assert story.ship([CARDS[1], CARDS[0], *CARDS[2:]]) == NOTHING_NEW
    assert story.field(LEAVES) == CARDS[0][1]


def test_a_card_inserted_at_the_top(story: Story) -> None:
    """All numbers shift; one note is new and none is updated."""
    cards = [("Which metal is liquid at room temperature?", "Mercury"), *CARDS]
    assert story.ship(cards) == Outcome(new=1, updated=0, duplicate=6, conflicting=0)


def test_a_removed_card_stays_in_anki(story: Story) -> None:
    """Gone from the page, a card leaves the package, is named as retired, and can be found and studied in Anki."""
    story.edit(LEAVES, "my own words")
    story.write(CARDS[1:])
    prepared = story.build()
    assert prepared.stamped.retired == (LEAVES,)
    assert story.deliver() == Outcome(new=0, updated=0, duplicate=5, conflicting=0)
    assert story.locked(LEAVES).retired
    assert LEAVES not in {note.key.partition("/")[2] for note in read_package(story.package, "")}
    (found,) = story.bench.col.find_notes(*searches_for(prepared.stamped.retired, "trees"))
    assert story.bench.col.get_note(found)["Answer"] == "my own words"


def test_a_card_that_returns_is_itself(story: Story) -> None:
    """Removed, studied on in Anki, edited there, and back on the page: one note, with everything it had."""
    guid = story.locked(LEAVES).guid
    story.ship(CARDS[1:])
    story.bench.study(f"trees/{LEAVES}")
    story.edit(LEAVES, "my own words")
    assert story.ship([*CARDS[1:], CARDS[0]]) == NOTHING_NEW
    assert (story.locked(LEAVES).guid, story.locked(LEAVES).retired) == (guid, False)
    assert story.field(LEAVES) == "my own words"
    assert story.ship([*CARDS[1:], (CARDS[0][0], "Something else.")]) == ONE_UPDATED


def test_a_retired_question_with_another_answer(story: Story) -> None:
    """Another card may ask what a card that left asked: the old one's history is given to it only when told."""
    guid = story.locked(LEAVES).guid
    story.ship(CARDS[1:])
    story.write([*CARDS[1:], (CARDS[0][0], "Because it is autumn.")])
    prepared = story.build()
    (doubt,) = prepared.recognised.identified.doubts
    assert [note.guid for note in doubt.candidates] == [guid]
    assert (prepared.stamped.new, prepared.stamped.changed) == ((), ())
    assert story.deliver().updated == 0
    decisions.settle(open_deck(story.deck, lint.SWITCHABLE), doubt.card.key, "1")
    story.build()
    assert story.deliver() == ONE_UPDATED
    assert (story.locked(LEAVES).guid, story.field(LEAVES)) == (guid, "Because it is autumn.")


def test_a_removed_card_kept_as_ones_own(story: Story) -> None:
    """A section with `.added` under its key keeps a card that the page has dropped: the same note, its history, too."""
    guid = story.locked(LEAVES).guid
    assert story.ship(CARDS[1:], f"## Why are leaves red? {{#{LEAVES} .added}}\n\nAnthocyanins.\n") == ONE_UPDATED
    assert story.bench.note(f"trees/{LEAVES}").guid == guid
    assert story.field(LEAVES, "Question") == "Why are leaves red?"


def test_a_card_split_in_two(story: Story) -> None:
    """Which half is the old card is for the user to say: both are left out, and the studied note stays untouched."""
    halves = [
        ("What are stalactites?", "Stalactites hang from the roof."),
        ("What are stalagmites?", "Stalagmites grow from the floor."),
    ]
    story.write([*CARDS[:5], *halves])
    prepared = story.build()
    assert len(prepared.left_out) == len(story.build().left_out) == 2
    assert {problem.rule for problem in prepared.problems} == {"doubtful-match"}
    assert (prepared.stamped.new, prepared.stamped.retired) == ((), ())
    assert story.deliver() == Outcome(new=0, updated=0, duplicate=5, conflicting=0)
    assert story.field(CAVE, "Question") == CARDS[5][0]


def test_two_cards_merged(story: Story) -> None:
    """The merged card is left out with both candidates named; neither studied note is touched or retired."""
    merged = ("What are the capitals of Kenya and of Chad?", "Nairobi and N'Djamena")
    story.write([*CARDS[:2], merged, *CARDS[4:]])
    prepared = story.build()
    (problem,) = prepared.problems
    assert story.build().problems == prepared.problems
    assert problem.rule == "doubtful-match"
    assert CARDS[2][0] in problem.message
    assert CARDS[3][0] in problem.message
    assert (prepared.stamped.new, prepared.stamped.retired) == ((), ())
    assert story.deliver() == Outcome(new=0, updated=0, duplicate=4, conflicting=0)
    assert (story.field(KENYA), story.field(CHAD)) == ("Nairobi", "N'Djamena")


def test_a_doubt_that_is_settled(story: Story) -> None:
    """Once the user has said which card it is, its note is updated and keeps its history; the other retires."""
    merged = ("What are the capitals of Kenya and of Chad?", "Nairobi and N'Djamena")
    story.write([*CARDS[:2], merged, *CARDS[4:]])
    (doubt,) = story.build().recognised.identified.doubts
    number = [note.key for note in doubt.candidates].index(KENYA) + 1
    decisions.settle(open_deck(story.deck, lint.SWITCHABLE), doubt.card.key, str(number))
    assert story.build().stamped.retired == (CHAD,)
    assert story.deliver() == Outcome(new=0, updated=1, duplicate=4, conflicting=0)
    assert story.field(KENYA, "Question") == merged[0]
    assert story.field(CHAD, "Question") == CARDS[3][0]


def test_two_cards_with_one_question(story: Story) -> None:
    """Cards that ask the same are told apart by their answers, wherever they stand."""
    twins: Cards = [("Define mouse.", "A small rodent."), ("Define mouse.", "A pointing device.")]
    assert story.ship([*CARDS, *twins]).new == 2
    story.bench.study("trees/define-mouse")
    story.bench.study("trees/define-mouse-2")
    assert story.ship([twins[1], *CARDS, twins[0]]) == Outcome(new=0, updated=0, duplicate=8, conflicting=0)
    assert story.ship([("Define mouse.", "A pointing device with a ball."), *CARDS, twins[0]]).updated == 1
    assert story.field("define-mouse") == "A small rodent."
    assert story.field("define-mouse-2") == "A pointing device with a ball."


def test_numbers_repeated(story: Story) -> None:
    """The numbers printed on the page are no identity: repeated or wrong, nothing is updated."""
    (story.deck / "scraped.txt").write_text(page(CARDS, numbers=[1, 2, 2, 2, 3, 9]), "utf-8")
    story.build()
    assert story.deliver() == NOTHING_NEW


def test_a_missing_answer_completed_later(story: Story) -> None:
    """Without an answer a card is left out; completed in edits.md it arrives as one new note."""
    cards = [*CARDS, ("What is the capital of Mali?", None)]
    assert story.ship(cards) == NOTHING_NEW
    guid = story.locked("what-is-the-capital-of-mali").guid
    assert story.ship(cards, "## {#what-is-the-capital-of-mali}\n\nBamako\n").new == 1
    assert "Bamako" in story.field("what-is-the-capital-of-mali")
    assert story.bench.note("trees/what-is-the-capital-of-mali").guid == guid


def test_an_answer_that_vanishes_from_the_page(story: Story) -> None:
    """The card is left out and named, not retired; the studied note stays, and goes on when the answer is back."""
    story.write([(CARDS[0][0], None), *CARDS[1:]])
    prepared = story.build()
    assert [card.key for card in prepared.left_out] == [LEAVES]
    assert prepared.stamped.retired == ()
    story.deliver()
    assert story.field(LEAVES) == CARDS[0][1]
    assert story.ship() == NOTHING_NEW


def test_the_page_changes_under_an_edit(story: Story) -> None:
    """The edit goes on shipping, so Anki shows no change; the build warns with both texts."""
    edits = f"## {{#{LEAVES}}}\n\nMy better answer.\n"
    story.ship(edits=edits)
    story.write(changed(0, answer="The page says something else now."), edits)
    assert [problem.rule for problem in story.build().problems] == ["stale-edit"]
    assert story.deliver() == NOTHING_NEW
    assert "My better answer." in story.field(LEAVES)


# Edits made inside Anki.


def test_edited_in_anki_and_the_source_changed_later(story: Story) -> None:
    """The later change wins, and that is the package: Anki replaces the whole note."""
    story.edit(LEAVES, "my own words")
    assert story.ship(changed(0, answer="The page's new words.")) == ONE_UPDATED
    assert story.field(LEAVES) == "The page's new words."


def test_edited_in_anki_and_another_card_changed(story: Story) -> None:
    """A change to one card costs no edit on another."""
    story.edit(LEAVES, "my own words")
    assert story.ship(changed(4, answer="Kant.")) == ONE_UPDATED
    assert story.field(LEAVES) == "my own words"


def test_edited_in_anki_after_the_build(story: Story) -> None:
    """An edit later than the build wins over it until the source changes again."""
    story.write(changed(0, answer="The page's new words."))
    story.build()
    story.edit(LEAVES, "my own words")
    assert story.deliver() == NOTHING_NEW
    assert story.ship(changed(0, answer="The page's new words.")) == NOTHING_NEW
    assert story.field(LEAVES) == "my own words"
    assert story.ship(changed(0, answer="The page's newest words.")) == ONE_UPDATED


def test_a_change_taken_back_before_the_import(story: Story) -> None:
    """Two builds changed the note, even if back to what it was, so it is newer than an edit made before them."""
    story.edit(LEAVES, "my own words")
    story.write(changed(0, answer="New words."))
    story.build()
    assert story.ship() == ONE_UPDATED
    assert story.field(LEAVES) == CARDS[0][1]


def test_own_tags_in_anki(story: Story) -> None:
    """The user's own tags stay on a note that did not change, and are replaced on one that did."""
    story.bench.tag(f"trees/{LEAVES}", "hard", story.later())
    story.bench.tag(f"trees/{KANT}", "hard", story.later())
    assert story.ship(changed(4, answer="Kant.")) == ONE_UPDATED
    assert story.bench.note(f"trees/{LEAVES}").tags == ["hard"]
    assert story.bench.note(f"trees/{KANT}").tags == []


def test_a_leech(story: Story) -> None:
    """That Anki tagged a card as a leech goes the way of all tags; that it suspended the card stays."""
    story.bench.make_leech(f"trees/{LEAVES}", story.later())
    assert story.ship() == NOTHING_NEW
    assert story.bench.note(f"trees/{LEAVES}").tags == ["leech"]
    assert story.ship(changed(0, answer="New words.")) == ONE_UPDATED
    assert story.bench.note(f"trees/{LEAVES}").tags == []
    assert story.bench.history(f"trees/{LEAVES}")[0].queue == -1


def test_our_tags_change_every_note(story: Story) -> None:
    """A tag added in deck.toml changes all notes, so all edits made in Anki are replaced; the build counts them."""
    story.edit(LEAVES, "my own words")
    story.write(settings='name = "Trees"\ntags = ["exam"]\n')
    assert len(story.build().stamped.changed) == 6
    assert story.deliver() == Outcome(new=0, updated=6, duplicate=0, conflicting=0)
    assert story.field(LEAVES) == CARDS[0][1]
    assert {tuple(note.tags) for note in story.bench.notes()} == {("exam",)}


def test_suspended_and_flagged_cards_stay_so(story: Story) -> None:
    """An update changes what a card says, not what the learner did with it."""
    before = story.bench.history(f"trees/{GAS}")
    assert [(card.queue, card.flag, card.reviews) for card in before] == [(-1, 2, 6)]
    assert story.ship(changed(1, answer="Carbon dioxide.")) == ONE_UPDATED
    assert story.field(GAS) == "Carbon dioxide."
    assert story.bench.history(f"trees/{GAS}") == before


def test_a_note_deleted_in_anki_comes_back_as_new(story: Story) -> None:
    """Anki forgets a deleted note, so as long as the package has it, it is new: no history is left to keep."""
    story.bench.delete(f"trees/{LEAVES}")
    assert story.ship() == Outcome(new=1, updated=0, duplicate=5, conflicting=0)
    assert [(card.type, card.repetitions) for card in story.bench.history(f"trees/{LEAVES}")] == [(0, 0)]


def test_a_note_given_another_note_type_in_anki(story: Story) -> None:
    """Anki leaves a note alone whose note type the user changed, and says that it conflicts."""
    story.bench.change_note_type(f"trees/{LEAVES}", "Basic")
    assert story.ship(changed(0, answer="New words.")) == Outcome(new=0, updated=0, duplicate=5, conflicting=1)
    (mine,) = story.bench.col.find_notes("note:Basic")
    assert story.bench.col.get_note(mine)["Back"] == CARDS[0][1]


def test_merging_a_note_given_another_note_type(story: Story) -> None:
    """With "merge note types" ticked, Anki moves every note's text into that other type's fields: a trap to warn of."""
    story.bench.change_note_type(f"trees/{LEAVES}", "Basic")
    story.write(changed(0, answer="New words."))
    story.build()
    story.bench.import_package(story.package, merge=True)
    assert story.bench.col.models.field_names(story.bench.note_type(QA))[-2:] == ["Front", "Back"]
    kenya = next(note for note in story.bench.notes() if note["Front"] == CARDS[2][0])
    assert not any(kenya.fields[:9])


# Time.


def test_two_builds_within_one_second(story: Story) -> None:
    """Both arrive: the second is a second newer than the first."""
    now = story.later()
    assert story.ship(changed(0, answer="First."), now=now) == ONE_UPDATED
    assert story.ship(changed(0, answer="Second."), now=now) == ONE_UPDATED
    assert story.field(LEAVES) == "Second."


def test_a_clock_set_back(story: Story) -> None:
    """A build years before the last one still arrives."""
    assert story.ship(changed(0, answer="From the past."), now=1_000_000_000) == ONE_UPDATED
    assert story.field(LEAVES) == "From the past."


def test_a_clock_in_the_future(story: Story) -> None:
    """What a fast clock stamped replaces edits made in Anki until the true time has come; other notes are safe."""
    story.ship(changed(0, answer="From the future."), now=story.now + 3600)
    story.edit(LEAVES, "my own words")
    story.edit(KANT, "my own words")
    assert story.deliver() == ONE_UPDATED
    assert (story.field(LEAVES), story.field(KANT)) == ("From the future.", "my own words")
    story.now += 3600
    story.edit(LEAVES, "my own words")
    assert story.ship(changed(0, answer="From the future.")) == NOTHING_NEW
    assert story.field(LEAVES) == "my own words"


def test_stamps_of_the_future_set_right(story: Story) -> None:
    """Once the lock's stamps are clamped and the notes touched in Anki, changes arrive, and edits made there stay."""
    deck = open_deck(story.deck, lint.SWITCHABLE)
    story.ship(changed(0, answer="From the future."), now=story.now + 10**9)
    with pytest.raises(DeckwrightError, match="deckwright lock --clamp trees"):
        stamps.check_lock(deck, story.later())
    stamps.clamp(deck, story.folder / "dist", story.later())
    assert story.locked(LEAVES).mod == story.now
    assert story.ship(changed(0, answer="Of today.")).updated == 0, "Anki has the stamp of the future still"
    story.bench.tag(f"trees/{LEAVES}", "touched", story.later())
    assert story.ship(changed(0, answer="Of this very day.")) == ONE_UPDATED
    story.edit(LEAVES, "my own words")
    assert story.ship(changed(0, answer="Of this very day.")) == NOTHING_NEW
    assert story.field(LEAVES) == "my own words"


def test_no_package_is_newer_than_it_must_be(story: Story) -> None:
    """A note that changed has the second of the build, or the one after its last; all others stay as they are."""
    last = story.locked(LEAVES).mod
    for at, now in enumerate([last + 500, last + 500, last - 9000, last + 400, last + 600]):
        story.write(changed(0, answer=f"Answer {at}."))
        story.build(now)
        mods = {note.key: note.mod for note in read_package(story.package, "")}
        assert mods.pop(f"trees/{LEAVES}") == max(last + 1, now) == story.locked(LEAVES).mod
        assert set(mods.values()) == {story.locked(KANT).mod}
        last = max(last + 1, now)
        assert story.deliver() == ONE_UPDATED


def test_a_fixed_build_date(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """With SOURCE_DATE_EPOCH the date is that one for ever, and yet each change arrives."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for answer in ("First.", "Second."):
        story.write(changed(0, answer=answer))
        program = "from generator.cli import main; main()"
        subprocess.run([sys.executable, "-c", program, "build", "trees"], cwd=story.folder, check=True)
        assert story.deliver() == ONE_UPDATED
        assert story.field(LEAVES) == answer


def test_an_older_package_imported_again(story: Story) -> None:
    """An old package takes nothing back."""
    old = story.folder / "old.apkg"
    shutil.copy(story.package, old)
    story.ship(changed(0, answer="New words."))
    assert story.deliver(old) == NOTHING_NEW
    assert story.field(LEAVES) == "New words."


# Decks.


def test_the_deck_renamed_in_deck_toml(story: Story) -> None:
    """Anki finds decks by name: known notes stay in the old deck, new ones go to the new; none is updated."""
    assert story.ship([*CARDS, ("Is a tomato a fruit?", "Yes")], settings='name = "Botany"\n') == Outcome(1, 0, 6, 0)
    assert story.bench.deck_of(f"trees/{LEAVES}") == "Trees"
    assert story.bench.deck_of("trees/is-a-tomato-a-fruit") == "Botany"


def test_the_deck_renamed_in_both_places(story: Story) -> None:
    """Renamed in Anki, too, the deck stays one."""
    story.bench.rename_deck("Trees", "Botany")
    story.ship([*CARDS, ("Is a tomato a fruit?", "Yes")], settings='name = "Botany"\n')
    assert story.bench.deck_names() == ["Botany"]


def test_the_deck_renamed_in_anki_only(story: Story) -> None:
    """Notes stay in the renamed deck and are updated there; new ones go to the name in deck.toml again."""
    story.bench.rename_deck("Trees", "My trees")
    assert story.ship([*changed(0, answer="New words."), ("Is a tomato a fruit?", "Yes")]) == Outcome(1, 1, 5, 0)
    assert (story.bench.deck_of(f"trees/{LEAVES}"), story.field(LEAVES)) == ("My trees", "New words.")
    assert story.bench.deck_of("trees/is-a-tomato-a-fruit") == "Trees"


def test_the_folder_renamed(story: Story) -> None:
    """The folder's new name names the package; guids and keys go on as they were, so nothing is updated."""
    story.deck = story.deck.rename(story.folder / "botany")
    story.build()
    assert story.deliver(story.folder / "dist/botany.apkg") == NOTHING_NEW
    story.write(changed(0, answer="New words."))
    story.build()
    assert story.deliver(story.folder / "dist/botany.apkg") == ONE_UPDATED
    assert story.field(LEAVES) == "New words."


def test_a_card_moved_to_another_deck_in_anki(story: Story) -> None:
    """It stays where the user put it, updated or not."""
    story.bench.move(f"trees/{LEAVES}", "Exam")
    assert story.ship(changed(0, answer="New words.")) == ONE_UPDATED
    assert (story.bench.deck_of(f"trees/{LEAVES}"), story.field(LEAVES)) == ("Exam", "New words.")


def test_a_deck_of_that_name_was_there_before(tmp_path: Path) -> None:
    """A deck merges into one of the same name; the user's own notes and the deck's options stay as they are."""
    story = Story(tmp_path)
    col = story.bench.col
    own = col.new_note(story.bench.note_type("Basic"))
    own["Front"], own["Back"] = "mine", "all mine"
    trees = col.decks.id("Trees")
    assert trees is not None
    col.add_note(own, trees)
    options = col.decks.add_config("My options")
    col.decks.set_config_id_for_deck_dict(col.decks.get(trees) or {}, options["id"])
    assert story.ship(settings='name = "Trees"\ndescription = "All about trees"\n').new == 6
    assert story.bench.deck_names() == ["Trees"]
    assert len(col.find_notes("deck:Trees")) == 7
    found = col.decks.by_name("Trees")
    assert found is not None
    assert (found["conf"], found["desc"]) == (options["id"], "All about trees")
    story.bench.close()


def test_subdecks_switched_on(story: Story) -> None:
    """Cards there are stay where they are; new cards go to the subdeck of their page."""
    cards = [*CARDS, ("Is a tomato a fruit?", "Yes")]
    assert story.ship(cards, settings='name = "Trees"\nsubdecks = true\n') == Outcome(1, 0, 6, 0)
    assert story.bench.deck_of(f"trees/{LEAVES}") == "Trees"
    assert story.bench.deck_of("trees/is-a-tomato-a-fruit") == "Trees::Things"


def test_a_card_moved_to_another_deck_folder(story: Story) -> None:
    """With its line of cards.lock moved along, a card of one deck goes on as the same note in another."""
    other = deck(story.folder / "minds", [("Who was Plato's teacher?", "Socrates")], settings='name = "Minds"\n')
    build(other, story.folder / "dist", story.later())
    lock, new_lock = story.deck / "cards.lock", other / "cards.lock"
    (line,) = (line for line in lock.read_text("utf-8").splitlines(True) if f'"key": "{KANT}"' in line)
    lock.write_text(lock.read_text("utf-8").replace(line, ""), "utf-8")
    new_lock.write_text(new_lock.read_text("utf-8") + line, "utf-8")
    assert story.ship([*CARDS[:4], CARDS[5]]) == Outcome(0, 0, 5, 0)
    deck(other, [("Who was Plato's teacher?", "Socrates"), CARDS[4]], settings='name = "Minds"\n')
    build(other, story.folder / "dist", story.later())
    assert story.deliver(story.folder / "dist/minds.apkg") == Outcome(1, 1, 0, 0)
    assert story.bench.note(f"minds/{KANT}")["Question"] == CARDS[4][0]


# Note types, cards and media.


@pytest.fixture
def redesign(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Called, it gives deckwright another styling, as a new version might."""
    read = notetype._read

    def change() -> None:
        monkeypatch.setattr(notetype, "_read", lambda name: read(name) + (" .new {}" if name == "style.css" else ""))
        notetype.designs.cache_clear()

    yield change
    monkeypatch.undo()
    notetype.designs.cache_clear()


def test_styling_changed_in_anki(story: Story) -> None:
    """The user's styling stays as long as deckwright's is the same, whatever notes change."""
    story.bench.restyle(QA, ".mine {}", story.later())
    assert story.ship(changed(0, answer="New words.")) == ONE_UPDATED
    assert story.bench.note_type(QA)["css"] == ".mine {}"


def test_our_styling_changed(story: Story, redesign: Callable[[], None]) -> None:
    """A new version's styling arrives, over the user's own, and no note is updated by it."""
    story.edit(LEAVES, "my own words")
    story.bench.restyle(QA, ".mine {}", story.later())
    redesign()
    assert story.ship() == NOTHING_NEW
    assert story.bench.note_type(QA)["css"].endswith(".new {}")
    assert story.field(LEAVES) == "my own words"


def test_our_styling_changed_in_two_decks(story: Story, redesign: Callable[[], None]) -> None:
    """All decks share the note types, so each deck built with the new version brings its styling once more."""
    other = deck(story.folder / "minds", [("Who was Plato's teacher?", "Socrates")], settings='name = "Minds"\n')
    build(other, story.folder / "dist", story.later())
    redesign()
    story.ship()
    story.bench.restyle(QA, ".mine {}", story.later())
    build(other, story.folder / "dist", story.later())
    story.deliver(story.folder / "dist/minds.apkg")
    assert story.bench.note_type(QA)["css"].endswith(".new {}")
    story.bench.restyle(QA, ".mine {}", story.later())
    build(other, story.folder / "dist", story.later())
    story.deliver(story.folder / "dist/minds.apkg")
    assert story.ship() == NOTHING_NEW
    assert story.bench.note_type(QA)["css"] == ".mine {}"


def test_a_field_added_in_anki(story: Story) -> None:
    """Anki updates nothing until "merge note types" is ticked; then what changed later arrives and the field stays."""
    story.bench.add_field(QA, "Mine", story.later())
    assert story.ship(changed(0, answer="New words.")) == Outcome(new=0, updated=0, duplicate=0, conflicting=6)
    assert story.field(LEAVES) == CARDS[0][1]
    assert story.deliver(merge=True) == ONE_UPDATED
    assert story.field(LEAVES) == "New words."
    assert story.bench.note_type(QA)["flds"][-1]["name"] == "Mine"
    assert len([kind for kind in story.bench.col.models.all_names_and_ids() if "deckwright" in kind.name]) == 1


def test_a_field_renamed_in_anki(story: Story) -> None:
    """Fields have ids, so that updates arrive and the user's name stays."""
    story.bench.rename_field(QA, "Extra", "More", story.later())
    assert story.ship(changed(0, answer="New words.")) == ONE_UPDATED
    assert story.field(LEAVES) == "New words."
    assert "More" in story.bench.note(f"trees/{LEAVES}").keys()  # noqa: SIM118  (a note is no dict)


def cloze(question: str) -> str:
    """A cloze card of the user's own, as edits.md holds it."""
    return f"## {question} {{#own .added type=cloze}}\n"


def test_a_cloze_number_added(story: Story) -> None:
    """The new number is a new card; the old one keeps its history."""
    story.ship(edits=cloze("{{c1::Oaks}} bear acorns"))
    story.bench.study("trees/own")
    assert story.ship(edits=cloze("{{c1::Oaks}} bear {{c2::acorns}}")).updated == 1
    assert [card.reviews for card in story.bench.history("trees/own")] == [6, 0]


def test_a_cloze_number_removed(story: Story) -> None:
    """The build leaves the card out, since its progress would be lost; the studied note stays as it was."""
    story.ship(edits=cloze("{{c1::Oaks}} bear {{c2::acorns}}"))
    story.bench.study("trees/own")
    story.write(edits=cloze("{{c1::Oaks}} bear acorns"))
    assert [problem.rule for problem in story.build().problems] == ["cloze-renumbered"]
    assert story.deliver() == NOTHING_NEW
    assert story.field("own", "Question") == "{{c1::Oaks}} bear {{c2::acorns}}"


def test_a_card_turned_into_a_cloze(story: Story) -> None:
    """Anki refuses another note type for a known note, so the build does, too, and the studied note stays."""
    story.write(edits=f"## The capital of Kenya is {{{{c1::Nairobi}}}} {{#{KENYA} type=cloze}}\n")
    prepared = story.build()
    assert [problem.rule for problem in prepared.problems] == ["note-type-change"]
    assert prepared.stamped.retired == ()
    assert story.deliver() == Outcome(new=0, updated=0, duplicate=5, conflicting=0)
    assert story.field(KENYA) == "Nairobi"


def test_a_reversed_card_added(story: Story) -> None:
    """The second card is new; the first keeps its history."""
    assert story.ship(edits=f"## {{#{KENYA} .reversed}}\n") == ONE_UPDATED
    assert [card.reviews for card in story.bench.history(f"trees/{KENYA}")] == [6, 0]


def test_a_reversed_card_taken_back(story: Story) -> None:
    """Anki keeps the second card and its history until the user has empty cards removed."""
    story.ship(edits=f"## {{#{KENYA} .reversed}}\n")
    assert story.ship() == ONE_UPDATED
    assert len(story.bench.history(f"trees/{KENYA}")) == 2
    assert len(story.bench.col.get_empty_cards().notes) == 1


def test_a_picture_replaced(story: Story) -> None:
    """Another picture under the same name in media/ is another file in Anki, and the card shows it."""
    edits = f"## {{#{LEAVES}}}\n\n![A leaf](media/leaf.png)\n"
    (story.deck / "media").mkdir()
    shown = []
    for data in (b"first", b"second"):
        (story.deck / "media/leaf.png").write_bytes(data)
        assert story.ship(edits=edits) == ONE_UPDATED
        shown += re.findall(r'src="([^"]+)"', story.field(LEAVES))
    media = Path(story.bench.col.media.dir())
    assert [(media / name).read_bytes() for name in shown] == [b"first", b"second"]


# The lock.


def test_a_lost_lock(story: Story) -> None:
    """Rebuilt from the package in dist/, so nothing is updated and an edit made in Anki stays."""
    story.edit(LEAVES, "my own words")
    package = story.package.read_bytes()
    (story.deck / "cards.lock").unlink()
    rebuild(story)
    assert story.package.read_bytes() == package
    assert story.deliver() == NOTHING_NEW
    assert story.field(LEAVES) == "my own words"


def test_a_card_that_returns_after_its_lock_was_lost(story: Story) -> None:
    """A package holds no retired notes: who comes back then is newer than what is in Anki, under the same guid."""
    guid = story.locked(LEAVES).guid
    story.ship(CARDS[1:])
    story.edit(LEAVES, "my own words")
    (story.deck / "cards.lock").unlink()
    rebuild(story)
    assert story.ship(CARDS) == ONE_UPDATED
    assert (story.locked(LEAVES).guid, story.field(LEAVES)) == (guid, CARDS[0][1])


def test_a_new_lock(story: Story) -> None:
    """With the package gone as well, a fresh lock marks every note as changed: history stays, edits are replaced."""
    story.edit(LEAVES, "my own words")
    (story.deck / "cards.lock").unlink()
    story.package.unlink()
    with pytest.raises(DeckwrightError, match="--new-lock"):
        rebuild(story)
    story.build()
    assert story.deliver() == Outcome(new=0, updated=6, duplicate=0, conflicting=0)
    assert story.field(LEAVES) == CARDS[0][1]


def rebuild(story: Story) -> None:
    """Build as the command does when the lock is gone: from the last package, or not at all."""
    found = open_deck(story.deck, lint.SWITCHABLE)
    pipeline.write(pipeline.prepare(found, story.later(), dist=story.package.parent), story.package.parent)


def test_two_branches_merged(story: Story) -> None:
    """Each branch changed another card; with the lines of both locks, both changes arrive."""
    lock = story.deck / "cards.lock"
    base = lock.read_text("utf-8").splitlines()
    branches = []
    for at in (0, 4):
        lock.write_text("\n".join(base) + "\n", "utf-8")
        story.write(changed(at, answer="New words."))
        story.build()
        branches.append(lock.read_text("utf-8").splitlines())
    merged = [
        next((line for line in lines if line != lines[0]), lines[0]) for lines in zip(base, *branches, strict=True)
    ]
    lock.write_text("\n".join(merged) + "\n", "utf-8")
    story.write([(CARDS[0][0], "New words."), *CARDS[1:4], (CARDS[4][0], "New words."), CARDS[5]])
    assert story.build().stamped.changed == ()
    assert story.deliver() == Outcome(new=0, updated=2, duplicate=4, conflicting=0)


def test_one_guid_twice(story: Story) -> None:
    """Anki would import both and update one, so a lock with a guid twice stops the build with its line."""
    lock = story.deck / "cards.lock"
    lock.write_text(lock.read_text("utf-8").replace(story.locked(CHAD).guid, story.locked(KENYA).guid), "utf-8")
    with pytest.raises(DeckwrightError, match=r"cards\.lock:\d+: the guid "):
        story.build()
    assert story.deliver() == NOTHING_NEW


# The page for readers.


def test_every_row_of_the_table_names_its_proof() -> None:
    """docs/updates.md names in its last column tests that are here, and every test that is here."""
    page = TABLE.read_text("utf-8")
    # What is changed in Anki beside the notes is tried in test_note_types_in_anki.
    elsewhere = page.partition("## You changed our note types")[2].partition("\n## ")[0]
    rows = [line for line in page.replace(elsewhere, "").splitlines() if line.startswith("| ")]
    named = [re.findall(r"`(test_\w+)` \|$", row) for row in rows if "| proof |" not in row]
    assert all(len(names) == 1 for names in named)
    here = {name for name in globals() if name.startswith("test_")}
    here -= {"test_every_row_of_the_table_names_its_proof"}
    assert {name for (name,) in named} == here
