"""Compare the note types of a collection with ours, as Anki compares them before it imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from generator.cards import FIELDS, NoteType
from generator.notetype import NoteTypeDesign, designs
from generator.notetype.parts import Part, own_fields, own_templates, same_part, same_parts
from generator.packaging.stored_types import StoredType

CHANGED = " (changed in Anki)"
"""What follows the name of a note type that is called as ours and is not ours any more."""


class TypeChange(NamedTuple):
    """A note type of ours that has other fields or templates in a collection than in our packages.

    `name` is what it is called there, `differences` says in words what differs, `copies` are the names of note types
    that Anki made of our packages since, because it could not use this one.
    """

    own: NoteType
    name: str
    differences: tuple[str, ...]
    copies: tuple[str, ...]


class Home(NamedTuple):
    """How notes of one note type of a collection count: the name to show, the place of their Key (None: no such field).

    `stray` is the name there of a note type that is not one of ours as we made it, "" for ours.
    """

    name: str
    key: int | None
    stray: str


def homes(types: Mapping[int, StoredType]) -> dict[int, Home]:
    """Say of each note type of a collection how its notes count in an import.

    A note counts as one of our note type where Anki would update it: in our note type as we made it, or, where that
    was changed, in the copy that Anki made of an earlier package.
    """
    found = {kind.id: Home(_foreign(kind), None, _foreign(kind)) for kind in types.values()}
    for design in designs():
        for kind in _family(design, types.values()):
            found[kind.id] = Home(_foreign(kind), _key_of(kind), _foreign(kind))
        if place := _place(design, types):
            stray = "" if place.id == design.id else _foreign(place)
            found[place.id] = Home(str(design.name), _key_of(place), stray)
    return found


def type_changes(types: Mapping[int, StoredType]) -> tuple[TypeChange, ...]:
    """List those of our note types that were changed so that Anki would not import into them."""
    return tuple(
        TypeChange(
            design.name,
            there.name,
            tuple(_differences(design, there)),
            tuple(sorted(kind.name for kind in _family(design, types.values()) if kind.id != there.id)),
        )
        for design in designs()
        if (there := types.get(design.id)) and not _same_schema(design, there)
    )


def _place(design: NoteTypeDesign, types: Mapping[int, StoredType]) -> StoredType | None:
    """Find the note type into which Anki imports notes of `design`; None where it would make one."""
    there = types.get(design.id)
    if there is None or _same_schema(design, there):
        return there
    return next((kind for kind in _family(design, types.values()) if _same_schema(design, kind)), None)


def _family(design: NoteTypeDesign, types: Iterable[StoredType]) -> list[StoredType]:
    """Find our note type and those that Anki made of it, which it calls "NAME+"."""
    return [kind for kind in types if design.id in (kind.id, kind.original)]


def _same_schema(design: NoteTypeDesign, there: StoredType) -> bool:
    """Return whether Anki takes the two for the same (equal_schema in rslib): same number, order and identities."""
    return same_parts(own_fields(), there.fields) and same_parts(own_templates(design), there.templates)


def _key_of(kind: StoredType) -> int | None:
    """Find the place of the Key field: users may have moved or renamed it."""
    key = own_fields()[FIELDS.index("Key")]
    return next((at for at, field in enumerate(kind.fields) if same_part(key, field)), None)


def _foreign(kind: StoredType) -> str:
    """Return the name of a note type that is not ours as we made it, so that nobody takes it for ours."""
    return f"{kind.name}{CHANGED}" if kind.name in {str(own) for own in NoteType} else kind.name


def _differences(design: NoteTypeDesign, there: StoredType) -> Iterable[str]:
    yield from _different("field", own_fields(), there.fields)
    yield from _different("template", own_templates(design), there.templates)


def _different(what: str, ours: Sequence[Part], theirs: Sequence[Part]) -> Iterable[str]:
    more = [part.name for part in theirs if not any(same_part(part, own) for own in ours)]
    less = [own.name for own in ours if not any(same_part(part, own) for part in theirs)]
    # Anki gives a field or template that is deleted and made again another id, and knows it no more.
    again = [name for name in more if name in less]
    more, less = [name for name in more if name not in again], [name for name in less if name not in again]
    for names, word in ((more, "added"), (less, "missing"), (again, "deleted and made again")):
        if names:
            yield f"{what}{'s' if names[1:] else ''} {_listed(names)} {word}"
    if not more and not less and not again and not same_parts(ours, theirs):
        yield f"{what}s in another order"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
