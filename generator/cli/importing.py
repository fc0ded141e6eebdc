"""`deckwright import`: the last build into Anki."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from pathlib import Path

import click

from generator import arrived, delivery, destination, forecast, importing, packaging, stamps
from generator.cards import StoredNote
from generator.cli import adopting, choosing, moving
from generator.cli.arrivals import print_account
from generator.cli.diff import print_comparison
from generator.cli.printing import busy, now, say, true_now
from generator.cli.whereabouts import goes_apart, went_apart
from generator.errors import DeckwrightError


@click.command("import", epilog="\b\nExample:\n  deckwright import production-ml-systems --dry-run")
@click.argument("names", nargs=-1, metavar="[DECK|APKG]...")
@click.option("--collection", type=click.Path(path_type=Path), help="The collection.anki2 of a closed Anki.")
@click.option("--host", help="Where Anki runs with AnkiConnect, instead of 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port of AnkiConnect, instead of 8765.")
@click.option(
    "--key", envvar=importing.KEY, help=f"Its API key; better put into {importing.KEY}, where nobody sees it."
)
@click.option("--timeout", type=click.FloatRange(0.1), default=30.0, help="Seconds to wait for Anki's answers.")
@click.option("--dry-run", is_flag=True, help="Show what would change, as deckwright diff does, and change nothing.")
@click.option("--adopt", is_flag=True, help="Take over notes of other types that ask the same, with their schedule.")
@click.option("--prune", is_flag=True, help="Suspend or delete retired notes that are still in Anki, after asking.")
@click.option(
    "-y", "--yes", is_flag=True, help="Take yes for every answer; what is retired is suspended then, not deleted."
)
@click.option("-v", "--verbose", is_flag=True, help="Say of every card what became of it.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), help="Where the packages lie.")
def command(names: tuple[str, ...], output: Path, **given: object) -> None:
    """Bring the last build into Anki: into one that runs with AnkiConnect, or into a closed collection.

    Where neither is to be had, the package is handed to the system, as a double-click would.
    """
    wishes = choosing.Wishes(**given)  # type: ignore[arg-type]
    parcels = delivery.parcels(names, output, now())
    for parcel in parcels:
        stamps.check_package(parcel.path.as_posix(), parcel.notes, true_now())
    if not choosing.wants_as_built(parcels, wishes):
        say("Nothing was imported.")
        return
    goal = choosing.choose(wishes)
    if goal is None:
        _hand_over(parcels, wishes)
        return
    theirs = goal.theirs(parcels)
    if wishes.dry_run:
        goal.check()
        say(f"Compared with {goal}.")
        if told := goal.obstacle(destination.Plan(parcels)):
            say(told)
        _print_difference(parcels, theirs, goal)
    plan = _plan(goal, parcels, theirs, wishes)
    if wishes.dry_run:
        raise click.exceptions.Exit(1 if goal.obstacle(plan) else 0)
    with busy(f"importing into {goal}"):
        memory = arrived.Memory(parcels, theirs, goal.collection(), int(time.time()))
        account = goal.carry_out(plan, memory.expect)
        memory.settle(plan, account.arrivals)
    old_texts = frozenset(key for parcel in parcels for key in forecast.old_texts(parcel, theirs))
    print_account(account, goal, old_texts, verbose=wishes.verbose)
    for line in went_apart(parcels, account, goal):
        say(line)


def _hand_over(parcels: Sequence[delivery.Parcel], wishes: choosing.Wishes) -> None:
    if wishes.needs_collection:
        raise DeckwrightError(
            f"{wishes.needs_collection} needs Anki itself, and none was found: start Anki with the add-on AnkiConnect "
            f"(2055492159); or close Anki and name its collection with --collection."
        )
    for parcel in parcels:
        importing.hand_over(parcel.path)
        say(
            f"No Anki answers through AnkiConnect, and no closed collection was chosen, so {parcel.path.as_posix()} "
            f"was handed to the system, as a double-click would. Anki asks and says itself what it imports; no "
            f"backup was made."
        )


def _print_difference(
    parcels: Sequence[delivery.Parcel], theirs: Sequence[StoredNote], goal: destination.Destination
) -> None:
    found = [forecast.difference(parcel, theirs) for parcel in parcels]
    there = goal.decks(parcels) if any(each.new for each in found) and theirs else None
    for parcel, difference in zip(parcels, found, strict=True):
        if len(parcels) > 1:
            say(f"{parcel.name}:")
        for line in goes_apart(packaging.read_decks(parcel.path, parcel.name).of_notes, there) if there else ():
            say(line)
        print_comparison(difference, parcel.slug)
    if any(difference.changed for difference in found) and not all(note.mod for note in theirs):
        say(
            "This AnkiConnect does not tell when a note was last edited: of the notes called changed, those that were "
            "edited in Anki after the build stay as they are."
        )


def _plan(
    goal: destination.Destination,
    parcels: tuple[delivery.Parcel, ...],
    theirs: Sequence[StoredNote],
    wishes: choosing.Wishes,
) -> destination.Plan:
    """What shall be done, after everything that needs a yes was shown and asked."""
    plan = destination.Plan(parcels)
    if wishes.adopt:
        plan = adopting.adoptions(goal, plan, theirs, wishes)
    retired, how = choosing.retired(parcels, theirs, wishes) if wishes.prune else ({}, "")
    moved = moving.moved(parcels, theirs, wishes)
    return dataclasses.replace(plan, retired=retired, prune=how, moved=moved)
