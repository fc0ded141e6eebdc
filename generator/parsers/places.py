"""What was read of a saved page in, the same with the lines of its file and its lost pictures out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.cards import Fate, Origin, Page, ParsedPage, Problem, SourceCard


def lost_pictures(page: Page, parsed: ParsedPage) -> ParsedPage:
    """`parsed` with a problem for each picture that stands in a card, for text cannot hold it."""
    found = [*parsed.problems, *_pictures(page, parsed)]
    return replace(parsed, problems=tuple(sorted(found))) if page.pictures else parsed


def in_file(page: Page, parsed: ParsedPage) -> ParsedPage:
    """`parsed` with every place as a line of the page's file, where that differs from the text's."""
    if not page.numbers:
        return parsed
    cards = tuple(_moved(page, card) for card in parsed.cards)
    problems = tuple(replace(problem, origin=_place(page, problem.origin)) for problem in parsed.problems)
    return replace(parsed, cards=cards, problems=tuple(sorted(problems)))


def _pictures(page: Page, parsed: ParsedPage) -> Iterator[Problem]:
    for before, address in page.pictures:
        entry = parsed.account[before - 1] if before else parsed.account[0]
        if address and entry.card and entry.fate is not Fate.FURNITURE:
            message = (
                f"here this card shows a picture, which is not in its text ({_short(address)}); save it in media/ "
                f"and show it in edits.md with ![](media/its-name)"
            )
            yield Problem(Origin(page.path, max(before, 1)), "lost-picture", message)


def _short(address: str) -> str:
    bare = address.split("?", maxsplit=1)[0]
    return "embedded" if bare.startswith("data:") else f"…{bare[-99:]}" if len(bare) > 100 else bare


def _moved(page: Page, card: SourceCard) -> SourceCard:
    return replace(
        card,
        origin=_place(page, card.origin),
        question_line=page.numbers[card.question_line - 1],
        answer_line=page.numbers[card.answer_line - 1],
    )


def _place(page: Page, origin: Origin) -> Origin:
    return Origin(origin.path, page.numbers[origin.line - 1])
