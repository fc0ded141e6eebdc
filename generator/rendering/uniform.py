"""Words in any markup in, Markdown blocks that show the same out, so that a whole deck can be read in one way."""

from __future__ import annotations

import re

from generator.cards import Markup, Text
from generator.rendering.escaping import as_markdown
from generator.rendering.inert import keepable

_FENCE = re.compile(r" *(`{3,})")
_TAG = re.compile(r"\\.|<(?=[A-Za-z/!?])")
_NUMBER = re.compile(r"\d{1,9}(?=[.)])")


def as_blocks(text: Text) -> str:
    """`text` as Markdown of which every block counts; without the characters that Anki cannot keep."""
    if text.markup is Markup.PLAIN:
        return _without_html(as_markdown(text.value))
    value = keepable(text.value)
    return value if text.markup is Markup.MARKDOWN else _as_paragraph(value)


def _without_html(markdown: str) -> str:
    """The same with a backslash before each tag outside code: here HTML is text, elsewhere Markdown lets it act."""
    fence = ""
    lines = []
    for line in markdown.split("\n"):
        mark = _FENCE.fullmatch(line)
        if mark and fence in ("", mark.group(1)):
            fence = "" if fence else mark.group(1)
        lines.append(line if fence or mark else _TAG.sub(_escaped, line))
    return "\n".join(lines)


def _escaped(found: re.Match[str]) -> str:
    return "\\<" if found.group() == "<" else found.group()


def _as_paragraph(line: str) -> str:
    """One line of Markdown so that it begins no list, heading, quotation or the like where blocks are read."""
    from generator.rendering.markdown import outline

    kinds = [block.kind for block in outline(line)]
    if kinds in (["paragraph"], ["math_block"]) or not line.strip():
        return line
    number = _NUMBER.match(line)
    at = number.end() if number else 0
    return f"{line[:at]}\\{line[at:]}"
