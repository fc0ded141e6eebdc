"""`deckwright new`: start a deck folder."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import clipboard, copying, intake, lint, parsers, pipeline
from generator import deck as decks
from generator.cli.printing import count, new_digits, now, print_problems, say


@click.command("new", epilog="\b\nExample:\n  deckwright new production-ml.txt")
@click.argument("files", nargs=-1, metavar="[FILE|FOLDER]...")
@click.option(
    "--name",
    default="",
    help="The deck's name, which its folder follows; else the page's title, in a folder named like the file.",
)
@click.option("--clipboard", "from_clipboard", is_flag=True, help="Read the page you copied in the browser.")
@click.option("--from-deck", metavar="DECK", help="Start a copy of this deck, which has an identity of its own.")
@click.option("--format", "layout", type=click.Choice(parsers.FORMATS), help="The layout, where it is not found out.")
@click.option("--encoding", default="", help="The encoding of a file that is not UTF-8, like windows-1252.")
def command(
    files: tuple[str, ...], name: str, from_clipboard: bool, from_deck: str | None, layout: str | None, encoding: str
) -> None:
    """Start a deck in source_cards/ from scraped pages, or from another deck.

    "-" reads standard input; a FOLDER of pages becomes one deck, with a subdeck for each page.
    """
    if from_deck:
        if files or from_clipboard or layout or encoding:
            raise click.UsageError("--from-deck copies a deck as it is, so only --name goes with it.")
        _copy(from_deck, name)
        return
    if bool(files) == from_clipboard:
        raise click.UsageError("Name the scraped page's file, - for standard input, or say --clipboard.")
    arrivals = [copied(name)] if from_clipboard else [page for file in files for page in handed(file, name, encoding)]
    chosen = name or (Path(files[0]).resolve().name if len(files) == 1 and Path(files[0]).is_dir() else "")
    say_started(intake.start(arrivals, chosen, layout or "", digits=new_digits()))
    say("Next: deckwright build")


def _copy(deck: str, name: str) -> None:
    """Start a copy of `deck` under a name of its own."""
    if not name:
        raise click.UsageError('The copy needs a name of its own: say --name "My deck".')
    (source,) = decks.find_decks([deck], lint.SWITCHABLE)
    folder = copying.copy_deck(source, name, digits=new_digits())
    say_started(folder)
    say(f"Next: deckwright build {folder.name}")


def handed(file: str, name: str, encoding: str = "") -> list[intake.Arrival]:
    """The pages that `file` names: a file, all of a folder, or standard input."""
    if file != "-" and Path(file).is_dir():
        return intake.arrive_folder(file, encoding)
    return [arrival(file, name, encoding)]


def arrival(file: str, name: str, encoding: str = "") -> intake.Arrival:
    """The page that `file` names; standard input needs the deck's name, for it has none of its own."""
    if file != "-":
        return intake.arrive(file, encoding)
    if not name:
        raise click.UsageError('Standard input has no file name: say --name "My deck".')
    return intake.received("scraped.txt", sys.stdin.buffer.read(), "standard input", encoding)


def copied(name: str) -> intake.Arrival:
    """The page on the clipboard, which has no name of its own either."""
    if not name:
        raise click.UsageError('The clipboard has no file name: say --name "My deck".')
    file, data = clipboard.read()
    return intake.received(file, data, "the clipboard")


def say_started(folder: Path) -> None:
    """What was found on the pages."""
    deck = decks.find_decks([str(folder)], lint.SWITCHABLE)[0]
    prepared = pipeline.prepare(deck, now())
    print_problems(prepared.problems)
    ready = len(prepared.cards) - len(prepared.left_out)
    cards = count(len(prepared.cards), "card")
    say(f'Started {decks.shown(deck.folder)}: "{deck.settings.name}", {cards}, {ready:,} ready.')
