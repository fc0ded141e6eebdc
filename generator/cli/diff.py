"""`deckwright diff`: what an import of this build would do."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from generator import adoption, comparison, forecast, last_import, lint, packaging, pipeline, remembering, stages
from generator import deck as decks
from generator.cards import StoredNote
from generator.cli import starting
from generator.cli.printing import now, print_problems, printable, say
from generator.cli.summary import print_retired
from generator.cli.whereabouts import goes_apart
from generator.errors import DeckwrightError


@click.command("diff", epilog="\b\nExample:\n  deckwright diff production-ml-systems")
@click.argument("name", metavar="DECK")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="A package or a collection.anki2, instead of what was last imported or, where that is not known, last built.",
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
    for line in other.named:
        say(line)
    if told := adoption.type_changes_told(_type_changes(prepared, against), decks.shown(against or output)):
        say(told)
    if against and _is_collection(against):
        packaged = {note.guid: note.deck for note in prepared.stamped.notes}
        for line in goes_apart(packaged, packaging.read_decks(against, decks.shown(against))):
            say(line)
    found = forecast.compare_build(prepared, other.notes)
    # What is remembered of a note that Anki kept is our text, whatever stands there.
    print_comparison(found if other.is_read else dataclasses.replace(found, old_texts=frozenset()), lock.prefix)


def _type_changes(prepared: stages.Prepared, against: Path | None) -> Sequence[packaging.TypeChange]:
    """List the note types of this deck that were changed in the collection it is compared with."""
    if against is None or not _is_collection(against):
        return ()
    used = {note.note_type for note in prepared.stamped.notes}
    return [change for change in packaging.read_type_changes(against, decks.shown(against)) if change.own in used]


def _is_collection(path: Path) -> bool:
    return path.suffix in (".anki2", ".anki21")


class Theirs(NamedTuple):
    """The notes to compare with, and the lines that name where they come from; not `is_read` is from memory."""

    notes: Sequence[StoredNote]
    named: Iterable[str]
    is_read: bool = True


def theirs(prepared: stages.Prepared, against: Path | None, output: Path) -> Theirs:
    """Find the notes to compare with: `against`, else what was last imported, else the last build.

    There are none before a deck's first build.
    """
    if against:
        read = packaging.read_collection if _is_collection(against) else packaging.read_package
        return Theirs(read(against, decks.shown(against)), [f"Compared with {decks.shown(against)}."])
    name = last_import.name_of(prepared.stamped.lock, prepared.deck.folder)
    if known := starting.last_known(name):
        return Theirs(known.notes, starting.lines_on(known, "Compared with"), is_read=False)
    path = remembering.package_path(prepared.deck, output)
    if path.is_file():
        named = f"Compared with the last build, {decks.shown(path)}; no import of this deck is known here."
        return Theirs(packaging.read_package(path, decks.shown(path)), [named])
    if any(note.shipped for note in prepared.recognised.known.notes):
        raise DeckwrightError(
            f"{path.as_posix()}: there is no last package to compare with; run build first, or name one with --against."
        )
    return Theirs((), ["Compared with nothing: this deck was never built."])


def print_comparison(found: comparison.Comparison, slug: str) -> None:
    """What an import would do, note by note, and how many of each kind."""
    for key in found.new:
        say(f"new          {key}")
    for change in found.changed:
        _print_change("changed     ", change)
    for change in found.kept:
        _print_kept(change, is_old=change.key in found.old_texts)
    for key in found.only_mod:
        say(f"only newer   {key}")
    _print_left_alone(found)
    print_retired(found.retired, slug)
    say(
        f"{len(found.new):,} new, {len(found.changed):,} changed, {len(found.only_mod):,} only newer, "
        f"{len(found.unchanged):,} unchanged, {len(found.kept):,} kept there, {len(found.unshipped):,} left out, "
        f"{len(found.retired):,} retired, {len(found.conflicting):,} conflicting"
        + (f", {len(found.elsewhere):,} of another deck" if found.elsewhere else "")
    )


def _print_left_alone(found: comparison.Comparison) -> None:
    """Print the notes that an import leaves as they are, and why."""
    for key in found.conflicting:
        say(f'conflicting  {key}: there it has the note type "{found.note_types[key]}", and stays as it is')
    for key, there in found.elsewhere:
        say(f"elsewhere    {key}: there its guid is that of {there}, a note of another deck")
    for key in found.unshipped:
        say(f"left out     {key}: not in the package now{_fate(key, found)}")
    for key in sorted({*found.left_out} - {*found.unshipped}):
        say(f"in doubt     {key}: a card that is left out may be this one; in Anki it stays as it is")
    if found.conflicting:
        say("  to have the note type of what conflicts changed back: deckwright import --adopt (docs/updates.md)")


def _fate(key: str, found: comparison.Comparison) -> str:
    """What becomes of a card that is left out, where it is over there already."""
    return "; in Anki it stays as it is" if key in found.left_out else ""


def _print_kept(change: comparison.NoteChange, *, is_old: bool) -> None:
    _print_change("kept there  ", change)
    if is_old:
        say("    a text that shipped before, so no edit; there it is newer than this build, and stays")


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
