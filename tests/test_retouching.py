"""Builds that go on from the last one and builds that cannot: the same files, the same words, the same status."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from deck_maker import deck, page, prepare
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import beside, building, lint, pipeline, retouching
from generator.building import parts
from generator.cli import group
from generator.retouching import part

CARDS = [
    ("What is a mutex?", "A lock that one thread holds at a time."),
    ("What is a lock that one thread holds?", "A lock that one thread holds at a time."),
    ("What are three colours?", "red, green, blue"),
    ("Define the mutex", "A thing with Recieve in the middle of it."),
    ("Name two seas.", None),
    ("What does Recieve mean?", "Recieve is what they said of it."),
    ("What is untill?", "untill"),
    ("Was ist das?", "Ein Ding, das die Leute und der Hund kennen."),
    ("BEGIN", "begins a transaction of the database and of its log"),
    ("begin", "begins a transaction of the database and of its log"),
    ("What is left?", "All that is left"),
    ("What is left?", "Nothing is left at all"),
    ("Which number is it?", "It is the 5 * 3 * 2 of {{c1::x}} and <b>"),
    *((f"What is part {number} of the whole?", f"Part {number} of the whole is as it is.") for number in range(12)),
    ("Explain part 3 of the whole", "It is the third part of all the parts there are."),
]
STRAY = "Words that are in no card\n"
SETTINGS = 'name = "Things"\n[rules]\nunread-line = "the end of the page"\n'
NUMBERS = [*range(1, 11), *range(12, 21), *range(23, len(CARDS) + 4)]
KEYS = ["what-is-a-mutex", "what-are-three-colours", "define-the-mutex", "name-two-seas", "what-does-recieve-mean"]
KEYS += ["what-is-untill", "was-ist-das", "begin", "begin-2", "what-is-left", "which-number-is-it"]
KEYS += ["no-such-card"]
KEYS += [f"what-is-part-{number}-of-the-whole" for number in (0, 3, 11)]
GENTLE = ["**Bold** words", "A lock that one thread holds at a time.", "two\nlines", "- one\n- two", "red, green"]
GENTLE += ["the untill is here", "> [!source] A book\n\nwords", "wierd", "Das ist der Hund und die Katze", "yes"]
HARSH = [
    "What the Recieve said to the Wierd",
    "Wierd are they who come here for it",
    "![](media/a.svg)",
    "",
    "a $\\frac{1$",
]
TEXTS = st.sampled_from(GENTLE) | st.sampled_from(GENTLE) | st.sampled_from([*GENTLE, *HARSH])
HEADS = [
    "What is a mutex?",
    "begin",
    "What is a {{c1::mutex}}?",
    "What is `code`?",
    "Was ist ein Hund?",
    "Define mutex",
]
MARKS = [".reversed", "type=cloze", ".draft", "tags=a,b", 'allow="misspelling: a name"', ".added"]
HEAD, MARK = (st.just("") | st.just("") | st.just("") | st.sampled_from(rare) for rare in (HEADS, MARKS))
EDIT = st.tuples(st.just("write"), st.sampled_from(KEYS), HEAD, MARK, TEXTS)
ERASE = st.tuples(st.just("erase"), st.integers(0, 5))
ANSWER = st.tuples(st.just("answer"), st.integers(0, len(CARDS) - 8), TEXTS)
QUESTION = st.tuples(st.just("question"), st.integers(0, len(CARDS) - 8), st.sampled_from(HEADS))
REMOVE = st.tuples(st.just("remove"), st.integers(0, 15))
STEPS = st.lists(EDIT | EDIT | EDIT | ERASE | ANSWER | ANSWER | QUESTION | REMOVE, min_size=1, max_size=7)


class Author:
    """Somebody who edits a deck and builds it, in a folder of their own.

    Who remembers has a cache that stays, and a deck made in portions; who does not, a deck held whole.
    """

    def __init__(self, home: Path, *, remembers: bool) -> None:
        self.home, self.remembers = home, remembers
        self.folder = deck(home / "source_cards/things", CARDS, settings=SETTINGS)
        (self.folder / "scraped.txt").write_text(page(CARDS, numbers=NUMBERS) + STRAY, "utf-8")
        self.cards: list[tuple[str, str | None]] = list(CARDS)
        self.sections: list[tuple[str, str]] = []

    def act(self, step: Sequence[object]) -> None:
        """Change a file of the deck."""
        kind, where, *words = step
        if kind == "write":
            head, mark, text = map(str, words)
            self.sections = [each for each in self.sections if each[0] != where]
            self.sections.append((str(where), f"## {head} {{#{where}{' ' * bool(mark)}{mark}}}\n\n{text}\n"))
        elif kind == "erase":
            self.sections = [each for at, each in enumerate(self.sections) if at != where]
        elif kind == "remove":
            del self.cards[int(str(where))]
        elif kind == "answer":
            self.cards[int(str(where))] = (self.cards[int(str(where))][0], str(words[0]) or None)
        else:
            self.cards[int(str(where))] = (str(words[0]), self.cards[int(str(where))][1])
        (self.folder / "scraped.txt").write_text(page(self.cards, numbers=NUMBERS[: len(self.cards)]) + STRAY, "utf-8")
        (self.folder / "edits.md").write_text("\n".join(text for _, text in self.sections), "utf-8")

    def build(self, monkeypatch: pytest.MonkeyPatch, *options: str) -> object:
        """All that a build says and leaves."""
        monkeypatch.chdir(self.home)
        monkeypatch.setenv("XDG_CACHE_HOME", str(self.home / "cache"))
        if not self.remembers:
            shutil.rmtree(self.home / "cache", ignore_errors=True)
        with monkeypatch.context() as whole:
            if not self.remembers:
                whole.setattr(building, "in_portions", lambda *_: None)
            done = CliRunner().invoke(group, ["build", *options])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        report = self.home.parent / "report.json"
        files = {
            path.relative_to(self.home.parent if path == report else self.home).as_posix(): path.read_bytes()
            for path in sorted([report, *self.home.rglob("*")])
            if path.is_file() and "cache" not in path.parts
        }
        report.unlink(missing_ok=True)
        return done.exit_code, done.stdout, done.stderr, files


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every deck is large enough to go on from the last build; which builds did."""
    went_on: list[bool] = []
    retouch = retouching.retouch

    def watched(*given: object) -> object:
        ready = retouch(*given)  # type: ignore[arg-type]
        went_on.append(ready is not None)
        return ready

    monkeypatch.setattr(retouching, "retouch", watched)
    monkeypatch.setattr(pipeline, "MANY", 1)
    monkeypatch.setattr(part, "MOST", 1)
    monkeypatch.setattr(parts, "SIZE", 7)
    monkeypatch.setattr(beside, "_can_fork", lambda: False)
    return went_on


def both(
    home: Path,
    steps: Sequence[Sequence[object]],
    monkeypatch: pytest.MonkeyPatch,
    went_on: Sequence[bool],
    first: Sequence[str] = (),
) -> bool:
    """Build after each step, and once more, and compare; whether the build after the last step was no whole one."""
    before = after = 0
    shutil.rmtree(home, ignore_errors=True)
    one, other = Author(home / "one", remembers=True), Author(home / "other", remembers=False)
    for at, step in enumerate([None, *steps, None]):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_800_000_000 + at))
        for author in (one, other):
            if step:
                author.act(step)
        before = before if at > len(steps) else len(went_on)
        options = ["--report", "../report.json"] if at % 2 else []
        options += [] if at else ["--new-lock", *first]
        assert one.build(monkeypatch, *options) == other.build(monkeypatch, *options), (at, step)
        after = after if at > len(steps) else len(went_on)
    return any(went_on[before:after])


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_history_is_the_same_with_a_memory_and_without(
    steps: list[tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: list[bool]
) -> None:
    """Whatever is edited, on the page or in edits.md, each build says, writes and ends as a whole build does."""
    both(tmp_path, steps, monkeypatch, small)


@pytest.mark.parametrize("size", [1, 5, 100])
def test_words_are_heard_in_groups_as_at_once(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few cards are looked at together, the same is found, and the same is told of the deck."""
    found = prepare(deck(tmp_path / "things", CARDS)).recognised
    at_once = pipeline.hear(found, pipeline.edited(found))
    monkeypatch.setattr(lint, "GROUP", size)
    monkeypatch.setattr(parts, "SIZE", size)
    heard = pipeline.hear(found, parts.Edited(parts.Parts(found)))
    assert sorted(heard.problems) == sorted(at_once.problems)
    assert (heard.prints, heard.tongue, heard.fits) == (at_once.prints, at_once.tongue, at_once.fits)
    assert {"misspelling", "near-duplicate", "duplicate-question"} <= {problem.rule for problem in heard.problems}


GOES_ON: dict[str, list[tuple[object, ...]]] = {
    "an answer": [("write", "what-is-left", "", "", "**Bold** words")],
    "an answer, once more": [("write", "what-is-left", "", "", "one"), ("write", "what-is-left", "", "", "two")],
    "an edit that goes": [("write", "what-is-left", "", "", "one"), ("write", "begin", "", "", "two"), ("erase", 0)],
    "edits that move down the page": [("write", "was-ist-das", "", "", "a\n\nb"), ("write", "begin", "", "", "two")],
    "an answer that was missing": [("write", "name-two-seas", "", "", "the Red Sea, the Dead Sea")],
    "more cards of a note": [("write", "what-is-left", "", ".reversed", "one")],
    "tags": [("write", "what-is-left", "", "tags=a,b", "one")],
    "the question of a card further down": [("write", "what-is-a-mutex", "begin", "", "yes")],
    "the question of a card no more": [
        ("write", "what-is-a-mutex", "begin", "", "yes"),
        ("write", "what-is-a-mutex", "What is new?", "", "yes"),
        ("write", "begin-2", "Which is it?", "", "no"),
    ],
    "what a card further down asks in other words": [
        ("write", "what-is-a-mutex", "Parts of which whole 3?", "", "yes")
    ],
    "a card further down, of three alike": [
        ("write", "what-is-part-0-of-the-whole", "What is part 11 of a whole?", "", "one"),
        ("write", "what-is-part-3-of-the-whole", "The whole: what is part 11?", "", "two"),
        ("write", "what-is-part-0-of-the-whole", "What is it then?", "", "three"),
    ],
    "an answer that another card gives, which asks what a third one asks": [
        ("write", "begin", "", "", "It is the third part of all the parts there are.")
    ],
    "a card whose number is out of turn": [("write", "what-is-left", "", "", "one")],
    "a misspelt word": [("write", "what-is-left", "", "", "it is untill then"), ("write", "begin", "", "", "wierd")],
    "an answer on the page": [("answer", 12, "another one")],
    "an answer on the page, under an edit of the question": [
        ("write", "what-is-untill", "What remains?", "", ""),
        ("answer", 6, "another one"),
    ],
    "the page and then an edit of the same card": [("answer", 6, "x"), ("write", "what-is-untill", "", "", "y")],
}
"""Histories of which the last build is no whole one."""

STOPS: dict[str, list[tuple[object, ...]]] = {
    "a name that was a word": [("write", "what-is-left", "", "", "It is what they say of Recieve, the town.")],
    "a name that is a word again": [("write", "define-the-mutex", "", "", "A thing with something in the middle.")],
    "a word that may be a name": [("write", "what-is-left", "", "", "Wierd are they who come here for it")],
    "a card that ships no more": [("write", "what-is-left", "", ".draft", "one")],
    "the first card of a note type": [("write", "what-is-left", "What is {{c1::left}}?", "type=cloze", "one")],
    "a file": [("write", "what-is-left", "", "", "![](media/a.svg)")],
    "a card of one's own": [("write", "of-my-own", "What is mine?", ".added", "one")],
    "a card that leaves the page": [("remove", 12)],
    "lines that move on the page": [("answer", 16, "two\nlines")],
    "an edit of no card": [("write", "no-such-card", "", "", "one")],
    "a question on the page": [("question", 10, "What remains?")],
    "an answer of one of two alike on the page": [("answer", 10, "Nothing is left at all")],
    "another language": [
        ("write", f"what-is-part-{number}-of-the-whole", f"Was ist der Teil {number}?", "", "Der Hund und die Katze")
        for number in range(2)
    ],
}
"""Histories that take a whole build."""


@pytest.mark.parametrize("steps", GOES_ON.values(), ids=GOES_ON)
def test_a_build_goes_on_from_the_last(
    steps: list[tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: list[bool]
) -> None:
    """What one edit touches is made anew, and all else is as a whole build leaves it."""
    assert both(tmp_path, steps, monkeypatch, small)


@pytest.mark.parametrize("steps", STOPS.values(), ids=STOPS)
def test_what_is_not_plain_takes_a_whole_build(
    steps: list[tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: list[bool]
) -> None:
    """Where an edit may be seen in cards it does not touch, or cards come and go, nothing is guessed."""
    assert not both(tmp_path, steps, monkeypatch, small)


def test_an_export_that_lies_there_is_kept_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: list[bool]
) -> None:
    """It is made of all cards, so after an edit, too, the deck is held whole."""
    steps = [("write", "what-is-untill", "", "", "one"), ("remove", 14)]
    assert not both(tmp_path, steps, monkeypatch, small, ["--also", "csv,md"])
