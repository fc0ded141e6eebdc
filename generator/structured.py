"""Cards and notes in, the text of cards.json out: what shipped, for other programs; schema in docs/cards-json.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from json.encoder import encode_basestring as _encode

from generator.cards import FIELDS, EditedCard, Note, Origin, Text

SCHEMA = 1
_LINES = {depth: "\n" + " " * depth for depth in (2, 4, 6, 8)}


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
    by_key = {card.key: card for card in cards}
    facts = {"slug": slug, "name": name, "description": description}
    titles = _list([_encode(title) for title in pages], 6)
    deck = _record({**{label: _encode(words) for label, words in facts.items()}, "pages": titles}, 4)
    yield f'{{\n  "schema": {SCHEMA},\n  "deck": {deck},\n  "cards": ['
    between = _LINES[4]
    for note in notes:
        yield between + _card(by_key[note.key], note, root)
        between = f",{_LINES[4]}"
    yield f"{_LINES[2] if notes else ''}]\n}}\n"


def _card(card: EditedCard, note: Note, root: str) -> str:
    """One card as `json.dumps` writes it with `indent=2`, for which that has no fast way."""
    facts = {
        "key": _encode(card.key),
        "guid": _encode(card.guid),
        "number": _encode(card.number),
        "deck": _encode(note.deck),
        "note_type": _encode(note.note_type),
        "tags": _list([_encode(tag) for tag in note.tags], 8),
        "reversed": "true" if card.reversed else "false",
        "clozes": _list([str(number) for number in note.clozes], 8),
        "provenance": _encode(card.provenance),
        "origin": _encode(_place(card.origin, root)),
        "question": _text(card.question, root),
        "answer": _text(card.answer, root),
        "source": _text(card.source, root),
        "extra": _text(card.extra, root),
        "fields": _record({name: _encode(html) for name, html in zip(FIELDS, note.fields, strict=True)}, 8),
        "media": _list([_encode(name) for name in note.media], 8),
    }
    return _record(facts, 6)


def _text(text: Text | None, root: str) -> str:
    if text is None:
        return "null"
    origin = _encode(_place(text.origin, root))
    return _record({"text": _encode(text.value), "markup": _encode(text.markup), "origin": origin}, 8)


def _record(facts: Mapping[str, str], depth: int) -> str:
    """Names with their values, which are JSON already, on lines with `depth` blanks before them."""
    line = _LINES[depth]
    inner = f",{line}".join([f'"{name}": {value}' for name, value in facts.items()])
    return f"{{{line}{inner}{_LINES[depth - 2]}}}"


def _list(values: Sequence[str], depth: int) -> str:
    line = _LINES[depth]
    return f"[{line}{f',{line}'.join(values)}{_LINES[depth - 2]}]" if values else "[]"


def _place(origin: Origin, root: str) -> str:
    return f"{origin.path.removeprefix(root).lstrip('/')}:{origin.line}"
