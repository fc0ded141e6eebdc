"""`deckwright diff`: what an import of this build would do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from generator import comparison, lint, packaging, pipeline, remembering, stages
from generator import deck as decks
from generator.cards import StoredNote
from generator.cli.printing import now, print_problems, printable, say
from generator.cli.summary import print_retired
from generator.errors import DeckwrightError


@click.command("diff", epilog="\b\nExample:\n  deckwright diff production-ml-systems")
@click.argument("name", metavar="DECK")
@click.option(
    "--against", type=click.Path(path_type=Path), help="A package or a collection.anki2, instead of the last build."
)
@click.option(
    "--retired", "only_retired", is_flag=True, help="List every retired note, with a search that finds them in Anki."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), help="Where the last build lies."
)
def command(name: str, against: Path | None, only_retired: bool, output: Path) -> None:
    """Show what an import would add, change, keep and retire: field by field, word by word."""
    (deck,) = decks.find_decks([name], lint.SWITCHABLE)
    prepared = pipeline.prepare(deck, now(), dist=output)
    lock = prepared.stamped.lock
    if only_retired:
        print_retired([note.key for note in lock.notes if note.retired and note.shipped], lock.prefix)
        return
    print_problems(problem for problem in prepared.problems if problem.is_error)
    other = theirs(prepared, against, output)
    waiting = {note.key for note in lock.notes if not note.retired}
    found = comparison.compare(prepared.stamped.notes, other, lock.prefix, waiting)
    print_comparison(found, lock.prefix)


def theirs(prepared: stages.Prepared, against: Path | None, output: Path) -> Sequence[StoredNote]:
    """The notes on the other side: none before a deck's first build."""
    path = against or remembering.package_path(prepared.deck, output)
    if path.suffix in (".anki2", ".anki21"):
        return packaging.read_collection(path, decks.shown(path))
    if against or path.is_file():
        return packaging.read_package(path, decks.shown(path))
    if any(note.shipped for note in prepared.recognised.known.notes):
        raise DeckwrightError(
            f"{path.as_posix()}: there is no last package to compare with; run build first, or name one with --against."
        )
    return ()


def print_comparison(found: comparison.Comparison, slug: str) -> None:
    """What an import would do, note by note, and how many of each kind."""
    for key in found.new:
        say(f"new          {key}")
    for change in found.changed:
        _print_change("changed     ", change)
    for change in found.kept:
        _print_change("kept there  ", change)
    for key in found.only_mod:
        say(f"only newer   {key}")
    for key in found.conflicting:
        say(f"conflicting  {key}: there it has another note type or other fields, and stays as it is")
    for key in found.left_out:
        say(f"left out     {key}: not in the package now; in Anki it stays as it is")
    print_retired(found.retired, slug)
    say(
        f"{len(found.new):,} new, {len(found.changed):,} changed, {len(found.only_mod):,} only newer, "
        f"{len(found.unchanged):,} unchanged, {len(found.kept):,} kept there, {len(found.left_out):,} left out, "
        f"{len(found.retired):,} retired, {len(found.conflicting):,} conflicting"
    )


def _print_change(word: str, change: comparison.NoteChange) -> None:
    say(f"{word} {change.key}")
    for field in change.fields:
        marked = any(one.mark != " " for one in field.words)
        words = " ".join(_coloured(one) for one in field.words) if marked else "(markup only)"
        click.echo(f"    {field.name}: {words}")


def _coloured(word: comparison.Word) -> str:
    """A word in colour on a terminal; the marks stay, for those who see none."""
    text = printable(word.text)
    if word.mark == "-":
        return click.style(f"[-{text}-]", fg="red")
    return click.style(f"{{+{text}+}}", fg="green") if word.mark == "+" else text
