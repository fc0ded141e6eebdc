"""Tell fields and templates of note types apart as Anki does: by their ids, or by name where one has no id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.cards import FIELDS
from generator.notetype import FIELD_IDS, NoteTypeDesign


class Part(NamedTuple):
    """A field or template of a note type; `id` is None where it was made before Anki gave them ids (23.10)."""

    name: str
    id: int | None


def own_fields() -> tuple[Part, ...]:
    """Return the fields of our note types in their order."""
    return tuple(map(Part, FIELDS, FIELD_IDS))


def own_templates(design: NoteTypeDesign) -> tuple[Part, ...]:
    """Return the templates of a note type of ours in their order."""
    return tuple(Part(template.name, template.id) for template in design.templates)


def same_part(one: Part, other: Part) -> bool:
    """Return whether Anki takes the two for the same (is_match in rslib/src/notetype/merge.rs)."""
    if one.id is not None and other.id is not None:
        return one.id == other.id
    return one.name == other.name


def same_parts(ours: Sequence[Part], theirs: Sequence[Part]) -> bool:
    """Return whether Anki takes the lists for the same: their number, their order, and each part."""
    return len(ours) == len(theirs) and all(map(same_part, ours, theirs))


def places(ours: Sequence[Part], theirs: Sequence[Part]) -> tuple[int, ...]:
    """Find where each of our parts stands among `theirs`; -1 is one that is missing there.

    One that was deleted and made again has another id, and is found by its name unless that is another of ours.
    """
    same = [next((at for at, part in enumerate(theirs) if same_part(own, part)), -1) for own in ours]
    names = {part.name: at for at, part in enumerate(theirs) if at not in same}
    return tuple(at if at >= 0 else names.get(own.name, -1) for own, at in zip(ours, same, strict=True))
