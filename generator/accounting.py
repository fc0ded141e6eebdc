"""A page and what its parser made of it in, one line for each of its lines out: where did it go?"""

from __future__ import annotations

from collections.abc import Iterator

from generator.cards import Fate, LineFate, Page, ParsedPage


def account(page: Page, parsed: ParsedPage) -> Iterator[str]:
    """Every line of the page, as "path:line: what it is: the line itself"."""
    lines = page.text.removesuffix("\n").split("\n")
    numbers = page.numbers or range(1, len(lines) + 1)
    for at, line, entry in zip(numbers, lines, parsed.account, strict=True):
        yield f"{page.path}:{at}: {_fate(entry, parsed)}: {line}"


def _fate(entry: LineFate, parsed: ParsedPage) -> str:
    if not entry.card or entry.fate is Fate.BLANK:
        return entry.fate.value
    return f"{entry.fate.value} of card {parsed.cards[entry.card - 1].number or entry.card}"
