"""The text of a Brainscape page in, its cards out: number, Q, question, A, answer, the rating block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.cards import Fate, LineFate, Origin, Page, ParsedPage, Problem, SourceCard
from generator.parsers.brainscape_furniture import footer_start, is_furniture, rating_blocks, read_preamble
from generator.parsers.layout import WHITE_SPACE, Layout

NUMBER = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class _Span:
    """Where one card stands, as indexes of lines: number, Q, A (None: no A line), first line after it."""

    number: int
    q: int
    a: int | None
    end: int


def recognises(lines: Sequence[str]) -> str:
    """What was seen where somewhere a number, a line "Q" and later a line "A" follow each other."""
    headers = list(_headers(lines))
    if not headers or not any(line.strip(WHITE_SPACE) == "A" for line in lines[headers[0][1] + 1 :]):
        return ""
    return f"{len(headers)} times a number above a line Q"


def parse(page: Page) -> ParsedPage:
    """Every card of the page; a line that is in no card and no known furniture is a problem."""
    lines = page.text.removesuffix("\n").split("\n")
    spans = _spans(lines)
    blank, unread = LineFate(Fate.BLANK), LineFate(Fate.PROBLEM)
    account = [unread if line.strip(WHITE_SPACE) else blank for line in lines]
    problems: list[Problem] = []
    title, description, count = read_preamble(lines[: spans[0].number if spans else 0], account)
    cards = [
        _card(page.path, title, lines, span, number, account, problems, last=number == len(spans))
        for number, span in enumerate(spans, 1)
    ]
    if count is not None and count != len(cards):
        message = f"the page announces {count} cards and holds {len(cards)}; check that it was saved whole"
        problems.append(Problem(Origin(page.path, 1), "count-mismatch", message))
    problems += _unread(page.path, lines, account)
    return ParsedPage(title, description, tuple(cards), tuple(sorted(problems)), tuple(account))


LAYOUT = Layout(
    "brainscape",
    "Brainscape page text",
    'for each card a number, a line "Q", the question, a line "A", the answer',
    recognises,
    parse,
)


def _headers(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Every place where a card may begin: the indexes of a line with a number and of the Q after it."""
    number = None
    for at, line in enumerate(lines):
        bare = line.strip(WHITE_SPACE)
        if bare == "Q" and number is not None:
            yield number, at
            number = None
        elif bare[:1].isdecimal() and NUMBER.fullmatch(bare):
            number = at
        elif bare:
            number = None


def _spans(lines: Sequence[str]) -> list[_Span]:
    """The cards' places; a header inside an answer (no A follows, out of sequence) is left as text."""
    headers = list(_headers(lines))
    ends = [*(number for number, _ in headers), len(lines)][1:]
    spans: list[_Span] = []
    for at, ((number, q), end) in enumerate(zip(headers, ends, strict=True)):
        a = _answer_mark(lines, q + 1, end)
        upcoming = int(lines[headers[at + 1][0]]) if at + 1 < len(headers) else None
        if spans and a is None and not _in_sequence(lines, spans[-1], int(lines[number]), upcoming):
            spans[-1] = _Span(spans[-1].number, spans[-1].q, spans[-1].a, end)
        else:
            spans.append(_Span(number, q, a, end))
    return spans


def _answer_mark(lines: Sequence[str], start: int, end: int) -> int | None:
    """The first line that is "A" at the margin, for an indented one may be text; else the first that is "A" at all."""
    marks = [at for at in range(start, end) if lines[at].strip(WHITE_SPACE) == "A"]
    return next((at for at in marks if lines[at].startswith("A")), marks[0] if marks else None)


def _in_sequence(lines: Sequence[str], before: _Span, number: int, upcoming: int | None) -> bool:
    return number == int(lines[before.number]) + 1 and upcoming != number


def _card(
    path: str,
    title: str,
    lines: Sequence[str],
    span: _Span,
    number: int,
    account: list[LineFate],
    problems: list[Problem],
    *,
    last: bool,
) -> SourceCard:
    """The card in `span`; its lines are entered into `account`, doubts about them into `problems`."""
    body = span.q + 1 if span.a is None else span.a + 1
    end, after = _end_of_text(lines, body, span.end, account, last=last)
    asked = range(span.q + 1, end if span.a is None else span.a)
    answered = range(end, end) if span.a is None else range(body, end)
    for marker in (span.number, span.q, *range(span.q if span.a is None else span.a, body)):
        account[marker] = LineFate(Fate.MARKER, number)
    _enter(account, lines, asked, LineFate(Fate.QUESTION, number))
    _enter(account, lines, answered, LineFate(Fate.ANSWER, number))
    _enter(account, lines, range(end, after), LineFate(Fate.FURNITURE, number))
    problems += _doubts(path, lines, (*asked, *answered))
    question, question_line = _text(lines, asked)
    answer, answer_line = _text(lines, answered)
    return SourceCard(
        question=question,
        answer=answer or None,
        origin=Origin(path, span.number + 1),
        question_line=question_line,
        answer_line=answer_line,
        number=lines[span.number].strip(WHITE_SPACE),
        page=title,
    )


def _end_of_text(lines: Sequence[str], start: int, end: int, account: list[LineFate], *, last: bool) -> tuple[int, int]:
    """Where a card's text ends and where its rating block does; a footer is entered into `account`."""
    blocks = rating_blocks(lines, start, end)
    if blocks:
        text_end, after = blocks[-1]
    else:
        text_end = after = footer_start(lines, start, end) if last else end
    for at in range(after, end):
        if lines[at].strip(WHITE_SPACE) and is_furniture(lines[at]):
            account[at] = LineFate(Fate.FURNITURE)
    return text_end, after


def _enter(account: list[LineFate], lines: Sequence[str], places: range, fate: LineFate) -> None:
    for at in places:
        if lines[at].strip(WHITE_SPACE):
            account[at] = fate


def _text(lines: Sequence[str], places: range) -> tuple[str, int]:
    """The words in `places` without blank lines around them, and the line (from 1) they begin on."""
    filled = [at for at in places if lines[at].strip(WHITE_SPACE)]
    if not filled:
        return "", min(places.start, len(lines) - 1) + 1
    return "\n".join(line.rstrip(WHITE_SPACE) for line in lines[filled[0] : filled[-1] + 1]), filled[0] + 1


def _doubts(path: str, lines: Sequence[str], places: Sequence[int]) -> Iterator[Problem]:
    """A warning for each line of a card's text that looks like the page's own machinery."""
    for at in places:
        bare = lines[at].strip(WHITE_SPACE)
        if bare in ("Q", "A", "How well did you know this?"):
            message = (
                f'"{bare}" stands here as text of a card; if it is the page\'s own, put the card right in edits.md'
            )
            yield Problem(Origin(path, at + 1), "leftover-furniture", message)
        elif bare == "(Image link)":
            message = "this card showed a picture here; save it in media/ and show it in edits.md: ![](media/its-name)"
            yield Problem(Origin(path, at + 1), "lost-picture", message)


def _unread(path: str, lines: Sequence[str], account: Sequence[LineFate]) -> Iterator[Problem]:
    """One warning for each run of lines that went to no card."""
    start = None
    for at, entry in enumerate((*account, LineFate(Fate.MARKER))):
        if entry.fate is Fate.PROBLEM:
            start = at if start is None else start
        elif start is not None and entry.fate is not Fate.BLANK:
            run = [line.strip(WHITE_SPACE) for line in lines[start:at] if line.strip(WHITE_SPACE)]
            first = run[0] if len(run[0]) <= 60 else run[0][:59] + "…"
            more = f" and {len(run) - 1} more" if len(run) > 1 else ""
            message = f'"{first}"{more}: in no card; if it belongs to one, add it in edits.md'
            yield Problem(Origin(path, start + 1), "unread-line", message)
            start = None
