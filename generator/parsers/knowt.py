"""The text of a Knowt set's page in, its cards out: a number and "New cards" for each, or terms by turns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.cards import Fate, ParsedPage
from generator.parsers.alternation import fields, pairs
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

MARK = "New cards"
_COUNT = re.compile(r"(\d{1,5}) Terms?", re.IGNORECASE)
_SHOWN = re.compile(r"\d{1,5} ?/ ?(\d{1,5})")
_TABLE = re.compile(r"\|? ?Name \| Mastery \| Learn \|.*")
_TAIL = re.compile(r"Explore top (?:notes|flashcards).{0,20}")
_FURNITURE = re.compile(
    r"\|? ?Name \| Mastery \| Learn \|.*|\|?[-| ]+\|?|No study sessions yet\.?|No analytics yet"
    r"|Send a link to your students to track their progress|Looks like no(?: one added any)? tags.{0,40}|\d\.\d\(\d+\)"
    r"|There's no tags or description|(?:studied by)?Studied by .{0,60}|(?:call kai|full-width)?Call Kai|learnLearn"
    r"|examPractice Test|gameKnowt Play"
    r"|spaced repetitionSpaced Repetition|heart puzzleMatch|flashcardsFlashcards|GameKnowt Play|Card Sorting"
    r"|encourage image|Locked|Chat|\d{1,3}%(?:Unit|Exam) Mastery|Build your Mastery score|Supplemental Materials"
    r"|multiple choiceMultiple Choice|\d{1,5} ?/ ?\d{1,5}|flashcard set|Earn XP|Description and Tags|Study Analytics"
    r"|Last updated .{0,60}|Name|Mastery"
    r"|Learn|Test|Matching|Spaced|Call with Kai|Tags|Knowt Play|Practice Test.{0,60}|Spaced Repetition.{0,60}"
    r"|Matching Game.{0,60}|Flashcards.{0,60}|Learn.{0,60}|\(\d+\)|[A-Z][a-z]+ \d{4}|Rating"
)


def recognises(sheet: Sheet) -> str:
    """What was seen where the number of terms and "New cards" stand, or the table of Knowt's ways to study."""
    bare = sheet.bare
    counted = next((line for line in bare if _COUNT.fullmatch(line)), "")
    marks = sum(line == MARK for line in bare)
    if counted and marks:
        return f'"{counted}" and {marks} times "{MARK}"'
    return "Knowt's table Name, Mastery, Learn" if any(_TABLE.fullmatch(line) for line in bare) else ""


def parse(sheet: Sheet) -> ParsedPage:
    """A card for each number with its mark; of a page without marks, terms and definitions by turns."""
    ledger = Ledger(sheet)
    counted = next((at for at, line in enumerate(ledger.bare) if _COUNT.fullmatch(line)), None)
    starts = _starts(ledger.bare, counted or 0)
    if starts:
        top = starts[0]
        _add_numbered(ledger, starts)
    else:
        places = [at for at, line in enumerate(ledger.bare) if _FURNITURE.fullmatch(line)]
        top = next((at for at in reversed(places) if at < 60), -1) + 1
        shown = next((_SHOWN.fullmatch(line) for line in ledger.bare[:top] if _SHOWN.fullmatch(line)), None)
        found = fields(ledger.bare, range(top, len(ledger.bare)))
        for term, definition in pairs(ledger.bare, found, int(shown.group(1)) + 1 if shown else None):
            ledger.add(term, definition)
    title = next((at for at in range(top) if ledger.bare[at] and not _is_known(ledger.bare[at])), None)
    ledger.enter(Fate.FURNITURE, (at for at in range(top) if at == title or _is_known(ledger.bare[at])))
    told = next((at + 1 for at in range(top - 1) if ledger.bare[at] == "Description and Tags"), None)
    described = next((at for at in range(told, top) if ledger.bare[at]), None) if told else None
    ledger.enter(Fate.FURNITURE, [] if described is None else [described])
    ledger.count_announced(int(ledger.bare[counted].split()[0]) if counted is not None else None, counted or 0)
    return ledger.close(*("" if at is None else ledger.bare[at] for at in (title, described)))


def _is_known(line: str) -> bool:
    return bool(_FURNITURE.fullmatch(line) or _COUNT.fullmatch(line))


def _starts(bare: Sequence[str], begin: int) -> list[int]:
    """The lines with the cards' numbers: they grow, and a mark stands below, or above as the end of the last card."""
    filled = [at for at in range(begin, len(bare)) if bare[at]]
    marked = [place for place, at in enumerate(filled) if bare[at] == MARK]
    is_above = bool(marked) and marked[0] == 2
    numbers = [place - 1 for place in marked] if is_above else [1, *(place + 1 for place in marked[:-1])]
    starts: list[int] = []
    last = 0
    for at in (filled[place] for place in numbers if marked and place < len(filled)):
        if bare[at].isdecimal() and last < int(bare[at][:9]):
            starts.append(at)
            last = int(bare[at][:9])
    return starts


def _add_numbered(ledger: Ledger, starts: Sequence[int]) -> None:
    """Each card's first paragraph, or line, is the term; where more than two follow, that is said."""
    tail = next(
        (at for at in range(starts[-1], len(ledger.bare)) if _TAIL.fullmatch(ledger.bare[at])), len(ledger.bare)
    )
    ledger.enter(Fate.FURNITURE, range(tail, len(ledger.bare)))
    for start, end in zip(starts, [*starts[1:], tail], strict=True):
        inside = [at for at in range(start + 1, end) if ledger.bare[at]]
        marks = [at for at in (*inside[:1], *inside[-1:]) if ledger.bare[at] == MARK][:1]
        parts = _paragraphs([at for at in inside if at not in marks])
        term = parts[0] if parts else range(end, end)
        definition = range(parts[1].start, parts[-1].stop) if len(parts) > 1 else range(end, end)
        ledger.add(term, definition, markers=[start, *marks], number=ledger.bare[start])
        if len(parts) > 2:
            message = f'the page does not say where the term "{ledger.bare[term.start][:60]}" ends; check this card'
            ledger.problem("unsure-sides", start, message)


def _paragraphs(texts: Sequence[int]) -> list[range]:
    """Runs of lines between blank ones; where no blank line stands between them, each line by itself."""
    runs: list[range] = []
    for at in texts:
        if runs and runs[-1].stop == at:
            runs[-1] = range(runs[-1].start, at + 1)
        else:
            runs.append(range(at, at + 1))
    return runs if len(runs) != 1 else [range(at, at + 1) for at in texts]
