"""A mistyped word in, the known word that is meant out: among few and among many, in no more time."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Vocabulary, nearest

WORDS = (
    "mutex lock thread photo synthesis cell membrane kernel part whole sodium potassium heat entropy verb noun".split()
)
DICE = random.Random(5)
MANY = [f"what-is-{'-'.join(DICE.sample(WORDS, 3))}" for _ in range(600)]


@given(st.sampled_from(MANY), st.integers(0, 40))
def test_one_letter_that_is_missing(word: str, at: int) -> None:
    """The word is found, or one that is as near."""
    at %= len(word)
    mistyped = word[:at] + word[at + 1 :]
    said = Vocabulary(MANY).nearest(mistyped)
    assert said
    found = said.removeprefix(' Did you mean "').removesuffix('"?')
    assert found == word or abs(len(found) - len(mistyped)) <= 2


@pytest.mark.parametrize("known", [["mutex", "kernel"], [*MANY, "mutex", "kernel"]])
def test_letters_that_trade_places(known: list[str]) -> None:
    """Among few and among many; nothing where nothing is near."""
    assert nearest("muetx", known) == ' Did you mean "mutex"?'
    assert nearest("Kernel", known) == ' Did you mean "kernel"?'
    assert nearest("xyzzy", known) == ""
    assert nearest("", known) == ""
    assert nearest("a" * 1_000_000, known) == ""


@pytest.mark.long
def test_as_many_looks_among_as_many_words(assert_linear: Callable[..., None]) -> None:
    """Twice the words and twice the looks take twice the time."""

    def work(words: list[str]) -> None:
        vocabulary = Vocabulary(words)
        for word in words:
            vocabulary.nearest(f"{word}x")

    assert_linear(work, lambda n: [f"what-is-part-{at}-of-it" for at in range(n)], 100)
