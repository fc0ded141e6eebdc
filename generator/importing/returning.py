"""Bring notes of ours back into our note types, in an open collection: their note type changes, and nothing else.

Anki updates a note only while its note type has the fields and templates of the package's. Users change that by giving
a note, or a note type, other ones; Anki itself does, by making "NAME+" where it cannot use one that was changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from anki.collection import Collection
from anki.models import NotetypeId
from anki.notes import Note, NoteId

from generator.importing.fitting import Fit, design_of, fit_of, kind_of, loss, note_of
from generator.importing.restoring import set_mods
from generator.notetype import NoteTypeDesign, designs


def look(col: Collection, stray: Mapping[str, Any]) -> dict[str, Any]:
    """Add to the note of ours what Anki knows of it, and why it cannot be brought back where it cannot."""
    note = note_of(col, stray["guid"])
    if note is None:
        return {**stray, "reason": "two notes have its guid"}
    kind, design = kind_of(col, note.mid), design_of(stray["note_type"])
    cards = note.cards()
    return {
        **stray,
        "deck": col.decks.name(cards[0].odid or cards[0].did) if cards else "",
        "question": note.fields[0],
        "reviews": sum(card.reps for card in cards),
        "reason": loss(col, note, kind, design, stray["fields"]),
    }


def prepared(col: Collection, strays: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Add to each of these notes, before anything is changed, what `complete` shall give it.

    `lacking` are our fields that its note type has not; `tags` are its tags, which an update replaces.
    """
    told = []
    for stray in strays:
        if note := note_of(col, stray["guid"]):
            fit = fit_of(kind_of(col, note.mid), design_of(stray["note_type"]))
            lacking = [at for at, place in enumerate(fit.fields) if place < 0]
            told.append({**stray, "lacking": lacking, "tags": list(note.tags)})
    return told


def lacks_type(col: Collection, strays: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether a note type that one of these notes belongs to was deleted from the collection."""
    return any(col.models.get(NotetypeId(design_of(name).id)) is None for name in {s["note_type"] for s in strays})


def bring_back(col: Collection, strays: Iterable[Mapping[str, Any]]) -> None:
    """Change the note type of these notes to ours, which is in the collection, so that an import updates them."""
    groups: dict[tuple[int, str], list[Note]] = defaultdict(list)
    for stray in strays:
        if note := note_of(col, stray["guid"]):
            groups[note.mid, stray["note_type"]].append(note)
    for (there, name), notes in groups.items():
        kind, design = kind_of(col, there), design_of(name)
        fit = fit_of(kind, design)
        if there != design.id:
            _change_type(col, kind, design, fit, [note.id for note in notes])
        # Anki takes what was changed for newer than the package, but here it was not the learner who changed it.
        set_mods(col, {note.id: note.mod if fit.keeps_text else 0 for note in notes})
    _remove_empty_copies(col)


def complete(col: Collection, strays: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[str]]:
    """Fill the fields that these notes lacked from the package, and give back their tags.

    Returns the guids of those that have the package's text now, and of those that have the user's.
    """
    ours: list[str] = []
    edited: list[str] = []
    for stray in strays:
        if note := note_of(col, stray["guid"]):
            _complete(col, note, stray)
            (ours if list(note.fields) == list(stray["fields"]) else edited).append(note.guid)
    return ours, edited


def _complete(col: Collection, note: Note, stray: Mapping[str, Any]) -> None:
    lacking = [at for at in stray["lacking"] if not note.fields[at] and stray["fields"][at]]
    tags = [tag for tag in stray["tags"] if not note.has_tag(tag)]
    if not lacking and not tags:
        return
    for at in lacking:
        note.fields[at] = stray["fields"][at]
    note.tags += tags
    mod = note.mod
    col.update_note(note)
    set_mods(col, {note.id: mod})


def _change_type(
    col: Collection, kind: Mapping[str, Any], design: NoteTypeDesign, fit: Fit, notes: Sequence[NoteId]
) -> None:
    info = col.models.change_notetype_info(
        old_notetype_id=NotetypeId(kind["id"]), new_notetype_id=NotetypeId(design.id)
    )
    request = info.input
    request.note_ids.extend(notes)
    if fit.keeps_text:
        request.new_fields[:] = fit.fields
    if not request.is_cloze:
        request.new_templates[:] = fit.templates
    col.models.change_notetype_of_notes(request)
    col.models._clear_cache()


def _remove_empty_copies(col: Collection) -> None:
    """Remove the note types that Anki made of ours and that no note has any more, unless the user designed them."""
    for design in designs():
        own = col.models.get(NotetypeId(design.id))
        for kind in col.models.all() if own else ():
            is_copy = kind.get("originalId") == design.id and kind["id"] != design.id
            if is_copy and _looks(kind) == _looks(own) and not col.models.use_count(kind):
                col.models.remove(kind["id"])


def _looks(kind: Mapping[str, Any] | None) -> tuple[object, ...]:
    return (kind["css"], *((t["qfmt"], t["afmt"]) for t in kind["tmpls"])) if kind else ()
