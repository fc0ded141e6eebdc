"""Any text in: what a rule asks first, to be fast, loses nothing of what it would find by the long way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.cards import EditedCard, Markup, Origin, Text
from generator.lint import can_spell
from generator.lint.counting import _ASKED, _BEHIND, _COUNTS
from generator.lint.likeness import _kernel, _said
from generator.lint.prints import asked_roughly, said_roughly
from generator.lint.speller import Found, _run
from generator.lint.suspects import _is_plain_word, suspects
from generator.lint.wording import _WORDS_ALONE, _holds, _is_longer
from generator.lint.words import letters_of, may_have, words_by_line, words_of

PLACE = Origin("source_cards/d/scraped.txt", 3)
CARD = EditedCard("k", "guid", PLACE, Text("", Markup.PLAIN, PLACE), None)
ODD = st.sampled_from("aBs9 '’é\u0301\u0345가ㅏ日ßǰſK!-_\n\u1100\u1161\u3000")
ANY = st.text(ODD, max_size=12) | st.text(max_size=30)
ALIKE = [("name", "names"), ("list", "lists"), ("the", "what", "what's"), ("gas", "gas s"), ("book", "books", "Book?")]
ALIKE += [("le_ss", "less"), ("sssss", "ss s"), ("é", "És"), ("means",), ("5+3", "5-3"), ("a-s", "as")]
PAIRS = st.lists(st.sampled_from(ALIKE).flatmap(lambda words: st.tuples(*[st.sampled_from(words)] * 2)), max_size=4)


def card(question: str) -> EditedCard:
    return replace(CARD, question=Text(question, Markup.PLAIN, PLACE))


@given(ANY, st.integers(1, 12))
@example("abc\u1100\u1161", 4)
def test_a_text_that_may_not_have_so_many_words_has_fewer(text: str, count: int) -> None:
    """No word is missed by the count of the signs between words."""
    assert may_have(text, count) or len(words_of(text)) < count


@given(ANY)
def test_words_by_line_are_those_of_the_lines(text: str) -> None:
    """A text that is taken apart at once has the words of its lines taken one by one."""
    assert words_by_line(text) == [words_of(line) for line in text.split("\n")]


@given(ANY)
def test_texts_of_the_same_words_have_the_same_letters(text: str) -> None:
    """The letters depend on the words alone, so that no twin is missed where they differ."""
    assert letters_of(text) == letters_of(" ".join(words_of(text)))


@given(PAIRS)
@example([("list", "what"), ("name", "name"), ("gas", "gas")])
def test_questions_with_one_kernel_look_alike(pairs: list[tuple[str, str]]) -> None:
    """No two questions that ask the same are told apart by the quick look."""
    first, second = (" ".join(words) for words in zip(*pairs, strict=True)) if pairs else ("", "")
    kernel = _kernel(card(first))
    assert not kernel or asked_roughly(first)
    if kernel and kernel == _kernel(card(second)):
        assert asked_roughly(first) == asked_roughly(second)


@given(ANY | st.lists(st.sampled_from(["a", "é", "b-c", "日本"]), max_size=7).map(" ".join))
def test_an_answer_that_says_something_has_letters_to_find_it_by(text: str) -> None:
    """An answer of enough words is never passed over."""
    answer = Text(text, Markup.PLAIN, PLACE)
    assert not _said(answer) or said_roughly(answer)


@given(st.lists(st.sampled_from("red a Blue, it's a-b".split()), max_size=4), st.sampled_from(["", ".", " ?"]))
def test_what_is_longer_than_the_question_is_not_in_it(words: list[str], end: str) -> None:
    """An answer that is passed over for its length stands in no question."""
    for at in range(len(words)):
        question, answer = " ".join(words), " ".join(words[at:]) + end
        alone = _WORDS_ALONE.fullmatch(answer.strip()) and len(words_of(answer)) < len(words_of(question))
        assert not (alone and _is_longer(answer, question) and _holds(words_of(question), words_of(answer)))


@given(st.lists(st.sampled_from("Name the What are \u017fix TWO (3) 12 three things ? things.".split())).map(" ".join))
def test_a_question_that_asks_for_a_number_has_one(question: str) -> None:
    """The quick look for a number sees each that the patterns see."""
    if any(pattern.search(question) for pattern in (_ASKED, _BEHIND)):
        assert _COUNTS.search(question.casefold())


PIECES = (
    "recieve Recieve, (occured) wierd. teh “seperate” beleive? untill: a the of and www.recieve.com me@recieve.org "
    "c2VlbQ== \\nrecieve recieve/occured recieveFoo foo_recieve é日本 \x00 %PDF don't recieve's #recieve 0xrecieve"
)


@pytest.mark.skipif(not can_spell(), reason="typos is not installed")
@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES.split()), max_size=8).map(" ".join), max_size=4))
def test_a_word_alone_is_misspelt_as_in_its_line(lines: list[str]) -> None:
    """Each word is asked for once, without its line; typos says the same of it where the whole text is read."""
    whole = []
    for record in map(json.loads, _run("\n".join(lines).encode()).splitlines()):
        if record.get("type") == "typo" and record["corrections"]:
            line, found = record["line_num"] - 1, Found(record["byte_offset"], record["typo"], ())
            whole += [(PLACE.line + line, found.word)] if _is_plain_word(lines[line], found) else []
    (told,) = suspects([card("\n".join(lines))])
    assert [(each.origin.line, each.word) for each in told] == sorted(whole, key=lambda each: each[0])
