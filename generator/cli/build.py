"""`deckwright build`: write dist/."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, Unpack

import click

from generator import deck as decks
from generator import intake, lint, pipeline, stages
from generator.cli.new import arrival
from generator.cli.printing import now, print_problems, say, track
from generator.cli.rebuilding import keep_doing
from generator.cli.summary import announce, as_json, print_moved, summarise
from generator.cli.update import replace
from generator.exchange import FORMS
from generator.files import alone_in, write_whole


class Wishes(TypedDict):
    """What the options ask for."""

    output: Path
    strict: bool
    new_lock: bool
    only_check: bool
    also: tuple[str, ...]
    include_drafts: bool
    report: Path | None


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
@click.option("--report", type=click.Path(path_type=Path), help="Write what this run did to FILE, as JSON.")
@click.option("--watch", is_flag=True, help="Build again after each save, until ctrl-C.")
def command(names: tuple[str, ...], watch: bool, **wishes: Unpack[Wishes]) -> None:
    """Write the package and its companions to dist/; with a FILE, start or update its deck first."""
    if watch and wishes["only_check"]:
        raise click.UsageError("--watch builds again and again, --check never; leave one of them out.")
    slugs = [_take_in(name) if _is_page(name) else name for name in names]
    if watch:
        keep_doing(lambda: _build(slugs, wishes), decks.find_folders(slugs))
        return
    if _build(slugs, wishes):
        raise click.exceptions.Exit(1)


def _build(slugs: Sequence[str], wishes: Wishes) -> bool:
    """Build these decks; whether anything is wrong that the status of the program tells."""
    output, reports, failed = wishes["output"], [], False
    prepared_decks = []
    for deck in decks.find_decks(slugs, lint.SWITCHABLE):
        with alone_in(deck.folder):
            prepared = pipeline.prepare(
                deck,
                now(),
                new_lock=wishes["new_lock"],
                dist=output,
                track=track,
                include_drafts=wishes["include_drafts"],
            )
            print_problems(prepared.problems)
            prepared_decks.append(prepared)
            failed = failed or any(problem.is_error or wishes["strict"] for problem in prepared.problems)
            if wishes["only_check"]:
                failed = _is_outdated(prepared, output, wishes["also"]) or failed
                continue
            announce(prepared)
            written = pipeline.write(prepared, output, wishes["also"])
        summarise(prepared, written)
        reports.append(as_json(prepared, written))
    print_moved(prepared_decks)
    if wishes["report"]:
        write_whole(wishes["report"], (json.dumps(reports, ensure_ascii=False, indent=2) + "\n").encode())
    return failed


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
