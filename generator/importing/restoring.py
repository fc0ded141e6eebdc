"""Make our note types ours again where the user changed their fields or templates in Anki."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence, Set
from typing import Any

from anki.collection import Collection
from anki.notes import NoteId

from generator.importing.fitting import CLOZE, design_of, fit_of, kind_of, loss, parts_of
from generator.notetype import NoteTypeDesign, Template
from generator.notetype.parts import own_fields, own_templates, places

_REFERENCE = re.compile(r"\{\{[#^/]?(?:[^{}:]*:)*([^{}:]+)\}\}")


def restore_types(col: Collection, names: Sequence[str]) -> list[str]:
    """Give our note types of these names their own fields and templates again.

    Notes that would lose something stay as they are, in a note type of their own. Returns the names of those.
    """
    made = []
    for design in map(design_of, names):
        kind = kind_of(col, design.id)
        if staying := _staying(col, kind, design):
            made.append(_set_apart(col, kind, staying))
        mods = dict(col.db.all("select id, mod from notes where mid = ?", design.id))
        _restore(col, design)
        set_mods(col, mods)
    return made


def still_used(col: Collection, names: Sequence[str]) -> list[str]:
    """Return those of the note types just made in which notes stayed; the others are removed again."""
    used = []
    for name in names:
        kind = col.models.by_name(name)
        if kind and col.models.use_count(kind):
            used.append(name)
        elif kind:
            col.models.remove(kind["id"])
    return used


def _staying(col: Collection, kind: Mapping[str, Any], design: NoteTypeDesign) -> list[NoteId]:
    """List the notes of our changed note type that would lose something if it were made ours again."""
    ids = col.db.list("select id from notes where mid = ?", design.id)
    if kind["type"] == CLOZE and len(kind["tmpls"]) > 1:
        # With a second template Anki would remove the cards of the second cloze. From a copy all come back whole.
        return [NoteId(id_) for id_ in ids]
    notes = (col.get_note(id_) for id_ in ids)
    return [note.id for note in notes if loss(col, note, kind, design, ())]


def _set_apart(col: Collection, kind: Mapping[str, Any], notes: Sequence[NoteId]) -> str:
    """Move these notes to a copy of their note type, which is the user's own from now on; returns its name."""
    # Without the original id, or Anki would take the copy for one of its own and merge it into ours.
    mine = {**copy.deepcopy(dict(kind)), "id": 0, "originalId": None, "name": f"{kind['name']} (yours)"}
    made = kind_of(col, col.models.add_dict(mine).id)
    info = col.models.change_notetype_info(old_notetype_id=kind["id"], new_notetype_id=made["id"])
    request = info.input
    request.note_ids.extend(notes)
    request.new_fields[:] = range(len(kind["flds"]))
    if not request.is_cloze:
        request.new_templates[:] = range(len(kind["tmpls"]))
    mods = {id_: col.get_note(id_).mod for id_ in notes}
    col.models.change_notetype_of_notes(request)
    col.models._clear_cache()
    set_mods(col, mods)
    return str(made["name"])


def _restore(col: Collection, design: NoteTypeDesign) -> None:
    """Bring the note type's fields and templates into our order, with ours only."""
    kind = copy.deepcopy(kind_of(col, design.id))
    fit, old = fit_of(kind, design), places(own_templates(design), parts_of(kind["tmpls"]))
    lacking = {own.name for own, at in zip(own_fields(), fit.fields, strict=True) if at < 0}
    fields = [
        {**(kind["flds"][at] if at >= 0 else col.models.new_field(own.name)), "id": own.id}
        for own, at in zip(own_fields(), fit.fields, strict=True)
    ]
    templates = [
        {**(kind["tmpls"][at] if at >= 0 else _new_template(col, own)), "id": own.id}
        for own, at in zip(design.templates, old, strict=True)
    ]
    if lacking or -1 in old:
        # Our templates name our fields; where none of them is to be put in, the user's names may stay.
        fields = [{**field, "name": own.name} for field, own in zip(fields, own_fields(), strict=True)]
    sorted_by = fit.fields.index(kind["sortf"]) if kind["sortf"] in fit.fields else 0
    _update(col, {**kind, "flds": fields, "tmpls": templates, "sortf": sorted_by})
    if lacking:
        _show_again(col, design, lacking)


def _show_again(col: Collection, design: NoteTypeDesign, fields: Set[str]) -> None:
    """Put our templates in the place of those that no longer show these fields: Anki takes a removed field out."""
    kind = copy.deepcopy(kind_of(col, design.id))
    for template, own in zip(kind["tmpls"], design.templates, strict=True):
        for side, text in (("qfmt", own.front), ("afmt", own.back)):
            if (_named(text) - _named(template[side])) & fields:
                template[side] = text
    _update(col, kind)


def _named(template: str) -> set[str]:
    """Find the names of the fields that a template shows or asks for."""
    return {name.strip() for name in _REFERENCE.findall(template)}


def _update(col: Collection, kind: dict[str, Any]) -> None:
    col.models.update_dict(kind)
    col.models._clear_cache()


def _new_template(col: Collection, own: Template) -> dict[str, Any]:
    return {**col.models.new_template(own.name), "qfmt": own.front, "afmt": own.back}


def set_mods(col: Collection, mods: Mapping[NoteId, int]) -> None:
    """Set the seconds these notes count as changed; the whole collection is uploaded anyway, so sync misses nothing."""
    col.db.executemany("update notes set mod = ? where id = ?", [(mod, id_) for id_, mod in mods.items()])
