"""What every parser offers, a name, a test for its layout, the reading itself; and what it is given: a page's lines."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import Any, TypeVar

from generator.cards import Page, ParsedPage

WHITE_SPACE = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What may be trimmed from a line. Controls may not, which str.strip() takes for white space: they are reported."""

T = TypeVar("T")
_STRETCH, _LONGEST_SIGN, _FIRST = 1 << 20, 100, 1000


class Sheet:
    """A page line by line, handed from layout to layout; what several of them ask of it is worked out once."""

    def __init__(self, page: Page) -> None:
        self.path = page.path
        self.parts = page.parts
        self._text: str | None = page.text
        self._known: dict[Callable[[Sheet], object], Any] = {}

    @property
    def text(self) -> str:
        """The text of the page."""
        return self._text if self._text is not None else "\n".join(self.lines)

    @cached_property
    def lines(self) -> list[str]:
        """The lines as they stand in the page. What the first ones are, a site's own words, is held once for all."""
        text, lines, known, start = self.text, list[str](), dict[str, str](), 0
        while start <= len(text):
            end = text.find("\n", start + _STRETCH)
            stretch = text[start:end].split("\n") if end >= 0 else text[start:].split("\n")
            known = known or {line: line for line in stretch[:_FIRST]}
            lines += [known.get(line, line) for line in stretch]
            start = end + 1 if end >= 0 else len(text) + 1
        if len(lines) > 1 and not lines[-1]:
            lines.pop()
        return lines

    def hold_lines_alone(self) -> None:
        """Let go of the text, which is put together anew, but for a newline at its end, by who still asks for it."""
        if self.lines:
            self._text = None

    @cached_property
    def bare(self) -> list[str]:
        """The lines without the white space around them."""
        return [line.strip(WHITE_SPACE) for line in self.lines]

    def signs(self, wanted: Iterable[str]) -> frozenset[str]:
        """Those of the signs that stand in the text, capitals or not; a Kelvin and a long s are their letters, too.

        Looked for in one stretch after the other, so that no second text is held beside the first.
        """
        text, left, found = self.text, {sign: sign.encode() for sign in wanted}, set[str]()
        for start in range(0, len(text), _STRETCH):
            stretch = text[start : start + _STRETCH + _LONGEST_SIGN].replace("\u212a", "k").replace("\u017f", "s")
            folded = stretch.encode("utf-8", "replace").lower()
            found |= {sign for sign, data in left.items() if data in folded}
        return frozenset(found)

    def once(self, ask: Callable[[Sheet], T]) -> T:
        """What `ask` says of this page; asked for the first time only."""
        if ask not in self._known:
            self._known[ask] = ask(self)
        said: T = self._known[ask]
        return said


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of one site or program.

    `name` is what --format calls it, `description` how one knows it, `module` the file here that reads it, which is
    loaded when it is first asked and reads no file itself. A layout that is not `sure` has no marks of its own: it is
    asked where no sure one knows the page. A layout with `signs` is only asked about a page that has one of them, the
    page and they in small letters of ASCII.
    """

    name: str
    title: str
    description: str
    module: str
    sure: bool = True
    signs: tuple[str, ...] = ()

    def may_know(self, signs: Collection[str]) -> bool:
        """Whether it is worth asking about a page with these signs."""
        return not self.signs or any(sign in signs for sign in self.signs)

    def recognises(self, sheet: Sheet) -> str:
        """What was seen, in words like "9 cards marked Q and A"; "" where the page is something else."""
        seen: str = self._loaded().recognises(sheet)
        return seen

    def read(self, sheet: Sheet) -> ParsedPage:
        """The page's cards. It may be any page at all, also one that is not recognised; then they are few, or none."""
        parsed: ParsedPage = self._loaded().parse(sheet)
        return parsed

    def parse(self, page: Page) -> ParsedPage:
        """The page read in this layout."""
        return self.read(Sheet(page))

    def _loaded(self) -> ModuleType:
        return import_module(f"generator.parsers.{self.module}")


def places_of(wanted: T, values: Sequence[T]) -> Iterator[int]:
    """The indexes at which the value wanted stands, of a great many and not often."""
    at = -1
    try:
        while True:
            at = values.index(wanted, at + 1)
            yield at
    except ValueError:
        return


def between(places: Sequence[int], start: int, end: int) -> Sequence[int]:
    """Those of the places, which grow, that are at least `start` and less than `end`."""
    return places[bisect_left(places, start) : bisect_left(places, end)]
