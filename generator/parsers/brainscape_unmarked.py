"""A Brainscape page as text without its numbers and marks in, the cards that are sure out, the rest by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.cards import Fate, Page, ParsedPage
from generator.parsers.brainscape_furniture import announced_count, is_furniture, title_of
from generator.parsers.layout import WHITE_SPACE, Layout
from generator.parsers.ledger import Ledger

_BULLET = re.compile(r"(?:[-*•◦▪]|\d{1,3}[.)])\s+\S")
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_QUESTION = re.compile(r"[?？](?:\s*" + _ASIDE.pattern + r")?$")
_ASKS = re.compile(r"[?？][\"'”’)\]]*$|[:：]$")
_COMMANDS = frozenset(
    ("annotate", "arrange", "calculate", "choose", "classify", "compare", "complete", "compute", "contrast", "convert")
    + ("define", "derive", "describe", "determine", "differentiate", "discuss", "distinguish", "draw", "estimate")
    + ("evaluate", "explain", "fill", "find", "give", "how", "identify", "illustrate", "indicate", "label", "list")
    + ("match", "mention", "name", "order", "outline", "prove", "rank", "recall", "select", "show", "sketch", "solve")
    + ("state", "suggest", "summarise", "summarize", "true", "what", "when", "where", "which", "who", "why", "write")
)
ENOUGH = 3
"""Sure cards that make a page one of questions and answers."""


def recognises(lines: Sequence[str]) -> str:
    """What was seen where the first line is Brainscape's title and questions with sure answers follow."""
    bare = [line.strip(WHITE_SPACE).removeprefix("# ") for line in lines]
    filled = [line for line in bare if line]
    if not filled or not title_of(filled[0]):
        return ""
    answers = ([bare[at] for at in answer if bare[at]] for _, answer in _segments(bare))
    sure = sum(bool(answer) and _is_sure(answer) for answer in answers)
    return f"a title and {sure} questions with an answer below" if sure >= ENOUGH else ""


def parse(page: Page) -> ParsedPage:
    """A card for each question whose answer is sure; every other line is a problem."""
    ledger = Ledger(page)
    title = ""
    for at, line in enumerate(ledger.bare):
        if not title and title_of(line.removeprefix("# ")):
            title = title_of(line.removeprefix("# "))
            ledger.enter(Fate.FURNITURE, [at])
        elif announced_count(line) is not None or is_furniture(line):
            ledger.enter(Fate.FURNITURE, [at])
    for asked, answer in _segments(ledger.bare):
        if _is_sure([ledger.bare[at] for at in answer if ledger.bare[at]]):
            ledger.add(range(asked, asked + 1), answer, page=title)
    counts = [(announced_count(line), at) for at, line in enumerate(ledger.bare)]
    ledger.count_announced(*next((found for found in counts if found[0] is not None), (None, 0)))
    return ledger.close(title)


LAYOUT = Layout(
    "brainscape-unmarked",
    "Brainscape text without marks",
    "the page's title, then questions that end with a question mark, each with its answer below",
    recognises,
    parse,
    sure=False,
)


def _segments(bare: Sequence[str]) -> Iterator[tuple[int, range]]:
    """Each line that asks with a question mark, and the lines up to the next one that may be a card's first."""
    questions = [at for at, line in enumerate(bare) if _QUESTION.search(line) and not _BULLET.match(line)]
    for at, end in pairwise([*questions, len(bare)]):
        below = range(at + 1, end)
        furniture = (line for line in below if is_furniture(bare[line]) or announced_count(bare[line]) is not None)
        yield at, range(at + 1, next(furniture, end))


def _is_sure(answer: Sequence[str]) -> bool:
    """Whether these lines can only be the answer: nothing, one run of items, or one line that asks nothing.

    A line in parentheses below goes on with the answer.
    """
    told = [line for at, line in enumerate(answer) if not (at and _ASIDE.fullmatch(line))]
    return all(_BULLET.match(line) for line in told) or (len(told) == 1 and not _may_ask(told[0]))


def _may_ask(line: str) -> bool:
    """Whether the line may be the next card's question, though it has no question mark."""
    first = re.split(r"[^\w’']+", line.casefold(), maxsplit=1)[0]
    return bool(_ASKS.search(line)) or first in _COMMANDS
