"""`deckwright build`: write dist/."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from generator import building, lint, pipeline, retouching, siblings, stages, stamps, standing, watching
from generator import deck as decks
from generator.cards import Problem
from generator.cli.pages import is_page, take_in
from generator.cli.printing import now, print_problems, printable, say, sentence, track, true_now, waits
from generator.cli.recalling import remember, say_again
from generator.cli.summary import announce, as_json, print_moved, summarise
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


class _Wish(NamedTuple):
    """What the command line asks for."""

    output: Path
    report: Path | None
    also: tuple[str, ...]
    strict: bool
    new_lock: bool
    only_check: bool
    include_drafts: bool

    @property
    def is_plain(self) -> bool:
        """Whether this build may go on from what the last one left."""
        return not (self.only_check or self.include_drafts or self.also)


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
    slugs = [take_in(name) if is_page(name) else name for name in names]
    wish = _Wish(output, report, also, strict, new_lock, only_check, include_drafts)

    def build() -> bool:
        """Build once; whether all is well."""
        return _build(slugs, wish)

    if watch:
        _watch(slugs, build)
    elif not build():
        raise click.exceptions.Exit(1)


def _build(slugs: Sequence[str], wish: _Wish) -> bool:
    """Build the decks; whether all is well. One that stops is named, and keeps no other from being built."""
    folders = decks.find_folders(slugs)
    done = [_build_folder(folder, wish, is_only=len(folders) == 1) for folder in folders]
    outcomes = [outcome for _, outcome, _ in done if outcome]
    print_moved(outcomes)
    if wish.report:
        reports = [as_json(outcome, written) for _, outcome, written in done if outcome and written]
        write_whole(wish.report, (json.dumps(reports, ensure_ascii=False, indent=2) + "\n").encode())
    return all(is_well for is_well, _, _ in done)


_Done = tuple[bool, stages.Outcome | None, stages.Written | None]
"""Whether all is well with a deck, and what became of it where anything was built."""


def _build_folder(folder: Path, wish: _Wish, *, is_only: bool) -> _Done:
    """Build the deck in `folder`. Raises DeckwrightError for the only deck; of several, the others go on."""
    try:
        return _build_deck(decks.open_deck(folder, lint.SWITCHABLE), wish)
    except (DeckwrightError, OSError) as error:
        if is_only or not (isinstance(error, DeckwrightError) or error.filename):
            raise
        click.echo(f"Error: {printable(sentence(error))}", err=True)
        return False, None, None


def _build_deck(deck: decks.Deck, wish: _Wish) -> _Done:
    """Build one deck."""
    with alone_in(deck.folder, waits):
        stamps.check_lock(deck, true_now())
        moment, before = now(), standing.marks(deck, wish.output)
        deck = decks.open_deck(deck.folder, lint.SWITCHABLE)  # as it is now, and not when it was looked for
        if wish.only_check:
            return _check(deck, wish, moment), None, None
        siblings.check(deck)  # what was copied beside it does not show in what it was built of
        memory = standing.recall(deck, wish.output) if wish.is_plain else None
        if memory and memory.marks == before and not wish.report:
            say_again(memory.said)
            return not (memory.said.failed or (wish.strict and memory.said.problems)), None, None
        with contextlib.ExitStack() as room:
            ready = retouching.retouch(deck, memory, before, wish.output, moment) if memory else None
            ready = ready or _made_anew(deck, wish, moment, room)
            print_problems(ready.outcome.problems)
            announce(ready.outcome)
            written = ready.write()
        if not wish.include_drafts:
            remember(ready, written, wish.output, before)
    summarise(ready.outcome, written)
    if ready.outcome.is_recovered:
        stamps.check_lock(deck, true_now())  # the package it was made from may have had such stamps
    return _is_well(ready.outcome.problems, wish), ready.outcome, written


def _made_anew(deck: decks.Deck, wish: _Wish, moment: int, room: contextlib.ExitStack) -> building.Ready:
    if wish.is_plain:
        return building.build(deck, wish.output, moment, new_lock=wish.new_lock, track=track, room=room)
    return building.whole(_prepared(deck, wish, moment), wish.output, wish.also)


def _check(deck: decks.Deck, wish: _Wish, moment: int) -> bool:
    """Build, and write nothing; whether all is well and as it would be written."""
    prepared = _prepared(deck, wish, moment)
    print_problems(prepared.problems)
    return not _is_outdated(prepared, wish) and _is_well(prepared.problems, wish)


def _prepared(deck: decks.Deck, wish: _Wish, moment: int) -> stages.Prepared:
    return pipeline.prepare(
        deck, moment, new_lock=wish.new_lock, dist=wish.output, track=track, include_drafts=wish.include_drafts
    )


def _is_well(problems: Sequence[Problem], wish: _Wish) -> bool:
    return not any(problem.is_error or wish.strict for problem in problems)


def _watch(slugs: list[str], build: Callable[[], bool]) -> None:
    """Build, and again after each save, until ctrl-C; what stops a build is said, and the next save waited for."""
    folders = decks.find_folders(slugs)
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


def _is_outdated(prepared: stages.Prepared, wish: _Wish) -> bool:
    outdated = pipeline.outdated(prepared, wish.output, wish.also)
    for path in outdated:
        say(f"{decks.shown(path)} is not what the sources build; run deckwright build {prepared.deck.slug}")
    if not outdated:
        say(f"{prepared.deck.slug}: dist/ is what the sources build")
    return bool(outdated)
