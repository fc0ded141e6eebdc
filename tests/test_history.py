"""Random years of scraping, editing, studying and importing in; every law of regeneration intact out, in real Anki."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_bench import Bench
from deck_maker import build, deck, prepare
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from generator import decisions, lint
from generator.cards import StoredNote
from generator.deck import open_deck
from generator.errors import DeckwrightError
from generator.lock import Lock, read_lock
from generator.lock.store import lock_text
from generator.packaging import read_package
from generator.stages import Prepared

POOL = [
    (
        "Why do leaves turn red in autumn?",
        "Chlorophyll breaks down, and anthocyanins are made from the sugar that is left.",
    ),
    ("Which gas do plants take in by day?", "Carbon dioxide, through the stomata of their leaves."),
    ("What is the capital of Kenya?", "Nairobi"),
    ("What is the capital of Chad?", "N'Djamena"),
    ("What is the capital of Mali?", "Bamako"),
    ("Who wrote the Critique of Pure Reason?", "Immanuel Kant, in 1781; a second edition followed in 1787."),
    ("What are stalactites and stalagmites?", "Stalactites hang from the roof. Stalagmites grow from the floor."),
    ("Is a tomato a fruit?", "Yes"),
    ("Is rhubarb a fruit?", "No"),
    ("How does a mutex differ from a semaphore?", "A mutex has one owner; a semaphore counts how many may pass."),
    ("When is a binary search allowed?", "When the list is sorted and any place in it can be reached at once."),
    ("What do tides depend on?", "On the pull of the moon and, to a lesser degree, of the sun."),
    ("Name the layers of the earth.", "Crust, mantle, outer core and inner core."),
    ("What did the Peace of Westphalia end?", "The Thirty Years' War, in 1648."),
    ("How is bread leavened without yeast?", "With baking soda and an acid, or with steam alone."),
    ("What makes a prime number prime?", "It has exactly two divisors, one and itself."),
]
QUESTIONS: list[Callable[[str], str]] = [
    lambda text: text,
    lambda text: f"{text} ({text.split()[-1].rstrip('?.')})",
    lambda text: text.rstrip("?."),
    lambda text: f"Say: {text}",
]
REWRITES: list[Callable[[str], str]] = [
    lambda text: " ".join(text.split()[2:]).capitalize() + " Explain.",
    lambda text: " ".join(sorted(text.rstrip("?.").split())),
]
ANSWERS: list[Callable[[str], str | None]] = [
    lambda text: text,
    lambda text: f"{text} Mind the order.",
    lambda text: f"In short: {text}",
    lambda text: " ".join(sorted(text.split())),
    lambda _: None,
]
ALL_WAYS = [*QUESTIONS, *REWRITES]
START = 1_800_000_000
Content = tuple[tuple[str, ...], tuple[str, ...]]


@dataclasses.dataclass
class Card:
    """One card as its author knows it; `guid` and `key` once a build has seen it, `built` as that build did.

    `far` is a question so far from the card's first one that a build may take it for another card's.
    """

    at: int
    question: str
    answer: str | None
    far: bool = False
    guid: str = ""
    key: str = ""
    built_far: bool = False
    built: tuple[str, str | None] = ("", None)


@dataclasses.dataclass
class AnkiNote:
    """What Anki must show for a note, and what was last imported for it; `edited` inside Anki since."""

    content: Content
    mod: int
    shipped: Content
    edited: bool = False


class History(RuleBasedStateMachine):
    """An author with a page and edits.md, and a learner with a collection, on one clock that builds may misread."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name) / "cards"
        self.dist = Path(self.home.name) / "dist"
        self.bench = Bench(Path(self.home.name) / "anki")
        self.clock = START
        self.last_build = START
        self.page: list[Card] = []
        self.gone: list[Card] = []
        self.unused = list(range(len(POOL)))
        self.edits: dict[str, tuple[str, str]] = {}
        self.notes: dict[str, AnkiNote] = {}
        self.built: dict[str, set[Content]] = {}

    def teardown(self) -> None:
        self.bench.close()
        self.home.cleanup()

    @initialize(size=st.integers(5, 9))
    def start(self, size: int) -> None:
        for _ in range(size):
            self.insert(0, 0)
        self.build_and_import()

    # What the author does.

    @rule(at=st.integers(0, 15), way=st.sampled_from(QUESTIONS))
    def reword_question(self, at: int, way: Callable[[str], str]) -> None:
        card = self.page[at % len(self.page)]
        card.question = way(POOL[card.at][0])
        card.far = way in REWRITES

    @rule(at=st.integers(0, 15), question=st.sampled_from(ALL_WAYS[1:]), answer=st.sampled_from(ANSWERS[1:]))
    def reword_both(self, at: int, question: Callable[[str], str], answer: Callable[[str], str | None]) -> None:
        self.reword_question(at, question)
        self.reword_answer(at, answer)

    @rule(at=st.integers(0, 15), way=st.sampled_from(ANSWERS))
    def reword_answer(self, at: int, way: Callable[[str], str | None]) -> None:
        card = self.page[at % len(self.page)]
        card.answer = way(POOL[card.at][1])

    @rule(at=st.integers(0, 15), question=st.sampled_from(["", "Asked anew"]), answer=st.sampled_from(["", "Mine"]))
    def edit_in_edits(self, at: int, question: str, answer: str) -> None:
        card = self.page[at % len(self.page)]
        if card.key:
            self.edits[card.key] = (question and f"{question}: {card.key}", answer and f"{answer}, on day {self.clock}")

    @rule()
    def accept(self) -> None:
        self.write()
        found = open_deck(self.folder, lint.SWITCHABLE)
        decisions.accept(found, decisions.stale_edits(found))

    @precondition(lambda self: self.unused)
    @rule(place=st.integers(0, 15), which=st.integers(0, 15))
    def insert(self, place: int, which: int) -> None:
        at = self.unused.pop(which % len(self.unused))
        self.page.insert(place % (len(self.page) + 1), Card(at, *POOL[at]))

    @precondition(lambda self: len(self.page) > 4)
    @rule(at=st.integers(0, 15))
    def delete(self, at: int) -> None:
        card = self.page.pop(at % len(self.page))
        if card.guid:
            self.gone.append(card)
        else:
            self.unused.append(card.at)

    @precondition(lambda self: self.gone)
    @rule(at=st.integers(0, 15), place=st.integers(0, 15))
    def bring_back(self, at: int, place: int) -> None:
        card = self.gone.pop(at % len(self.gone))
        card.question, card.answer = card.built
        card.built_far = True
        self.page.insert(place % (len(self.page) + 1), card)

    @rule(at=st.integers(0, 15), place=st.integers(0, 15))
    def reorder(self, at: int, place: int) -> None:
        card = self.page.pop(at % len(self.page))
        self.page.insert(place % (len(self.page) + 1), card)

    # What the learner does.

    @rule(at=st.integers(0, 30), field=st.sampled_from(["Question", "Answer", "Extra"]))
    def edit_in_anki(self, at: int, field: str) -> None:
        guid, key = self.learned(at)
        self.bench.edit(key, field, f"edited in Anki at {self.clock}", self.tick())
        self.take_over(guid)

    @rule(at=st.integers(0, 30))
    def tag_in_anki(self, at: int) -> None:
        guid, key = self.learned(at)
        self.bench.tag(key, "hard", self.tick())
        self.take_over(guid)

    @rule(at=st.integers(0, 30))
    def review(self, at: int) -> None:
        self.bench.study(self.learned(at)[1], 1)

    @rule(at=st.integers(0, 30))
    def suspend(self, at: int) -> None:
        self.bench.suspend(self.learned(at)[1])

    # Builds and imports.

    @rule(settle=st.booleans())
    def build(self, settle: bool) -> None:
        self.build_at(self.tick(), settle=settle)

    @rule()
    def build_in_the_same_second(self) -> None:
        self.build_at(self.last_build)

    @rule(seconds=st.integers(1, 10**6))
    def build_with_the_clock_set_back(self, seconds: int) -> None:
        self.build_at(self.clock - seconds)

    @rule()
    def import_(self) -> None:
        """Import the last package, and hold the collection to the laws."""
        packed = read_package(self.dist / "cards.apkg", "cards.apkg")
        progress = self.bench.progress()
        self.bench.import_package(self.dist / "cards.apkg")
        after = self.bench.progress()
        assert {card: after.get(card) for card in progress} == progress, "an import changed a card's progress"
        for note in packed:
            self.arrive(note)
        self.check_collection()

    @rule()
    def build_and_import(self) -> None:
        self.build_at(self.tick(), settle=True)
        self.import_()

    @rule()
    def build_and_import_twice(self) -> None:
        self.build_and_import()
        before = self.files(), self.bench.content()
        self.build_and_import()
        assert (self.files(), self.bench.content()) == before, "a rebuild without changes changed something"

    @invariant()
    def count(self) -> None:
        History.steps += 1

    # The model.

    def tick(self) -> int:
        self.clock += 60
        return self.clock

    def learned(self, at: int) -> tuple[str, str]:
        """The guid of one of the notes in Anki, and what its Key field says."""
        guid = sorted(self.notes)[at % len(self.notes)]
        return guid, self.notes[guid].shipped[0][6]

    def take_over(self, guid: str) -> None:
        """Remember what the learner made of a note."""
        fields, tags, mod = self.bench.content()[guid]
        self.notes[guid] = dataclasses.replace(
            self.notes[guid], content=(tuple(fields), tuple(tags)), mod=mod, edited=True
        )

    def write(self) -> None:
        sections = [f"## {question} {{#{key}}}\n\n{answer}\n" for key, (question, answer) in self.edits.items()]
        deck(self.folder, [(card.question, card.answer) for card in self.page], "\n".join(sections))

    def files(self) -> list[bytes]:
        return [path.read_bytes() for path in (self.folder / "cards.lock", self.dist / "cards.apkg")]

    def lock(self) -> Lock:
        return read_lock(self.folder / "cards.lock", "cards.lock") or Lock()

    def build_at(self, now: int, *, settle: bool = False) -> None:
        """Build, and hold lock and package to the laws; with `settle`, answer every doubt truly until none is left."""
        self.write()
        before = self.lock()
        self.last_build = now
        prepared = self.attempt(now)
        if prepared is None:
            assert self.lock() == before, "a build that stopped left something behind"
            return
        self.check_identity(prepared)
        self.check_lock(prepared, before, now)
        self.check_nothing_vanishes(prepared, before)
        again = prepare(self.folder, now + 1)
        assert lock_text(again.stamped.lock) == lock_text(self.lock()), "the same sources gave another lock"
        assert again.problems == prepared.problems, "the same sources gave other problems"
        if settle and self.settle(prepared):
            self.build_at(now, settle=True)

    def attempt(self, now: int) -> Prepared | None:
        """Build at `now`; None where no card can be studied, for which a build stops."""
        try:
            return build(self.folder, self.dist, now)
        except DeckwrightError as error:
            if "no card can be studied" not in str(error):
                raise
        return None

    def settle(self, prepared: Prepared) -> bool:
        """Tell for the first doubtful card which one it is; returns whether there was one."""
        for doubt in prepared.recognised.identified.doubts:
            card = next(card for card in self.page if card.question == doubt.card.source.question)
            guids = [note.guid for note in doubt.candidates]
            if not card.guid or card.guid in guids:
                answer = str(guids.index(card.guid) + 1) if card.guid else "new"
                decisions.settle(open_deck(self.folder, lint.SWITCHABLE), doubt.card.key, answer)
                return True
        return False

    def arrive(self, note: StoredNote) -> None:
        """Do what Anki does with a note of a package, and hold it to the law about edits."""
        content, known = (note.fields, note.tags), self.notes.get(note.guid)
        if known is None:
            self.notes[note.guid] = AnkiNote(content, note.mod, content)
        elif note.mod > known.mod:
            changed = self.built[note.guid] != {known.shipped}
            assert changed or not known.edited, "an edit was overwritten though nothing changed"
            self.notes[note.guid] = AnkiNote(content, note.mod, content)
        else:
            assert known.edited or content == known.content, "a change was not delivered"
            self.notes[note.guid] = dataclasses.replace(known, shipped=content)
        self.built[note.guid] = {content}

    # The laws.

    def check_identity(self, prepared: Prepared) -> None:
        """One card, one guid, for ever; one whose question is far from what it was may be new, never another card."""
        by_question = {card.question: card for card in self.page}
        away = {note.key for note in self.lock().notes if note.retired} | prepared.recognised.identified.pending
        taken = {card.guid: card for card in (*self.page, *self.gone)}
        for known in prepared.recognised.identified.cards:
            card = by_question[known.source.question]
            assert taken.get(known.guid, card) is card, f"another card's history: {card}"
            if card.guid != known.guid:
                assert card.far or card.built_far or not card.guid, f"a reworded card was not recognised: {card}"
                assert not card.key or card.key in away, f"{card.key} is neither retired nor asked about"
            card.key, card.guid, card.built = known.key, known.guid, (card.question, card.answer)
            card.built_far = card.far
        guids = [card.guid for card in (*self.page, *self.gone) if card.guid]
        assert len(set(guids)) == len(guids), "two cards share a guid"

    def check_lock(self, prepared: Prepared, before: Lock, now: int) -> None:
        """Every guid stays in the lock; `mod` moves exactly with the content, and no further than it must."""
        old, new = ({note.guid: note for note in lock.notes} for lock in (before, self.lock()))
        assert old.keys() <= new.keys(), "the lock forgot a guid"
        stored = read_package(self.dist / "cards.apkg", "cards.apkg")
        for note in stored:
            self.built.setdefault(note.guid, set()).add((note.fields, note.tags))
        packed = {note.guid: note.mod for note in stored}
        assert packed == {note.guid: note.mod for note in prepared.stamped.notes}
        for guid, mod in packed.items():
            last = old[guid].mod if guid in old else 0
            same = guid in old and old[guid].shipped == new[guid].shipped
            assert mod == (last if same else max(last + 1, now)), "mod moved further than it must"

    def check_nothing_vanishes(self, prepared: Prepared, before: Lock) -> None:
        """Each card of the page ships or is named with a problem; each note that shipped before is accounted for."""
        shipped = {note.key for note in prepared.stamped.notes}
        left_out = {card.question for card in prepared.left_out}
        named = {problem.key for problem in prepared.problems if problem.is_error}
        for card in prepared.cards:
            assert card.key in shipped or card.question.value in left_out, f"{card.key} vanished"
            assert card.key in shipped or card.key in named, f"{card.key} is left out without a word"
        assert len(prepared.cards) + len(prepared.recognised.identified.doubts) == len(self.page)
        on_page = {card.key for card in prepared.cards}
        pending = prepared.recognised.identified.pending
        assert pending.isdisjoint(note.key for note in self.lock().notes if note.retired), "a note in doubt retired"
        for note in before.notes:
            if note.key not in on_page and note.key not in pending and not note.retired and note.shipped:
                assert note.key in prepared.stamped.retired, f"{note.key} retired in silence"

    def check_collection(self) -> None:
        """The collection is what the model says: no guid twice, none lost, each note with the content it must have."""
        there = {guid: (tuple(fields), tuple(tags), mod) for guid, (fields, tags, mod) in self.bench.content().items()}
        assert there == {guid: (*note.content, note.mod) for guid, note in self.notes.items()}


@pytest.mark.long
def test_random_histories_keep_every_law() -> None:
    """Scrapes, edits, reviews, builds and imports in any order lose no history, no edit and no note."""
    History.steps = 0
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=50,
            stateful_step_count=60,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    assert History.steps >= 1000
