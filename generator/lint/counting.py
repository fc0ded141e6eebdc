"""The rule on answers that list more or fewer things than the question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.cards import NoteType, Problem
from generator.lint.material import Material

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = re.compile(rf"\d|{'|'.join(_NUMBERS)}")
_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_ASKED = re.compile(
    r"(?:^|[.?!:]\s+)(?:what|which|name|list|give|identify|state|describe|explain|outline|enumerate|mention|cite|discuss)"
    rf"(?:\s+(?:are|were|is|was|me|some|any|the|main|major|other))*\s+{_NUMBER}\s+(?!(?:%|percent|times|years?|hours?"
    r"|minutes?|days?|weeks?|months?|seconds?|st|nd|rd|th|am|pm|[-–x×/])\b)[a-z]",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?<=\s)\(\s*(?:x\s*)?(?P<number>\d{1,2})(?:\s+(?:things|points|marks?|items|types))?\s*\)\s*[?:.]?\s*$"
)
_LOOSE = re.compile(
    r"at least|e\.g\.|such as|some of|etc|or more|up to|\bmarks?\b|\b(?:including|include)\b|(?:…|\.\.\.)\s*$",
    re.IGNORECASE,
)
_ANY = re.compile(
    r"\b(?:name|list|give|identify|state|enumerate|mention|cite|any)\b|\b(?:\d|two|three|four|five|six) of\b",
    re.IGNORECASE,
)
"""A question for some of more things, which an answer may well list all."""

_ITEM = re.compile(r"(?P<indent>\s*)(?:[-*•◦▪●○‣·–]\s*(?=[^\s\d-])|(?P<count>\d{1,2})[.)]\s+|[a-z][.)]\s+)\S")

_COMMA = re.compile(r"[,;]\s*(?:(?:and|or|&)\s+)?", re.IGNORECASE)
_AND = re.compile(r" (?:and|or|&) ", re.IGNORECASE)
LONGEST_LINE, LONGEST_PART = 6, 4
"""Words of an item on a line of its own, and of one between commas."""


def enumeration_mismatch(material: Material) -> Iterator[Problem]:
    """A question that asks for four things and an answer that lists three: one of the two is wrong."""
    for card in material.cards:
        if card.answer is None or card.note_type is NoteType.CLOZE:
            continue
        asked = _asked(card.question.value)
        if not asked:
            continue
        listed = _listed(card.answer.value)
        most = listed + _pairs(card.answer.value)
        # "Crystal City, Texas and Chester, Illinois" are two, with a comma in each.
        if not listed or {asked, 2 * asked if most > listed else 0} & {*range(listed, most + 1)}:
            continue
        if listed > asked and _ANY.search(card.question.value):
            continue
        if not _LOOSE.search(f"{card.question.value}\n{card.answer.value}"):
            message = f"the question asks for {asked} and the answer lists {most}; put one of the two right in edits.md"
            yield Problem(card.answer.origin, "enumeration-mismatch", message, card.key)


def _asked(question: str) -> int:
    """How many things the question asks for; 0 where it does not say, or says two numbers."""
    if not _COUNTS.search(question.casefold()):
        return 0
    found = [match.group("number") for match in (*_ASKED.finditer(question), *_BEHIND.finditer(question))]
    numbers = {_NUMBERS.index(word.casefold()) + 2 if not word.isdecimal() else int(word) for word in found}
    return numbers.pop() if len(numbers) == 1 and max(numbers) > 1 else 0


def _listed(answer: str) -> int:
    """How many items the answer lists, with marks, on lines of their own or between commas; 0 where that is unclear."""
    lines = [line for line in answer.split("\n") if line.strip()]
    items = [match for line in lines if (match := _ITEM.match(line))]
    if len(items) > 1:
        return _marked(items) if len(lines) - len(items) <= 1 else 0
    first = answer.strip().split("\n\n", maxsplit=1)[0].split("\n")
    if len(first) > 1:
        return len(first) if all(_is_name(line, LONGEST_LINE) for line in first) else 0
    parts = _COMMA.split(first[0].strip().rstrip("."))
    parts = parts if len(parts) > 1 else _AND.split(parts[0])
    names = [name for part in parts for name in _AND.split(part)]
    if "," not in first[0] and ";" not in first[0] and any(" " in name for name in names):
        return 0
    return len(parts) if len(parts) > 1 and all(_is_name(name, LONGEST_PART) for name in names) else 0


def _pairs(answer: str) -> int:
    """How many more things a list between commas may hold, as in "salt and pepper, oil and vinegar"."""
    line = answer.strip()
    return len(_AND.findall(_COMMA.sub(",", line))) if "\n" not in line and _COMMA.search(line) else 0


def _marked(items: list[re.Match[str]]) -> int:
    """How many of the items stand in the outermost list; 0 where that is one, or its numbers do not count on."""
    outer = min(len(match.group("indent").expandtabs(4)) for match in items)
    top = [match for match in items if len(match.group("indent").expandtabs(4)) == outer]
    counted = [int(match.group("count")) for match in top if match.group("count")]
    if counted and (len(counted) != len(top) or counted != list(range(counted[0], counted[0] + len(counted)))):
        return 0
    return len(top) if len(top) > 1 else 0


def _is_name(text: str, longest: int) -> bool:
    """Whether these are few words and no sentence."""
    return 0 < len(text.split()) <= longest and not re.search(r"[.:;!?]|\b(?:is|are|was|were|can|has|have)\b", text)
