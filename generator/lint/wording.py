"""Rules on how an answer reads: cut off, too long to grade, or given away by its question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.cards import EditedCard, NoteType, Origin, Problem
from generator.lint.material import Material
from generator.lint.words import may_have, shown, without_code, words_of

LONGEST = 150
"""Words of an answer, code and addresses left out, above which a learner cannot tell whether they knew it."""

_MORE = re.compile(
    r"\b(?:(?:read|show|see|view) (?:more|all|full)|continue reading)\s*(?:…|\.\.\.|»|>)?$", re.IGNORECASE
)
_CUT = re.compile(r"(\w) ?(?:…|(?<!\.)\.\.\.)$")
_AND_SO_ON = re.compile(r"(?:,[^,]*){2,}(?:…|\.\.\.)$")
"""A list that ends with three dots is not cut off, but has more of the kind."""

_OPEN = re.compile(r"[\w)]\s*(?:,|\b(?:and|or|but|the|an|because))$")
"""Words no sentence ends with; "where it came from" is whole."""

_FILLED_IN = re.compile(r"_{2,}|\.{3}|…")
_CHOICE = re.compile(
    r"\b(?:or|oder|ou|true|false|vs|versus|which of)\b|[/|]|^[^\S\n]*(?:\(?[a-dA-D1-4][.)]|[-*•])\s", re.M | re.I
)
_WORDS_ALONE = re.compile(r"[^\W\d_](?:[\s,.!?'’-]?[^\W\d_])*[.!?]?")
_ADDRESS = re.compile(r"(?<!\w)\w+://\S*")
_WORDY = 8
"""Words an answer must have before its end can tell that it was cut off."""


def truncated_answer(material: Material) -> Iterator[Problem]:
    """An answer that ends in mid-sentence, or with a page's "Read more", was cut off where it was scraped."""
    for card in material.cards:
        if card.answer is None:
            continue
        line, last = _last_line(card)
        if _is_cut(last) and len(words_of(card.answer.value)) >= _WORDY:
            if _FILLED_IN.search(card.question.value) or last.startswith(("- ", "* ", "•")):
                continue
            message = f'the answer ends with "{shown(last[-40:])}", as if it was cut off; complete it in edits.md'
            yield Problem(Origin(card.answer.origin.path, line), "truncated-answer", message, card.key)


def overlong_answer(material: Material) -> Iterator[Problem]:
    """An answer one cannot recall whole is graded by its first sentence."""
    for card in material.cards:
        if card.answer is None or card.note_type is NoteType.CLOZE:
            continue
        if not may_have(card.answer.value, LONGEST + 1):
            continue
        words = without_code(card.answer.value)
        count = len(words_of(_ADDRESS.sub("", words) if "://" in words else words))
        if count > LONGEST:
            message = (
                f"the answer has {count} words, more than anybody can grade; split the card with .added cards, or hide "
                f"its key words with type=cloze"
            )
            yield Problem(card.answer.origin, "overlong-answer", message, card.key)


def answer_in_question(material: Material) -> Iterator[Problem]:
    """A question that holds its answer asks nothing, unless it offers a choice; one word, or code, may be a command."""
    for card in material.cards:
        if card.answer is None or card.note_type is NoteType.CLOZE:
            continue
        if _is_longer(card.answer.value, card.question.value):
            continue
        if not _WORDS_ALONE.fullmatch(card.answer.value.strip()) or _CHOICE.search(card.question.value):
            continue
        asked, told = words_of(without_code(card.question.value)), words_of(card.answer.value)
        if len(told) not in range(2, len(asked)):
            continue
        if (
            sum(map(len, told)) >= 4
            and _holds(asked, told)
            and not _is_offered(card.question.value, card.answer.value.strip())
        ):
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


def _is_cut(line: str) -> bool:
    """Whether a line ends as the last line of a text does that goes on elsewhere."""
    if line.endswith(".") and not line.endswith("..."):
        return False
    cut = _CUT.search(line)
    in_word = cut and cut.group(1).islower() and not _AND_SO_ON.search(line)
    return bool(_MORE.search(line) or _OPEN.search(line) or in_word)


def _is_longer(answer: str, question: str) -> bool:
    """Whether the answer, if it is words alone, is too long to be among those of the question."""
    return len(answer.strip()) > len(question) and answer.isascii() and question.isascii()


def _holds(asked: list[str], told: list[str]) -> bool:
    return any(asked[at : at + len(told)] == told for at in range(len(asked) - len(told) + 1))


def _is_offered(question: str, answer: str) -> bool:
    """Whether the answer is one of several in a list, or ends a longer name: New Guinea in Papua New Guinea."""
    told = re.escape(answer)
    in_list = rf"""[,:(-]\s*["“‘'(]*(?:and |or )?(?:an? |the )?{told}|{told}["”’')]*\s*[,-]"""
    is_listed = question.count(",") + question.count(" - ") > 1 and re.search(in_list, question, re.IGNORECASE)
    return bool(is_listed or re.search(rf"\b[A-Z]\w+ {told}", question))
