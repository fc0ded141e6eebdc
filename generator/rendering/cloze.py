"""An inline rule for markdown-it that reads Anki's clozes, {{c1::words::hint}}, around other Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

OPEN = re.compile(r"\{\{c([0-9]{1,3})::")
_ESCAPED = re.compile(r"&#123;&#123;c([0-9]{1,3})::|&#125;&#125;")
_DEEPEST = 10
"""How many clozes Anki reads inside each other."""
_MARK = re.compile(r"\{\{c([0-9]{1,3})::|\}\}")


def cloze_plugin(md: MarkdownIt) -> None:
    """Read clozes where the environment says so: env["cloze"] is the depth, or absent for other notes."""
    md.inline.ruler.before("escape", "cloze", _cloze)


def cloze_numbers(html: str) -> tuple[int, ...]:
    """The cloze numbers in a field, each of which makes a card; as Anki counts: closed ones above 0.

    One inside a cloze that is never closed makes none, and what opens an eleventh inside ten others is not read.
    """
    numbers: set[int] = set()
    opened: list[set[int]] = []
    for mark in _MARK.finditer(html):
        if mark.group(1) and len(opened) < _DEEPEST:
            opened.append({int(mark.group(1))})
        elif opened and not mark.group(1):
            closed = opened.pop()
            (opened[-1] if opened else numbers).update(closed)
    return tuple(sorted(numbers - {0}))


def open_clozes(html: str) -> str:
    """Field HTML of plain text, where braces are entities, with its clozes as Anki reads them; others stay text."""
    opened: list[re.Match[str]] = []
    live: dict[int, str] = {}
    for mark in _ESCAPED.finditer(html):
        if mark.group(1):
            opened.append(mark)
        elif opened:
            begin = opened.pop()
            live[begin.start()] = "{{c" + begin.group(1) + "::"
            live[mark.start()] = "}}"
    return _ESCAPED.sub(lambda mark: live.get(mark.start(), mark.group()), html)


def stray_marks(html: str) -> Iterator[str]:
    """Every cloze mark in a field that has no partner: what Anki would show, or end a cloze at, by surprise."""
    opened = []
    for mark in _MARK.finditer(html):
        if mark.group(1):
            opened.append(mark.group())
        elif opened:
            opened.pop()
        else:
            yield mark.group()
    yield from opened


def _cloze(state: StateInline, silent: bool) -> bool:
    if "cloze" not in state.env:
        return False
    if opening := OPEN.match(state.src, state.pos, state.posMax):
        return _push(state, f"cloze-open-{opening.group(1)}", opening.end(), +1, silent)
    if state.src.startswith("}}", state.pos):
        return _push(state, "cloze-close", state.pos + 2, -1, silent)
    if state.env["cloze"] > 0 and state.src.startswith("::", state.pos):
        return _push(state, "cloze-hint", state.pos + 2, 0, silent)
    return False


def _push(state: StateInline, name: str, end: int, depth: int, silent: bool) -> bool:
    if end > state.posMax:
        return False
    if not silent:
        token = state.push("cloze", "wbr", 0)
        token.meta = {"name": name}
        state.env["cloze"] += depth
    state.pos = end
    return True
