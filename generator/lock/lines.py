"""A lock in, the lines of cards.lock out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring as _encode
from typing import Any

from generator.lock.records import Lock, LockedNote

FORMAT = 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(", ", ": "))
_NOTE = (
    '{"key": %s, "guid": %s, "mod": %d, "shipped": %s, "written": %s, "question": %s, "answer": %s, "type": %s, '
    '"clozes": %s, "follows": %s, "retired": %s, "edit": %s, "was": %s%s}\n'
)
"""A note's line as `_ENCODER` writes it, in half the time."""


def lock_text(lock: Lock) -> str:
    """The text of cards.lock for `lock`."""
    return "".join(lock_lines(lock))


def lock_lines(lock: Lock) -> Iterator[str]:
    """The same, line by line."""
    born = {"id": lock.id} if lock.id else {}  # older decks keep the header they have
    yield _line({"cards.lock": FORMAT, "slug": lock.slug, "deck": lock.deck, **born})
    for kind in sorted(lock.note_types, key=lambda kind: kind.name):
        yield _line({"notetype": kind.name, "hash": kind.hash, "mod": kind.mod})
    for doubt in sorted(lock.doubts, key=lambda doubt: doubt.key):
        facts = {"question": doubt.question, "answer": doubt.answer, "candidates": doubt.candidates}
        yield _line({"doubt": doubt.key, **facts})
    yield from map(note_line, sorted(lock.notes, key=lambda note: note.key))


def read_line(line: str) -> object:
    """Read the JSON of a line. Raises ValueError where it is none, or holds half a character that no file can keep."""
    record: object = json.loads(line)
    if "\\u" in line:  # half a character comes only by an escape
        _ENCODER.encode(record).encode()
    return record


def _line(record: Mapping[str, Any]) -> str:
    return f"{_ENCODER.encode(record)}\n"


def note_line(note: LockedNote) -> str:
    """The line of one note."""
    answer = "null" if note.answer is None else _encode(note.answer)
    past = (_encode(note.key), _encode(note.guid), note.mod, _encode(note.shipped), _encode(note.written))
    words = (_encode(note.question), answer, _encode(note.type), list(note.clozes), _encode(note.follows))
    retired = "true" if note.retired else "false"
    fields = f', "fields": {_encode(note.fields)}' if note.fields else ""
    decks = f', "decks": {_encode(note.decks)}' if note.decks else ""
    return _NOTE % (*past, *words, retired, _encode(note.edit), _encode(note.was), fields + decks)
