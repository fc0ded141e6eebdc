"""A field with clozes in, what Anki shows of it on the card of one number out."""

from __future__ import annotations

import html
import re

_MARK = re.compile(r"\{\{c(\d+)::|\}\}|::")
_ESCAPED = re.compile(r"[^0-9A-Za-z\u0080-\U0010ffff]")


def show_clozes(field: str, number: int, *, question: bool) -> str:
    """The field with the clozes of `number` hidden on the question and marked on the answer; the others as text."""
    marks = list(_MARK.finditer(field))
    text, _, _ = _read(field, marks, 0, 0, number, question=question)
    return text


def _read(
    field: str, marks: list[re.Match[str]], at: int, start: int, number: int, *, question: bool, inside: bool = False
) -> tuple[str, int, int]:
    """The text from `start` to the end of the cloze it is in, the mark after that, and where it stands."""
    parts: list[str] = []
    while at < len(marks):
        mark = marks[at]
        if mark[0] == "}}" and inside:
            parts.append(field[start : mark.start()])
            return "".join(parts), at + 1, mark.end()
        if not mark[1]:
            at += 1
            continue
        parts.append(field[start : mark.start()])
        inner, at, start = _read(field, marks, at + 1, mark.end(), number, question=question, inside=True)
        parts.append(_cloze(inner, int(mark[1]), number, question=question))
    return "".join([*parts, field[start:]]), at, len(field)


def _cloze(inner: str, own: int, number: int, *, question: bool) -> str:
    text, _, hint = inner.partition("::")
    if own != number:
        return f'<span class="cloze-inactive" data-ordinal="{own}">{text}</span>'
    if not question:
        return f'<span class="cloze" data-ordinal="{own}">{text}</span>'
    return f'<span class="cloze" data-cloze="{_attribute(text)}" data-ordinal="{own}">[{hint or "..."}]</span>'


def _attribute(text: str) -> str:
    """`text` as Anki writes it into the attribute: every sign but letters and digits as an entity."""
    named = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}
    return _ESCAPED.sub(lambda sign: named.get(sign[0]) or f"&#x{ord(sign[0]):X};", html.unescape(html.escape(text)))
