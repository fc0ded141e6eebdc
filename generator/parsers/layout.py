"""What every parser offers: a name, a description, a test for its layout, and the reading itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generator.cards import Page, ParsedPage

WHITE_SPACE = " \t\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What may be trimmed from a line. Controls may not, which str.strip() takes for white space: they are reported."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of one site or program.

    `name` is what --format calls it, `description` how one knows it. `recognises` takes the page's lines (for
    a layout known by its markup: the classes around each line) and says in words what it saw, like "9 cards
    marked Q and A"; "" where the page is something else. `parse` reads any page at all, also one that is not
    recognised, and then finds few cards or none. Neither reads a file. A layout that is not `sure` has no
    marks of its own: it is asked where no sure one knows the page. A layout with `signs` is only asked about a page
    that has one of them, the page and they in case-folded letters.
    """

    name: str
    title: str
    description: str
    recognises: Callable[[Sequence[str]], str]
    parse: Callable[[Page], ParsedPage]
    sure: bool = True
    signs: tuple[str, ...] = ("",)

    def may_know(self, folded: str) -> bool:
        """Whether it is worth asking about a page with this case-folded text."""
        return any(sign in folded for sign in self.signs)
