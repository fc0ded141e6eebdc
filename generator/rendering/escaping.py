"""Plain text as scraped in, Markdown that shows the same out: what stood for itself is escaped, lists stay lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

from generator.rendering.inert import keepable
from generator.rendering.plain import render_plain

_ACTS = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~]|$)      # a backslash that would escape something
      | [`\[$]                        # code, links, formulas
      | (?<!\s)\*|\*(?!\s|$)          # emphasis, unless the star stands alone
      | (?<![^\W_])_|_(?![^\W_])      # emphasis, unless inside a word
      | ~(?=~)|(?<=~)~                # strikethrough
      | <(?=!--|[^\s<>]*[:@])         # an address in angle brackets, a comment
      | &(?=\#?\w+;)                  # an entity
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"(\d+)([.)])(?=\s|$)")


def as_markdown(text: str) -> str:
    """The Markdown whose blocks show what `render_plain` shows of `text`."""
    reader = _Reader()
    reader.feed(render_plain(text))
    reader.close()
    return _blocks(reader.root)


def as_line(text: str) -> str:
    """The same for a text of one line, as it stands in a heading."""
    return _line(" ".join(keepable(text).split("\n")).strip())


@dataclass(slots=True)
class _Node:
    tag: str
    inside: list[_Node | str] = field(default_factory=list)


_Inside: TypeAlias = list[_Node | str]
_IN_LINE = ("br", "span")


class _Reader(HTMLParser):
    """Builds the tree of the few tags that render_plain writes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        node = _Node(tag)
        if tag != "span":
            self._open[-1].inside.append(node)
        if tag not in _IN_LINE:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _IN_LINE:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)


def _blocks(node: _Node, gap: str = "\n\n") -> str:
    """What stands in a node: its own words first, then its paragraphs, lists and columns."""
    parts: list[str] = []
    words: _Inside = []
    mark = ""
    for inner in node.inside:
        if isinstance(inner, str) or inner.tag == "br":
            words.append(inner)
            continue
        if words:
            parts.append(_words(words))
            words = []
        if inner.tag in ("ul", "ol"):
            mark = _other_mark(inner.tag, mark)
            parts.append(_list(inner, mark))
            continue
        mark = ""
        parts.append(_fence(inner) if inner.tag == "pre" else _words(inner.inside))
    return gap.join([*parts, _words(words)] if words else parts)


def _other_mark(tag: str, before: str) -> str:
    """The mark for a list; beside another list it takes the other one, or the two would be one list."""
    first, second = ("-", "*") if tag == "ul" else (".", ")")
    return second if before == first else first


def _list(node: _Node, mark: str) -> str:
    items = [inner for inner in node.inside if isinstance(inner, _Node)]
    loose = any(isinstance(inner, _Node) and inner.tag == "p" for item in items for inner in item.inside)
    gap = "\n\n" if loose else "\n"
    shown = []
    for number, item in enumerate(items, start=1):
        lead = f"{mark} " if node.tag == "ul" else f"{number}{mark} "
        lines = _blocks(item, gap).split("\n")
        shown.append(lead + "\n".join(" " * len(lead) * bool(line and at) + line for at, line in enumerate(lines)))
    return gap.join(shown)


def _fence(node: _Node) -> str:
    """Columns stay columns only in a code block, fenced by more backticks than it holds."""
    text = "".join(inner for inner in node.inside if isinstance(inner, str))
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _words(inside: _Inside) -> str:
    text = "".join("\n" if isinstance(inner, _Node) else inner for inner in inside)
    return "\n".join(_line(line.strip()) for line in text.split("\n"))


def _line(line: str) -> str:
    escaped = _ACTS.sub(lambda found: "\\" + found.group(), line)
    number = _NUMBER.match(escaped)
    if number:
        return f"{number.group(1)}\\{escaped[number.end(1) :]}"
    return "\\" + escaped if escaped[:1] and escaped[0] in "#>+|:-*" else escaped
