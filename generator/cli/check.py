"""`deckwright check`: every problem; nothing is written but with --fix."""

from __future__ import annotations

from pathlib import Path

import click

from generator import accounting, formats, lint, parsers, pipeline, stages, stamps
from generator import deck as decks
from generator.cards import Problem
from generator.cli.printing import count, now, print_problems, say, say_json, true_now


@click.command("check", epilog="\b\nExample:\n  deckwright check production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--format", "wanted", type=click.Choice(formats.FORMATS), default="text", help="For people or programs.")
@click.option("--account", metavar="FILE", help="Print of each line of this scraped page where it went, and no more.")
@click.option("--fix", "fix_first", is_flag=True, help="First put right, in edits.md, what has one right spelling.")
@click.option("--strict", is_flag=True, help="End with status 1 for warnings, too.")
def command(names: tuple[str, ...], wanted: str, account: str | None, fix_first: bool, strict: bool) -> None:
    """List every problem as path:line: message [rule]; write nothing unless told to with --fix."""
    if account:
        _print_account(account)
        return
    problems: list[Problem] = []
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        stamps.check_lock(deck, true_now())
        prepared = pipeline.prepare(deck, now(), dist=Path("dist"))
        if fix_first and _fix(prepared, aloud=wanted == "text"):
            prepared = pipeline.prepare(deck, now(), dist=Path("dist"))
        problems += prepared.problems
        if wanted == "text":
            print_problems(prepared.problems)
            errors = sum(problem.is_error for problem in prepared.problems)
            warnings = len(prepared.problems) - errors
            cards = len(prepared.cards) + len(prepared.recognised.identified.doubts)
            say(f"{deck.slug}: {count(cards, 'card')}, {count(errors, 'error')}, {count(warnings, 'warning')}")
    if wanted == "text" and not lint.can_spell():
        say("Misspelt words were not looked for: typos is not installed (pip install typos).")
    if wanted != "text":
        (say if wanted == "github" else say_json)(formats.formatted(problems, wanted, lint.SAYS))
    if any(problem.is_error or strict for problem in problems):
        raise click.exceptions.Exit(1)


def _fix(prepared: stages.Prepared, *, aloud: bool) -> bool:
    """Whether anything was put right; what it was is said only where no program reads along."""
    from generator import fixing  # loads all that writes edits.md

    fixed = fixing.fix(prepared)
    for each in fixed if aloud else ():
        say(f'  fixed  {each.key}: "{each.word}" is now "{each.meant}"')
    return bool(fixed)


def _print_account(file: str) -> None:
    """Every line of one page; a page that lies in a deck is read as that deck says."""
    path = Path(file)
    home = decks.home_of(path)
    layout = decks.open_deck(home, lint.SWITCHABLE).settings.format if home else ""
    page = parsers.as_text(decks.read_page(path, file))
    parsed = parsers.parse(page, layout)
    for line in accounting.account(page, parsed):
        say(line)
    print_problems(parsed.problems)
