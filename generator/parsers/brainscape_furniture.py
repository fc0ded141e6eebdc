"""Lines of a Brainscape page in, which of them are the page's own out: title, counts, rating, footer."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Sequence
from typing import NamedTuple

from generator.parsers.layout import WHITE_SPACE, places_of

RATING = ("How well did you know this?", "1", "Not at all", "2", "3", "4", "5", "Perfectly")
_RATING_MUST = frozenset({"How well did you know this?", "Not at all", "Perfectly"})
_COUNT = re.compile(r"\(?(\d{1,6}) (?:cards?|flashcards?)\)?")
_OLD_TITLE = re.compile(r"Flashcards in (.+) Deck \((\d{1,6})\)")
_TITLE_END = re.compile(r"(?<!\s)\s+Flashcards(?: Preview)?(?:\s*[|–-]\s*Brainscape)?$")
_FOOTER = (
    re.compile(r".{1,200} \(\d{1,6} decks?\)"),
    re.compile(r"Decks in .{1,200} Class \(\d{1,6}\):?"),
    re.compile(r"(?:# ?)?Learn faster with Brainscape.*"),
    re.compile(r"Study .{1,200} flashcards now!"),
)
_SIGN_OFF = (
    re.compile(r"Brainscape helps you (?:reach|realize) your .*"),
    re.compile(r"© \d{4} Bold Learning Solutions.*"),
    re.compile(r"Terms and Conditions"),
    re.compile(r"Privacy Policy"),
)
_FURNITURE = re.compile("|".join(pattern.pattern for pattern in (*_SIGN_OFF, *_FOOTER)))
_MAX_DESCRIPTION = 2000


def is_furniture(line: str) -> bool:
    """Whether the line is one that Brainscape puts on every page."""
    return bool(_FURNITURE.fullmatch(line.strip(WHITE_SPACE)))


def title_of(line: str) -> str:
    """The deck's title where the line is one as Brainscape prints it; else ""."""
    bare = line.strip(WHITE_SPACE)
    old = _OLD_TITLE.fullmatch(bare)
    if old:
        return old.group(1)
    return _TITLE_END.sub("", bare) if _TITLE_END.search(bare) else ""


def announced_count(line: str) -> int | None:
    """How many cards the line announces; None where it announces nothing."""
    bare = line.strip(WHITE_SPACE)
    found = _OLD_TITLE.fullmatch(bare) or _COUNT.fullmatch(bare)
    return int(found.groups()[-1]) if found else None


def read_preamble(lines: Sequence[str]) -> tuple[str, str, int | None, list[int]]:
    """The lines before the first card: title, description, how many cards the page announces, what is understood.

    A preamble that looks like cards is not.
    """
    title, count = "", None
    described: list[int] = []
    understood: list[int] = []
    printed = next(filter(None, map(title_of, lines)), "")
    for at, bare in enumerate(lines):
        if (announced := announced_count(bare)) is not None:
            count = announced
            title = title or title_of(bare)
        elif bare and not title and not _is_json_ld(bare) and title_of(bare) == printed:
            title = printed or bare
        elif bare and not _is_json_ld(bare) and not is_furniture(bare):
            if title:
                described.append(at)
            continue
        understood.append(at)
    description = _description([lines[at] for at in described])
    return title, description, count, [*understood, *(described if description else [])]


class Ratings(NamedTuple):
    """The rating blocks of a page: the index of each one's first line, and of the line after its last."""

    starts: array[int]
    ends: array[int]


def rating_blocks(bare: Sequence[str]) -> Ratings:
    """Every rating block; in none of them stands a card's number above its Q."""
    found = Ratings(array("L"), array("L"))
    for at in places_of(RATING[0], bare):
        if (after := _rating_end(bare, at)) is not None:
            found.starts.append(at)
            found.ends.append(after)
    return found


def footer_start(lines: Sequence[str], start: int, end: int) -> int:
    """The index where the page's footer begins in the bare lines[start:end]; `end` where there is none.

    A line that only might be a footer's counts as one if nothing but furniture follows, or a sign-off.
    """
    begin, signed = end, False
    for at in range(end - 1, start - 1, -1):
        bare = lines[at]
        if not bare:
            continue
        signs = any(pattern.fullmatch(bare) for pattern in _SIGN_OFF)
        if signs or any(pattern.fullmatch(bare) for pattern in _FOOTER):
            begin, signed = at, signed or signs
        elif not signed:
            break
    return begin


def _rating_end(lines: Sequence[str], start: int) -> int | None:
    """The index after the rating block that begins at `start`; None if the lines are something else."""
    whole = start + len(RATING)
    if tuple(lines[start:whole]) == RATING:
        return whole
    expected = 0
    found = set()
    after = start
    for at in range(start, len(lines)):
        bare = lines[at]
        if not bare:
            continue
        if bare not in RATING[expected:]:
            break
        expected = RATING.index(bare, expected) + 1
        found.add(bare)
        after = at + 1
        if expected == len(RATING):
            break
    return after if found >= _RATING_MUST else None


def _description(described: Sequence[str]) -> str:
    text = "\n".join(described)
    if len(text) > _MAX_DESCRIPTION or {"Q", "A"} & set(described):
        return ""
    return text


def _is_json_ld(line: str) -> bool:
    if not line.startswith(("{", "[")) or '"@context"' not in line:
        return False
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
