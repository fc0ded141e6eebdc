"""`deckwright lock`: whether cards.lock is sound."""

from __future__ import annotations

import click

from generator import deck as decks
from generator import lint, reading
from generator.cli.printing import count, now, say


@click.command("lock", epilog="\b\nExample:\n  deckwright lock --check production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--check", "_check", is_flag=True, help="Read the lock and say what is wrong with it (the default).")
def command(names: tuple[str, ...], _check: bool) -> None:
    """Check cards.lock: every line whole, no key or guid twice, no time in the future. Nothing is written."""
    failed = False
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        known = reading.read(deck).lock
        if known is None:
            say(f"{deck.slug}: there is no cards.lock; build rebuilds it from the package in dist/")
            failed = True
            continue
        late = [note for note in known.notes if note.mod > now()]
        for note in late:
            say(f"{deck.slug}: {note.key} is stamped in the future, so edits made in Anki until then would be lost")
        retired = sum(note.retired for note in known.notes)
        say(f"{deck.slug}: {count(len(known.notes), 'note')}, {retired:,} retired, {'not ' if late else ''}sound")
        failed = failed or bool(late)
    if failed:
        raise click.exceptions.Exit(1)
