"""Markdown with questions as headings in, the cards out: what follows a heading is its answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.cards import Fate, ParsedPage
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

ENOUGH = 3
"""Questions that make a document one of questions."""

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t](.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading: the index of its line, how deep it is, and its words."""

    at: int
    depth: int
    words: str


def recognises(sheet: Sheet) -> str:
    """What was seen where most headings of one depth ask a question."""
    headings = sheet.once(_headings)
    asking = _asking(headings)
    return f"{sum(_asks(heading) for heading in asking)} headings that ask" if asking else ""


def parse(sheet: Sheet) -> ParsedPage:
    """A card for each heading of the depth that asks; shallower ones are chapters, deeper ones part of the answer."""
    ledger = Ledger(sheet)
    headings = sheet.once(_headings)
    asking = _asking(headings) or headings
    depth = asking[0].depth if asking else 0
    open_to = [heading for heading in headings if heading.depth <= depth]
    for heading, end in pairwise([*open_to, _Heading(len(ledger.lines), 0, "")]):
        if heading.depth < depth:
            ledger.enter(Fate.FURNITURE, [heading.at])
        else:
            ledger.add(range(heading.at, heading.at + 1), range(heading.at + 1, end.at), asked=heading.words)
    title = next((heading.words for heading in headings if heading.depth < depth), "")
    return ledger.close(title)


def _headings(sheet: Sheet) -> list[_Heading]:
    """Every heading with marks (CommonMark 4.2) that stands in no fence."""
    fence = ""
    headings: list[_Heading] = []
    for at, (line, bare) in enumerate(zip(sheet.lines, sheet.bare, strict=True)):
        if not bare.startswith(("#", "`", "~")):
            continue
        found = _FENCE.match(line)
        if found and (not fence or found.group(1).startswith(fence)):
            fence = "" if fence else found.group(1)
        elif not fence and (heading := _HEADING.fullmatch(line)) and (words := _words(heading.group(2))):
            headings.append(_Heading(at, len(heading.group(1)), words))
    return headings


def _words(heading: str) -> str:
    """A heading without the marks that may close it."""
    words = heading.strip(" \t")
    open_end = words.rstrip("#")
    return open_end.rstrip(" \t") if open_end.endswith((" ", "\t")) else words


def _asking(headings: Sequence[_Heading]) -> list[_Heading]:
    """The headings of the depth at which most ask something; none where there is no such depth."""
    asking = Counter(heading.depth for heading in headings if _asks(heading))
    for depth, times in asking.most_common(1):
        there = [heading for heading in headings if heading.depth == depth]
        if times >= ENOUGH and times > len(there) / 2:
            return there
    return []


def _asks(heading: _Heading) -> bool:
    return heading.words.rstrip("*_`\"'”’)").endswith(("?", "？"))
