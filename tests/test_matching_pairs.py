"""A card that another took the place of is never taken for it, and small rewordings are seldom asked about."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from matching_pairs import LONG, QUESTIONS, REWORDINGS, SHORT, replaced
from test_matching import keys, match

PAIRS = list(replaced())
BASE = list(zip(QUESTIONS, (LONG + SHORT) * 2, strict=False))
Card = tuple[str, str | None]


def _decks(before: Card, after: Card) -> Iterator[tuple[int, list[Card], list[Card]]]:
    """A deck before and after, and where the new card stands: in the place of the old one, and elsewhere."""
    old: list[Card] = [*BASE[:10], before, *BASE[10:]]
    yield 10, old, [*BASE[:10], after, *BASE[10:]]
    yield 3, old, [*BASE[:3], after, *BASE[3:]]


@pytest.mark.parametrize("answers", ["as they are", "put right"])
def test_another_card_is_never_taken_for_the_one_it_replaced(answers: str) -> None:
    """More than 200 pairs, each both ways: one word, one number or one sign is another, the answer the same or not."""
    assert len(PAIRS) > 200
    for one, other, answer in PAIRS:
        now = answer if answers == "as they are" else "False" if answer == "True" else f"{answer}, put right"
        for before, after in ((one, other), (other, one)):
            for at, old, new in _decks((before, answer), (after, now)):
                assert keys(match(old, new), len(new))[at] in ("?", "new"), (before, after, answer)


def test_a_deck_of_nothing_but_such_pairs() -> None:
    """All cards replaced at once, in a deck where every answer is common: only what is there to the letter is known."""
    old, new = ([(pair[side], pair[2]) for pair in PAIRS] for side in (0, 1))
    asked = {question for question, _ in old}
    for (question, _), got in zip(new, keys(match(old, new), len(new)), strict=True):
        assert got in ("?", "new") or question in asked, question


def test_an_answer_put_right_leaves_the_card_itself() -> None:
    """A card whose question is the same to the letter is the same, in a deck of "True" and "False", too."""
    for question, _, answer in PAIRS[::5]:
        for _, old, new in _decks((question, answer), (question, "False" if answer == "True" else "True")):
            assert keys(match(old, new), len(new))[new.index((question, new[10][1] if len(new) else ""))] == "k11"
            break


@pytest.mark.parametrize(
    ("kind", "answers", "most"),
    [
        *((kind, LONG, 0.05) for kind in REWORDINGS),
        *((kind, SHORT, 0.05) for kind in REWORDINGS if kind != "slip"),
        *((kind, ["True", "False"], 0.05) for kind in REWORDINGS if kind != "slip"),
    ],
)
def test_small_rewordings_are_seldom_asked_about(kind: str, answers: list[str], most: float) -> None:
    """Articles, signs, capitals, plurals, clauses: at most one in twenty is asked, and none is taken for another.

    A slip of the pen is told from another word by a long answer, or by the other cards that have the word.
    """
    told: Counter[str] = Counter()
    for seed in range(8):
        rng = random.Random(f"{kind} {seed}")
        is_long = answers is LONG
        old = [
            (text, f"{LONG[at % 5]} ({text})" if is_long else rng.choice(answers)) for at, text in enumerate(QUESTIONS)
        ]
        places = rng.sample(range(len(old)), 5)
        new = [(REWORDINGS[kind](text, rng) if at in places else text, answer) for at, (text, answer) in enumerate(old)]
        got = keys(match(old, new), len(new))
        told.update("right" if got[at] == f"k{at + 1}" else got[at] for at in places)
    assert set(told) <= {"right", "?", "new"}, told
    assert told["right"] >= (1 - most) * told.total(), told


def test_a_slip_is_told_by_the_words_of_the_deck() -> None:
    """A letter more or less is a slip where other cards have the right word and none has the wrong one."""
    deck = [(f"What does the mitochondrion {do}?", answer) for do, answer in (("make", "Yes"), ("need", "No"))]
    wrong = ("Is the mitochodrion an organelle of the cell?", "Yes")
    right = ("Is the mitochondrion an organelle of the cell?", "Yes")
    assert keys(match([*deck, wrong], [*deck, right]), 3) == ["k1", "k2", "k3"]
    assert keys(match([wrong], [right]), 1) == ["?"]
    deserts = [("Is the Sahara a desert?", "Yes"), ("Is the desert dry?", "Yes"), ("Is dessert sweet?", "Yes")]
    assert keys(match([*deserts, ("Is a desert big?", "Yes")], [*deserts, ("Is a dessert big?", "Yes")]), 4)[3] == "?"
