"""Random years with several decks, projects and doors into one collection: nothing of the learner's is lost."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import pytest
from anki_bench import Bench
from anki_connect_bench import Api, serving
from click.testing import CliRunner, Result
from deck_maker import page
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

from generator.cards import FIELDS
from generator.cli import group
from generator.lock import read_lock

QUESTIONS = (
    "What is the capital of Kenya?",
    "Which gas do plants take in by day?",
    "Is a tomato a fruit?",
    "Define the spindle.",
    "What did the Peace of Westphalia end?",
    "When is a binary search allowed?",
    "How is bread leavened without yeast?",
    "Name the layers of the earth.",
)
"""What the pages of all decks ask: the same, as pages of one textbook do."""

FILES = ("unit-1.txt", "unit-2.txt", "Unit 1.txt")
MOST = 6
"""Decks; more only take longer."""
DOORS = ("package", "connect", "closed")
ANSWER, KEY = FIELDS.index("Answer"), FIELDS.index("Key")


@dataclasses.dataclass
class Card:
    """A card of one deck's page: which question it asks, how that is worded, and how often its answer was changed."""

    at: int
    wording: int = 0
    version: int = 0

    @property
    def question(self) -> str:
        return QUESTIONS[self.at] + " Explain briefly." * self.wording

    def answer(self, deck: int) -> str:
        """An answer that tells whose it is: deck, card, version."""
        return f"Answer of deck{deck} to card{self.at} as corrected in edition {self.version}."


@dataclasses.dataclass
class Deck:
    """A deck folder in one of the projects, and its page; `number` is in all its answers."""

    number: int
    project: Path
    slug: str
    cards: list[Card]

    @property
    def folder(self) -> Path:
        return self.project / "source_cards" / self.slug

    def text(self) -> str:
        return page(
            [(card.question, card.answer(self.number)) for card in self.cards], f"Deck {self.number} Flashcards"
        )


class Years(RuleBasedStateMachine):
    """A learner with one collection, some notes of their own, and decks in two projects, at the command line."""

    steps = 0
    doors: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.root = Path(self.home.name)
        self.profile = self.root / "Anki2/User 1"
        self.bench = Bench(self.profile)
        self.decks: list[Deck] = []
        self.edited: dict[str, str] = {}
        self.whose: dict[int, tuple[int, int]] = {}
        self.before_us = Path.cwd()
        os.environ["ANKI_BASE"] = str(self.root / "no-anki")

    def teardown(self) -> None:
        os.chdir(self.before_us)
        self.bench.close()
        self.home.cleanup()

    @initialize()
    def start(self) -> None:
        for name in ("one", "two"):
            (self.root / name).mkdir()
        for at, question in enumerate(QUESTIONS[:3]):
            note = self.bench.col.new_note(self.bench.note_type("Basic"))
            note.fields = [question, f"my own answer {at}"]
            self.bench.col.add_note(note, self.bench.col.decks.id("Mine"))
            card = note.cards()[0]
            self.bench.col.sched.set_due_date([card.id], "0")
            self.bench._answer(card, rating=3)
        self.own = self.own_notes()
        for project in ("one", "two"):
            self.new_deck(project, FILES[0], 5)

    # What the author does.

    @rule(
        project=st.sampled_from(["one", "two"]), name=st.sampled_from(FILES), size=st.integers(3, 8), old=st.booleans()
    )
    def new_deck(self, project: str, name: str, size: int, *, old: bool = False) -> None:
        """Start a deck from a page of a name that others may have; an `old` one was born before there were ids."""
        if len(self.decks) >= MOST:
            return
        if old:
            name = f"old-{len(self.decks)}.txt"
        deck = Deck(len(self.decks), self.root / project, "", [Card(at) for at in range(size)])
        path = deck.project / name
        path.write_text(deck.text(), "utf-8")
        before = {path.name for path in (deck.project / "source_cards").glob("*")}
        done = self.run(deck, "new", name)
        if done.exit_code:
            assert "already" in done.output or "there is" in done.output, done.output
            return
        (deck.slug,) = {path.name for path in (deck.project / "source_cards").glob("*")} - before
        if old:
            settings = deck.folder / "deck.toml"
            lines = settings.read_text("utf-8").splitlines(keepends=True)
            settings.write_text("".join(line for line in lines if not line.startswith("id = ")), "utf-8")
        self.decks.append(deck)
        self.build(deck)

    @precondition(lambda self: len(self.decks) < MOST)
    @rule(which=st.integers(0, 9))
    def copy_a_deck(self, which: int) -> None:
        """A folder copied by hand is refused with the way out, and a copy made by `new` is a deck of its own."""
        deck = self.deck(which)
        self.build(deck)
        copied = deck.folder.with_name(f"{deck.slug}-copied")
        shutil.copytree(deck.folder, copied)
        done = self.run(deck, "build", copied.name)
        assert done.exit_code == 1, done.output
        assert "--from-deck" in done.output, done.output
        shutil.rmtree(copied)
        name = f"copy-{len(self.decks)}"
        self.done(deck, "new", "--from-deck", deck.slug, "--name", name)
        copy = Deck(len(self.decks), deck.project, name, [dataclasses.replace(card) for card in deck.cards])
        self.decks.append(copy)
        self.write(copy)
        self.build(copy)

    @rule(which=st.integers(0, 9), at=st.integers(0, 9))
    def correct_an_answer(self, which: int, at: int) -> None:
        deck = self.deck(which)
        deck.cards[at % len(deck.cards)].version += 1
        self.write(deck)

    @rule(which=st.integers(0, 9), at=st.integers(0, 9))
    def reword_a_question(self, which: int, at: int) -> None:
        deck = self.deck(which)
        card = deck.cards[at % len(deck.cards)]
        card.wording = 1 - card.wording
        self.write(deck)
        self.build(deck)

    @rule(which=st.integers(0, 9), at=st.integers(0, 9), to=st.integers(0, 9))
    def move_a_card_on_its_page(self, which: int, at: int, to: int) -> None:
        deck = self.deck(which)
        card = deck.cards.pop(at % len(deck.cards))
        deck.cards.insert(to % (len(deck.cards) + 1), card)
        self.write(deck)

    @rule(which=st.integers(0, 9))
    def rename_the_folder(self, which: int) -> None:
        deck = self.deck(which)
        free = f"renamed-{deck.number}-{len(deck.slug)}"
        deck.folder.rename(deck.folder.with_name(free))
        for left in (deck.project / "dist").glob(f"{deck.slug}*"):
            left.rename(left.with_name(left.name.replace(deck.slug, free, 1)))
        deck.slug = free

    @rule(which=st.integers(0, 9))
    def lose_the_lock(self, which: int) -> None:
        """The lock is deleted; the last package is there to make it anew from."""
        deck = self.deck(which)
        self.build(deck)
        (deck.folder / "cards.lock").unlink()
        self.build(deck)

    @rule(which=st.integers(0, 9), mine=st.integers(0, 9), theirs=st.integers(0, 9))
    def merge_two_branches(self, which: int, mine: int, theirs: int) -> None:
        """Two people correct an answer each, and git merges page and lock line by line."""
        deck = self.deck(which)
        self.build(deck)
        base = (deck.folder / "cards.lock").read_text("utf-8").split("\n")
        one, other = mine % len(deck.cards), theirs % len(deck.cards)
        if one == other:
            return
        deck.cards[one].version += 1
        self.write(deck)
        self.build(deck)
        left = (deck.folder / "cards.lock").read_text("utf-8").split("\n")
        deck.cards[one].version -= 1
        deck.cards[other].version += 1
        self.write(deck)
        (deck.folder / "cards.lock").write_text("\n".join(base), "utf-8")
        self.build(deck)
        right = (deck.folder / "cards.lock").read_text("utf-8").split("\n")
        deck.cards[one].version += 1
        self.write(deck)
        if len(left) == len(base) == len(right):
            merged = [a if a != was else b for was, a, b in zip(base, left, right, strict=True)]
            (deck.folder / "cards.lock").write_text("\n".join(merged), "utf-8")
        self.build(deck)

    @rule()
    def lose_the_cache(self) -> None:
        for folder in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
            if place := os.environ.get(folder):
                shutil.rmtree(Path(place) / "deckwright", ignore_errors=True)

    # What the learner does.

    @precondition(lambda self: self.whose)
    @rule(at=st.integers(0, 40))
    def review(self, at: int) -> None:
        self.bench.study(self.learned(at)[KEY], 1)

    @precondition(lambda self: self.whose)
    @rule(at=st.integers(0, 40))
    def edit_in_anki(self, at: int) -> None:
        fields = self.learned(at)
        self.bench.edit(fields[KEY], "Extra", "a mnemonic of my own")

    @precondition(lambda self: self.whose)
    @rule(at=st.integers(0, 40))
    def suspend(self, at: int) -> None:
        self.bench.suspend(self.learned(at)[KEY])

    @rule(which=st.integers(0, 9), door=st.sampled_from(DOORS))
    def build_and_import(self, which: int, door: str) -> None:
        """Import one deck by one of the doors, and look at all that is in Anki."""
        deck = self.deck(which)
        self.build(deck)
        log, progress = self.log(), self.bench.progress()
        getattr(self, f"by_{door}")(deck)
        after = self.bench.progress()
        assert {card: after.get(card) for card in progress} == progress, "an import changed a card's progress"
        assert self.log() == log, "an import changed the review log"
        assert self.own_notes() == self.own, "an import changed the user's own notes or note types"
        assert len(self.ours(deck)) >= len(deck.cards), f"{door}: cards of deck{deck.number} did not arrive"
        Years.doors[door] += 1

    def by_package(self, deck: Deck) -> None:
        self.bench.import_package(deck.project / f"dist/{deck.slug}.apkg")

    def by_connect(self, deck: Deck) -> None:
        with serving(Api(self.bench).answer) as port:
            self.done(deck, "import", deck.slug, "--port", str(port), "-y")

    def by_closed(self, deck: Deck) -> None:
        self.bench.close()
        try:
            self.done(deck, "import", deck.slug, "--collection", str(self.profile / "collection.anki2"), "-y")
        finally:
            self.bench = Bench(self.profile)

    # The laws.

    @invariant()
    def every_note_is_whose_it_was(self) -> None:
        """A note's answer tells deck and card: they are those it had when it came, and no two notes have the same."""
        Years.steps += 1
        seen: Counter[tuple[int, int]] = Counter()
        for id_, fields in self.notes().items():
            words = fields[ANSWER].split()
            told = int(words[2].removeprefix("deck")), int(words[4].removeprefix("card"))
            assert self.whose.setdefault(id_, told) == told, f"note {id_} was {self.whose[id_]} and is {told}"
            seen[told] += 1
        assert not [told for told, times in seen.items() if times > 1], f"a card has two notes: {seen}"

    # The model.

    def deck(self, which: int) -> Deck:
        return self.decks[which % len(self.decks)]

    def write(self, deck: Deck) -> None:
        (deck.folder / "scraped.txt").write_text(deck.text(), "utf-8")

    def run(self, deck: Deck, *words: str) -> Result:
        os.chdir(deck.project)
        done = CliRunner().invoke(group, words)
        assert "fault of its own" not in done.output, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
        return done

    def done(self, deck: Deck, *words: str) -> Result:
        done = self.run(deck, *words)
        assert done.exit_code == 0, f"{words}: {done.output}"
        return done

    def build(self, deck: Deck) -> None:
        """Build, and answer each doubt truly: the page's cards are told apart by what they ask."""
        for _ in range(len(QUESTIONS) + 1):
            done = self.run(deck, "build", deck.slug)
            lock = read_lock(deck.folder / "cards.lock", "cards.lock")
            if lock is None or not lock.doubts:
                assert done.exit_code == 0, done.output
                return
            doubt, known = lock.doubts[0], {note.key: note for note in lock.notes}
            token = f"card{next(card.at for card in deck.cards if card.question == doubt.question)} "
            numbers = [at for at, key in enumerate(doubt.candidates, 1) if token in (known[key].answer or "")]
            self.done(deck, "settle", deck.slug, doubt.key, str(numbers[0]) if numbers else "new")
        raise AssertionError("the doubts do not end")

    def notes(self) -> dict[int, list[str]]:
        """The fields of all notes in Anki that came from a deck."""
        rows = self.bench.col.db.all("select id, flds from notes")
        split = {id_: fields.split("\x1f") for id_, fields in rows}
        return {id_: fields for id_, fields in split.items() if len(fields) == len(FIELDS) and "/" in fields[KEY]}

    def ours(self, deck: Deck) -> list[int]:
        return [id_ for id_, fields in self.notes().items() if f"deck{deck.number} " in fields[ANSWER]]

    def learned(self, at: int) -> list[str]:
        notes = self.notes()
        return notes[sorted(notes)[at % len(notes)]]

    def log(self) -> list[Any]:
        return self.bench.col.db.all("select id, cid, ease, ivl from revlog order by id")

    def own_notes(self) -> tuple[Any, ...]:
        """The user's notes of the type Basic, with that type's fields, templates and styling."""
        kind = self.bench.note_type("Basic")
        names = [field["name"] for field in kind["flds"]], [(one["qfmt"], one["afmt"]) for one in kind["tmpls"]]
        rows = self.bench.col.db.all(
            "select id, guid, mod, tags, flds from notes where mid = ? order by id", kind["id"]
        )
        return (rows, names, kind["css"])


@pytest.mark.long
def test_years_with_several_decks_lose_nothing() -> None:
    """Decks of one file name, lost and merged locks, renamed folders and mixed doors leave each note its own."""
    Years.steps, Years.doors = 0, Counter()
    run_state_machine_as_test(
        Years,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    assert Years.steps >= 200
    assert set(Years.doors) == set(DOORS)
