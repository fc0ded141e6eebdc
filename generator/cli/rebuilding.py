"""Folders and work in: the work is done now, and again after each save, until ctrl-C."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from generator import watching
from generator.cli.printing import printable, say
from generator.errors import DeckwrightError


def keep_doing(work: Callable[[], object], folders: Sequence[Path]) -> None:
    """Do `work` whenever a file below `folders` was saved; what stops it once is printed, and the next save tried."""
    with contextlib.suppress(KeyboardInterrupt):
        for _ in watching.saves(folders, own="cards.lock"):
            try:
                work()
            except DeckwrightError as error:
                click.echo(f"Error: {printable(str(error))}", err=True)
            say("Waiting for a file to be saved; ctrl-C ends.")
