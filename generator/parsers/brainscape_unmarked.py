"""A Brainscape page as text without its numbers and marks in, the cards that are sure out, the rest by line."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from generator.cards import Fate, ParsedPage
from generator.parsers.alternation import Pair, agreement, fields, pairs
from generator.parsers.brainscape_furniture import announced_count, is_furniture, title_of
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger

_BULLET = re.compile(r"(?:[-*•◦▪]|\d{1,3}[.)])\s+\S")
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_QUESTION = re.compile(r"[?？](?:\s*" + _ASIDE.pattern + r")?$")
_FIRST = re.compile(r"[\w’']*")
_COMMANDS = frozenset(
    ("annotate", "arrange", "calculate", "choose", "classify", "compare", "complete", "compute", "contrast", "convert")
    + ("define", "derive", "describe", "determine", "differentiate", "discuss", "distinguish", "draw", "estimate")
    + ("evaluate", "explain", "fill", "find", "give", "how", "identify", "illustrate", "indicate", "label", "list")
    + ("match", "mention", "name", "order", "outline", "prove", "rank", "recall", "select", "show", "sketch", "solve")
    + ("state", "suggest", "summarise", "summarize", "true", "what", "when", "where", "which", "who", "why", "write")
)
ENOUGH = 3
"""Sure cards that make a page one of questions and answers."""

MOST = 0.7
"""The share of pairs of lines that must be a short one beside a longer one to make a page one of terms."""


def recognises(sheet: Sheet) -> str:
    """What was seen where the first line is Brainscape's title and questions with sure answers follow."""
    bare = [line.removeprefix("# ") for line in sheet.bare]
    filled = [line for line in bare if line]
    if not filled or not title_of(filled[0]):
        return ""
    site = _site(bare)
    answers = ([bare[at] for at in answer if bare[at]] for _, answer in _segments(bare, site))
    sure = sum(bool(answer) and _is_sure(answer) for answer in answers)
    if sure >= ENOUGH:
        return f"a title and {sure} questions with an answer below"
    terms = _terms(bare, site)
    return f"a title and {len(terms) // 2} pairs of lines" if terms else ""


def parse(sheet: Sheet) -> ParsedPage:
    """A card for each question whose answer is sure; every other line is a problem."""
    ledger = Ledger(sheet)
    bare = ledger.bare
    site = _site(bare)
    titles = ((title_of(line.removeprefix("# ")), at) for at, line in enumerate(bare))
    title, titled = next((found for found in titles if found[0]), ("", None))
    ledger.enter(Fate.FURNITURE, site if titled is None else [*site, titled])
    terms = _terms(bare, site)
    for asked, answer in pairs(bare, terms, None) if terms else _questions(bare, site):
        ledger.add(asked, answer, page=title)
    counts = ((count, at) for at, count in site.items() if count is not None)
    ledger.count_announced(*next(counts, (None, 0)))
    return ledger.close(title)


def _site(bare: Sequence[str]) -> dict[int, int | None]:
    """The lines that are Brainscape's own, by their places, with the number of cards that they announce."""
    counts = ((at, line, announced_count(line)) for at, line in enumerate(bare) if line)
    return {at: count for at, line, count in counts if count is not None or is_furniture(line)}


def _terms(bare: Sequence[str], site: Container[int]) -> list[range]:
    """The fields below the title, where most of them by turns are a short one beside a longer one; else none."""
    begin = next((at + 1 for at, line in enumerate(bare) if line), len(bare))
    shown = ["" if at in site else line for at, line in enumerate(bare)]
    found = fields(shown, range(begin, len(bare)))
    return found if len(found) > 2 * ENOUGH and agreement(shown, found) >= MOST else []


def _questions(bare: Sequence[str], site: Container[int]) -> Iterator[Pair]:
    """Each question with the lines below it, where those can only be its answer."""
    for asked, answer in _segments(bare, site):
        if _is_sure([bare[at] for at in answer if bare[at]]):
            yield range(asked, asked + 1), answer


def _segments(bare: Sequence[str], site: Container[int]) -> Iterator[tuple[int, range]]:
    """Each line that asks with a question mark, and the lines up to the next one that may be a card's first."""
    questions = [at for at, line in enumerate(bare) if _QUESTION.search(line) and not _BULLET.match(line)]
    for at, end in pairwise([*questions, len(bare)]):
        below = range(at + 1, end)
        yield at, range(at + 1, next((line for line in below if line in site), end))


def _is_sure(answer: Sequence[str]) -> bool:
    """Whether these lines can only be the answer: nothing, one run of items, or one line that asks nothing.

    A line in parentheses below goes on with the answer.
    """
    told = [line for at, line in enumerate(answer) if not (at and _ASIDE.fullmatch(line))]
    return all(_BULLET.match(line) for line in told) or (len(told) == 1 and not _may_ask(told[0]))


def _may_ask(line: str) -> bool:
    """Whether the line may be the next card's question, though it has no question mark."""
    asks = line.endswith((":", "：")) or line.rstrip("\"'”’)]").endswith(("?", "？"))
    return asks or _FIRST.match(line.casefold()).group() in _COMMANDS  # type: ignore[union-attr]
