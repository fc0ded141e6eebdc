"""Two branches of one deck, merged line by line as git does: every card goes on as who it was, or is asked about."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cards import Origin, SourceCard
from generator.errors import DeckwrightError
from generator.lock import Identified, Lock, LockedNote, identify, read_lock, retire, write_lock
from generator.lock.lines import lock_text

Card = tuple[int, str, str | None]
"""Who the card is to its author, and its question and answer."""

TEXTS = [
    ("Why do leaves turn red in autumn?", "Chlorophyll breaks down, and red pigments are made from the sugar left."),
    ("Which gas do plants take in by day?", "Carbon dioxide"),
    ("What is the capital of Kenya?", "Nairobi"),
    ("What is the capital of Chad?", "N'Djamena"),
    ("Define the spindle.", "Fibres that pull the chromosomes of a cell apart."),
    ("Define the spindle.", "A rod of wood on which thread is twisted."),
    ("True or false: the heart has four chambers.", "True"),
    ("True or false: the heart has two atria.", "True"),
    ("Is a tomato a fruit?", "Yes"),
    ("Is rhubarb a fruit?", "No"),
]
WAYS = [
    lambda q, a: (f"Recall: {q}", a),
    lambda q, a: (q.replace(" the ", " "), a),
    lambda q, a: (q, f"{a} Mind the order."),
    lambda q, a: (f"{q.rstrip('?.')}", a),
]
STEPS = st.lists(st.tuples(st.sampled_from(["add", "drop", "reword", "move"]), st.integers(0, 30)), max_size=4)


def evolved(cards: Sequence[Card], steps: Sequence[tuple[str, int]], fresh: Sequence[int]) -> list[Card]:
    """The cards after these steps of an author; `fresh` are texts that this branch may add."""
    cards, spare = list(cards), list(fresh)
    for step, number in steps:
        at = number % max(1, len(cards))
        if step == "add" and spare:
            new = spare.pop()
            cards.insert(at, (new, *TEXTS[new]))
        elif step == "drop" and len(cards) > 1:
            cards.pop(at)
        elif step == "reword" and cards:
            who = cards[at][0]
            cards[at] = (who, *WAYS[number % len(WAYS)](*TEXTS[who]))
        elif step == "move" and cards:
            cards.insert(number % len(cards), cards.pop(at))
    return cards


def known(cards: Sequence[Card], lock: Lock) -> Identified:
    sources = [SourceCard(question, answer, Origin("p", at)) for at, (_, question, answer) in enumerate(cards)]
    return identify(sources, "deck", lock)


def built(cards: Sequence[Card], lock: Lock, mod: int) -> tuple[Lock, dict[int, str]]:
    """The lock after a build of the cards, as far as identity goes, and the guid of each card that is not in doubt."""
    found = known(cards, lock)
    before = found.predecessors
    notes = {
        card.key: LockedNote(
            *(card.key, card.guid, mod, f"{mod}", "w", card.source.question, card.source.answer, "deckwright Q&A", ()),
            follows=before.get(card.key, ""),
            retired=False,
        )
        for card in found.cards
    }
    gone, _ = retire(lock, notes, found.pending)
    guids = {cards[card.source.origin.line][0]: card.guid for card in found.cards}
    return Lock(tuple(sorted((*notes.values(), *gone), key=lambda note: note.key)), slug="deck"), guids


def merged(base: Lock, ours: Lock, theirs: Lock) -> Lock:
    """What git makes of the two: the line that a side changed; where both did, a person keeps the larger mod."""
    lines = [{note.key: note for note in lock.notes} for lock in (base, ours, theirs)]
    notes = []
    for key in sorted({*lines[1], *lines[2]}):
        old, mine, other = (side.get(key) for side in lines)
        kept = other if mine == old else mine if other in (old, None) else max(mine, other, key=_mod)
        notes += [kept or mine or other]
    guids: dict[str, LockedNote] = {}
    for note in notes:
        guids.setdefault(note.guid, note)
    return dataclasses.replace(base, notes=tuple(guids.values()))


def _mod(note: LockedNote | None) -> int:
    return note.mod if note else -1


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=2, max_size=6, unique=True),
    STEPS,
    STEPS,
    st.sampled_from(["ours", "theirs", "both"]),
)
def test_any_two_branches_merge(
    first: list[int], ours: list[tuple[str, int]], theirs: list[tuple[str, int]], page: str
) -> None:
    """Whatever each side did: no guid is lost or given twice, and no card gets the history of another."""
    base, guids = built(cards := [(who, *TEXTS[who]) for who in first], Lock(slug="deck"), 1)
    mine, others = evolved(cards, ours, [6, 8]), evolved(cards, theirs, [7, 9])
    left, ours_are = built(mine, base, 2)
    right, theirs_are = built(others, base, 3)
    lock = merged(base, left, right)
    there = {who for who, _, _ in others}
    both = [*others, *(card for card in mine if card[0] not in there and card[0] > 5)]
    merged_page = {"ours": mine, "theirs": others, "both": both}[page]
    found = known(merged_page, lock)
    truth = {**guids, **ours_are, **theirs_are}
    got = {merged_page[card.source.origin.line][0]: card.guid for card in found.cards}
    assert len(set(got.values())) == len(got)
    named = {guid: who for who, guid in truth.items()}
    for who, guid in got.items():
        assert named.get(guid, who) == who, f"card {who} got the history of {named.get(guid)}"
    after, _ = built(merged_page, lock, 4)
    assert {note.guid for note in lock.notes} <= {note.guid for note in after.notes}
    assert known(merged_page, after).cards == tuple(dataclasses.replace(card) for card in found.cards), (
        "the next build is another"
    )


def test_a_card_added_on_both_sides_is_one_line(tmp_path: Path) -> None:
    """Both sides make the same key and guid of the same question, so git sees one line, or two that are named."""
    base, _ = built([(0, *TEXTS[0])], Lock(slug="deck"), 1)
    left, mine = built([(0, *TEXTS[0]), (8, *TEXTS[8])], base, 2)
    right, other = built([(8, *TEXTS[8]), (0, *TEXTS[0])], base, 3)
    assert mine == other
    header, *lines = lock_text(left).splitlines()
    path = tmp_path / "cards.lock"
    path.write_text("\n".join(dict.fromkeys([header, *lines, *lock_text(right).splitlines()[1:]])) + "\n", "utf-8")
    with pytest.raises(DeckwrightError, match="Keep the line with the larger mod and delete the other"):
        read_lock(path, "cards.lock")
    write_lock(path, merged(base, left, right))
    assert read_lock(path, "cards.lock") == merged(base, left, right)


def test_two_cards_that_would_have_one_key_keep_their_guids() -> None:
    """Where both sides gave one key to two questions, one line is dropped: that card gets the same guid again."""
    base, _ = built([(0, *TEXTS[0])], Lock(slug="deck"), 1)
    left, mine = built([(0, *TEXTS[0]), (50, "Same?", "One thing that is so.")], base, 2)
    right, other = built([(0, *TEXTS[0]), (60, "Same!", "Another that is not.")], base, 3)
    lock = merged(base, left, right)
    cards = [(0, *TEXTS[0]), (50, "Same?", "One thing that is so."), (60, "Same!", "Another that is not.")]
    _, got = built(cards, lock, 4)
    assert got == {**mine, **other}
