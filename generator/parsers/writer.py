"""Pieces of text, breaks and list items in, lines out: how a browser lays text out, without the boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLANKS = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line that a page shows, the line of its file (from 1), and the classes of the elements around it."""

    text: str
    number: int
    parts: tuple[str, ...]


@dataclass(slots=True)
class LineWriter:
    """Builds lines: `typed` is set while white space counts, `pictures` are (lines before it, address)."""

    typed: bool = False
    pictures: list[tuple[int, str]] = field(default_factory=list)
    _lines: list[ShownLine] = field(default_factory=list)
    _words: list[str] = field(default_factory=list)  # pieces, for a string that grows is copied at every step
    _begun: ShownLine = ShownLine("", 0, ())
    _parts: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    _line: int = 1
    _blank_lines: int = 0
    _after_break: bool = False
    _indent: str = ""
    _mark: str = ""
    _cell: bool = False

    def at(self, number: int) -> None:
        """Say which line of the file comes next; libxml2 counts no further than 65,535."""
        if number < 65_535:
            self._line = max(self._line, number)

    def enter(self, classes: list[str]) -> None:
        """Begin an element with these classes."""
        self._parts.append((*self._parts[-1], *classes) if classes else self._parts[-1])

    def leave(self) -> None:
        """End the element begun last."""
        self._parts.pop()

    def write(self, text: str) -> None:
        """Add text as it stands in the file."""
        if self.typed:
            self._write_typed(text)
            return
        words = _BLANKS.sub(" ", text)
        bare = words.strip(" ")
        if bare:
            words = words if self._is_glued() else words.lstrip(" ")
            self._add(words, text.count("\n", 0, len(text) - len(text.lstrip())))
        elif words and self._is_glued():
            self._words.append(" ")
        self._line += text.count("\n")

    def end_line(self) -> None:
        """What <br> does: end the line; a second one leaves it empty."""
        if self._is_seen():
            self._end()
        elif self._after_break or self._words:
            self._words.clear()
            self._blank_lines += 1
        self._after_break = True

    def new_block(self, breaks: int) -> None:
        """End the line; before the next words come `breaks` line ends at least."""
        if self._words:
            self._end()
        self._after_break = self._cell = False
        self._blank_lines = max(self._blank_lines, breaks - 1)

    def next_cell(self) -> None:
        """Begin a cell of a table's row."""
        if self._cell and self._words:
            while self._words and not (last := self._words.pop().rstrip(" ")):
                continue
            self._words += [last, "\t"]
        self._cell = True

    def item(self, mark: str, depth: int) -> None:
        """Begin an item of a list `depth` lists deep."""
        self._mark = "  " * depth + mark + " "
        self._indent = "  " * (depth + 1)

    def outdent(self, depth: int) -> None:
        """End an item; what follows belongs to one `depth` lists deep, or to none."""
        self._mark = ""
        self._indent = "  " * (depth + 1) if depth else ""

    def picture(self, address: str) -> None:
        """Note a picture that stands here."""
        self.pictures.append((len(self._lines) + bool(self._words), address))

    def close(self) -> list[ShownLine]:
        """All lines there are."""
        self._end()
        return self._lines

    def _write_typed(self, text: str) -> None:
        for at, words in enumerate(text.expandtabs(8).split("\n")):
            if at:
                self.end_line()
                self._line += 1
            if words:
                self._add(words, 0)

    def _add(self, words: str, lines_down: int) -> None:
        if not self._words:
            if self._lines:
                empty = ShownLine("", self._line, self._parts[-1])
                self._lines += [empty] * self._blank_lines
            self._blank_lines = 0
            self._begun = ShownLine(self._mark or self._indent, self._line + lines_down, self._parts[-1])
            self._mark = ""
        self._after_break = False
        self._words.append(words)

    def _end(self) -> None:
        if self._is_seen():
            words = "".join(self._words)
            text = self._begun.text + (words if self.typed else words.strip(" "))
            self._lines.append(ShownLine(text.rstrip(" "), self._begun.number, self._begun.parts))
        self._words.clear()

    def _is_seen(self) -> bool:
        """Whether the line has more than blanks."""
        return any(piece.strip(" ") for piece in self._words)

    def _is_glued(self) -> bool:
        """Whether what comes next stands right behind a word."""
        return bool(self._words) and self._words[-1][-1] not in " \t"
