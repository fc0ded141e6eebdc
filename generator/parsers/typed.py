"""Text with Q: and A: before questions and answers in, as people type it, the cards out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.cards import Fate, Origin, ParsedPage, SourceCard
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger
from generator.parsers.rows import AROUND

_BEFORE = r"[\s>*_#•-]*(?:\d{1,4}[.)]\s*[*_]*)?"
_AFTER = r"\s*(?:\d{1,4}\s*)?[*_]*%s[*_]*(?=\s|$)"
_ASKS, _TELLS = r"(?:Q|Question|Front|Prompt)", r"(?:A|Answer|Back|Response)"
_BELOW = re.compile(rf"\n[^a-z\n]*{_ASKS}[^a-z\n]*[:.)]", re.IGNORECASE)
"""What a page has on which two lines ask, for one of them stands below another line."""

_OPTION = re.compile(r"\s*[B-D][.)]\s")
_INLINE = re.compile(r"\s(?:A|Answer):\s")
_RULE = re.compile(r"[-=*_]{3,}")


def recognises(sheet: Sheet) -> str:
    """What was seen where two lines or more begin with Q: and about as many with A:."""
    if not _BELOW.search(sheet.text):
        return ""
    asks, tells = sheet.once(_labels)
    seen = Counter(sheet.lines).items()  # a page says many of its lines over and over
    asked = sum(times for line, times in seen if asks.match(line))
    answered = sum(times for line, times in seen if tells.match(line) or (asks.match(line) and _INLINE.search(line)))
    if asked < 2 or not 0.5 * asked <= answered <= 1.5 * asked:
        return ""
    return f"{asked} lines that begin like Q:, {answered} like A:"


def parse(sheet: Sheet) -> ParsedPage:
    """A card for each Q: its words up to A, and the lines from A up to the next Q."""
    ledger = Ledger(sheet)
    asks, tells = sheet.once(_labels)
    starts = [at for at, line in enumerate(ledger.lines) if asks.match(line)]
    above = [at for at in range(starts[0] if starts else 0) if ledger.bare[at]]
    title = ledger.bare[above[0]].lstrip("# ") if len(above) == 1 else ""
    ledger.enter(Fate.FURNITURE, above if title else [])
    for start, end in pairwise([*starts, len(ledger.lines)]):
        _add(ledger, start, _without_rule(ledger, start, end), asks, tells)
    return ledger.close(title)


def _labels(sheet: Sheet) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What questions and answers begin with; "A." is an answer only where no "B." makes it a choice."""
    end = ":" if any(_OPTION.match(line) for line in set(sheet.lines)) else "[:.)]"
    asks, tells = (_BEFORE + word + _AFTER % end for word in (_ASKS, _TELLS))
    return re.compile(asks, re.IGNORECASE), re.compile(tells, re.IGNORECASE)


def _without_rule(ledger: Ledger, start: int, end: int) -> int:
    """Where the card ends: a line of dashes at its end parts it from the next one."""
    filled = [at for at in range(start, end) if ledger.bare[at]]
    if len(filled) > 1 and _RULE.fullmatch(ledger.bare[filled[-1]]):
        ledger.enter(Fate.FURNITURE, filled[-1:])
        return filled[-1]
    return end


def _add(ledger: Ledger, start: int, end: int, asks: re.Pattern[str], tells: re.Pattern[str]) -> None:
    number = len(ledger.cards) + 1
    answers = [at for at in range(start + 1, end) if tells.match(ledger.lines[at])]
    first = answers[0] if answers else end
    asked = _text(ledger, range(start, first), asks)
    answered = _text(ledger, range(first, end), tells)
    parts = _INLINE.split(asked) if not answers else [asked]
    is_inline = len(parts) == 2
    card = SourceCard(
        question=parts[0].rstrip(AROUND) if is_inline else asked,
        answer=(parts[1].lstrip(AROUND) if is_inline else answered) or None,
        origin=Origin(ledger.path, start + 1),
        question_line=start + 1,
        answer_line=min(first, len(ledger.lines) - 1) + 1,
    )
    ledger.cards.append(card)
    ledger.enter(Fate.ROW if is_inline else Fate.QUESTION, range(start, first), number)
    ledger.enter(Fate.ANSWER, range(first, end), number)
    for at in answers[1:]:
        message = f'"{ledger.bare[at][:60]}" begins a second answer, which is read as part of the first one'
        ledger.problem("leftover-furniture", at, message)


def _text(ledger: Ledger, places: range, label: re.Pattern[str]) -> str:
    """The lines at `places`, the first one without its label."""
    lines = list(_unlabelled(ledger.lines[places.start : places.stop], label))
    while lines and not lines[0].strip(AROUND):
        lines.pop(0)
    return "\n".join(line.rstrip(AROUND) for line in lines).rstrip(AROUND)


def _unlabelled(lines: Sequence[str], label: re.Pattern[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        found = label.match(line) if at == 0 else None
        yield line[found.end() :].lstrip(AROUND) if found else line
