"""Say how the notes of a note type fit into one of ours, and what of the learner's they would lose there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from anki.collection import Collection
from anki.models import NotetypeId
from anki.notes import Note

from generator.cards import FIELDS, NoteType
from generator.notetype import NoteTypeDesign, designs
from generator.notetype.parts import Part, own_fields, own_templates, places

_NEEDED = (FIELDS.index("Question"), FIELDS.index("Answer"))
CLOZE = 1
"""What Anki calls the kind of a cloze type."""
_USED = (
    "select 1 from cards where nid = ? and ord = ? "
    "and (reps or flags or queue < 0 or exists (select 1 from revlog where cid = cards.id))"
)
"""Whether a card has anything of the learner's: an answer, a flag, a suspension."""


class Fit(NamedTuple):
    """How the notes of a note type fit into one of ours: where each of our fields and templates is there (-1: nowhere).

    `keeps_text` is false where the text is that of other fields, so that only the package knows what belongs where.
    """

    fields: tuple[int, ...]
    templates: tuple[int, ...]
    keeps_text: bool


def key_places(col: Collection) -> dict[int, int]:
    """Find where the Key field stands in our note types and in those that Anki made of them, by the type's id."""
    ours, at = {design.id for design in designs()}, FIELDS.index("Key")
    family = (kind for kind in col.models.all() if ours & {kind["id"], kind.get("originalId")})
    found = {kind["id"]: places(own_fields(), parts_of(kind["flds"]))[at] for kind in family}
    return {id_: place for id_, place in found.items() if place >= 0}


def note_of(col: Collection, guid: str) -> Note | None:
    """Find the one note with this guid."""
    found = col.db.list("select id from notes where guid = ?", guid)
    return col.get_note(found[0]) if len(found) == 1 else None


def kind_of(col: Collection, id_: int) -> dict[str, Any]:
    """Return the note type with this id, which is there, as Anki describes it."""
    kind: dict[str, Any] | None = col.models.get(NotetypeId(id_))
    assert kind is not None
    return kind


def design_of(name: str) -> NoteTypeDesign:
    """Return our note type of this name."""
    return next(design for design in designs() if str(design.name) == name)


def fit_of(kind: Mapping[str, Any], design: NoteTypeDesign) -> Fit:
    """Find our fields and templates in a note type."""
    fields = places(own_fields(), parts_of(kind["flds"]))
    templates = places(own_templates(design), parts_of(kind["tmpls"]))
    if kind["id"] != design.id and all(at < 0 for at in templates):
        # A foreign note type: its first card is our first, as Anki's own dialog proposes.
        templates = tuple(at if at < len(kind["tmpls"]) else -1 for at in range(len(templates)))
    return Fit(fields, templates, all(fields[at] >= 0 for at in _NEEDED))


def parts_of(listed: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Return fields or templates, as Anki describes them, as parts."""
    return tuple(Part(part["name"], part.get("id")) for part in listed)


def loss(col: Collection, note: Note, kind: Mapping[str, Any], design: NoteTypeDesign, ours: Sequence[str]) -> str:
    """Say what of the learner's a note would lose in our note type; "" where it loses nothing.

    `ours` are the fields of the package, which a foreign note type may hold under other names.
    """
    fit = fit_of(kind, design)
    if (name := _field_lost(note, fit, kind, ours)) is not None:
        return f'its field "{name}" holds text, for which the note type of the deck has no place; move it to Extra'
    if any(col.db.scalar(_USED, note.id, ord_) for ord_ in _ords_lost(note, fit, kind, design)):
        return "you use a card of it that comes from a template of your own"
    return ""


def _field_lost(note: Note, fit: Fit, kind: Mapping[str, Any], ours: Sequence[str]) -> str | None:
    """Find the first field whose text has no place in ours; of a foreign note type, the first two are our text."""
    known, texts = ({*fit.fields}, {""}) if fit.keeps_text else ({*fit.fields, 0, 1}, {"", *ours})
    names = [field["name"] for field in kind["flds"]]
    return next((name for at, name in enumerate(names) if at not in known and note.fields[at] not in texts), None)


def _ords_lost(note: Note, fit: Fit, kind: Mapping[str, Any], design: NoteTypeDesign) -> list[int]:
    """List the cards of the note that our note type has no template for; a cloze keeps every number."""
    if design.name is NoteType.CLOZE:
        return []
    # Anki does not map the cards of a cloze: the first becomes the first.
    kept = range(len(fit.templates)) if kind["type"] == CLOZE else fit.templates
    return [card.ord for card in note.cards() if card.ord not in kept]
