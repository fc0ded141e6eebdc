"""`deckwright update`: replace a deck's page by a new scrape of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import deck as decks
from generator import intake, lint, pipeline, rescraping, stages
from generator.cli.new import copied, handed
from generator.cli.printing import count, now, print_problems, printable, say, waits
from generator.cli.summary import foretold
from generator.files import alone_in


@click.command("update", epilog="\b\nExample:\n  deckwright update production-ml-systems scraped-again.txt")
@click.argument("deck")
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER]...")
@click.option(
    "-y", "--anything", is_flag=True, help="Take a page even if most cards of the deck are missing on it, or all."
)
@click.option("--clipboard", "from_clipboard", is_flag=True, help="Read the page you copied in the browser.")
@click.option("--encoding", default="", help="The encoding of a file that is not UTF-8, like windows-1252.")
def command(deck: str, files: tuple[str, ...], anything: bool, from_clipboard: bool, encoding: str) -> None:
    """Take FILE as the new scrape of that page: show what changes, replace it whole, leave edits.md alone.

    Where more than half of the page's cards are missing on the new one, nothing is replaced before you say yes.
    """
    if bool(files) == from_clipboard:
        raise click.UsageError("Name the scraped page's file, - for standard input, or say --clipboard.")
    arrivals = [copied(deck)] if from_clipboard else [page for file in files for page in handed(file, deck, encoding)]
    (found,) = decks.find_decks([deck], lint.SWITCHABLE)
    replace(found, arrivals, anything=anything)
    prepared = pipeline.prepare(found, now(), dist=Path("dist"))
    print_problems(prepared.problems)
    say(foretold(stages.outcome(prepared)))
    say(f"Next: deckwright build {found.slug}")


def replace(deck: decks.Deck, arrivals: list[intake.Arrival], *, anything: bool = False) -> None:
    """Replace the pages, then say card by card what that changed."""
    with alone_in(deck.folder, waits):
        changes = rescraping.replace(deck, arrivals, anything=anything, agree=_agree, dist=Path("dist"))
    for question in changes.new:
        say(f"  new      {_short(question)}")
    for question in changes.back:
        say(f"  back     {_short(question)}")
    for before, after in changes.edited:
        say(f"  changed  {_short(after)}" + (f" (was: {_short(before)})" if before != after else ""))
    for question in changes.doubtful:
        say(f"  doubtful {_short(question)}")
    for question in changes.gone:
        say(f"  gone     {_short(question)}")
    new = len(changes.new) + len(changes.back)
    say(
        f"Updated {decks.shown(deck.folder)}: {new} new, {len(changes.edited)} changed, "
        f"{len(changes.doubtful)} doubtful, {len(changes.gone)} gone, {changes.unchanged} unchanged."
    )


def _agree(changes: rescraping.Changes) -> bool:
    """Ask whether a page is taken on which most cards are missing; without a terminal nobody can say yes."""
    if not sys.stdin.isatty():
        return False
    say(f"{count(len(changes.gone), 'card')} of {changes.before:,} are missing on the new page, for example:")
    for question in changes.gone[:5]:
        say(f"  gone     {_short(question)}")
    return click.confirm(printable("The page may be half-loaded. Replace the old one all the same?"))


def _short(question: str) -> str:
    words = " ".join(question.split()) or "(no question)"
    return words if len(words) <= 90 else words[:89] + "…"
