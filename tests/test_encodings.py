"""Bytes in other encodings than UTF-8: what is guessed, how it is shown, and how --encoding reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shares import Share

from generator.deck.encodings import advice, read_as
from generator.errors import DeckwrightError

GUESSES = [
    ("windows-1252", "It’s “déjà vu” – naïve"),
    ("windows-1250", "Co to jest dryf pojęć? Zmiana rozkładu – „żółć”."),
    ("windows-1251", "Что такое дрейф концепции?"),
    ("koi8-r", "Что такое дрейф концепции?"),
    ("windows-1255", "מה זה סחיפת מושגים?"),
    ("windows-1256", "ما هو انجراف المفهوم؟"),
    ("cp932", "機械学習とは何ですか。"),
    ("cp949", "개념 드리프트란 무엇입니까?"),
    ("gb18030", "什么是概念漂移?数据分布的变化。"),
    ("big5", "什麼是概念漂移?資料分布的變化。"),
    ("utf-16-le", "What is drift? Déjà vu."),
]


@pytest.mark.parametrize(("encoding", "text"), GUESSES, ids=[encoding for encoding, _ in GUESSES])
def test_the_guess_names_the_encoding_and_shows_the_words(encoding: str, text: str) -> None:
    """A user who reads the sentence recognises the words, and the encoding named gives them back."""
    data = f"Question\n{text}\n".encode(encoding)
    at = next(at for at, byte in enumerate(data) if byte > 0x7F)
    said = advice(data, at)
    assert f"{encoding} (" in said
    assert text[10:18] in said
    assert read_as(data, encoding, "p.txt") == f"Question\n{text}\n"


def test_two_guesses_that_read_alike_are_one() -> None:
    """Where the choice makes no difference to what is seen, only one is named."""
    assert advice(b"caf\xe9,coffee", 3).count("café") == 1


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        ("latin-9000", 'There is no text encoding "latin-9000". Usual ones are windows-1252,'),
        ("base64", 'There is no text encoding "base64".'),
        ("utf-8\0", 'There is no text encoding "utf-8\0".'),
        ("ascii", "p.txt:2: byte 6 (0xE9) is not ascii; it is probably windows-1252"),
        ("shift_jis", "p.txt:2: byte 6 (0xE9) is not shift_jis; it is probably"),
    ],
)
def test_a_wrong_encoding_is_said(encoding: str, sentence: str) -> None:
    """No such encoding, or not this one: a sentence with the next step."""
    with pytest.raises(DeckwrightError) as stopped:
        read_as(b"xy\nca\xe9", encoding, "p.txt")
    assert str(stopped.value).startswith(sentence)


def test_surrogates_become_what_they_stand_for() -> None:
    """Java writes an emoji as two surrogates; a lone one stands for nothing."""
    assert read_as(b"a\xed\xa0\xbd\xed\xb8\x80\xed\xa0\x80b", "cesu-8", "p") == "a\U0001f600\ufffdb"


READ = Share(0.2)


@given(st.binary(max_size=60), st.sampled_from(["", "windows-1252", "cesu-8", "utf-16", "gb18030", "idna", "utf-7"]))
def test_any_bytes_are_text_or_one_sentence(data: bytes, encoding: str) -> None:
    """Nothing but DeckwrightError comes out of any bytes in any encoding, and advice is always a sentence."""
    if encoding:
        with READ.reading():
            read_as(data, encoding, "p.txt")
    for at in range(0, len(data), 7):
        assert advice(data, at).endswith((".", "update."))


def test_enough_was_read() -> None:
    """Of what the property above tried."""
    READ.check()
