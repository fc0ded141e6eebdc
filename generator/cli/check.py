"""`deckwright check`: every problem, nothing written."""

from __future__ import annotations

import click

from generator import deck as decks
from generator import lint, pipeline
from generator.cli.printing import count, now, print_problems, say


@click.command("check", epilog="\b\nExample:\n  deckwright check production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--strict", is_flag=True, help="End with status 1 for warnings, too.")
def command(names: tuple[str, ...], strict: bool) -> None:
    """List every problem as path:line: message [rule]; write nothing."""
    failed = False
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        prepared = pipeline.prepare(deck, now())
        print_problems(prepared.problems)
        errors = sum(problem.is_error for problem in prepared.problems)
        warnings = len(prepared.problems) - errors
        say(
            f"{deck.slug}: {count(len(prepared.cards), 'card')}, {count(errors, 'error')}, {count(warnings, 'warning')}"
        )
        failed = failed or bool(errors) or (strict and bool(warnings))
    if failed:
        raise click.exceptions.Exit(1)
