"""The text of deck.toml in, settings or one sentence with path, line and key out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.deck import Settings, read_settings, write_settings
from generator.errors import DeckwrightError
from generator.lint import SWITCHABLE
from generator.names import check_deck_name, check_tag

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SETTINGS = st.builds(
    Settings,
    name=TEXT.filter(lambda name: not check_deck_name(name)),
    description=TEXT,
    language=st.from_regex(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,2}", fullmatch=True) | st.just(""),
    tags=st.lists(TEXT.filter(lambda tag: not check_tag(tag)), max_size=4).map(tuple),
    markdown=st.booleans(),
    subdecks=st.booleans(),
    rules=st.dictionaries(st.sampled_from(sorted(SWITCHABLE)), TEXT.filter(str.strip), max_size=3),
)

EVERYTHING = """\
# What Anki calls the deck.
name = "Languages::Spanish"
description = "Words I keep forgetting."
language = "es"
tags = ["spanish", "chapter::3"]
markdown = true
subdecks = true

[rules]
numbering-gap = "the page has no card 7"
"""

KEYS = "The keys are name, id, description, language, format, tags, words, markdown, subdecks, rules."
WRONG = {
    "unknown key": ('nmae = "x"', 1, f'there is no key "nmae". Did you mean "name"? {KEYS}'),
    "key far from any": ('name = "x"\nzzzzzz = 1', 2, f'there is no key "zzzzzz". {KEYS}'),
    "unknown table": ('name = "x"\n\n[rule]\na = "b"', 3, f'there is no key "rule". Did you mean "rules"? {KEYS}'),
    "name is a number": ("name = 5", 1, '"name" must be a text in quotes, not a number.'),
    "name is a date": ("name = 2024-01-01", 1, '"name" must be a text in quotes, not a date or time.'),
    "description is a list": ('name = "x"\ndescription = []', 2, '"description" must be a text in quotes, not a list.'),
    "language is true": ('name = "x"\nlanguage = true', 2, '"language" must be a language tag in quotes, like "en", '),
    "tags is a text": ('tags = "a b"\nname = "x"', 1, '"tags" must be a list of texts, like ["exam", "chapter::3"], '),
    "tags holds a number": ('name = "x"\ntags = ["a", 1]', 2, '"tags" must be a list of texts, like ["exam", "chap'),
    "markdown is a text": ('name = "x"\nmarkdown = "yes"', 2, '"markdown" must be true or false, not a text.'),
    "subdecks is a number": ('name = "x"\nsubdecks = 1', 2, '"subdecks" must be true or false, not a number.'),
    "rules is a list": ('name = "x"\nrules = ["a"]', 2, '"rules" must be a table of lines like numbering-gap = "the'),
    "no name": ('\ntags = ["a"]', 1, 'the deck has no name; add a line like name = "My deck".'),
    "empty file": ("", 1, 'the deck has no name; add a line like name = "My deck".'),
    "empty name": ('name = ""', 1, "the deck's name is empty; choose another name."),
    "name Anki changes": ('tags = []\nname = "A::"', 2, 'the deck\'s name has an empty part between "::", which Anki'),
    "blank in a tag": ('name = "x"\ntags = ["a b"]', 2, 'the tag "a b" holds a blank or control character, at which'),
    "tag of Anki's": ('name = "x"\ntags = [\n  "leech",\n]', 2, 'the tag "leech" is one of Anki\'s own (marked, leech'),
    "language in words": ('name = "x"\nlanguage = "Español"', 2, '"Español" is no language tag; write one like "en"'),
    "unknown rule": (
        'name = "x"\n[rules]\nnumbring-gap = "y"',
        3,
        'there is no rule "numbring-gap". Did you mean "num',
    ),
    "rule that stays on": ('name = "x"\n[rules]\nno-card = "y"', 3, 'there is no rule "no-card"'),
    "rule without reason": (
        'name = "x"\n[rules]\nstale-edit = " "',
        3,
        'say why "stale-edit" is switched off, like stale',
    ),
    "rule by a dot": ('name = "x"\nrules.stale-edit = ""', 2, 'say why "stale-edit" is switched off'),
    "rule in braces": ('name = "x"\n\nrules = { stale-edit = "" }', 3, 'say why "stale-edit" is switched off'),
    "rule switched by true": (
        'name = "x"\n[rules]\nunread-line = true',
        3,
        '"unread-line" must be the reason in quotes, not true or false.',
    ),
    "key below [rules]": (
        'name = "x"\n[rules]\nlanguage = "en"',
        3,
        'there is no rule "language". As a key of the deck it belongs above [rules].',
    ),
    "key twice": ('name = "x"\nname = "y"\n', 2, "this is not TOML: Cannot overwrite a value (at line 2, column 11). "),
    "quote left open": ('name = "x"\ntags = ["a', 2, "this is not TOML: "),
    "no quotes": ("name = My deck", 1, f"this is not TOML: Invalid value (at line 1, column 8). {KEYS}"),
    "merge conflict": ('<<<<<<< HEAD\nname = "x"', 1, "this is not TOML: Invalid statement"),
    "brackets without end": ("a=" + "[" * 5000, 1, '"a=[[[[[[[[[[[[[[[[[[…" is too deep or too long for a setting.'),
    "number without end": (f'name = "x"\ntags = {"9" * 5000}', 2, '"tags = 9999999999999…" is too deep or too long'),
}


@pytest.mark.parametrize(("text", "line", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    """One sentence: where, which key, what it may be, and the nearest key there is."""
    with pytest.raises(DeckwrightError) as stopped:
        _read(tmp_path, text.encode())
    assert str(stopped.value).startswith(f"deck.toml:{line}: {sentence}")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'name = "x"\ntags = ["caf\xe9"]\n', "deck.toml:2: byte 24 (0xE9) is not UTF-8; save the file as UTF-8"),
        ('name = "x"'.encode("utf-16"), "deck.toml:1: byte 1 (0xFF) is not UTF-8; save the file as UTF-8"),
    ],
    ids=["latin-1", "utf-16"],
)
def test_another_encoding_is_named_with_its_line(tmp_path: Path, data: bytes, sentence: str) -> None:
    """What is not UTF-8 is no TOML."""
    with pytest.raises(DeckwrightError) as stopped:
        _read(tmp_path, data)
    assert str(stopped.value).startswith(sentence)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    """Whoever calls gets a sentence, not an OSError."""
    with pytest.raises(DeckwrightError, match=r"deck\.toml: cannot be read \(No such file or directory\)\."):
        read_settings(tmp_path / "deck.toml", "deck.toml", SWITCHABLE)


def test_every_key_is_read(tmp_path: Path) -> None:
    """A deck.toml with all that can be said."""
    assert _read(tmp_path, EVERYTHING.encode()) == Settings(
        name="Languages::Spanish",
        description="Words I keep forgetting.",
        language="es",
        tags=("spanish", "chapter::3"),
        markdown=True,
        subdecks=True,
        rules={"numbering-gap": "the page has no card 7"},
    )


@pytest.mark.parametrize("text", ['name = "x"', '\ufeffname = "x"\n', 'name = "x"\r\n', "name = '''x'''"], ids=ascii)
def test_a_name_is_enough(tmp_path: Path, text: str) -> None:
    """All else has a default, whatever editor wrote the file."""
    assert _read(tmp_path, text.encode()) == Settings("x")


def test_defaults_are_not_written() -> None:
    """A new deck.toml has two lines, of which the second shows where tags go."""
    assert write_settings(Settings("Things")) == 'name = "Things"\ntags = []\n'


@settings(max_examples=200, deadline=None)
@given(told=SETTINGS)
def test_what_was_written_reads_back(tmp_path_factory: pytest.TempPathFactory, told: Settings) -> None:
    """Quotes, backslashes, controls and newlines in any text survive the way to the file and back."""
    assert _read(tmp_path_factory.getbasetemp(), write_settings(told).encode()) == told


@settings(max_examples=200, deadline=None)
@given(
    pieces=st.lists(
        st.sampled_from(
            ["name", "tags", "rules", "markdown", " = ", '"', "'", "[", "]", "{", "}", ".", "\n", "#", "1e9"]
        )
        | st.text(max_size=3),
        max_size=20,
    )
)
def test_any_text_is_settings_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    """Nothing but DeckwrightError comes out, and it names a line of the file."""
    data = "".join(pieces).encode("utf-8", "surrogatepass")
    try:
        _read(tmp_path_factory.getbasetemp(), data)
    except DeckwrightError as error:
        line = str(error).split(":")[1]
        assert 1 <= int(line) <= data.count(b"\n") + 1


def _read(folder: Path, data: bytes) -> Settings:
    """The settings in a file with these bytes."""
    path = folder / "deck.toml"
    path.write_bytes(data)
    return read_settings(path, "deck.toml", SWITCHABLE)
