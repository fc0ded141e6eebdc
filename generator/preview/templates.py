"""A note in, both sides of each of its cards out, by the rules of Anki's template language."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from generator.cards import FIELDS, Note, NoteType
from generator.notetype import NoteTypeDesign, Template
from generator.preview.clozes import show_clozes

_TOKEN = re.compile(r"<!--.*?-->|\{\{(?P<inside>.*?)\}\}", re.DOTALL)
_EMPTY = re.compile(r"(?:\s|</?(?:br|div)\s?/?>)*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Sides:
    """One card of a note: its template's name, its number from 1, and the HTML of question and answer."""

    template: str
    number: int
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a template: text, a field with its filters, or a section that stands only with its field."""

    kind: str
    text: str
    filters: tuple[str, ...] = ()
    inside: tuple[_Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Card:
    """What a template is filled with: the fields, the card's number, and whether it asks."""

    fields: Mapping[str, str]
    number: int
    asked: bool

    def has(self, name: str) -> bool:
        """Whether a section of this name stands."""
        return name == f"c{self.number}" or not _EMPTY.fullmatch(self.fields.get(name, ""))


def sides(note: Note, design: NoteTypeDesign) -> tuple[Sides, ...]:
    """The cards that Anki makes of `note`, of the note type `design`; one that has none gets its first, as in Anki.

    Raises ValueError where a template uses what is not known here.
    """
    return tuple(_fill(note, design, template, number) for template, number in _cards(note, design))


def _cards(note: Note, design: NoteTypeDesign) -> list[tuple[Template, int]]:
    if note.note_type is NoteType.CLOZE:
        return [(design.templates[0], number) for number in note.clozes or (1,)]
    fields = {name for name, value in zip(FIELDS, note.fields, strict=True) if not _EMPTY.fullmatch(value)}
    cards = [(template, number) for number, template in enumerate(design.templates, start=1)]
    return [card for card in cards if _asks(_parsed(card[0].front), fields)] or cards[:1]


def _asks(parts: tuple[_Part, ...], fields: set[str]) -> bool:
    """Whether a front shows any field that is not empty: such a card Anki makes."""
    return any(
        part.text in fields and (part.kind == "field" or (part.kind == "#" and _asks(part.inside, fields)))
        for part in parts
    )


def _fill(note: Note, design: NoteTypeDesign, template: Template, number: int) -> Sides:
    fields = dict(zip(FIELDS, note.fields, strict=True)) | {
        "Tags": " ".join(sorted(note.tags, key=str.casefold)),
        "Type": str(design.name),
        "Deck": note.deck,
        "Subdeck": note.deck.rpartition("::")[2],
        "Card": template.name,
        "CardFlag": "flag0",
    }
    front = _filled(_parsed(template.front), _Card(fields, number, asked=True))
    back = _filled(_parsed(template.back), _Card(fields | {"FrontSide": front}, number, asked=False))
    return Sides(template.name, number, front, back)


@cache
def _parsed(template: str) -> tuple[_Part, ...]:
    return tuple(_parts(_tokens(template), ""))


def _tokens(template: str) -> Iterator[tuple[str, str]]:
    """Text as ("", text), all else as its mark and the name behind it; comments stay as they are."""
    at = 0
    for found in _TOKEN.finditer(template):
        if found["inside"] is None:
            continue
        yield "", template[at : found.start()]
        at = found.end()
        words = found["inside"].strip()
        yield (words[0], words[1:].strip()) if words[:1] in ("#", "^", "/") else ("field", words)
    yield "", template[at:]


def _parts(tokens: Iterator[tuple[str, str]], section: str) -> Iterator[_Part]:
    for kind, text in tokens:
        if kind == "/":
            if text != section:
                raise ValueError(f"a template closes {text!r}, which is not open")
            return
        if kind == "field":
            *filters, name = text.split(":")
            yield _Part("field", name, tuple(reversed(filters)))
        else:
            yield _Part(kind, text, inside=tuple(_parts(tokens, text)) if kind else ())
    if section:
        raise ValueError(f"a template does not close {section!r}")


def _filled(parts: tuple[_Part, ...], card: _Card) -> str:
    return "".join(_one(part, card) for part in parts)


def _one(part: _Part, card: _Card) -> str:
    if not part.kind:
        return part.text
    if part.kind != "field":
        return _filled(part.inside, card) if card.has(part.text) == (part.kind == "#") else ""
    if part.text not in card.fields:
        raise ValueError(f"a template names {part.text!r}, which is no field")
    html = card.fields[part.text]
    for name in part.filters:
        html = _filtered(name, html, part.text, card)
    return html


def _filtered(name: str, html: str, field: str, card: _Card) -> str:
    if name == "cloze":
        return show_clozes(html, card.number, asked=card.asked)
    if name == "hint":
        return _hint(html, field)
    raise ValueError(f"a template uses the filter {name!r}, which the preview does not know")


def _hint(html: str, field: str) -> str:
    """A link that shows the field, without Anki's script in an attribute: the page itself opens it."""
    if not html.strip():
        return html
    id_ = "hint" + hashlib.sha256(f"{html}{field}".encode()).hexdigest()[:16]
    link = f'\n<a class=hint href="#" draggable=false>\n{field}</a>\n'
    return f'{link}<div id="{id_}" class=hint style="display: none">{html}</div>\n'
