"""Rules on what Anki does in silence: notes without a card, progress that moves to another cloze."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.cards import NoteType, Problem
from generator.lint.material import EMPTY, Material


def no_card(material: Material) -> Iterator[Problem]:
    """Anki drops a note whose question is empty, or a cloze note without a cloze."""
    for card, note in zip(material.cards, material.notes, strict=True):
        if note.note_type is NoteType.CLOZE and not note.clozes:
            message = (
                "the question has no cloze, so Anki would make no card; write the question with "
                "{{c1::the hidden words}} in this heading"
            )
            yield Problem(card.edited_at or card.origin, "no-card", message, card.key)
        elif card.question.value.strip() and EMPTY.fullmatch(note.fields[0]):
            message = "the question shows nothing, so Anki would make no card; write it in words"
            yield Problem(card.question.origin, "no-card", message, card.key)


def note_type_change(material: Material) -> Iterator[Problem]:
    """Anki refuses an update that changes a note's type, and says nothing."""
    for card, note in zip(material.cards, material.notes, strict=True):
        shipped = material.shipped.get(note.key)
        if shipped and shipped.note_type != note.note_type:
            message = (
                f'this card was shipped as "{shipped.note_type}" and would now be "{note.note_type}", '
                f"which Anki ignores; take type= back, or add a new card under another key with .added"
            )
            yield Problem(card.edited_at or card.origin, "note-type-change", message, note.key)


def cloze_renumbered(material: Material) -> Iterator[Problem]:
    """A cloze number that vanishes leaves its card, and the progress on it, behind."""
    for note in material.notes:
        shipped = material.shipped.get(note.key)
        gone = sorted(set(shipped.clozes) - set(note.clozes)) if shipped else []
        if gone and note.note_type is NoteType.CLOZE:
            numbers = ", ".join(f"c{number}" for number in gone)
            message = (
                f"{numbers} is gone, and Anki keeps progress by cloze number; put it back, "
                f'or accept the loss with allow="cloze-renumbered: the reason"'
            )
            yield Problem(note.origin, "cloze-renumbered", message, note.key)


def braces_in_cloze(material: Material) -> Iterator[Problem]:
    """Words that look like a cloze on a card that is none show their braces to the learner."""
    for card, note in zip(material.cards, material.notes, strict=True):
        written_by_hand = card.question.origin.path != card.origin.path or card.provenance == "added"
        if note.note_type is NoteType.QA and written_by_hand and re.search(r"\{\{c\d+::", card.question.value):
            message = "the question has a cloze but the card is none; add type=cloze to the heading's braces"
            yield Problem(card.question.origin, "braces-in-cloze", message, card.key)
