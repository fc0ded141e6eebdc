"""A field with clozes in, what Anki shows of it on the card of one number out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

_MARK = re.compile(r"\{\{c(?P<numbers>\d+(?:,\d+)*)::|\}\}")
_FORMULA = re.compile(r"(\\[(\[])(.*?)(\\[\])])", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<.*?>", re.DOTALL)
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_NO_LETTER = re.compile(r"[\x00-/:-@\[-`{-\xff]")


@dataclass(slots=True)
class _Cloze:
    numbers: tuple[int, ...]
    hint: str | None = None
    inside: list[_Cloze | str] = field(default_factory=list)


_Inside: TypeAlias = list[_Cloze | str]


def show_clozes(html: str, number: int, *, asked: bool) -> str:
    """The field as the card with this cloze number shows it: hidden where it is `asked`, else revealed.

    "" where the field has no cloze of that number. Formulas lose their tags, so that MathJax can read them.
    """
    parts = _parse(html)
    if not _has(parts, number):
        return ""
    shown = _shown(parts, number, asked=asked)
    # None is looked for behind the last end of a formula: from each beginning there all the text would be searched.
    end = max(shown.rfind("\\)"), shown.rfind("\\]")) + 2
    return _FORMULA.sub(lambda found: found[1] + _without_tags(found[2]) + found[3], shown[:end]) + shown[end:]


def _without_tags(text: str) -> str:
    """Take comments and tags out of the text, looking for none behind the last that ends."""
    end = text.rfind("-->") + len("-->")
    text = _COMMENT.sub("", text[:end]) + text[end:]
    end = text.rfind(">") + 1
    return _TAG.sub("", text[:end]) + text[end:]


def _parse(html: str) -> _Inside:
    """The field as a tree; a mark without a partner is text, or goes with what it would have opened."""
    root: _Inside = []
    opened: list[_Cloze] = []
    at = 0
    for mark in _MARK.finditer(html):
        _say(opened, root, html[at : mark.start()])
        at = mark.end()
        if mark["numbers"]:
            opened.append(_Cloze(tuple(map(int, mark["numbers"].split(",")))))
        elif opened:
            done = opened.pop()
            (opened[-1].inside if opened else root).append(done)
        else:
            root.append(mark.group())
    _say(opened, root, html[at:])
    return root


def _say(opened: list[_Cloze], root: _Inside, text: str) -> None:
    """Put text where it stands; in a cloze, what follows two colons is the hint."""
    if not opened:
        root.append(text)
        return
    words, colons, hint = text.partition("::")
    opened[-1].inside.append(words)
    if colons:
        opened[-1].hint = hint


def _has(parts: _Inside, number: int) -> bool:
    return any(number in part.numbers or _has(part.inside, number) for part in parts if isinstance(part, _Cloze))


def _shown(parts: _Inside, number: int, *, asked: bool) -> str:
    return "".join(part if isinstance(part, str) else _one(part, number, asked=asked) for part in parts)


def _one(cloze: _Cloze, number: int, *, asked: bool) -> str:
    inside = _shown(cloze.inside, number, asked=asked)
    ordinal = ",".join(map(str, cloze.numbers))
    if number not in cloze.numbers:
        return f'<span class="cloze-inactive" data-ordinal="{ordinal}">{inside}</span>'
    if not asked:
        return f'<span class="cloze" data-ordinal="{ordinal}">{inside}</span>'
    hidden = _NO_LETTER.sub(lambda found: _NAMED.get(found[0], f"&#x{ord(found[0]):02X};"), inside)
    hint = "..." if cloze.hint is None else cloze.hint
    return f'<span class="cloze" data-cloze="{hidden}" data-ordinal="{ordinal}">[{hint}]</span>'
