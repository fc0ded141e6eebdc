"""Deck names, tags and folder names in, what is wrong with them out; what the checks accept arrives in Anki."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki_bench import Bench

from generator.cards import FIELDS, Note, NoteType, Origin
from generator.names import check_deck_name, check_slug, check_tag
from generator.packaging import pack

EMPTY_PART = 'has an empty part between "::", which Anki would call "blank"'
EDGE_BLANK = "has a part that begins or ends with a blank, which Anki removes"
EDGE_COLON = 'has ":" beside "::", where Anki splits names elsewhere'
OWN_DECK = 'is the name of Anki\'s own deck, and would arrive as "Default_"'
COMPOSED = "is not in Unicode's composed form (NFC), into which Anki changes it"
HALF = "holds half a character (a lone surrogate), which no file can keep"
CONTROL = "holds a control character, which Anki removes"
TAG_BREAK = "holds a blank or control character, at which Anki splits tags"
OWN_TAG = "is one of Anki's own (marked, leech), which an import drops"

ANY_NAME = [
    "plain",
    "a:b",
    "A::B",
    "A::B::C",
    '"quoted"',
    "<b>bold</b>",
    "*",
    "a*b_c",
    "-leading",
    "#hash",
    "it's;a,b|c",
    "100%",
    "a/b\\c",
    "(round)[square]{curly}",
    "{{Question}}",
    "{{c1::x}}",
    "[sound:x.mp3]",
    "&amp;&lt;",
    "日本語",
    "مرحبا",
    "😀",
    "👨‍👩‍👧",
    "é",
    "zero\u200bwidth",
    "\u200b",
    "\ufefffirst",
    "inner\u00a0blank",
    "over\u202eride",
    "nonchar\uffff",
]
LONG = ["x" * 300, "日" * 300]
DECK_NAMES = [
    *ANY_NAME,
    *LONG,
    "Many words: here",
    "Größe (2): ½",
    "full\u3000width",
    "::".join("01234567890"),
    "A::Default",
    "filtered",
]
TAGS = [*ANY_NAME, *LONG, "A:::B", ":a", "a:", "x" * 3000, "::".join("0123456789" * 5), "marked::x", "none"]

WRONG_DECK_NAMES = {
    "": "is empty",
    "  ": "is empty",
    "A::": EMPTY_PART,
    "::B": EMPTY_PART,
    "A::::B": EMPTY_PART,
    "A:: ::B": EMPTY_PART,
    "A:::B": EDGE_COLON,
    "A:": EDGE_COLON,
    ":A": EDGE_COLON,
    " A": EDGE_BLANK,
    "A::B ": EDGE_BLANK,
    "A\u00a0::B": EDGE_BLANK,
    "\u3000A": EDGE_BLANK,
    "A\x1fB": CONTROL,
    "A\nB": CONTROL,
    "A\x7f": CONTROL,
    "A\ud800B": HALF,
    "e\u0301": COMPOSED,
    "Default": OWN_DECK,
    "default::B": OWN_DECK,
    "x" * 301: "has 301 characters; Anki keeps 300",
    "::".join("abcdefghijkl"): "has 12 parts; Anki nests 11",
}
WRONG_TAGS = {
    "": "is empty",
    "a b": TAG_BREAK,
    "a\u3000b": TAG_BREAK,
    "a\tb": TAG_BREAK,
    "a\x00b": TAG_BREAK,
    "\u00a0a": EDGE_BLANK,
    "a\u2003": EDGE_BLANK,
    "a::\u00a0b": EDGE_BLANK,
    "\u00a0": EMPTY_PART,
    "a::": EMPTY_PART,
    "::a": EMPTY_PART,
    "marked": OWN_TAG,
    "Leech": OWN_TAG,
    "a\ud800": HALF,
    "e\u0301": COMPOSED,
}
WRONG_SLUGS = [
    "",
    "my deck",
    "<b>x",
    "{{Key}}",
    "a\x1fb",
    "e\u0301",
    "über",
    "[sound:x.mp3]",
    "-rf",
    ".new",
    "a&b",
    "x\n",
]


@pytest.mark.parametrize(("name", "wrong"), WRONG_DECK_NAMES.items(), ids=ascii)
def test_a_deck_name_that_anki_would_change_is_refused(name: str, wrong: str) -> None:
    """The half sentence says what Anki would make of it."""
    assert check_deck_name(name) == wrong


@pytest.mark.parametrize(("tag", "wrong"), WRONG_TAGS.items(), ids=ascii)
def test_a_tag_that_anki_would_change_is_refused(tag: str, wrong: str) -> None:
    """The half sentence says what Anki would make of it."""
    assert check_tag(tag) == wrong


@pytest.mark.parametrize("slug", WRONG_SLUGS, ids=ascii)
def test_a_folder_name_that_is_no_plain_word_is_refused(slug: str) -> None:
    """The slug stands in a field, in file names and in searches, so it has nothing to escape."""
    assert check_slug(slug) == "has other characters than A-Z, a-z, 0-9 and . _ - between them"


@pytest.mark.parametrize("slug", ["production-ml-systems", "a", "7", "My_Deck", "v1.2"])
def test_a_plain_folder_name_is_a_slug(slug: str) -> None:
    """Letters, digits, and hyphens, dots or underscores after the first."""
    assert check_slug(slug) == ""


def test_every_accepted_deck_name_arrives_letter_by_letter(tmp_path: Path) -> None:
    """Anki has each deck under just the name that was checked."""
    assert [check_deck_name(name) for name in DECK_NAMES] == [""] * len(DECK_NAMES)
    bench = _imported(tmp_path, [_note(at, name) for at, name in enumerate(DECK_NAMES)])
    assert [bench.col.decks.name(note.cards()[0].did) for note in bench.notes()] == DECK_NAMES


def test_every_accepted_tag_arrives_letter_by_letter(tmp_path: Path) -> None:
    """Anki has each note under just the tag that was checked."""
    assert [check_tag(tag) for tag in TAGS] == [""] * len(TAGS)
    bench = _imported(tmp_path, [_note(at, "Deck", tag) for at, tag in enumerate(TAGS)])
    assert [note.tags for note in bench.notes()] == [[tag] for tag in TAGS]


def _note(number: int, deck: str, *tags: str) -> Note:
    fields = dict.fromkeys(FIELDS, "") | {"Question": f"Q{number}", "Answer": "A", "Key": f"slug/k{number}"}
    origin = Origin("scraped.txt", 1)
    return Note(
        f"k{number}", f"guid-{number}", NoteType.QA, tuple(fields.values()), tags, deck, origin, mod=1_700_000_000
    )


def _imported(folder: Path, notes: list[Note]) -> Bench:
    """A new collection into which the package of `notes` was imported."""
    package = folder / "p.apkg"
    package.write_bytes(pack(notes, {str(name): 1_700_000_000 for name in NoteType}, {}, "slug", ""))
    bench = Bench(folder / "anki")
    assert bench.import_package(package).new == len(notes)
    return bench
