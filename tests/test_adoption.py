"""Notes of ours and of another type in, which of them ask the same out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.adoption import strays, twins
from generator.cards import NoteType, StoredNote

QUESTIONS = st.sampled_from(["What is a knot?", "What is a bend?", "Why?", "Wie heißt das?", "1 < 2 & 3?"])
DRESS = {
    "What is a knot?": "<b>what is</b>&nbsp;a<br>KNOT?",
    "What is a bend?": "What is a bend?",
    "Why?": "<div>Why?</div>",
    "Wie heißt das?": "wie  heißt das?",
    "1 < 2 & 3?": "1 &lt; 2 &amp; 3?",
}


def note(guid: str, note_type: str, question: str) -> StoredNote:
    return StoredNote(guid, note_type, (question, "An answer."), (), 1, f"deck/{guid}")


@given(st.lists(QUESTIONS), st.lists(QUESTIONS), st.lists(QUESTIONS))
def test_who_asks_the_same_is_found_one_to_one_or_not_at_all(
    ours: list[str], theirs: list[str], others: list[str]
) -> None:
    """A pair is two notes that alone on their side ask this; where several do, ours are named; our types are none."""
    mine = [note(f"o{at}", str(NoteType.QA), DRESS[question].lower()) for at, question in enumerate(ours)]
    foreign = [note(f"t{at}", "note type 7", DRESS[question]) for at, question in enumerate(theirs)]
    own = [note(f"x{at}", str(NoteType.CLOZE), DRESS[question]) for at, question in enumerate(others)]
    found = twins(mine, [*foreign, *own])
    shared = set(ours) & set(theirs)
    alone = {question for question in shared if ours.count(question) == theirs.count(question) == 1}
    assert {(pair.guid, pair.other) for pair in found.pairs} == {
        (f"o{ours.index(question)}", f"t{theirs.index(question)}") for question in alone
    }
    assert sorted(found.doubtful) == sorted(
        f"deck/o{at}" for at, question in enumerate(ours) if question in shared - alone
    )


def test_a_question_without_words_has_no_twin() -> None:
    """Two pictures are not the same question because neither has a word."""
    ours, theirs = note("o", str(NoteType.QA), '<img src="a.png">'), note("t", "Basic", '<img src="b.png">')
    assert twins([ours], [theirs]).pairs == ()


def test_the_decks_own_note_under_another_type_is_no_twin() -> None:
    """A note with our guid is ours, to be brought back; one whose Key names another deck is that deck's."""
    ours = note("o", str(NoteType.QA), "Why?")
    there = StoredNote("o", "Basic", ("Why?", "So."), (), 1, "", "Basic")
    theirs = StoredNote("o", "deckwright Q&A+", ("Why?", "So."), (), 1, "other/why", "deckwright Q&A+")
    beside = StoredNote("x", "deckwright Q&A+", ("Why?", "So."), (), 1, "other/why", "deckwright Q&A+")
    assert twins([ours], [there]).pairs == ()
    assert [(each.guid, each.there) for each in strays([ours], [there])] == [("o", "Basic")]
    assert strays([ours], [theirs]) == ()
    assert twins([ours], [beside]).pairs == ()
    assert strays([ours], [ours]) == ()
