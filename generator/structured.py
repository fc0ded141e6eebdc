"""Cards and notes in, the text of cards.json out: what shipped, for other programs; schema in docs/cards-json.md."""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.cards import FIELDS, EditedCard, Note, Origin, Text

SCHEMA = 1
_LINE, _BETWEEN = "\n", ",\n    "
_encode = json.JSONEncoder(ensure_ascii=False).encode


def cards_json(
    slug: str,
    name: str,
    description: str,
    pages: Sequence[str],
    cards: Sequence[EditedCard],
    notes: Sequence[Note],
    root: str,
) -> str:
    """The shipped `notes` with the `cards` they were made of; paths are given relative to the deck folder `root`."""
    by_key = {card.key: card for card in cards}
    head = {"schema": SCHEMA, "deck": {"slug": slug, "name": name, "description": description, "pages": list(pages)}}
    shown = [_indented(_card(by_key[note.key], note, root), _LINE + 4 * " ", _LINE + 6 * " ") for note in notes]
    cards_shown = f"[\n    {_BETWEEN.join(shown)}\n  ]" if shown else "[]"
    return f'{_indented(head, _LINE, _LINE + "  ")[:-2]},\n  "cards": {cards_shown}\n}}\n'


def _indented(value: object, line: str, deeper: str) -> str:
    """What `json.dumps` writes with `indent=2`, for which it has no fast way; `line` begins each line."""
    if isinstance(value, str) or not value:
        return _encode(value)
    if isinstance(value, dict):
        inner = [f'"{name}": {_indented(each, deeper, deeper + "  ")}' for name, each in value.items()]
        return f"{{{deeper}{f',{deeper}'.join(inner)}{line}}}"
    if isinstance(value, list):
        return f"[{deeper}{f',{deeper}'.join([_indented(each, deeper, deeper + '  ') for each in value])}{line}]"
    return _encode(value)


def _card(card: EditedCard, note: Note, root: str) -> dict[str, object]:
    return {
        "key": card.key,
        "guid": card.guid,
        "number": card.number,
        "deck": note.deck,
        "note_type": note.note_type.value,
        "tags": list(note.tags),
        "reversed": card.reversed,
        "clozes": list(note.clozes),
        "provenance": card.provenance.value,
        "origin": _place(card.origin, root),
        "question": _text(card.question, root),
        "answer": _text(card.answer, root),
        "source": _text(card.source, root),
        "extra": _text(card.extra, root),
        "fields": dict(zip(FIELDS, note.fields, strict=True)),
        "media": list(note.media),
    }


def _text(text: Text | None, root: str) -> dict[str, str] | None:
    if text is None:
        return None
    return {"text": text.value, "markup": text.markup.value, "origin": _place(text.origin, root)}


def _place(origin: Origin, root: str) -> str:
    return f"{origin.path.removeprefix(root).lstrip('/')}:{origin.line}"
