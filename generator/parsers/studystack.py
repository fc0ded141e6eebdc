"""The text of a StudyStack page in, its cards out: the rows of its table, as an extractor prints them."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from generator.cards import Fate, Origin, ParsedPage, SourceCard
from generator.parsers.alternation import LONGEST_TERM, is_term
from generator.parsers.layout import WHITE_SPACE, Sheet
from generator.parsers.ledger import Ledger

_SIGNS = re.compile(r"Remaining cards \(\d+\)|Embed Code - If you would like this activity on your web page.*")
_HEADER = re.compile(r"\|?\s*(?:Term|Question|Front|Word)\s*[\t|]\s*(?:Definition|Answer|Back|Meaning)\s*\|?")
_RULE = re.compile(r"[|\s:-]*-[|\s:-]*")
_PARTS = re.compile(r"\t+| \| ")
_FURNITURE = re.compile(
    r"Busy\. Please wait\.|show password|Forgot Password\?|Don't have an account\? .*|Sign up.{0,40}|Log ?in.{0,40}|or"
    r"|Username is available taken|Make sure to remember your password\. .*|We do not share your email address .*"
    r"|Your email address is only used .*|Already a StudyStack user\? Log In|Reset Password"
    r"|Enter the .*email you a link.*"
    r"|Didn't know it\?|Knew it\?|click below|Don't know|Don't Know|Know|Remaining cards \(\d+\)|Embed Code - .*"
    r"|Normal Size\s+Small Size.*|Help!?|\d+:\d+|retry|restart all cards|shuffle|Save|incorrect cards \(\d+\)|0:01"
    r"|To see how well you know the information, .*|Pass complete!|correct cards \(\d+\)|Correct box contains:"
    r"|Time elapsed:.*|Retries:.*|box contains:|Voices|Created by:.*|Popular .* sets|StudyStack.*|Options|auto flip.*",
    re.IGNORECASE,
)


def recognises(sheet: Sheet) -> str:
    """What was seen where StudyStack's own lines stand above."""
    sign = next((line for line in sheet.bare[:200] if _SIGNS.fullmatch(line)), "")
    if not sign:
        return ""
    rows = sum(len(_cells(line)) == 2 for line in sheet.lines)
    return f'"{sign[:40]}" and {rows} rows of two cells'


def parse(sheet: Sheet) -> ParsedPage:
    """A card for each row of two cells; a line below that is in no row goes on with the answer, and that is said."""
    ledger = Ledger(sheet)
    bare = ledger.bare
    signs = [at for at, line in enumerate(bare[:200]) if _SIGNS.fullmatch(line)]
    begin = signs[-1] + 1 if signs else 0
    rows = [at for at in range(begin, len(bare)) if len(_cells(ledger.lines[at])) == 2]
    top = rows[0] if rows else begin
    ledger.enter(Fate.FURNITURE, (at for at, line in enumerate(bare) if _is_site(line)))
    named = [at for at in range(begin, top) if bare[at] and not _is_site(bare[at])]
    title, description = ([*named, None, None])[:2]
    ledger.enter(Fate.FURNITURE, named[:2])
    for row, end in pairwise([*rows, len(bare)]):
        if not _is_site(bare[row]):
            _add(ledger, row, end)
    return ledger.close("" if title is None else bare[title], "" if description is None else bare[description])


def _is_site(line: str) -> bool:
    return bool(_FURNITURE.fullmatch(line) or _HEADER.fullmatch(line) or (_RULE.fullmatch(line) and "|" in line))


def _cells(line: str) -> list[str]:
    """The cells of a row: parted by tabs, or by upright strokes as in Markdown."""
    parts = _PARTS.split(line.strip(" \u00a0").removeprefix("| ").removesuffix(" |"))
    return [part.strip(WHITE_SPACE) for part in parts]


def _add(ledger: Ledger, row: int, end: int) -> None:
    question, answer = _cells(ledger.lines[row])
    below = list(takewhile(lambda at: ledger.bare[at] and not _is_site(ledger.bare[at]), range(row + 1, end)))
    further = list(takewhile(lambda at: not _is_alone(ledger.bare[at - 1], ledger.bare[at]), below))
    text = "\n".join([answer, *(ledger.bare[at] for at in further)]).strip("\n")
    card = SourceCard(question, text or None, Origin(ledger.path, row + 1), row + 1, row + 1)
    ledger.add_row(row + 1, (further[-1] if further else row) + 1, card)
    if further:
        message = f'"{ledger.bare[further[0]][:60]}" may belong to the next card instead; check both'
        ledger.problem("unsure-sides", further[0], message)
    for at in below[len(further) :]:
        ledger.add(range(at, at + 1), range(at + 1, at + 1))


def _is_alone(before: str, line: str) -> bool:
    """Whether the line is a term whose definition is missing: the sentence above has ended, and this is none."""
    return is_term(line) and not is_term(before[-LONGEST_TERM:])
