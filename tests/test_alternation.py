"""Fields that are a term and a definition by turns in, the pairs out: however many were lost, none is made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.parsers.alternation import fields, pairs

Cards = list[tuple[str, str]]
LEARNING: Cards = [
    ("operant conditioning", "a method of learning that uses rewards and punishment"),
    ("classical conditioning", "a type of learning in which two stimuli are paired"),
    ("extinction", "the disappearance of a learned behavior"),
    ("positive reinforcement", "adding a pleasant consequence after a behavior"),
    ("negative punishment", "taking away something pleasant after a behavior"),
    ("memory", "the persistence of learning over time"),
]
ANIMALS: Cards = [("el perro", "the dog"), ("la mariposa", "the moth"), ("el pez", "the fish"), ("la vaca", "the cow")]


def read(lines: list[str], announced: int | None) -> Cards:
    """The pairs found in these lines, of which blank ones part fields."""
    found = pairs(lines, fields(lines, range(len(lines))), announced)
    return [("\n".join(lines[at] for at in a), "\n".join(lines[at] for at in b)) for a, b in found]


def by_turns(cards: Cards) -> list[str]:
    return [side for card in cards for side in card]


@pytest.mark.parametrize("cards", [LEARNING, ANIMALS, [(b, a) for a, b in LEARNING]], ids=["long", "alike", "turned"])
@pytest.mark.parametrize("announced", [0, 40, None])
def test_a_whole_list_and_one_cut_off(cards: Cards, announced: int | None) -> None:
    """Fields by turns are pairs where none is missing, whichever side is longer, also where only some were served."""
    assert read(by_turns(cards), len(cards) if announced == 0 else announced) == cards


@pytest.mark.parametrize("announced", [len(LEARNING), None])
@pytest.mark.parametrize("lost", range(2 * len(LEARNING)))
def test_definitions_without_a_full_stop_shift_no_pair(lost: int, announced: int | None) -> None:
    """Short definitions are told from terms by the lengths of this page; the cards far from the gap are all found."""
    lines = by_turns(LEARNING)
    del lines[lost]
    found = read(lines, announced)
    assert set(found) <= set(LEARNING)
    assert {card for at, card in enumerate(LEARNING) if abs(at - lost // 2) > 1} <= set(found)


def test_a_second_line_of_a_definition_is_no_term() -> None:
    """The card it belongs to is left out, for half of its definition would be wrong; the others are found."""
    lines = by_turns(LEARNING)
    lines.insert(4, "- and the response to the first follows the second")
    assert read(lines, len(LEARNING)) == [LEARNING[0], *LEARNING[2:]]


def test_sides_alike_tell_nothing_where_one_is_missing() -> None:
    """Where neither side is the longer one, a missing field could be anywhere: no pair is sure."""
    assert read(by_turns(ANIMALS)[1:], len(ANIMALS)) == []
    assert read(by_turns(ANIMALS)[1:], None) == []
    assert read(by_turns(ANIMALS)[1:-1], len(ANIMALS)) == []


def test_two_definitions_in_a_row_are_no_card() -> None:
    """Two terms were lost: a statement that ends with a full stop is not asked."""
    lines = [side if at % 2 == 0 else f"{side}." for at, side in enumerate(by_turns([*LEARNING, *LEARNING]))]
    del lines[4], lines[5]
    assert {term for term, _ in read(lines, None)} <= {term for term, _ in LEARNING}


TERM = st.text("abc ", min_size=1, max_size=12).map(str.strip).filter(bool)
DEFINITION = st.text("abcdefg ", min_size=40, max_size=90).map("meaning {}.".format)


@given(st.lists(st.tuples(TERM, DEFINITION), min_size=6, max_size=30, unique=True), st.data())
def test_one_missing_field_never_makes_a_wrong_pair(cards: Cards, data: st.DataObject) -> None:
    """Whichever field is lost, and wherever: each pair that is found is a card, and few are left out."""
    lines = by_turns(cards)
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    announced = data.draw(st.sampled_from([len(cards), None]))
    found = read(lines, announced)
    assert set(found) <= set(cards)
    assert len(found) >= len(cards) - 2


@pytest.mark.long
def test_pairing_is_linear(assert_linear: Callable[[Callable[[str], object], Callable[[int], str], int], None]) -> None:
    """Twice the fields, of which every ninth is missing, cost about twice the time."""

    def text_of(size: int) -> str:
        return "\n".join(line for at, line in enumerate(by_turns(LEARNING * size)) if at % 9)

    assert_linear(lambda text: read(text.split("\n"), None), text_of, 600)
