"""The text of a Quizlet set's page in, its cards out: terms and definitions by turns, as far as they were served."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.cards import Fate, ParsedPage
from generator.parsers.alternation import fields, pairs
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

_COUNT = re.compile(r"Terms in this set \((\d{1,5})\)", re.IGNORECASE)
_OLD_START = "Create an account"
_OLD_SIGN = re.compile(r"Like this study set\? Create a free account to save it\.?")
_TITLE = re.compile(r"(.+?)(?: Flash ?cards?)?(?: \| Quizlet| - Quizlet)| ?(.+) Flash ?cards", re.IGNORECASE)
_END = re.compile(
    r"(?:Other )?(?:Quizlet )?[Ss]ets? (?:found in|by this|with similar).*|Students also (?:viewed|studied|learned)"
    r"|Recommended textbook solutions|Other Quizlet sets|Related questions|Verified questions|About us"
    r"|This set is often (?:saved )?in folders with.*|You[’']ll also like.*|Quizlet|©\s?\d{4} Quizlet.*|For students"
    r"|Flashcards|Sets found in the same folder|Other sets by this creator|Subjects|Textbook solutions|Related sets",
)
_FURNITURE = re.compile(
    r"Flashcards|Learn|Test|Match|Write|Spell|Gravity|Live|Blast|Q-Chat|Blocks|Spaced Repetition|Practice Test.*"
    r"|Save|Created by|.{1,40} (?:PLUS|TEACHER|Teacher|Plus)|Share|Edit|Print|Export|Studied by.{0,40}|STUDY|PLAY"
    r"|Study|Play"
    r"|Sign ?up.{0,60}|Log ?in|Already have an? (?:Quizlet )?account\?.{0,20}|Create an account|Get a hint|Get started"
    r"|Like this study set\? .{0,60}|Click (?:the|card) (?:the )?card to flip.{0,5}|Tap the card to flip.{0,5}"
    r"|\d{1,5} ?/ ?\d{1,5}|Still learning(?: \(\d+\))?|Know|Not studied(?: \(\d+\))?|Mastered(?: \(\d+\))?|Your stats"
    r"|You[’']ve (?:begun|mastered|not) .{0,80}|Keep up the good work!?|Upgrade to remove ads|Only \$.{0,40}"
    r"|Home|Study with Quizlet and memorize flashcards containing terms like .*|Select these \d+"
    r"|Terms in this set \(\d+\)"
    r"|Expert solutions|Subjects|Preview|\d(?:\.\d)? \(\d+ reviews?\)|\d{1,3}% \(.{1,20} (?:rating|reviews)s?\)"
    r"|Don[’']t know\?|Flip|Term|Definition|Both|Alphabetical|Original|\d+ terms?|Upgrade.{0,60}|Created \d.*"
    r"|by .{1,40}"
    r"|Science.{0,80}|Arts and Humanities.{0,80}|Languages.{0,80}|Math.{0,80}|Social Science.{0,80}|Other.{0,40}"
)


def recognises(sheet: Sheet) -> str:
    """What was seen where Quizlet announces the terms, or asks to save the set, and pairs stand below."""
    bare = sheet.bare
    start = _start(bare)
    if start is None or len(_fields(bare, start)) < 2:
        return ""
    return f'"{bare[start][:60]}" and terms below'


def parse(sheet: Sheet) -> ParsedPage:
    """Terms and definitions by turns; where the number of fields leaves doubt, only what is sure."""
    ledger = Ledger(sheet)
    bare = ledger.bare
    start = _start(bare)
    begin = 0 if start is None else start + 1
    count = _COUNT.fullmatch(bare[start]) if start is not None else None
    end = _end(bare, begin)
    ledger.enter(Fate.FURNITURE, range(end, len(bare)))
    ledger.enter(
        Fate.FURNITURE, (at for at in range(begin) if _FURNITURE.fullmatch(bare[at]) or _END.fullmatch(bare[at]))
    )
    title = next((at for at in range(begin) if _TITLE.fullmatch(bare[at]) and not _FURNITURE.fullmatch(bare[at])), None)
    makers = [_next(bare, at) for at in range(begin - 1) if bare[at] == "Created by"]
    ledger.enter(Fate.FURNITURE, makers if title is None else [title, *makers])
    ledger.enter(Fate.FURNITURE, (at for at in range(begin, end) if _is_between(bare[at])))
    for term, definition in pairs(bare, _fields(bare, begin - 1), int(count.group(1)) if count else None):
        ledger.add(term, definition)
    ledger.enter(Fate.FURNITURE, _shown_before(ledger, begin))
    ledger.count_announced(int(count.group(1)) if count else None, begin - 1)
    return ledger.close("" if title is None else _named(bare[title]))


def _shown_before(ledger: Ledger, begin: int) -> Iterator[int]:
    """The lines above the list that repeat the card that is shown to be flipped, or the title."""
    sides = {side for card in ledger.cards[:5] for side in (card.question, card.answer)}
    titles = {_named(line) for line in ledger.bare[:begin] if _TITLE.fullmatch(line)}
    return (at for at in range(begin) if ledger.bare[at] in sides | titles)


def _start(bare: Sequence[str]) -> int | None:
    """The line above the first term."""
    counted = next((at for at, line in enumerate(bare) if _COUNT.fullmatch(line)), None)
    if counted is not None:
        return counted
    signed = next((at for at, line in enumerate(bare) if _OLD_SIGN.fullmatch(line)), None)
    if signed is None:
        return None
    return next((at for at in range(signed, min(signed + 20, len(bare))) if bare[at] == _OLD_START), None)


def _next(bare: Sequence[str], at: int) -> int:
    """The next line with words."""
    return next((below for below in range(at + 1, len(bare)) if bare[below]), at)


def _end(bare: Sequence[str], begin: int) -> int:
    """The line from which on the page shows other sets."""
    return next((at for at in range(begin, len(bare)) if _END.fullmatch(bare[at])), len(bare))


def _is_between(line: str) -> bool:
    return bool(
        re.fullmatch(r"(?:Still learning|Not studied|Mastered) \(\d+\)|You[’']ve (?:begun|mastered|not) .{0,80}", line)
    )


def _fields(bare: Sequence[str], start: int) -> list[range]:
    end = _end(bare, start + 1)
    shown = ["" if at > start and _is_between(line) else line for at, line in enumerate(bare[:end])]
    return fields(shown, range(start + 1, end))


def _named(line: str) -> str:
    found = _TITLE.fullmatch(line)
    return (found.group(1) or found.group(2) or line).strip() if found else line
