"""`deckwright check`: every problem, nothing written."""

from __future__ import annotations

from pathlib import Path

import click

from generator import accounting, formats, lint, pipeline
from generator import deck as decks
from generator.cards import Problem
from generator.cli.printing import count, now, print_problems, say, say_json
from generator.files import write_whole


@click.command("check", epilog="\b\nExample:\n  deckwright check production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--format", "wanted", type=click.Choice(formats.FORMATS), default="text", help="For people or programs.")
@click.option("--account", type=click.Path(path_type=Path), help="Write to FILE where every line of the pages went.")
@click.option("--strict", is_flag=True, help="End with status 1 for warnings, too.")
def command(names: tuple[str, ...], wanted: str, account: Path | None, strict: bool) -> None:
    """List every problem as path:line: message [rule]; write nothing."""
    problems: list[Problem] = []
    accounts = ""
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        prepared = pipeline.prepare(deck, now(), dist=Path("dist"))
        problems += prepared.problems
        accounts += accounting.account(zip(prepared.recognised.sources.pages, prepared.recognised.parsed, strict=True))
        if wanted == "text":
            print_problems(prepared.problems)
            errors = sum(problem.is_error for problem in prepared.problems)
            warnings = len(prepared.problems) - errors
            cards = len(prepared.cards) + len(prepared.recognised.identified.doubts)
            say(f"{deck.slug}: {count(cards, 'card')}, {count(errors, 'error')}, {count(warnings, 'warning')}")
    if wanted != "text":
        (say if wanted == "github" else say_json)(formats.formatted(problems, wanted))
    if account:
        write_whole(account, accounts.encode())
    if any(problem.is_error or strict for problem in problems):
        raise click.exceptions.Exit(1)
