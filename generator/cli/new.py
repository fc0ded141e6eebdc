"""`deckwright new`: start a deck folder."""

from __future__ import annotations

import sys

import click

from generator import deck as decks
from generator import intake, lint, pipeline
from generator.cli.printing import count, now, print_problems, say


@click.command("new", epilog="\b\nExample:\n  deckwright new production-ml.txt")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--name",
    default="",
    help="The deck's name, which its folder follows; else the page's title, in a folder named like the file.",
)
def command(files: tuple[str, ...], name: str) -> None:
    """Start a deck in source_cards/ from scraped pages; "-" reads standard input."""
    say_started(intake.start([arrival(file, name) for file in files], name))


def arrival(file: str, name: str) -> intake.Arrival:
    """The page that `file` names; standard input needs the deck's name, for it has none of its own."""
    if file != "-":
        return intake.arrive(file)
    if not name:
        raise click.UsageError('Standard input has no file name: say --name "My deck".')
    return intake.Arrival("scraped.txt", sys.stdin.buffer.read(), "standard input")


def say_started(folder: object) -> None:
    """What was found on the pages, and the next step."""
    deck = decks.find_decks([str(folder)], lint.SWITCHABLE)[0]
    prepared = pipeline.prepare(deck, now())
    print_problems(prepared.problems)
    ready = len(prepared.cards) - len(prepared.left_out)
    cards = count(len(prepared.cards), "card")
    say(f'Started {decks.shown(deck.folder)}: "{deck.settings.name}", {cards}, {ready:,} ready.')
    say("Next: deckwright build")
