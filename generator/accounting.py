"""Pages and what the parser made of them in, one line for each of their lines out: where did it go?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.cards import Fate, LineFate, Page, ParsedPage


def account(pages: Iterable[tuple[Page, ParsedPage]]) -> str:
    """Every line of the pages, as "path:line: what it is: the line itself"."""
    return "".join(f"{line}\n" for page, parsed in pages for line in _lines(page, parsed))


def _lines(page: Page, parsed: ParsedPage) -> Iterator[str]:
    lines = page.text.removesuffix("\n").split("\n")
    for at, (line, entry) in enumerate(zip(lines, parsed.account, strict=True), 1):
        yield f"{page.path}:{at}: {_fate(entry, parsed)}: {line}"


def _fate(entry: LineFate, parsed: ParsedPage) -> str:
    if not entry.card or entry.fate is Fate.BLANK:
        return entry.fate.value
    return f"{entry.fate.value} of card {parsed.cards[entry.card - 1].number or entry.card}"
