"""Any text in, a readable slug of a-z, 0-9 and hyphens out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.names import check_slug
from generator.slugs import MAX_LENGTH, slugify

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUGS = {
    "What is a concept drift?": "what-is-a-concept-drift",
    "production-ml-systems": "production-ml-systems",
    "  --Two   words-- ": "two-words",
    "C++ vs. C#": "c-vs-c",
    "5 * 3 * 2 = 30": "5-3-2-30",
    "a_b_c/d\\e": "a-b-c-d-e",
    "What's Bayes’ rule?": "whats-bayes-rule",
    "`__init__`": "init",
    "one\ntwo\tthree": "one-two-three",
    "Größe, naïve, Ærø": "grosse-naive-aero",
    "Что такое дрейф?": "chto-takoe-dreyf",
    "概念漂移": "gainianpiaoyi",
    "コンセプト": "konseputo",
    "مفهوم": "mfhwm",
    "½ of x²": "1-2-of-x2",
    "ﬁne ＦＵＬＬ": "fine-full",
    "<script>alert(1)</script>": "script-alert-1-script",
    "A::B": "a-b",
    "../../etc/passwd": "etc-passwd",
    "-rf": "rf",
}


@pytest.mark.parametrize(("text", "slug"), SLUGS.items(), ids=ascii)
def test_words_stay_readable(text: str, slug: str) -> None:
    """Letters of every script become Latin ones, all else a hyphen; an apostrophe parts no word."""
    assert slugify(text) == slug


@pytest.mark.parametrize("text", ["", " ", "???", "'", "\u200b", "\ud800", "\x00", "---"], ids=ascii)
def test_a_text_without_letters_gets_a_hash(text: str) -> None:
    """The same for the same text, another for another."""
    assert re.fullmatch(r"card-[0-9a-f]{10}", slugify(text))
    assert slugify(text) == slugify(text)
    assert slugify(text) != slugify(text + "!")


def test_a_long_text_is_cut_between_words() -> None:
    """No word is halved, unless it fills the slug all by itself."""
    assert slugify("word " * 50) == "-".join(["word"] * 13)
    assert slugify("x" * 100) == "x" * MAX_LENGTH
    assert slugify("a " + "x" * 100) == "a"
    assert slugify("x" * 64 + " y") == "x" * 64
    assert slugify("x" * 62 + " y z") == "x" * 62 + "-y"


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_every_text_has_a_slug(text: str) -> None:
    """Well-formed, short enough, good for a folder; and a slug is its own slug."""
    slug = slugify(text)
    assert SLUG.fullmatch(slug)
    assert len(slug) <= MAX_LENGTH
    assert check_slug(slug) == ""
    assert slugify(slug) == slug
