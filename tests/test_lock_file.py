"""Records in, the lines of cards.lock out and back; and each damage to the file named with its line."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import DeckwrightError
from generator.lock import Lock, LockedNote, LockedNoteType, read_lock, write_lock
from generator.lock.lines import lock_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBER = st.integers(0, (1 << 40) - 1)
BY_TYPE = {
    "str": TEXT,
    "str | None": TEXT | st.none(),
    "int": NUMBER,
    "bool": st.booleans(),
    "tuple[int, ...]": st.lists(st.integers(1, 500), max_size=4).map(tuple),
}
NAMES = st.from_regex(r"[a-z0-9]+(?:-[a-z0-9]+)*", fullmatch=True)
FIELDS = st.from_regex(r"(?:[0-9](?:-|[0-9a-f]{8})(?: [0-9](?:-|[0-9a-f]{8})){0,4})?", fullmatch=True)
DECKS = st.lists(NAMES | st.just("*"), max_size=3).map(" ".join)
IDS = st.just("") | st.builds("{}-{:08x}".format, NAMES, st.integers(0, (1 << 32) - 1))
NOTES = st.lists(
    st.builds(
        LockedNote,
        **{item.name: BY_TYPE[str(item.type)] for item in dataclasses.fields(LockedNote)}
        | {"key": NAMES, "fields": FIELDS, "decks": DECKS},
    ),
    unique_by=(lambda note: note.key, lambda note: note.guid),
    max_size=6,
)
NOTE_TYPES = st.lists(st.builds(LockedNoteType, TEXT, TEXT, NUMBER), unique_by=lambda kind: kind.name, max_size=2)
LOCKS = st.builds(
    Lock,
    NOTES.map(lambda notes: tuple(sorted(notes, key=lambda note: note.key))),
    NOTE_TYPES.map(lambda kinds: tuple(sorted(kinds, key=lambda kind: kind.name))),
    slug=NAMES,
    deck=TEXT,
    id=IDS,
)

ONE = LockedNote("what-is-a-mutex", "0a1b", 7, "5h", "3w", 'Is "it"?', "Größe,\nit is", "deckwright Q&A", (), "", False)
TWO = dataclasses.replace(ONE, key="another", guid="2c3d", answer=None, clozes=(1, 3), follows=ONE.key, retired=True)
SOUND = Lock((TWO, ONE), (LockedNoteType("deckwright Q&A", "ffff", 5),), "locks", "Locks")


@settings(max_examples=150, deadline=None)
@given(LOCKS)
def test_what_was_written_reads_back(tmp_path_factory: pytest.TempPathFactory, lock: Lock) -> None:
    """Newlines, quotes and every character of any script survive, and writing again changes nothing."""
    path = tmp_path_factory.getbasetemp() / "cards.lock"
    write_lock(path, lock)
    assert read_lock(path, "cards.lock") == lock
    assert not write_lock(path, lock)


@settings(max_examples=50, deadline=None)
@given(LOCKS)
def test_one_line_a_note_sorted_by_key(lock: Lock) -> None:
    """Git merges lines: each note has one, in an order that depends on nothing but the keys."""
    text = lock_text(dataclasses.replace(lock, notes=lock.notes[::-1]))
    assert text == lock_text(lock)
    assert text.endswith("\n")
    assert text.count("\n") == 1 + len(lock.note_types) + len(lock.notes)
    written = text.split("\n")[1 + len(lock.note_types) : -1]
    assert written == [json.dumps(_as_record(note), ensure_ascii=False) for note in lock.notes]


def _as_record(note: LockedNote) -> dict[str, object]:
    """All that a line holds; versions of fields and former decks only where there are some."""
    return {name: value for name, value in dataclasses.asdict(note).items() if name not in ("fields", "decks") or value}


def test_a_lock_reads_well(tmp_path: Path) -> None:
    """The header, the note types, then the notes, in letters a person can read."""
    write_lock(tmp_path / "cards.lock", SOUND)
    lines = (tmp_path / "cards.lock").read_text("utf-8").splitlines()
    assert lines[0] == '{"cards.lock": 1, "slug": "locks", "deck": "Locks"}'
    assert lines[1] == '{"notetype": "deckwright Q&A", "hash": "ffff", "mod": 5}'
    assert lines[2].startswith('{"key": "another", "guid": "2c3d", "mod": 7, ')
    assert r'"question": "Is \"it\"?", "answer": "Größe,\nit is"' in lines[3]
    assert [item.split('": ')[0].strip('{"') for item in lines[3].split(", ")] == [
        item.name for item in dataclasses.fields(LockedNote) if item.name not in ("fields", "decks")
    ]
    write_lock(tmp_path / "cards.lock", Lock((dataclasses.replace(ONE, fields="0aaaaaaaa 1bbbbbbbb"),), slug="locks"))
    assert (tmp_path / "cards.lock").read_text("utf-8").endswith('"was": "", "fields": "0aaaaaaaa 1bbbbbbbb"}\n')


def test_windows_line_ends_and_any_order_are_read(tmp_path: Path) -> None:
    """Git may change line ends, and a merge may change the order."""
    header, *rest = lock_text(SOUND).splitlines()
    (tmp_path / "cards.lock").write_bytes("\r\n".join([header, *reversed(rest), ""]).encode())
    assert read_lock(tmp_path / "cards.lock", "cards.lock") == SOUND


def test_no_file_is_no_lock(tmp_path: Path) -> None:
    """Whether that is right is for the caller to say."""
    assert read_lock(tmp_path / "cards.lock", "cards.lock") is None


RESTORE = "Take the file back from version control"
LINES = lock_text(SOUND).splitlines()
CONFLICT = "\n".join([*LINES[:3], "<<<<<<< HEAD", LINES[3], "=======", LINES[3], ">>>>>>> theirs"])
DAMAGES = {
    "cut in mid-line": ("\n".join(LINES)[:-9], f"cards.lock:4: this line is damaged (Unterminated string|{RESTORE}"),
    "cut after a brace": ("\n".join(LINES[:3]) + "\n{", f"cards.lock:4: this line is damaged (Expecting|{RESTORE}"),
    "merge conflict": (
        CONFLICT,
        "cards.lock:4: a merge conflict was left here. Keep both sides' lines, drop the marks",
    ),
    "conflict of three": (f"{LINES[0]}\n||||||| base", "cards.lock:2: a merge conflict was left here."),
    "guid twice": (
        "\n".join([*LINES, LINES[3].replace("what-is-a-mutex", "other")]),
        'cards.lock:5: the guid "0a1b" stands on line 4 already; two notes cannot share it. Keep the line with the lar',
    ),
    "key twice": (
        "\n".join([*LINES, "", LINES[3].replace("0a1b", "9f9f")]),
        'cards.lock:6: the key "what-is-a-mutex" stands on line 4 already; two notes cannot share it.',
    ),
    "note type twice": ("\n".join([*LINES, LINES[1]]), 'cards.lock:5: the notetype "deckwright Q&A" stands on line 2'),
    "header twice": ("\n".join([*LINES, LINES[0]]), "cards.lock:5: the header "),
    "unknown field": ("\n".join([*LINES[:3], LINES[3][:-1] + ', "x": 1}']), f'cards.lock:4: "x" is unknown. {RESTORE}'),
    "field missing": (LINES[3].replace('"mod": 7, ', ""), f'cards.lock:1: "mod" is missing. {RESTORE}'),
    "number as text": (
        LINES[3].replace('"mod": 7', '"mod": "7"'),
        'cards.lock:1: "mod" has a value of the wrong kind.',
    ),
    "true as number": (
        LINES[3].replace('"mod": 7', '"mod": true'),
        'cards.lock:1: "mod" has a value of the wrong kind.',
    ),
    "no guid": (LINES[3].replace('"0a1b"', "null"), 'cards.lock:1: "guid" has a value of the wrong kind.'),
    "clozes of text": (LINES[2].replace("[1, 3]", '["1"]'), 'cards.lock:1: "clozes" must hold numbers.'),
    "fields of another kind": (
        LINES[3][:-1] + ', "fields": 1}',
        'cards.lock:1: "fields" has a value of the wrong kind.',
    ),
    "fields without hash": (
        LINES[3][:-1] + ', "fields": "0aaaaaaaa 1"}',
        'cards.lock:1: "fields" must hold numbers of fields with their hashes.',
    ),
    "type without hash": ('{"notetype": "x", "mod": 1}', f'cards.lock:1: "hash" is missing. {RESTORE}'),
    "a list": ("[]", f"cards.lock:1: this line is no record of a note. {RESTORE}"),
    "prose": ("\nsee README\n", f"cards.lock:2: this line is damaged (Expecting value|{RESTORE}"),
    "brackets without end": ("[" * 100_000, "cards.lock:1: this line is damaged ("),
    "number without end": ('{"mod": ' + "9" * 5000 + "}", "cards.lock:1: this line is damaged ("),
    "newer format": (
        LINES[0].replace("1", "2"),
        "cards.lock:1: the lock has format 2, and this deckwright reads 1; update deckwright.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), DAMAGES.values(), ids=DAMAGES)
def test_every_damage_is_named_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    """One sentence: where, what, and what to do; nothing is guessed and nothing written."""
    path = tmp_path / "cards.lock"
    path.write_text(text, "utf-8")
    start, _, end = sentence.partition("|")
    with pytest.raises(DeckwrightError) as stopped:
        read_lock(path, "cards.lock")
    assert str(stopped.value).startswith(start)
    assert end in str(stopped.value)
    assert path.read_text("utf-8") == text


def test_what_is_not_utf_8_or_no_file_is_a_sentence(tmp_path: Path) -> None:
    """A lock in another encoding was not written by this program; a folder is no lock."""
    path = tmp_path / "cards.lock"
    path.write_bytes(lock_text(SOUND).encode() + b"\xff\n")
    with pytest.raises(DeckwrightError, match=r"^cards\.lock:5: this line is not UTF-8"):
        read_lock(path, "cards.lock")
    path.unlink()
    path.mkdir()
    with pytest.raises(DeckwrightError, match=r"^cards\.lock: this is not a plain file"):
        read_lock(path, "cards.lock")


@settings(max_examples=150, deadline=None)
@given(LOCKS, st.integers(0, 10_000), st.binary(max_size=3))
def test_any_damage_is_a_lock_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, lock: Lock, at: int, junk: bytes
) -> None:
    """Whatever bytes replace others, nothing but DeckwrightError comes out."""
    data = lock_text(lock).encode()
    place = at % len(data)
    path = tmp_path_factory.getbasetemp() / "cards.lock"
    path.write_bytes(data[:place] + junk + data[place + len(junk) :])
    said = "cards.lock"
    try:
        assert read_lock(path, "cards.lock") is not None
    except DeckwrightError as error:
        said = str(error)
    assert said.startswith("cards.lock")


@pytest.mark.parametrize(
    ("old", "new"), [('"slug": "deck"', '"slug": "<img src=x>"'), ('"key": "a-key"', '"key": "A/[b]"')]
)
def test_what_goes_into_the_key_field_is_a_name(tmp_path: Path, old: str, new: str) -> None:
    """A slug or key that would act on a card is damage, named with its line."""
    text = lock_text(Lock((dataclasses.replace(ONE, key="a-key"),), slug="deck"))
    assert old in text
    path = tmp_path / "cards.lock"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(DeckwrightError, match=r"^cards\.lock:\d: .* so it is no slug or key"):
        read_lock(path, "cards.lock")
