"""A text export with a term, a separator and a definition for each card in, the cards out, as Quizlet writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from generator.cards import Fate, Origin, Page, ParsedPage, SourceCard
from generator.parsers.anki_headers import read_headers
from generator.parsers.layout import WHITE_SPACE, Layout
from generator.parsers.ledger import Ledger
from generator.parsers.rows import AROUND, HTML
from generator.parsers.spreadsheet import is_header

SURE = ("\t", "/////", "---", "=>", "||", "::")
LOOSE = (" – ", " — ", " - ", " = ", "|", ": ", ";")
MOST = 0.6
"""The share of records that must have the separator just once, where it is one that prose has not."""

NEARLY_ALL = 0.9
"""The same where prose has it, too."""

ENOUGH = 4
_MARK = re.compile(r"([*=+#~_])\1{2,}")
LONGEST_TERM = 60
"""Characters a term has at most, in the middle, where the separator is one that prose has."""


def recognises(lines: Sequence[str]) -> str:
    """What was seen where most records, and two at least, hold one sure separator just once."""
    return _seen(lines, SURE)


def recognises_loosely(lines: Sequence[str]) -> str:
    """What was seen where nearly all lines hold one separator just once, and begin with a short term of their own."""
    return _seen(lines, LOOSE)


def parse(page: Page) -> ParsedPage:
    """Every record with the separator just once as a card; any other is a problem, never a guess."""
    ledger = Ledger(page)
    separator, records = _best(ledger.lines, (*SURE, *LOOSE)) or ("\t", _by_lines(ledger.lines))
    for at, record in enumerate(records):
        sides = "\n".join(ledger.lines[record.start : record.stop]).split(separator)
        if at == 0 and is_header(sides):
            ledger.enter(Fate.FURNITURE, record)
        elif _is_card(sides):
            _add(ledger, record, sides)
    ledger.enter(Fate.FURNITURE, (at for at, line in enumerate(ledger.bare) if _MARK.fullmatch(line)))
    return ledger.close()


LAYOUT = Layout(
    "separated",
    "Quizlet text export",
    'a line for each card, its sides parted by a tab, "/////", "---", "=>", "||" or "::"',
    recognises,
    parse,
)
LOOSELY = Layout(
    "terms",
    "List of terms",
    'a line for each card, a short term and its definition parted by " - ", " = ", ": ", "|" or ";"',
    recognises_loosely,
    parse,
    sure=False,
)


def _seen(lines: Sequence[str], separators: Sequence[str]) -> str:
    best = _best(lines, separators)
    if best and is_header(lines[best[1][0].start].split(best[0])):
        return ""
    return f"{len(best[1])} times {_shown(best[0])} between two sides" if best else ""


def _best(lines: Sequence[str], separators: Sequence[str]) -> tuple[str, list[range]] | None:
    """The first separator that enough records have just once, with the records, as ranges of lines, that fit best."""
    if read_headers(lines).size or any(HTML.search(line) for line in lines):
        return None
    ways_to_part = (_by_lines(lines), _by_marks(lines), _by_blanks(lines))
    for separator in separators:
        ways = [(_share(lines, records, separator), records) for records in ways_to_part]
        share, records = max(ways, key=lambda way: way[0])
        if share:
            return separator, records
    return None


def _share(lines: Sequence[str], records: Sequence[range], separator: str) -> float:
    """The share of records that are cards with this separator; 0 where too few are, for prose has some, too."""
    texts = ["\n".join(lines[record.start : record.stop]) for record in records]
    cards = [sides for text in texts if _is_card(sides := text.split(separator))]
    told = sum(bool(sides[1].strip(AROUND)) for sides in cards)
    if separator in SURE:
        return len(cards) / len(texts) if told > 1 and len(cards) >= MOST * len(texts) else 0
    terms = [sides[0].strip(AROUND) for sides in cards]
    if told < ENOUGH or told < NEARLY_ALL * len(texts) or len(set(terms)) < NEARLY_ALL * len(terms):
        return 0
    return len(cards) / len(texts) if sorted(map(len, terms))[len(terms) // 2] <= LONGEST_TERM else 0


def _by_lines(lines: Sequence[str]) -> list[range]:
    return [range(at, at + 1) for at, line in enumerate(lines) if line.strip(WHITE_SPACE)]


def _by_marks(lines: Sequence[str]) -> list[range]:
    """The records between lines of marks, like ***** or =====."""
    return _between(lines, lambda line: bool(_MARK.fullmatch(line)))


def _by_blanks(lines: Sequence[str]) -> list[range]:
    return _between(lines, lambda line: not line)


def _between(lines: Sequence[str], parts: Callable[[str], bool]) -> list[range]:
    ends = [-1, *(at for at, line in enumerate(lines) if parts(line.strip(WHITE_SPACE))), len(lines)]
    filled = ([at for at in range(begin + 1, end) if lines[at].strip(WHITE_SPACE)] for begin, end in pairwise(ends))
    return [range(places[0], places[-1] + 1) for places in filled if places]


def _is_card(sides: Sequence[str]) -> bool:
    """Whether the record is a term in one line, the separator just once, and what it means."""
    return len(sides) == 2 and bool(sides[0].strip(AROUND)) and "\n" not in sides[0].strip(AROUND)


def _add(ledger: Ledger, record: range, sides: Sequence[str]) -> None:
    card = SourceCard(
        question=sides[0].strip(AROUND),
        answer=sides[1].strip(AROUND) or None,
        origin=Origin(ledger.path, record.start + 1),
        question_line=record.start + 1,
        answer_line=record.start + 1,
    )
    ledger.add_row(record.start + 1, record.stop, card)


def _shown(separator: str) -> str:
    return "a tab" if separator == "\t" else f'"{separator}"'
