"""`deckwright verify`: real Anki's word that nothing is lost."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import click

from generator import deck as decks
from generator import importing, last_import, lint, pipeline, remembering, shipping, stages
from generator.cli import starting
from generator.cli.printing import count, now, print_problems, say
from generator.errors import DeckwrightError


@click.command("verify", epilog="\b\nExample:\n  deckwright verify production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), help="Where the last package lies."
)
@click.option("-v", "--verbose", is_flag=True, help="Say of every note what became of it.")
def command(names: tuple[str, ...], output: Path, verbose: bool) -> None:
    """Import what was last imported and this build into a throw-away Anki with studied notes; say what became of each.

    Where no import is known, the last package stands in for it.

    Needs the extra deckwright[anki]; your own collection is not touched.
    """
    failed = False
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        prepared = pipeline.prepare(deck, now(), dist=output)
        print_problems(problem for problem in prepared.problems if problem.is_error)
        with tempfile.TemporaryDirectory(prefix="deckwright-") as folder:
            last, new = _last(prepared, output, Path(folder)), Path(folder) / "new.apkg"
            new.write_bytes(shipping.pack(prepared))
            found = importing.verify(last, new)
        _print(deck.slug, found, verbose=verbose)
        failed = failed or bool(found.lost)
    if failed:
        raise click.exceptions.Exit(1)


def _last(prepared: stages.Prepared, output: Path, folder: Path) -> Path:
    """Find the package to start from and say which: what was last imported, packed anew in `folder`, else the last."""
    slug, last = prepared.deck.slug, remembering.package_path(prepared.deck, output)
    if known := starting.last_known(last_import.name_of(prepared.stamped.lock, prepared.deck.folder)):
        for line in starting.lines_on(known, f"{slug}: starting from"):
            say(line)
        last = folder / "last.apkg"
        last.write_bytes(shipping.pack_again(prepared, known.notes))
    elif last.is_file():
        say(f"{slug}: starting from the last build, {decks.shown(last)}; no import of this deck is known here.")
    else:
        raise DeckwrightError(f"{last.as_posix()}: there is no last package to start from; run build first.")
    return last


def _print(slug: str, found: importing.Verification, *, verbose: bool) -> None:
    for note in found.notes:
        if note.lost or verbose:
            say(
                f"  {note.key}: {note.part or 'not there before'}; {note.outcome}"
                + (f"; LOST {note.lost}" if note.lost else "")
            )
    outcomes = Counter(note.outcome for note in found.notes)
    told = ", ".join(f"{times:,} {outcome}" for outcome, times in sorted(outcomes.items()))
    verdict = f"LOST on {count(len(found.lost), 'note')}" if found.lost else "no progress lost, no note doubled"
    say(f"{slug}: {count(len(found.notes), 'note')} in Anki {found.anki}: {told}; {verdict}.")
