"""Any text in, what Unicode's own normalisation makes of it out; and never a minute for one letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.normal_form import nfc, nfkc

MARKS = [*"\u0301\u0327\u0345\u0344\u0f73\u0f75\u0f81\u1dce\u302a\u3099\U0001d165\u05b0\u0591\u0e38\u094d"]
LETTERS = [*"aeé Ω각\u1100\u1161\u11a8\u212bﬁ①\n"]


@given(st.lists(st.sampled_from(MARKS) | st.sampled_from(MARKS) | st.sampled_from(LETTERS), max_size=90).map("".join))
def test_it_is_the_same_text(text: str) -> None:
    """Runs of marks, short or long, in any order, behind any letter."""
    assert nfc(text) == unicodedata.normalize("NFC", text)
    assert nfkc(text) == unicodedata.normalize("NFKC", text)


@pytest.mark.long
@pytest.mark.parametrize("form", [nfc, nfkc])
@pytest.mark.parametrize(
    "marks", ["\u0301\u0327", "\u0f73", "\u0344\u0327", "\u3099\u0301\u094d", "\u0301" * 9 + "\u0327"]
)
def test_twice_the_marks_take_twice_the_time(
    form: Callable[[str], str], marks: str, assert_linear: Callable[..., None]
) -> None:
    """Behind one letter."""
    assert_linear(form, lambda n: "a" + marks * n, 2000)
