"""Cards and notes in, the text of cards.json out: what shipped, for other programs; schema in docs/cards-json.md."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring as _encode
from pathlib import Path

from generator.cards import FIELDS, EditedCard, Note, Origin, Text

SCHEMA = 1
_LINES = {depth: "\n" + " " * depth for depth in (2, 4, 6, 8)}


def _form(names: Iterable[str], depth: int) -> str:
    """Names with room for their values, as `json.dumps` sets a record with `indent=2`; it has no fast way for that."""
    line = _LINES[depth]
    inner = f",{line}".join([f'"{name}": %s' for name in names])
    return f"{{{line}{inner}{_LINES[depth - 2]}}}"


_DECK = _form(("slug", "name", "description", "pages"), 4)
_CARD = _form(
    ("key", "guid", "number", "deck", "note_type", "tags", "reversed", "clozes", "provenance", "origin")
    + ("question", "answer", "source", "extra", "fields", "media"),
    6,
)
_TEXT = _form(("text", "markup", "origin"), 8)
_FIELDS = _form(FIELDS, 8)


def cards_json(
    slug: str,
    name: str,
    description: str,
    pages: Sequence[str],
    cards: Sequence[EditedCard],
    notes: Sequence[Note],
    root: str,
) -> Iterator[str]:
    """The shipped `notes`, piece by piece, with the `cards` they were made of; paths are relative to `root`."""
    yield opening(slug, name, description, pages)
    by_key = {card.key: card for card in cards}
    is_first = True
    for note in notes:
        yield record(by_key[note.key], note, root, is_first=is_first)
        is_first = False
    yield closing(is_empty=is_first)


def opening(slug: str, name: str, description: str, pages: Sequence[str]) -> str:
    """What stands above the records."""
    deck = _DECK % (*map(_encode, (slug, name, description)), _list([_encode(title) for title in pages], 6))
    return f'{{\n  "schema": {SCHEMA},\n  "deck": {deck},\n  "cards": ['


def closing(*, is_empty: bool) -> str:
    """What stands below the records."""
    return f"{'' if is_empty else _LINES[2]}]\n}}\n"


def record(card: EditedCard, note: Note, root: str, *, is_first: bool) -> str:
    """The record of one card, behind what parts it from the one above."""
    return f"{'' if is_first else ','}{_LINES[4]}" + _CARD % (
        *map(_encode, (card.key, card.guid, card.number, note.deck, note.note_type)),
        _list([_encode(tag) for tag in note.tags], 8),
        "true" if card.reversed else "false",
        _list([str(number) for number in note.clozes], 8),
        _encode(card.provenance),
        _encode(_place(card.origin, root)),
        *(_text(text, root) if text else "null" for text in (card.question, card.answer, card.source, card.extra)),
        _FIELDS % tuple(map(_encode, note.fields)),
        _list([_encode(name) for name in note.media], 8),
    )


def _text(text: Text, root: str) -> str:
    return _TEXT % (_encode(text.value), _encode(text.markup), _encode(_place(text.origin, root)))


def _list(values: Sequence[str], depth: int) -> str:
    line = _LINES[depth]
    return f"[{line}{f',{line}'.join(values)}{_LINES[depth - 2]}]" if values else "[]"


def _place(origin: Origin, root: str) -> str:
    return f"{origin.path.removeprefix(root).lstrip('/')}:{origin.line}"


def places(path: Path, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Where in the cards.json at `path`, as written here, the records of these cards begin and end.

    The keys come in the order of the file. Raises KeyError for one that is not there.
    """
    found, at = {}, 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for key in keys:
            start = data.find(f'{_LINES[4]}{{{_LINES[6]}"key": "{key}",'.encode(), at)
            if start < 0:
                raise KeyError(key)
            at = data.find(f"{_LINES[4]}}}".encode(), start) + len(f"{_LINES[4]}}}")
            found[key] = start, at
    return found
