"""Let a person change a text in the editor and keep what they saved; a comment below it helps and is not saved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from generator import editing, reading, stages
from generator.cards import EditedCard
from generator.cli import unsaved
from generator.cli.printing import printable, say
from generator.completion import Gap
from generator.errors import DeckwrightError

_BEGIN, _END = "<!-- This comment is not saved; write above or below it.", "-->"
_AROUND = 4
"""How many lines of the page are shown before a card, and twice as many from its first line on."""


def edit_card(prepared: stages.Prepared, gap: Gap, hint: str) -> bool:
    """Open the section of a card; returns whether something was written into edits.md."""
    given = editing.offer(prepared, gap.card.key)

    def keep(saved: str) -> str:
        if section := editing.taken(given, saved):
            editing.keep(prepared.deck, given, section)
        return section

    return bool(edit_text(prepared.deck.edits, given.text, [hint, "", *context(prepared, gap)], keep))


def edit_text(edits: Path, text: str, comments: Sequence[str], keep: Callable[[str], str]) -> str:
    """Open `text` with the comments below it until `keep` takes what was saved; returns what `keep` made of it.

    "" where nothing was changed. What cannot be kept is offered again, or stays in a file that is named.
    """
    comment = _comment(comments)
    with unsaved.sheet(edits, f"{text}\n{comment}\n") as sheet:
        while True:
            saved = unsaved.open_in_editor(sheet)
            if saved is None:
                return ""
            try:
                return keep(_without_comment(saved, comment))
            except (DeckwrightError, OSError) as error:
                click.echo(f"Error: {printable(str(error))}", err=True)
                if not _wants_again():
                    raise click.exceptions.Exit(1) from error


def context(prepared: stages.Prepared, gap: Gap) -> list[str]:
    """What helps to write an answer: the cards around, and the page as it was scraped."""
    lines = [f"Card {gap.card.key}, {gap.card.origin}" + (f', of "{gap.card.page}"' if gap.card.page else "")]
    lines += ["The card asks:", *_indented(gap.card.question.value)]
    for words, cards in (("before", gap.before), ("after", gap.after)):
        for card in cards:
            lines += ["", f"The card {words}: {_one_line(card)}", *_indented(card.answer.value if card.answer else "?")]
    if page := _page_around(prepared, gap.card):
        lines += ["", "The page there:", *page]
    return lines


def _wants_again() -> bool:
    try:
        return click.confirm("Open your text again?", default=True)
    except click.Abort:  # ctrl-C, or nobody there to answer
        return False


def _comment(lines: Sequence[str]) -> str:
    """The lines as one comment, which only its own last line ends."""
    return "\n".join([_BEGIN, *(line.replace(_END, "-- >") for line in lines), _END])


def _without_comment(saved: str, comment: str) -> str:
    """All that was saved but for the comment: what stands above it, and then what stands below it.

    Raises DeckwrightError where the comment has no begin any more, or where words were written into it.
    """
    above, begin, rest = saved.partition(_BEGIN)
    if not begin and (saved.rstrip().endswith(_END) or comment.split("\n")[1] in saved):
        raise DeckwrightError(f'The line "{_BEGIN}" is gone, so nobody can tell what is yours; delete all below, too.')
    inside, below = _parted(rest)
    # Who replaced a word everywhere has changed it in the comment, too; nothing is lost of what stands outside.
    outside, known = {*above.split(), *below.split()}, iter(comment.split())
    if not all(word in outside or word in known for word in inside.split()):
        raise DeckwrightError("You wrote inside the comment, which is not saved; move your words above or below it.")
    if not below.strip():
        return above
    say("What you wrote below the comment goes to the end of the card's section.")
    return f"{above.rstrip()}\n\n{below.strip()}\n"


def _parted(rest: str) -> tuple[str, str]:
    """What stands before and after the end of a comment: a line that begins with its mark, else the first mark."""
    end = re.search(rf"^[ \t]*{_END}", rest, re.MULTILINE) or re.search(_END, rest)
    return (rest[: end.start()], rest[end.end() :]) if end else (rest, "")


def _page_around(prepared: stages.Prepared, card: EditedCard) -> list[str]:
    """The lines of the scraped page about the card's first line, with their numbers."""
    page = next((page for page in reading.pages(prepared.deck) if page.path == card.origin.path), None)
    if page is None:
        return []
    lines = page.text.split("\n")
    numbers = page.numbers or tuple(range(1, len(lines) + 1))
    at = next((at for at, number in enumerate(numbers) if number >= card.origin.line), 0)
    shown = range(max(0, at - _AROUND), min(len(lines), at + 2 * _AROUND + 1))
    return [f"  {numbers[at]:>5} | {lines[at]}".rstrip() for at in shown]


def _one_line(card: EditedCard) -> str:
    return " ".join(card.question.value.split())


def _indented(text: str) -> list[str]:
    return [f"    {line}".rstrip() for line in text.split("\n")]
