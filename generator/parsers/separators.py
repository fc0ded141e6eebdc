"""The lines of a text export in, the marks that surely part its sides and its cards out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.parsers.anki_headers import read_headers
from generator.parsers.layout import WHITE_SPACE, Sheet
from generator.parsers.rows import AROUND, has_html

LINE, BLANK = "\n", "\n\n"
"""Cards that end with their line, and cards that end at a blank line; any other mark stands for itself."""

WEAK = (" – ", " — ", " - ", " -- ", " : ", ": ", " = ", "=", "::", "->", "=>", "||", "|", ";", "~~", ",")
"""What sentences and code have, too: believed only where nearly every card has it just once, after a short term."""

MOST, NEARLY_ALL = 0.6, 0.9
"""The share of the text that must be cards: by a mark that nobody writes otherwise, and by any other."""

ENOUGH = 4
"""Cards that make a list where the mark is weak."""

_RUN = re.compile(r"([/\-*=+~#$@%&^|:;])\1{2,}")
_COMMA = re.compile(r"(?<!\d),(?!\s)|(?<=\d),(?![\s\d])")
_TIGHT = re.compile(r",(?![^\S\n])")
"""What is a _COMMA in a line is this in the text."""

_NO_TERM = re.compile(
    r"\d:\d\d|[!…;,]$|[.!?…] +\w|^[\[{<#/`$@]|[{}\\]|\w\(|^(?:import|from|return|def|let|var|const)\b"
)
_CODE = re.compile(r"[;{]$|^\".*\",?$")


class Record(NamedTuple):
    """The text of what should be one card, and the lines it takes up, from 1 (`last` included)."""

    text: str
    first: int
    last: int


class Reading(NamedTuple):
    """One way to read the text: the mark between the sides of a card, and the one after each card."""

    between: str
    after: str = LINE


def readings(sheet: Sheet) -> tuple[Reading, ...]:
    """Every way to read the text that fits it best: none, one, or several that fit equally."""
    return sheet.once(strong_readings) or _fitting(sheet, WEAK)


def strong_readings(sheet: Sheet) -> tuple[Reading, ...]:
    """The same by marks that nobody writes otherwise; tells most pages of other layouts apart at once."""
    within = [run for run, only_ends in sheet.once(_runs).items() if not only_ends]
    return _fitting(sheet, ["\t"]) or _fitting(sheet, within)


def _fitting(sheet: Sheet, marks: Sequence[str]) -> tuple[Reading, ...]:
    """The readings by these marks, those of several lines a card first."""
    if sheet.once(_is_marked_up):
        return ()
    tried = marks if any(sheet.once(_runs).values()) else _often_enough(sheet, marks)
    cut = sheet.once(_cut) if tried else {}
    for afters in ([after for after in cut if after != LINE], [LINE]):
        found = [Reading(mark, after) for mark in tried for after in afters if _fits(cut[after], Reading(mark, after))]
        if found:
            return _plainest(found)
    return ()


def _is_marked_up(sheet: Sheet) -> bool:
    return bool(read_headers(sheet.lines).size) or has_html(sheet.text)


def _cut(sheet: Sheet) -> dict[str, list[str]]:
    """The texts of all records, by each mark that may stand after a card; lines last."""
    ends = [run for run, only_ends in sheet.once(_runs).items() if only_ends]
    cut = {after: [record.text for record in records(sheet.lines, after)] for after in (*ends, BLANK)}
    if not any("\n" in text for text in cut[BLANK]):
        del cut[BLANK]
    cut[LINE] = [line for line, bare in zip(sheet.lines, sheet.bare, strict=True) if bare]
    return cut


def _often_enough(sheet: Sheet, marks: Sequence[str]) -> list[str]:
    """The marks that stand there often enough for the fewest cards there can be: those between blank lines."""
    text, enough = sheet.text, MOST * sheet.once(_blocks)
    signs = {sign for sign in {mark.strip(" ")[0] for mark in marks} if text.count(sign) >= enough}
    return [mark for mark in marks if mark.strip(" ")[0] in signs and _times(text, mark) >= enough]


def _times(text: str, mark: str) -> int:
    return len(_TIGHT.findall(text)) if mark == "," else text.count(mark.rstrip(" "))


def _blocks(sheet: Sheet) -> int:
    return sum(is_filled for is_filled, _ in groupby(sheet.bare, bool))


def records(lines: Sequence[str], after: str) -> Iterator[Record]:
    """The text cut at every `after`; what holds nothing but white space is no record."""
    if after == LINE:
        yield from (Record(line, at, at) for at, line in enumerate(lines, 1) if line.strip(WHITE_SPACE))
        return
    held: list[str] = []
    for at, line in enumerate(lines, 1):
        ended = line.strip(WHITE_SPACE).endswith(after) if after != BLANK else not line.strip(AROUND)
        held.append(line.rstrip(WHITE_SPACE).removesuffix(after) if ended else line)
        if ended:
            yield from _record(held, at)
            held = []
    yield from _record(held, len(lines))


def sides(text: str, between: str) -> tuple[str, str] | None:
    """Term and definition; None where the mark does not part them just once, or no term of one line stands before."""
    padded = f"{text} " if between.endswith(" ") else text
    parts = _COMMA.split(text, 2) if between == "," else padded.split(between, 2)
    term = parts[0].strip(AROUND)
    return (term, parts[1].strip(AROUND)) if len(parts) == 2 and term and "\n" not in term else None


def _record(held: Sequence[str], end: int) -> Iterator[Record]:
    """The record of the lines `held`, which end with the line `end`; blank ones above it are not its own."""
    filled = [at for at, line in enumerate(held) if line.strip(WHITE_SPACE)]
    if filled:
        yield Record("\n".join(held[filled[0] : filled[-1] + 1]), end - len(held) + filled[0] + 1, end)


def _runs(sheet: Sheet) -> dict[str, bool]:
    """The runs of one mark, like "---" and "*****", that stand on most lines, and whether they only end lines."""
    seen = Counter(run for run, _ in dict.fromkeys(_each_run(sheet.text)))
    return {run: _only_ends_lines(sheet.lines, run) for run, times in seen.most_common(4) if times > 1}


def _each_run(text: str) -> Iterator[tuple[str, int]]:
    """Each run and the number of its line."""
    at = number = 0
    for match in _RUN.finditer(text):
        number += text.count("\n", at, match.start())
        at = match.start()
        yield match.group(), number


def _only_ends_lines(lines: Sequence[str], run: str) -> bool:
    bare = [line.rstrip(WHITE_SPACE) for line in lines if run in line]
    return all(line.index(run) == len(line) - len(run) for line in bare)


def _fits(texts: Sequence[str], reading: Reading) -> bool:
    """Whether enough of the text are cards in this reading, and, where the mark is weak, look like cards too."""
    mark = reading.between.rstrip(" ")
    if sum(mark in text for text in texts) < MOST * len(texts):
        return False
    cards = [parted for text in texts if (parted := sides(text, reading.between))]
    told = sum(bool(definition) for _, definition in cards)
    if reading.between not in WEAK:
        return told > 1 and len(cards) >= (MOST if reading.after == LINE else NEARLY_ALL) * len(texts)
    return len(cards) >= max(ENOUGH, NEARLY_ALL * len(texts)) and told >= MOST * len(cards) and _look_like_cards(cards)


def _look_like_cards(cards: Sequence[tuple[str, str]]) -> bool:
    """Whether nearly every term is short, no sentence, code or time of day, and hardly ever said twice."""
    terms = [term for term, _ in cards]
    short = sum(len(term) <= 60 and not _NO_TERM.search(term) for term in terms)
    code = sum(bool(_CODE.search(definition)) for _, definition in cards)
    enough = NEARLY_ALL * len(cards)
    return short >= enough and len(set(terms)) >= enough and code < len(cards) / 2


def _plainest(found: Sequence[Reading]) -> tuple[Reading, ...]:
    """Without the readings whose mark is only a part of another one's, as "=" is of " = "."""
    marks = {reading.between for reading in found}
    whole = {mark for mark in marks if not any(mark in other for other in marks - {mark})}
    return tuple(reading for reading in found if reading.between in whole)
