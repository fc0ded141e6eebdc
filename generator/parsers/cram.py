"""The text of a Cram page in, its cards out: after "26 Cards in this Set", front and back by turns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.cards import Fate, ParsedPage
from generator.parsers.alternation import fields, pairs
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

_COUNT = re.compile(r"(\d{1,5}) Cards? in this Set", re.IGNORECASE)
_SIDES = ("Front", "Back", "3rd side (hint)", "Hint")
_FURNITURE = re.compile(
    r"Shuffle|Toggle On|Toggle Off|Alphabetize|Front First|Both Sides|Read|Reading\.{3}|Front|Back"
    r"|Card Range To Study|through|image|Play button|Progress|\d{1,5}/\d{1,5}|Click to flip"
    r"|Use (?:LEFT|UP) and (?:RIGHT|DOWN) arrow keys .*"
    r"|H to show hint;|A reads text to speech;|How to study your flashcards\.?"
    r"|(?:Right/Left|Up/Down) arrow keys: .*"
    r"|[HA] key: .*|Study your flashcards anywhere!|Download the official Cram app for free.*|Share.{0,20}|Loading\.*"
    r"|Flashcards? »?.{0,100}|Home|Upgrade to .{0,60}|Get Started|Sign ?(?:in|up)|Log ?in|Close|Print|Edit|Clone|Export"
)


def recognises(sheet: Sheet) -> str:
    """What was seen where a line counts the cards as Cram does."""
    bare = _bare(sheet.bare)
    start = _start(bare)
    return f'a line "{bare[start[0]]}"' if start else ""


def parse(sheet: Sheet) -> ParsedPage:
    """Fronts and backs by turns; where a field was dropped, or the number does not agree, only what is sure."""
    ledger = Ledger(sheet)
    bare = _bare(ledger.bare)
    counted, begin = _start(bare) or (0, 0)
    count = _COUNT.fullmatch(bare[counted])
    announced = int(count.group(1)) if count else None
    title = next((at for at in range(counted) if bare[at] and not _FURNITURE.fullmatch(bare[at])), None)
    ledger.enter(Fate.FURNITURE, (at for at in range(counted) if at == title or _FURNITURE.fullmatch(bare[at])))
    ledger.enter(Fate.FURNITURE, range(counted, begin))
    found = fields(ledger.bare, range(begin, len(bare)))
    if announced and len(found) == 3 * announced and "3rd side (hint)" in bare[counted:begin]:
        found = [field for at in range(0, len(found), 3) for field in _with_hint(*found[at : at + 3])]
    for front, back in pairs(ledger.bare, found, announced):
        ledger.add(front, back)
    ledger.count_announced(announced, counted)
    return ledger.close("" if title is None else bare[title])


def _bare(lines: Sequence[str]) -> list[str]:
    return [line.removeprefix("• ").removeprefix("- ") for line in lines]


def _start(bare: Sequence[str]) -> tuple[int, int] | None:
    """The line of the count, and the first one below it and the labels of the sides; None where there is no count."""
    for counted in (at for at, line in enumerate(bare) if _COUNT.fullmatch(line)):
        labels = [at for at in range(counted + 1, min(counted + 10, len(bare))) if bare[at] in _SIDES]
        return counted, labels[-1] + 1 if labels else counted + 1
    return None


def _with_hint(front: range, back: range, hint: range) -> tuple[range, range]:
    """The hint stands below the answer, where it gives nothing away."""
    return front, range(back.start, hint.stop if hint else back.stop)
