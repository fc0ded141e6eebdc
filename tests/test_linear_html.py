"""HTML that was made to cost: attributes, classes, comments and pieces without end cost what their length does."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cards import Page
from generator.parsers import as_text, hypertext

CLASSES = " ".join(f"class-{number:03}" for number in range(200))
GROWING: dict[str, Callable[[int], str]] = {
    "attributes": lambda n: "<p " + " ".join(f"a{at}=b" for at in range(n)) + ">x",
    "attributes that quote the end of a tag": lambda n: "<p " + " ".join(f"a{at}='>'" for at in range(n)) + ">x",
    "attributes without a value": lambda n: "<p " + " ".join(f"a{at}" for at in range(n)),
    "attributes parted by strokes": lambda n: "<p/" + "/".join(f"a{at}" for at in range(n)) + ">x",
    "signs of equality": lambda n: "<p " + "= " * n,
    "quotes that stay open": lambda n: "<p a=\"<p a='" * n,
    "tags in tags": lambda n: "<a " * n,
    "tags that nearly have too many": lambda n: ("<a " * 250 + ">") * (n // 100),
    "comments": lambda n: "<p>" + "<!--a-->" * n,
    "comments between words": lambda n: "<p>" + "a<!--a-->" * n,
    "instructions": lambda n: "<p>" + "a<?b c?>" * n,
    "sections": lambda n: "<p>" + "a<![CDATA[b]]>" * n,
    "words in elements": lambda n: "<p>" + "<b>a</b>" * n,
    "cells": lambda n: "<table><tr>" + "<td>a" * n,
    "empty cells": lambda n: "<table><tr><td>a" + "<td> " * n,
    "line breaks": lambda n: "<p>" + "<br>" * n,
    "items": lambda n: "<ul>" + "<li>a" * n,
    "paragraphs of classes": lambda n: f"<p class='{CLASSES}'>a" * (n // 50),
    "classes": lambda n: f"<p class='{' '.join(f'c{at}' for at in range(n))}'>x",
    "entities": lambda n: "&amp;&#x41;" * n,
    "ends of nothing": lambda n: "</x>" * n,
}


@pytest.mark.long
@pytest.mark.parametrize("growing", GROWING.values(), ids=GROWING)
def test_twice_the_html_takes_twice_the_time(growing: Callable[[int], str], assert_linear: Callable[..., None]) -> None:
    """Whatever it is that there is more of."""
    assert_linear(lambda html: as_text(Page("p.html", f"<html><body>{html}")), growing, 4000)


def test_classes_of_nested_elements_are_not_kept() -> None:
    """1,600 nested elements of 200 classes took two gigabytes."""
    nested = f"<div class='{CLASSES}'>" * 1600
    page = Page("p.html", f"<html><body>{nested}x")
    tracemalloc.start()
    read = as_text(page)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read.text == "x"
    assert peak < 12 * len(page.text)


@pytest.mark.parametrize("count", [1, 200, 300, 5000])
def test_attributes_that_count_are_kept(count: int) -> None:
    """What is left out stands behind more attributes than any page has; no word and no tag is."""
    many = " ".join(f"a{at}='>' b{at}" for at in range(count))
    page = as_text(Page("p.html", f'<html><body><img src="a.png" {many}>one <b {many}>two</b> three'))
    assert page.text == "one two three"
    assert page.pictures == ((0, "a.png"),)


@given(st.lists(st.sampled_from([*"<>=/'\" a\n", "<p ", "<!--", "-->", "a=b", "a='b'", "<script>", "</script>"])))
def test_a_page_of_few_attributes_is_not_touched(pieces: list[str]) -> None:
    """However odd its marks stand."""
    text = "".join(pieces)
    assert hypertext._with_few_attributes(text) == text
