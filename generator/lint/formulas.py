"""Rules on formulas: those that never close, and prices that were taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.cards import Markup, Note, Origin, Problem, Text
from generator.lint.material import Material
from generator.lint.words import shown, without_code

_FORMULA = re.compile(r"\\\(((?:(?!\\\().)*?)\\\)|\\\[((?:(?!\\\[).)*?)\\\]", re.DOTALL)
_OPEN = re.compile(r"(?<![\\$])\$(?=[^$\n]*\\[a-zA-Z]+)[^$\n]*$", re.MULTILINE)
_PRICE = re.compile(r"\s*\d[\d.,]*\s+(?:[A-Za-z]{2,}\s+)*[A-Za-z]{2,}[^\\]*")
_PARTED = re.compile(r"(?<=[{}]) (?=[{}])")
"""The blank that keeps two braces of a formula from ending a cloze."""

_BRACE = re.compile(r"(?<!\\)[{}]")


def unbalanced_math(material: Material) -> Iterator[Problem]:
    """A formula with a brace too many or too few is shown as an error, one that never closes as its source."""
    for card, note in zip(material.cards, material.notes, strict=True):
        origin = card.edited_at or card.origin
        for formula in _formulas(note):
            if not _is_balanced(formula):
                message = f'the formula "{shown(formula)}" has a brace too many or too few'
                yield Problem(origin, "unbalanced-math", message, card.key)
        for text in (card.question, card.answer, card.source, card.extra):
            for line, words in _never_closed(text) if text and text.markup is not Markup.PLAIN else ():
                message = (
                    f'"{shown(words)}" begins a formula that never ends; close it with $, or write \\$ for a dollar'
                )
                yield Problem(line, "unbalanced-math", message, card.key)


def price_as_math(material: Material) -> Iterator[Problem]:
    r"""Two prices on one line can be taken for a formula, and read as letters run together; \$ is a dollar."""
    for card, note in zip(material.cards, material.notes, strict=True):
        for formula in _formulas(note):
            if _PRICE.fullmatch(formula):
                message = f'"${shown(formula)}$" is shown as a formula; if it is about money, write \\$ for each dollar'
                yield Problem(card.edited_at or card.origin, "price-as-math", message, card.key)


def _formulas(note: Note) -> Iterator[str]:
    r"""What stands between \( and \), or \[ and \], in the fields people read."""
    for field in note.fields[:5]:
        for found in _FORMULA.finditer(field) if "\\" in field else ():
            import html  # few decks have formulas

            yield _PARTED.sub("", html.unescape(found.group(1) or found.group(2) or ""))


def _is_balanced(formula: str) -> bool:
    depth = 0
    for brace in _BRACE.findall(formula):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _never_closed(text: Text) -> Iterator[tuple[Origin, str]]:
    """Each line of Markdown on which a formula begins with a command and does not end; code is left alone."""
    if "$" not in text.value or "$$" in text.value:
        return
    bare = without_code(text.value)
    for found in _OPEN.finditer(bare):
        if bare.count("$", bare.rfind("\n", 0, found.start()) + 1, found.start()) % 2 == 0:
            line = text.origin.line + bare.count("\n", 0, found.start())
            yield Origin(text.origin.path, line), found.group()
