"""Rules on what a card lacks."""

from __future__ import annotations

from collections.abc import Iterator

from generator.cards import EditedCard, NoteType, Problem
from generator.lint.material import EMPTY, Material


def missing_question(material: Material) -> Iterator[Problem]:
    """A card without a question cannot be asked."""
    for card in material.cards:
        if not card.question.value.strip():
            message = f"this card has no question; write one in edits.md: ## The question {{#{card.key}}}"
            yield Problem(card.origin, "missing-question", message, card.key)


def missing_answer(material: Material) -> Iterator[Problem]:
    """A card without an answer, or with one that shows nothing, teaches nothing; a cloze answers itself."""
    for card, note in zip(material.cards, material.notes, strict=True):
        if card.note_type is NoteType.QA and EMPTY.fullmatch(note.fields[1]):
            message = f"{_quoted(card)} has no answer; write one in edits.md under ## {{#{card.key}}}"
            yield Problem(card.origin, "missing-answer", message, card.key)


def draft_answer(material: Material) -> Iterator[Problem]:
    """An answer that nobody has read yet is not studied."""
    for card in material.cards:
        if card.draft:
            message = f"the answer to {_quoted(card)} is a draft; read it, put it right, then take .draft away"
            yield Problem(card.origin, "draft-answer", message, card.key)


def _quoted(card: EditedCard) -> str:
    words = " ".join(card.question.value.split())
    if not words:
        return "this card"
    return f'"{words}"' if len(words) <= 80 else f'"{words[:79]}…"'
