"""A deck with every fault the tables of the rules know in, the same problems card by card out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rules_on_wording as wording
from deck_maker import deck, prepare
from hypothesis import given, settings
from hypothesis import strategies as st
from test_lint import LEFT_ALONE, REPORTED

from generator.cards import EditedCard, Note, NoteType, Problem
from generator.lint import CARD_RULES, DECK_RULES, RULES, Material, Shipped

Rule = Callable[[Material], Iterator[Problem]]
Pair = tuple[EditedCard, Note]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    """The cards and notes of every table: those without an edit from one deck, the others from one deck each."""
    rows = [(cards, edits) for _, cards, edits, *_ in [*REPORTED, *wording.REPORTED, *LEFT_ALONE, *wording.LEFT_ALONE]]
    plain = [card for cards, edits in rows if not edits for card in cards]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("decks"))
        decks = [deck(Path("plain"), plain)]
        decks += [deck(Path(f"d{at}"), *row) for at, row in enumerate(rows) if row[1]]
        prepared = [prepare(folder) for folder in decks]
    return [pair for each in prepared for pair in zip(each.cards, each.notes, strict=True)]


def of(pairs: list[Pair]) -> Material:
    """These cards and notes, in a deck that knows one snippet and has shipped all of them with three clozes."""
    shipped = {card.key: Shipped(str(NoteType.CLOZE), (1, 2, 3)) for card, _ in pairs}
    cards, notes = tuple(card for card, _ in pairs), tuple(note for _, note in pairs)
    return Material(cards, notes, shipped, folder="d", snippets=("drifts",))


@pytest.mark.parametrize("rule", CARD_RULES, ids=lambda rule: rule.__name__)
def test_a_rule_of_a_card_needs_no_other_card(rule: Rule, pairs: list[Pair]) -> None:
    """What it finds in a deck is what it finds in each of the cards alone, one after another."""
    whole = list(rule(of(pairs)))
    assert whole == [problem for pair in pairs for problem in rule(of([pair]))]
    assert whole


@settings(max_examples=25)
@given(data=st.data())
def test_any_part_of_a_deck_has_its_part_of_the_problems(data: st.DataObject, pairs: list[Pair]) -> None:
    """However the cards are dealt out and in whatever order, the parts have the problems of the whole."""
    some = data.draw(st.lists(st.sampled_from(pairs), unique_by=id, max_size=30))
    cut = data.draw(st.integers(0, len(some)))
    for rule in CARD_RULES:
        assert [*rule(of(some[:cut])), *rule(of(some[cut:]))] == list(rule(of(some)))


def test_every_rule_looks_at_a_card_or_at_the_deck() -> None:
    """No rule is in both lists, and RULES has all."""
    assert len(set(CARD_RULES) | set(DECK_RULES)) == len(CARD_RULES) + len(DECK_RULES) == len(RULES)
