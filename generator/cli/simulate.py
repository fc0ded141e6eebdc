"""`deckwright simulate`: run a deck's snippets, hold them to their claims, record figure and numbers."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from generator import deck as decks
from generator import lint
from generator.cli.printing import busy, count, print_problems, printable, say, waits
from generator.cli.signals import ended_in_order
from generator.errors import DeckwrightError
from generator.files import alone_in, write_whole
from generator.simulation import read_library
from generator.simulation.recording import record
from generator.simulation.walls import Walls, find_walls

SECONDS = 60
"""How long a snippet may run."""


@click.command("simulate", epilog="\b\nExample:\n  deckwright simulate production-ml-systems --stale")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--stale", is_flag=True, help="Only what has changed since it was recorded, or was never.")
@click.option("--trust", is_flag=True, help="From now on, run these decks where none is named, too.")
@click.option(
    "--seconds", type=click.IntRange(1, 3600), default=SECONDS, show_default=True, help="How long a snippet may run."
)
def command(names: tuple[str, ...], stale: bool, trust: bool, seconds: int) -> None:
    """Run the deck's snippets, check their claims, and record figure and numbers beside each.

    A snippet is a program: name only decks whose programs you would run. Without a DECK, those you trust are run.
    """
    chosen = decks.find_decks(names, lint.SWITCHABLE)
    if trust:
        _trust(names, chosen)
    wanted = chosen if names else _trusted(chosen)
    walls = find_walls()
    if walls.gaps:
        gaps = "; ".join(walls.gaps)
        click.echo(f"A snippet is not wholly kept apart here: {gaps}. See docs/simulations.md.", err=True)
    with ended_in_order():
        held = []
        for deck in wanted:
            with alone_in(deck.folder, waits):
                held.append(_simulate(deck, walls, seconds, stale=stale))
    if not all(held):
        raise click.exceptions.Exit(1)


def _simulate(deck: decks.Deck, walls: Walls, seconds: int, *, stale: bool) -> bool:
    """Run the deck's snippets; whether all of them held."""
    library = read_library(deck.simulations, decks.shown(deck.simulations), deck.slug)
    unread = [problem for problem in library.problems if problem.rule != "stale-simulation"]
    print_problems(unread)
    wanted = [each for each in library.simulations if not stale or each.name in library.stale]
    say(f"{deck.slug}: {count(len(wanted), 'snippet')} to run" + ("." if wanted else ", all are recorded."))
    failed = 0
    for at, each in enumerate(wanted, 1):
        started = time.monotonic()
        with busy(f"running {each.name} ({at} of {len(wanted)})"):
            done = record(each, deck.folder, deck.simulations, walls, seconds)
        if done.wrong:
            failed += 1
            click.echo(printable(f"{each.origin.path}:1: {done.wrong}; nothing was recorded"), err=True)
        else:
            took = time.monotonic() - started
            say(f"  {each.name}: {count(len(done.claims), 'number')} as theory says ({took:.1f} s)")
    if wanted and not failed:
        say(f"Recorded in {decks.shown(deck.simulations)}/; deckwright build {deck.slug} puts it on the cards.")
    return not (failed or unread)


def _trusted(found: tuple[decks.Deck, ...]) -> list[decks.Deck]:
    known = _known()
    trusted = [deck for deck in found if str(deck.folder.resolve()) in known]
    if not trusted:
        raise DeckwrightError(
            f"No deck was named, and you trust none of {', '.join(deck.slug for deck in found)}. A snippet is a "
            f"program: name the deck whose programs you want to run (deckwright simulate {found[0].slug}), with "
            f"--trust to be asked no more."
        )
    return trusted


def _trust(names: tuple[str, ...], chosen: tuple[decks.Deck, ...]) -> None:
    if not names:
        raise click.UsageError("--trust needs the names of the decks to trust.")
    more = [str(deck.folder.resolve()) for deck in chosen]
    if odd := next((each for each in more if {"\n", "\r"} & set(each)), ""):
        raise DeckwrightError(
            f"{odd!r} cannot be listed as trusted, as its name has more than a line. Rename the folder, or name the "
            f"deck each time."
        )
    write_whole(_list(), os.fsencode("\n".join(dict.fromkeys([*_known(), *more])) + "\n"))
    say(f"Trusted from now on: {', '.join(deck.slug for deck in chosen)} (listed in {_list()}).")


def _known() -> list[str]:
    """The folders that are listed; their names are bytes, as they are for the system."""
    path = _list()
    lines = os.fsdecode(path.read_bytes()).split("\n") if path.is_file() else []
    return [folder for line in lines if (folder := line.rstrip("\r"))]


def _list() -> Path:
    """The file that lists the folders of the decks a user trusts, a line each."""
    return Path(click.get_app_dir("deckwright")) / "trusted"
