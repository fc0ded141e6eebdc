"""A parsed page in, the same for people and for laws out: as JSON, and the proof that no line was lost."""

from __future__ import annotations

import json

from generator.cards import Fate, LineFate, Page, ParsedPage
from generator.parsers.layout import WHITE_SPACE


def as_json(parsed: ParsedPage) -> str:
    """A parsed page as a person would check it: several lines are a list, a missing answer is null."""
    cards = [
        {
            "number": card.number,
            "line": card.origin.line,
            "question": _readable(card.question),
            "answer": card.answer and _readable(card.answer),
        }
        for card in parsed.cards
    ]
    page = {"title": parsed.title, "description": parsed.description, "cards": cards}
    problems = [str(problem) for problem in parsed.problems]
    return json.dumps(page | {"problems": problems}, ensure_ascii=False, indent=2) + "\n"


def _readable(text: str) -> str | list[str]:
    return text.split("\n") if "\n" in text else text


def assert_total(page: Page, parsed: ParsedPage) -> None:
    """Law 1: one entry a line; the cards' texts stand in the lines entered as theirs; what is in none is a problem."""
    lines = page.text.removesuffix("\n").split("\n")
    assert len(parsed.account) == len(lines)
    told = {problem.origin.line for problem in parsed.problems}
    held: dict[tuple[int, Fate], list[str]] = {}
    before = Fate.BLANK
    for at, (line, entry) in enumerate(zip(lines, parsed.account, strict=True), 1):
        assert 0 <= entry.card <= len(parsed.cards), (at, entry)
        if entry.fate is Fate.BLANK:
            assert not line.strip(WHITE_SPACE), (at, line)
            continue
        if entry.fate is Fate.PROBLEM:
            assert before is Fate.PROBLEM or at in told, (at, line)
        before = entry.fate
        held.setdefault((entry.card, entry.fate), []).append(line)
    for number, card in enumerate(parsed.cards, 1):
        for fate, text in ((Fate.QUESTION, card.question), (Fate.ANSWER, card.answer or "")):
            where = held.get((number, fate), []) + held.get((number, Fate.ROW), [])
            # Between two cells of a row stands what parts them, so that its lines are looked for one by one.
            parts = text.split("\n") if (number, Fate.ROW) in held else [text]
            assert all(_words(part) in _words("\n".join(where)) for part in parts), (number, fate, text, where)


def assert_accounted(read: Page, parsed: ParsedPage) -> None:
    """One entry a line; a line without one of a card's is blank, or a row of empty cells, or told of."""
    lines = read.text.removesuffix("\n").split("\n")
    assert len(parsed.account) == len(lines)
    told = {problem.origin.line for problem in parsed.problems}
    before = Fate.BLANK
    for number, line, entry in zip(read.numbers or range(1, len(lines) + 1), lines, parsed.account, strict=True):
        assert entry.fate is not Fate.BLANK or not line.strip(WHITE_SPACE + ',;|"')
        assert entry.fate is not Fate.PROBLEM or before is Fate.PROBLEM or number in told
        before = before if entry.fate is Fate.BLANK else entry.fate


def assert_nothing_more(page: Page, parsed: ParsedPage, labels: int = 0) -> None:
    """Law 1 the other way: a line entered as a card's holds its text, and at most `labels` characters more."""
    lines = page.text.removesuffix("\n").split("\n")
    for number, card in enumerate(parsed.cards, 1):
        for fate, text in ((Fate.QUESTION, card.question), (Fate.ANSWER, card.answer or "")):
            mine = [line for line, entry in zip(lines, parsed.account, strict=True) if entry == LineFate(fate, number)]
            if mine:
                assert len(_words("\n".join(mine))) - len(_words(text)) <= labels, (number, fate, text, mine)


def _words(text: str) -> str:
    return "".join(text.split())
