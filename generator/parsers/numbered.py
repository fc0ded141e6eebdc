"""Numbered questions as typed in, the cards out: below each its answer, with or without a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from generator.cards import Fate, ParsedPage
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

ENOUGH = 3
"""Questions that make a page one of them."""

_NUMBERED = re.compile(r"(?:\*\*)?(\d{1,4})[.)]\s+(\S.*)")
_ASKS = re.compile(r"[?？][*\"'”’)\]]*$")
_LABEL = re.compile(r"(?:\*\*)?(?:Answer|Ans|A)(?:\*\*)?\s*[:.](?:\*\*)?(?=\s|$)\s*", re.IGNORECASE)
_OPTION = re.compile(r"[B-Db-d][.)]\s")


def recognises(sheet: Sheet) -> str:
    """What was seen where lines numbered from 1 ask something, one after the other, and lines stand below them."""
    bare = [line.strip() for line in sheet.lines]
    starts = _starts(bare)
    answered = sum(any(bare[start + 1 : end]) for start, end in pairwise([*starts, len(bare)]))
    if len(starts) < ENOUGH or answered < len(starts) / 2:
        return ""
    return f"{len(starts)} questions numbered from 1"


def parse(sheet: Sheet) -> ParsedPage:
    """A card for each numbered question: up to its label Answer, or else its first line, and what stands below."""
    ledger = Ledger(sheet)
    starts = _starts(ledger.bare)
    above = [at for at in range(starts[0] if starts else 0) if ledger.bare[at]]
    title = ledger.bare[above[0]].lstrip("# ") if len(above) == 1 else ""
    ledger.enter(Fate.FURNITURE, above if title else [])
    for start, end in pairwise([*starts, len(ledger.lines)]):
        _add(ledger, start, end)
    return ledger.close(title)


def _starts(bare: Sequence[str]) -> list[int]:
    """The lines that ask and bear the next number: a list inside an answer asks nothing."""
    starts: list[int] = []
    for at, line in enumerate(bare):
        found = _NUMBERED.fullmatch(line)
        if found and int(found.group(1)) == len(starts) + 1 and _asks(bare, at):
            starts.append(at)
    return starts


def _asks(bare: Sequence[str], at: int) -> bool:
    """Whether the line ends with a question mark, or its answer's label stands right below."""
    below = next((line for line in bare[at + 1 : at + 3] if line), "")
    return bool(_ASKS.search(bare[at]) or _label(below, is_choice=False))


def _add(ledger: Ledger, start: int, end: int) -> None:
    """The card whose lines are these; a label is left out of the answer."""
    is_choice = any(_OPTION.match(line) for line in ledger.bare[start:end])
    label = next((at for at in range(start + 1, end) if _label(ledger.bare[at], is_choice=is_choice)), None)
    found = _NUMBERED.fullmatch(ledger.bare[start])
    words, number = (found.group(2), found.group(1)) if found else ("", "")
    told = start + 1 if label is None else label
    asked = "\n".join([words, *(line.rstrip() for line in ledger.lines[start + 1 : told])]).rstrip()
    answered = _LABEL.sub("", ledger.text(range(told, end))[0], count=1) if label is not None else ""
    ledger.add(range(start, told), range(told, end), number=number, asked=asked, answered=answered)


def _label(line: str, *, is_choice: bool) -> bool:
    """Whether the line begins with the answer's label; among choices "A." is the first of them."""
    found = _LABEL.match(line)
    return bool(found and not (is_choice and found.group().strip("* ").casefold() in ("a.", "a")))
