"""Source cards and problems in, rows of plain values out, which marshal writes and reads at once; and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.cards import NoteType, Origin, Problem, SourceCard

Flat = tuple[Any, ...]
"""A value as one row of what marshal knows."""


def flat_card(card: SourceCard) -> Flat:
    """A source card."""
    place = (card.origin.path, card.origin.line, card.question_line, card.answer_line)
    told = (card.number, card.page, card.key, card.guid, card.note_type.value, card.tags, card.deck, card.source)
    return (card.question, card.answer, *place, *told, card.extra, card.reversed, card.came_from)


def card_of(flat: Sequence[Any]) -> SourceCard:
    """The source card back."""
    question, answer, path, line, asked, told, *facts = flat
    facts[4] = _NOTE_TYPES[facts[4]]
    return SourceCard(question, answer, Origin(path, line), asked, told, *facts)


def flat_problem(problem: Problem) -> Flat:
    """A problem."""
    return problem.origin.path, problem.origin.line, problem.rule, problem.message, problem.key


def problem_of(flat: Sequence[Any]) -> Problem:
    """The problem back."""
    path, line, *words = flat
    return Problem(Origin(path, line), *words)


_NOTE_TYPES = {kind.value: kind for kind in NoteType}
