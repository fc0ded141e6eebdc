"""A text for a person to change in, what they saved out; below the text stands what helps, which is not saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from generator import editing, reading, stages
from generator.cards import EditedCard
from generator.cli.printing import printable, say
from generator.completion import Gap
from generator.errors import DeckwrightError

_CUT = "<!-- Nothing from this line on is saved."
_AROUND = 4
"""How many lines of the page are shown before a card, and twice as many from its first line on."""


def edit_card(prepared: stages.Prepared, gap: Gap, hint: str) -> bool:
    """Open the section of a card; returns whether something was written into edits.md."""
    given = editing.offer(prepared, gap.card.key)

    def keep(saved: str) -> str:
        if section := editing.taken(given, saved):
            editing.keep(prepared.deck, given, section)
        return section

    return bool(edit_text(given.text, [hint, "", *context(prepared, gap)], keep))


def edit_text(text: str, comments: Sequence[str], keep: Callable[[str], str]) -> str:
    """Open `text` above the comments until `keep` takes what was saved; returns what `keep` made of it.

    "" where nothing was changed or saved. What cannot be kept is offered again, or printed, so that no word is lost.
    """
    offered = text
    while True:
        saved = _open(offered, comments)
        if saved is None:
            return ""
        try:
            return keep(_above_cut(saved))
        except DeckwrightError as error:
            click.echo(f"Error: {printable(str(error))}", err=True)
            offered = saved.partition(_CUT)[0].rstrip("\n") + "\n"
            if not click.confirm("Open your text again?", default=True):
                say("Not saved. Your text was:")
                say(offered)
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


def _open(text: str, comments: Sequence[str]) -> str | None:
    below = "\n".join(line.replace("-->", "-- >") for line in comments)
    try:
        saved = click.edit(f"{text}\n{_CUT}\n{below}\n-->\n", extension=".md")
    except UnicodeDecodeError as error:
        raise DeckwrightError("Your editor did not save UTF-8; nothing was written. Set it to UTF-8.") from error
    return saved


def _above_cut(saved: str) -> str:
    above, cut, _ = saved.replace("\r\n", "\n").partition(_CUT)
    if not cut and saved.rstrip().endswith("-->"):
        raise DeckwrightError(f'The line "{_CUT}" is gone, so nobody can tell what is yours; delete all below, too.')
    return above


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
