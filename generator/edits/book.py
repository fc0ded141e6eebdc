"""The text of edits.md in, the same with one card's section put in, replaced or taken out; no other byte moves."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from generator.cards import Block, Page
from generator.edits.sections import Edit, read_edits
from generator.errors import DeckwrightError

_NEWLINE = re.compile(r"\r\n|\r|\n")
_END = "\n\n# The end\n\n$$\n"
"""What may follow a text: a heading, and a mark that would close a formula still open above the heading."""


@dataclass(frozen=True, slots=True)
class Book:
    """All of edits.md: its text as it is on disk, and where in it the section of each card begins and ends.

    `open_end` says that a code block or formula at the end was never closed, so nothing can be appended.
    """

    path: str
    text: str
    spans: Mapping[str, tuple[int, int]]
    outline: Callable[[str], Sequence[Block]]
    open_end: bool = False

    def section(self, key: str) -> str:
        r"""The section of the card `key`, newlines as \n; "" where it has none."""
        start, end = self.spans.get(key, (0, 0))
        return _NEWLINE.sub("\n", self.text[start:end])


def open_book(path: str, text: str, outline: Callable[[str], Sequence[Block]]) -> Book:
    """The book with this text. Raises DeckwrightError, with the line, where a section cannot be understood."""
    mark = 1 if text.startswith("\ufeff") else 0
    plain = _NEWLINE.sub("\n", text[mark:])
    edits = read_edits(Page(path, plain), outline)
    ends = [block.start for block in outline(plain) if block.kind == "heading" and block.marks in ("#", "##")]
    lengths = [len(line) for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text[mark:])]
    offsets = [mark, *(mark + end for end in accumulate(lengths))]
    lines = plain.split("\n")
    spans = {}
    for edit in edits:
        start = edit.origin.line - 1
        following = bisect_right(ends, start)
        end = ends[following] if following < len(ends) else len(lines)
        while not lines[end - 1].strip():
            end -= 1
        last = text[offsets[start] : offsets[end] if end < len(offsets) else None]
        spans[edit.key] = (offsets[start], offsets[start] + len(last.rstrip("\r\n")))
    return Book(path, text, spans, outline, open_end=not _is_closed(plain, outline))


def put(book: Book, key: str, section: str) -> Book:
    """The book with `section` as that of the card `key`: in the place of the old one, else at the end.

    Raises DeckwrightError where the text is not one section of that card, or would change another's.
    """
    read_section(section, key, book.outline)
    newline = _newline(book.text)
    words = newline.join(section.strip("\n").split("\n"))
    if key in book.spans:
        return _exchanged(book, key, *book.spans[key], words)
    if book.open_end:
        raise DeckwrightError(
            f"{book.path}: the code block or formula at the end is not closed, so nothing can be written after it; "
            f"close it, then run the command again."
        )
    gap = _missing_blank(book.text, newline)
    start = len(book.text) + len(gap)
    spans = {**book.spans, key: (start, start + len(words))}
    return replace(book, text=f"{book.text}{gap}{words}{newline}", spans=spans)


def take_out(book: Book, key: str) -> Book:
    """The book without the section of the card `key`, and without the blank lines that followed it."""
    start, end = book.spans[key]
    rest = book.text[end:]
    blank = len(rest) - len(rest.lstrip("\r\n"))
    without = _exchanged(book, key, start, end + blank, "")
    return replace(without, spans={name: span for name, span in without.spans.items() if name != key})


def read_section(section: str, key: str, outline: Callable[[str], Sequence[Block]]) -> Edit:
    """What one section says. `key` "" takes any card's.

    Raises DeckwrightError, with the line, where the text is not one whole section of that card.
    """
    text = _NEWLINE.sub("\n", section).strip("\n")
    edits = read_edits(Page("your text", text), outline)
    if not text.startswith("## ") or not edits or edits[0].origin.line != 1:
        raise DeckwrightError("your text:1: a section begins with its heading; write ## and the key in braces there.")
    if not _is_closed(text, outline):
        raise DeckwrightError("your text: a code block or formula is not closed; close it.")
    if len(edits) != 1 or any(block.marks == "#" for block in outline(text) if block.kind == "heading"):
        raise DeckwrightError("your text: this is more than one section; write one card here, with one heading.")
    if key and edits[0].key != key:
        raise DeckwrightError(f"your text:1: the key is no longer {key}; a card keeps its key, so put it back.")
    return edits[0]


def _exchanged(book: Book, key: str, start: int, end: int, words: str) -> Book:
    """The book with other words from `start` to `end`, and every later section moved along."""
    moved = len(words) - (end - start)
    spans = {name: (a + moved, b + moved) if a >= end else (a, b) for name, (a, b) in book.spans.items()}
    spans[key] = (start, start + len(words))
    return replace(book, text=book.text[:start] + words + book.text[end:], spans=spans)


def _is_closed(text: str, outline: Callable[[str], Sequence[Block]]) -> bool:
    """Whether a heading that follows the text is a heading."""
    line = text.count("\n") + 2
    return any(block.kind == "heading" and block.start == line for block in outline(text + _END))


def _newline(text: str) -> str:
    r"""The newline the file uses: that of its first line, else \n."""
    found = _NEWLINE.search(text)
    return found.group() if found else "\n"


def _missing_blank(text: str, newline: str) -> str:
    """What must stand between the end of the text and a new section."""
    body = text.removeprefix("\ufeff")
    if not body or body.endswith(newline * 2) or not body.strip():
        return ""
    return newline if body.endswith(newline) else newline * 2
