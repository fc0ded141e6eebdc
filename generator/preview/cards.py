"""A note in, both sides of each card that Anki makes of it out."""

from __future__ import annotations

from dataclasses import dataclass

from generator import notetype
from generator.cards import FIELDS, Note, NoteType
from generator.preview.templates import fill, is_empty


@dataclass(frozen=True, slots=True)
class Sides:
    """A card as Anki shows it: which one of its note, and the HTML of question and answer."""

    name: str
    question: str
    answer: str


def cards_of(note: Note) -> tuple[Sides, ...]:
    """The cards of `note`, in Anki's order: one a template, or one a cloze."""
    (design,) = (each for each in notetype.designs() if each.name is note.note_type)
    fields = dict(zip(FIELDS, note.fields, strict=True))
    if note.note_type is NoteType.CLOZE:
        (template,) = design.templates
        return tuple(_sides(f"Cloze {number}", template, fields, number) for number in note.clozes)
    templates = [each for each in design.templates if each.name != "Reversed" or not is_empty(fields["Reverse"])]
    return tuple(_sides(each.name, each, fields, 0) for each in templates)


def _sides(name: str, template: notetype.Template, fields: dict[str, str], number: int) -> Sides:
    front, back = (
        fill(side, fields, number, question=question)
        for side, question in ((template.front, True), (template.back, False))
    )
    return Sides(name, front, back)
