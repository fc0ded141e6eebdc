"""Rules on how an answer reads: cut off, too long to grade, or given away by its question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.cards import EditedCard, NoteType, Origin, Problem
from generator.lint.material import Material
from generator.lint.words import shown, without_code, words_of

LONGEST = 150
"""Words of an answer, its code left out, above which a learner cannot tell whether they knew it."""

_CUT = re.compile(
    r"(?:…|\.\.\.)$|\b(?:(?:read|show|see|view) (?:more|all|full)|continue reading)\s*(?:…|\.\.\.|»|>)?$", re.I
)
_OPEN = re.compile(r"[\w)]\s*(?:,|\b(?:and|or|but|the|an|of|because|with|which|that|to|from|by|for|as|is|are))$")
_FILLED_IN = re.compile(r"_{2,}|\.{3}|…")
_CHOICE = re.compile(
    r"\b(?:or|oder|ou|true|false|vs|versus)\b|[/|]|^[^\S\n]*\(?[a-dA-D1-4][.)]\s", re.MULTILINE | re.IGNORECASE
)
_WORDY = 8
"""Words an answer must have before its end can tell that it was cut off."""


def truncated_answer(material: Material) -> Iterator[Problem]:
    """An answer that ends in mid-sentence, or with a page's "Read more", was cut off where it was scraped."""
    for card in material.cards:
        if card.answer is None:
            continue
        line, last = _last_line(card)
        if len(words_of(card.answer.value)) >= _WORDY and (_CUT.search(last) or _OPEN.search(last)):
            if _FILLED_IN.search(card.question.value) or last.startswith(("- ", "* ", "•")):
                continue
            message = f'the answer ends with "{shown(last[-40:])}", as if it was cut off; complete it in edits.md'
            yield Problem(Origin(card.answer.origin.path, line), "truncated-answer", message, card.key)


def overlong_answer(material: Material) -> Iterator[Problem]:
    """An answer one cannot recall whole is graded by its first sentence."""
    for card in material.cards:
        if card.answer is None or card.note_type is NoteType.CLOZE:
            continue
        count = len(words_of(without_code(card.answer.value)))
        if count > LONGEST:
            message = (
                f"the answer has {count} words, more than anybody can grade; split the card with .added cards, or hide "
                f"its key words with type=cloze"
            )
            yield Problem(card.answer.origin, "overlong-answer", message, card.key)


def answer_in_question(material: Material) -> Iterator[Problem]:
    """A question that holds its answer asks nothing, unless it offers a choice; one word may be a command."""
    for card in material.cards:
        if card.answer is None or card.note_type is NoteType.CLOZE or _CHOICE.search(card.question.value):
            continue
        asked, told = words_of(card.question.value), words_of(card.answer.value)
        if len(told) in range(2, len(asked)) and sum(map(len, told)) >= 4 and _holds(asked, told):
            message = (
                f'the question holds its answer, "{shown(card.answer.value)}"; ask for it in other words in edits.md'
            )
            yield Problem(card.question.origin, "answer-in-question", message, card.key)


def _last_line(card: EditedCard) -> tuple[int, str]:
    """The number and the words of the answer's last line."""
    if card.answer is None:
        return 0, ""
    text = card.answer.value.rstrip()
    return card.answer.origin.line + text.count("\n"), text.rpartition("\n")[2].strip()


def _holds(asked: list[str], told: list[str]) -> bool:
    return any(asked[at : at + len(told)] == told for at in range(len(asked) - len(told) + 1))
