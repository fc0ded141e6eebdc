"""Plain text as scraped in, field HTML out: what was scraped is what is read, lists become lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from generator.rendering.inert import escape, keepable

MAX_DEPTH = 30
"""Lists nested deeper than this are shown as the lines they were typed as."""

_ITEM = re.compile(r"([ \t]*)(?:([•◦▪‣●○*–-])|(\d{1,4})[.)])[ \t\u00a0]+(\S.*)")
_PROSE = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:?!'\"()/%-])*")
_SURE_MARKS = frozenset("•◦▪‣●○")


class _Line(NamedTuple):
    """One line: its indent in columns and its words; for a list item, its mark ("1" if numbered) and number."""

    indent: int
    words: str
    raw: str
    mark: str = ""
    number: int = 0
    item: str = ""


class _List(NamedTuple):
    """A list found in lines: for each item the lines it spans, and the line after the last."""

    items: tuple[tuple[int, int], ...]
    end: int


def is_prose(text: str) -> bool:
    """Whether the text is one line with no sign that Markdown knows: it means the same with Markdown and without."""
    return bool(_PROSE.fullmatch(text))


def render_plain(text: str) -> str:
    """The HTML of `text`: paragraphs, line breaks, bullet and numbered lists, indented text as typed.

    One paragraph alone stands without <p>, so that a short field stays short in Anki's editor.
    """
    kept = keepable(text)
    if "\n" not in kept:
        return escape(kept.strip())
    blocks = _blocks([_read(line) for line in kept.split("\n")], 0)
    if len(blocks) == 1 and blocks[0].startswith("<p>"):
        return blocks[0][3:-4]
    return "".join(blocks)


def _read(line: str) -> _Line:
    words = line.strip()
    indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
    found = _ITEM.fullmatch(line)
    if not found:
        return _Line(indent, words, line)
    mark, number, item = found.group(2) or "1", int(found.group(3) or 0), found.group(4).strip()
    return _Line(indent, words, line, mark, number, item)


def _blocks(lines: Sequence[_Line], depth: int) -> list[str]:
    """The lines as block HTML, one string a block."""
    blocks: list[str] = []
    paragraph: list[_Line] = []
    at = 0
    while at < len(lines):
        found = _list_at(lines, at) if lines[at].mark and depth < MAX_DEPTH else None
        if found or not lines[at].words:
            _close(paragraph, blocks)
        if found:
            blocks.append(_list(lines, found, depth))
            at = found.end
            continue
        if lines[at].words:
            paragraph.append(lines[at])
        at += 1
    _close(paragraph, blocks)
    return blocks


def _close(paragraph: list[_Line], blocks: list[str]) -> None:
    """Move a finished paragraph to the blocks; one that keeps its columns goes on where the last did."""
    if not paragraph:
        return
    typed = escape("\n".join(line.raw.rstrip() for line in paragraph))
    if blocks and blocks[-1].endswith("</pre>") and all(line.indent for line in paragraph):
        blocks[-1] = blocks[-1].removesuffix("</pre>")
        blocks.append(f"\n\n{typed}</pre>")
    elif _keeps_columns(paragraph):
        blocks.append(f"<pre>{typed}</pre>")
    else:
        blocks.append("<p>" + "<br>".join(escape(line.words) for line in paragraph) + "</p>")
    paragraph.clear()


def _keeps_columns(paragraph: Sequence[_Line]) -> bool:
    """Whether white space carries meaning: lines indented against each other, or set in columns by tabs."""
    indents = {line.indent for line in paragraph if not line.mark}
    return len(indents) > 1 or any("\t" in line.words for line in paragraph)


def _list_at(lines: Sequence[_Line], start: int) -> _List | None:
    """The list that begins at lines[start]; None if the line only looks like an item.

    A round bullet is an item wherever it stands; "-", "*", "–" need a second one; numbers need two in
    sequence from 1.
    """
    first = lines[start]
    if first.mark == "1" and first.number != 1:
        return None
    starts, end = [start], start + 1
    at = start + 1
    while at < len(lines):
        line = lines[at]
        if line.words:
            if _is_next(first, line, len(starts)):
                starts.append(at)
            elif not _belongs(first, line, blank_before=not lines[at - 1].words):
                break
            end = at + 1
        at += 1
    if len(starts) < 2 and first.mark not in _SURE_MARKS:
        return None
    return _List(tuple(zip(starts, (*starts[1:], end), strict=True)), end)


def _is_next(first: _Line, line: _Line, count: int) -> bool:
    number = count + 1 if first.mark == "1" else 0
    return line.indent == first.indent and line.mark == first.mark and line.number == number


def _belongs(first: _Line, line: _Line, *, blank_before: bool) -> bool:
    """Whether a line that is no next item is part of the current one: it is indented deeper."""
    if line.indent <= first.indent:
        return False
    return not (blank_before and line.mark and line.mark != first.mark)


def _list(lines: Sequence[_Line], found: _List, depth: int) -> str:
    tag = "ol" if lines[found.items[0][0]].mark == "1" else "ul"
    items = "".join(f"<li>{_item(lines[start:end], depth)}</li>" for start, end in found.items)
    return f"<{tag}>{items}</{tag}>"


def _item(lines: Sequence[_Line], depth: int) -> str:
    """One item: its own words, the lines that go on with them, then whatever is nested in it."""
    at = 1
    while at < len(lines) and lines[at].words and not lines[at].mark:
        at += 1
    at = 1 if _keeps_columns(lines[1:at]) else at
    head = "<br>".join(escape(words) for words in (lines[0].item, *(line.words for line in lines[1:at])))
    rest = _blocks(lines[at:], depth + 1)
    return f"<p>{head}</p>" + "".join(rest) if any(block.startswith("<p>") for block in rest) else head + "".join(rest)
