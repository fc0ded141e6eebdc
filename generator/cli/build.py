"""`deckwright build`: write dist/."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import click

from generator import deck as decks
from generator import intake, lint, pipeline, stages, standing, watching
from generator.cli.new import arrival
from generator.cli.printing import lines_of, now, print_problems, printable, say, track, waits
from generator.cli.summary import announce, as_json, print_moved, said_again, summarise
from generator.cli.update import replace
from generator.errors import DeckwrightError
from generator.exchange import FORMS
from generator.files import alone_in, write_whole


def _forms(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """The forms between commas; one that is none is wrong usage."""
    forms = tuple(form.strip().lower().removeprefix(".") for form in value.split(",") if form.strip())
    for form in forms:
        if form not in FORMS:
            raise click.BadParameter(f'there is no export "{form}"; there are {", ".join(FORMS)}.')
    return forms


@click.command("build", epilog="\b\nExample:\n  deckwright build production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK|FILE]...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), help="Where to write, instead of dist/."
)
@click.option("--strict", is_flag=True, help="End with status 1 for warnings, too.")
@click.option("--new-lock", is_flag=True, help="Start a new cards.lock for a deck that was never imported.")
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; fail when dist/ is not what the sources build."
)
@click.option(
    "--also",
    default="",
    metavar=",".join(FORMS),
    callback=_forms,
    help="Write the cards for other programs, too; docs/exports.md shows each form.",
)
@click.option("--include-drafts", is_flag=True, help="Ship answers nobody has read yet, too, each marked as a draft.")
@click.option("--watch", is_flag=True, help="Build again after each save, until ctrl-C.")
@click.option("--report", type=click.Path(path_type=Path), help="Write what this run did to FILE, as JSON.")
def command(
    names: tuple[str, ...],
    output: Path,
    strict: bool,
    new_lock: bool,
    only_check: bool,
    also: tuple[str, ...],
    include_drafts: bool,
    watch: bool,
    report: Path | None,
) -> None:
    """Write the package and its companions to dist/; with a FILE, start or update its deck first."""
    slugs = [_take_in(name) if _is_page(name) else name for name in names]

    def build() -> bool:
        """Build once; whether all is well."""
        return _build(slugs, output, report, also, strict, new_lock, only_check, include_drafts)

    if watch:
        _watch(slugs, build)
    elif not build():
        raise click.exceptions.Exit(1)


def _build(
    slugs: list[str],
    output: Path,
    report: Path | None,
    also: tuple[str, ...],
    strict: bool,
    new_lock: bool,
    only_check: bool,
    include_drafts: bool,
) -> bool:
    reports, failed = [], False
    prepared_decks = []
    for deck in decks.find_decks(slugs, lint.SWITCHABLE):
        with alone_in(deck.folder, waits):
            moment = now()
            said = None if only_check or include_drafts or report or also else standing.recall(deck, output)
            if said:
                _say(said)
                failed = failed or said.failed or bool(strict and said.problems)
                continue
            before = standing.sources(deck)
            prepared = pipeline.prepare(
                deck, moment, new_lock=new_lock, dist=output, track=track, include_drafts=include_drafts
            )
            print_problems(prepared.problems)
            prepared_decks.append(prepared)
            failed = failed or any(problem.is_error or strict for problem in prepared.problems)
            if only_check:
                failed = _is_outdated(prepared, output, also) or failed
                continue
            announce(prepared)
            written = pipeline.write(prepared, output, also)
            if not include_drafts:
                _remember(prepared, written, output, before)
        summarise(prepared, written)
        if report:
            reports.append(as_json(prepared, written))
    print_moved(prepared_decks)
    if report:
        write_whole(report, (json.dumps(reports, ensure_ascii=False, indent=2) + "\n").encode())
    return not failed


def _watch(slugs: list[str], build: Callable[[], bool]) -> None:
    """Build, and again after each save, until ctrl-C; what stops a build is said, and the next save waited for."""
    folders = [deck.folder for deck in decks.find_decks(slugs, lint.SWITCHABLE)]
    with contextlib.suppress(KeyboardInterrupt):
        for saved in watching.saves(folders):
            if saved:
                say(f"{decks.shown(saved[0])} was saved.")
            try:
                build()
            except DeckwrightError as error:
                click.echo(printable(str(error)), err=True)
            if not saved:
                say("Waiting for the next save (ctrl-C ends it).")


def _say(said: standing.Said) -> None:
    """Print what is remembered, each line as it was when it was new."""
    if said.problems:
        click.echo("\n".join(said.problems), err=True)
    for line in said.lines:
        say(line)


def _remember(prepared: stages.Prepared, written: stages.Written, output: Path, before: str) -> None:
    """Keep what the next build will say, where that is known now."""
    rules = {problem.rule for problem in prepared.problems}
    if standing.is_settled(rules, has_exemptions=any(card.allowed for card in prepared.cards)):
        errors = any(problem.is_error for problem in prepared.problems)
        said = standing.Said(tuple(lines_of(prepared.problems)), errors, tuple(said_again(prepared, written)))
        standing.remember(prepared.deck, output, before, said)


def _is_outdated(prepared: stages.Prepared, output: Path, also: tuple[str, ...]) -> bool:
    outdated = pipeline.outdated(prepared, output, also)
    for path in outdated:
        say(f"{decks.shown(path)} is not what the sources build; run deckwright build {prepared.deck.slug}")
    if not outdated:
        say(f"{prepared.deck.slug}: dist/ is what the sources build")
    return bool(outdated)


def _is_page(name: str) -> bool:
    return name == "-" or Path(name).suffix.lower() in decks.PAGE_ENDINGS


def _take_in(file: str) -> str:
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
        say(f"Started {decks.shown(intake.start([page], ''))}.")
    return folder.name
