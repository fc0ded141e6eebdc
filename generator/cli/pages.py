"""Take in a scraped page that was named where a deck could be."""

from __future__ import annotations

from pathlib import Path

import click

from generator import deck as decks
from generator import intake, lint
from generator.cli.new import arrival
from generator.cli.printing import new_digits, say
from generator.cli.update import replace


def is_page(name: str) -> bool:
    """Tell whether the name is that of a page, and not of a deck."""
    return name == "-" or Path(name).suffix.lower() in decks.PAGE_ENDINGS


def take_in(file: str) -> str:
    """Start the deck of a scraped file, or update it where it exists; returns the deck."""
    if home := decks.home_of(Path(file)):
        return str(home)
    if file == "-":
        raise click.UsageError('Start the deck first: deckwright new - --name "My deck", then deckwright build.')
    page = arrival(file, "")
    folder = decks.SOURCES / intake.slug_for([page], "")
    if folder.exists():
        replace(decks.find_decks([str(folder)], lint.SWITCHABLE)[0], [page])
    else:
        say(f"Started {decks.shown(intake.start([page], '', digits=new_digits()))}.")
    return folder.name
