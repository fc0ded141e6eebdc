"""The bookkeeping of one page: lines go in as cards, furniture or doubts, a whole account comes out."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from generator.cards import Fate, Origin, ParsedPage, Problem, SourceCard
from generator.parsers.account import Account, entry
from generator.parsers.layout import WHITE_SPACE, Sheet, places_of

_BLANK, _PROBLEM = entry(Fate.BLANK), entry(Fate.PROBLEM)


class Ledger:
    """Where each line of a page goes. A line that is not blank and never entered is a problem in the end.

    Places are indexes of lines from 0; origins count from 1.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.path = sheet.path
        self.lines = sheet.lines
        self.bare = sheet.bare
        self.cards: list[SourceCard] = []
        self.problems: list[Problem] = []
        self._account = array("I", [_PROBLEM if bare else _BLANK for bare in self.bare])

    def enter(self, fate: Fate, places: Iterable[int], card: int = 0) -> None:
        """Say what the lines at `places` are, and of which card (from 1); blank lines stay blank."""
        said = entry(fate, card)
        for at in places:
            if self.bare[at]:
                self._account[at] = said

    def add(
        self,
        question: range,
        answer: range,
        *,
        markers: Iterable[int] = (),
        number: str = "",
        page: str = "",
        asked: str = "",
        answered: str = "",
    ) -> SourceCard:
        """Add the card whose question and answer are the lines in these ranges, and enter all its lines.

        `asked` and `answered` are the texts where they are only part of those lines. An answer without words
        is None: the page has none.
        """
        count = len(self.cards) + 1
        markers = tuple(markers)
        self.enter(Fate.QUESTION, question, count)
        self.enter(Fate.ANSWER, answer, count)
        self.enter(Fate.MARKER, markers, count)
        words, question_line = self.text(question)
        told, answer_line = self.text(answer)
        first = min(*markers, question_line - 1) if markers else question_line - 1
        card = SourceCard(
            question=asked or words,
            answer=answered or told or None,
            origin=Origin(self.path, first + 1),
            question_line=question_line,
            answer_line=answer_line,
            number=number,
            page=page,
        )
        self.cards.append(card)
        return card

    def add_row(self, first: int, last: int, card: SourceCard) -> None:
        """Add a card that takes up the lines from `first` to `last`, counted from 1, questions and answers mixed."""
        self.cards.append(card)
        self.enter(Fate.ROW, range(first - 1, last), len(self.cards))

    def text(self, places: range) -> tuple[str, int]:
        """The words in `places` without blank lines around them, and the line (from 1) they begin on."""
        filled = [at for at in places if self.bare[at]]
        if not filled:
            return "", min(places.start, len(self.lines) - 1) + 1
        kept = self.lines[filled[0] : filled[-1] + 1]
        return "\n".join([line.rstrip(WHITE_SPACE) for line in kept]), filled[0] + 1

    def problem(self, rule: str, at: int, message: str) -> None:
        """Report something at the line `at`."""
        self.problems.append(Problem(Origin(self.path, at + 1), rule, message))

    def count_announced(self, announced: int | None, at: int) -> None:
        """Report where the page, in its line `at`, announces another number of cards than were found."""
        if announced is not None and announced != len(self.cards):
            message = f"the page announces {announced} cards and holds {len(self.cards)}; check that it was saved whole"
            self.problem("count-mismatch", at, message)

    def close(self, title: str = "", description: str = "") -> ParsedPage:
        """The page as it was read; every run of lines that went nowhere is a problem."""
        problems = [*self.problems, *self._unread()]
        return ParsedPage(title, description, tuple(self.cards), tuple(sorted(problems)), Account(self._account))

    def _unread(self) -> Iterable[Problem]:
        run: list[int] = []
        for at in places_of(_PROBLEM, self._account):
            if run and any(self.bare[run[-1] + 1 : at]):
                yield self._lost(run)
                run = []
            run.append(at)
        if run:
            yield self._lost(run)

    def _lost(self, run: list[int]) -> Problem:
        first = self.bare[run[0]]
        more = f" and {len(run) - 1} more" if len(run) > 1 else ""
        words = first if len(first) <= 60 else first[:59] + "…"
        message = f'"{words}"{more}: in no card; if it belongs to one, add it in edits.md'
        return Problem(Origin(self.path, run[0] + 1), "unread-line", message)
