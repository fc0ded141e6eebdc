"""An open collection and notes that ask what a note of ours asks in, the same notes with our identity out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anki.collection import Collection
from anki.notes import Note

from generator.importing.fitting import note_of

_MOST_TEMPLATES = 2


def look(col: Collection, twin: Mapping[str, Any]) -> dict[str, Any]:
    """The twin with what Anki knows of the other note, and why it cannot be taken over where it cannot."""
    other, ours = note_of(col, twin["other"]), note_of(col, twin["guid"])
    if other is None:
        return {**twin, "reason": "two notes have its guid"}
    cards = other.cards()
    return {
        **twin,
        "note_type": _kind(other)["name"],
        "deck": col.decks.name(cards[0].odid or cards[0].did) if cards else "",
        "question": other.fields[0],
        "reviews": sum(card.reps for card in cards),
        "reason": _reason(other, ours, twin["note_type"]),
    }


def adopt(col: Collection, twins: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give each other note the identity, note type, words and tags of ours, which was imported just now and goes.

    Cards, and with them schedule, review log, flags and decks, are those of the other note; so are its tags. Returns
    the guids of the notes taken over.
    """
    pairs = [(note_of(col, twin["other"]), note_of(col, twin["guid"])) for twin in twins]
    sure = [(other, ours) for other, ours in pairs if other is not None and ours is not None]
    col.remove_notes([ours.id for _, ours in sure])
    changed = []
    for other, ours in sure:
        _change_type(col, other, ours)
        note = col.get_note(other.id)
        note.guid, note.fields = ours.guid, ours.fields
        note.tags = list(dict.fromkeys([*other.tags, *ours.tags]))
        changed.append(note)
    col.update_notes(changed)
    return [note.guid for note in changed]


def _reason(other: Note, ours: Note | None, wanted: str) -> str:
    if ours is not None and any(card.reps for card in ours.cards()):
        return "you have studied both"
    kind = _kind(other)
    if (kind["type"] == 1) != wanted.endswith("Cloze"):
        return "one is a cloze, the other is not"
    if kind["type"] == 0 and len(kind["tmpls"]) > _MOST_TEMPLATES:
        return f'its note type "{kind["name"]}" makes more than {_MOST_TEMPLATES} cards of a note'
    return ""


def _change_type(col: Collection, other: Note, ours: Note) -> None:
    """Bring the other note into the note type of ours, its cards in their order."""
    info = col.models.change_notetype_info(old_notetype_id=other.mid, new_notetype_id=ours.mid)
    request = info.input
    request.note_ids.append(other.id)
    if not request.is_cloze:
        have = len(_kind(other)["tmpls"])
        del request.new_templates[:]
        request.new_templates.extend(at if at < have else -1 for at in range(len(_kind(ours)["tmpls"])))
    col.models.change_notetype_of_notes(request)
    col.models._clear_cache()


def _kind(note: Note) -> dict[str, Any]:
    kind: dict[str, Any] | None = note.note_type()
    assert kind is not None
    return kind
