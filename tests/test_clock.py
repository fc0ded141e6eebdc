"""Whatever the clock says, what changed is newer than before, and what did not is as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_updates import QA, Story, redesign, story

from generator import lock, notetype
from generator.cards import EditedCard, Markup, Note, NoteType, Origin, SourceCard, Text

__all__ = ["redesign", "story"]

ASKED = {"a": "Where do swans sleep?", "b": "Which metal is liquid?", "c": "Who painted the ceiling?"}
MOMENTS = st.one_of(st.integers(0, 200), st.sampled_from([0, 1, 1_800_000_000, (1 << 32) - 1]))
VERSIONS = st.integers(0, 2)
Build = tuple[int, dict[str, int], int]
BUILD = st.tuples(MOMENTS, st.dictionaries(st.sampled_from(sorted(ASKED)), VERSIONS), VERSIONS)


def stamped(before: lock.Lock, build: Build) -> lock.Stamped:
    """What a build stamps at its moment, with these versions of the cards that are there, and of a note type."""
    now, versions, design = build
    asked = {ASKED[key]: version for key, version in versions.items()}
    sources = [SourceCard(words, f"{words} Guess!", Origin("p", 1), 1, 1) for words in sorted(asked)]
    identified = lock.identify(sources, "d", before)
    cards, notes = [], []
    for card in identified.cards:
        question, answer = card.source.question, f"version {asked[card.source.question]}"
        texts = (Text(words, Markup.PLAIN, card.source.origin) for words in (question, answer))
        cards.append(EditedCard(card.key, card.guid, card.source.origin, *texts))
        fields = (question, answer, *("",) * 7)
        notes.append(Note(card.key, card.guid, NoteType.QA, fields, (), "D", card.source.origin))
    return lock.stamp(identified, cards, notes, before, now, {"type": (f"hash {design}", 5)}, ("d", "D"))


@given(builds=st.lists(BUILD, min_size=2, max_size=8))
def test_what_changed_is_always_newer(builds: list[Build]) -> None:
    """Of notes and note types, retired ones that come back among them; clocks go where they like."""
    known, last, kind = lock.EMPTY, dict[str, tuple[str, int]](), (-1, -1)
    for build in builds:
        done = stamped(known, build)
        for note in done.notes:
            words, mod = last.get(note.key, ("", -1))
            assert note.mod == (mod if note.fields[1] == words else max(mod + 1, build[0]))
            last[note.key] = (note.fields[1], note.mod)
        assert {note.key: note.mod for note in done.lock.notes} == {key: mod for key, (_, mod) in last.items()}
        design, mod = build[2], done.note_type_mods["type"]
        assert mod == kind[1] if kind[0] == design else mod > kind[1]
        kind, known = (design, mod), done.lock


def test_new_styling_arrives_when_the_clock_is_set_back(story: Story, redesign: Callable[[], None]) -> None:
    """Real Anki takes a note type's templates and styling only where its mod is later than what it has."""
    first = story.bench.note_type(QA)["mod"]
    redesign()
    story.build(story.now + 30)
    story.deliver()
    second = story.bench.note_type(QA)["mod"]
    assert second > first


@pytest.mark.parametrize("back", [1, 3600, 10**8])
def test_styling_taken_back_arrives_too(
    back: int, story: Story, redesign: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old styling is new again, at a moment before the one that it replaces."""
    redesign()
    story.ship()
    assert story.bench.note_type(QA)["css"].endswith(".new {}")
    moment = story.now
    monkeypatch.undo()
    notetype.designs.cache_clear()
    story.build(moment - back)
    story.deliver()
    assert not story.bench.note_type(QA)["css"].endswith(".new {}")


def test_the_second_stamp_of_one_moment_is_later() -> None:
    """Two changes within a second are two changes."""
    first = stamped(lock.EMPTY, (100, {"a": 0}, 0))
    second = stamped(first.lock, (100, {"a": 1}, 1))
    assert [note.mod for note in (*first.notes, *second.notes)] == [100, 101]
