"""`deckwright lock`: whether cards.lock is sound, and stamps in the future set to now."""

from __future__ import annotations

from pathlib import Path

import click

from generator import deck as decks
from generator import lint, reading, stamps
from generator.cli.printing import count, say, true_now, waits
from generator.files import alone_in


@click.command("lock", epilog="\b\nExample:\n  deckwright lock --check production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--check", "_check", is_flag=True, help="Read the lock and say what is wrong with it (the default).")
@click.option("--clamp", is_flag=True, help="Set stamps that lie in the future to now, then check.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), help="Where the last package lies."
)
def command(names: tuple[str, ...], _check: bool, clamp: bool, output: Path) -> None:
    """Check cards.lock: every line whole, no key or guid twice, no time in the future. Only --clamp writes."""
    failed = False
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        if clamp:
            _clamp(deck, output)
        failed = not _is_sound(deck) or failed
    if failed:
        raise click.exceptions.Exit(1)


def _is_sound(deck: decks.Deck) -> bool:
    """Say what is wrong with the deck's lock, if anything is."""
    known = reading.read(deck).lock
    if known is None:
        say(f"{deck.slug}: there is no cards.lock; build rebuilds it from the package in dist/")
        return False
    late = stamps.late_keys(deck, true_now())
    for key in late:
        say(f"{deck.slug}: {key} is stamped in the future, so edits made in Anki until then would be lost")
    if late:
        say(f"{deck.slug}: to set the stamps to now: deckwright lock --clamp {deck.slug}")
    retired = sum(note.retired for note in known.notes)
    say(f"{deck.slug}: {count(len(known.notes), 'note')}, {retired:,} retired, {'not ' if late else ''}sound")
    return not late


def _clamp(deck: decks.Deck, output: Path) -> None:
    """Set the stamps of the deck's lock that lie in the future to now, and say what that cannot put right."""
    with alone_in(deck.folder, waits):
        moment = true_now()
        late = stamps.late_keys(deck, moment)
        if not late:
            return
        stamps.clamp(deck, output, moment)
    known = reading.read(deck).lock
    prefix = known.prefix if known else ""
    say(f"{deck.slug}: {count(len(late), 'stamp')} set from the future to now.")
    say(
        f"  Was a package with those stamps imported? Then Anki keeps them, and takes no change of those notes before "
        f'that time. To set them right there, find them in the browser with "Key:{prefix or deck.slug}/*" edited:1, '
        f"select all, add a tag and take it away again; then build and import."
    )
