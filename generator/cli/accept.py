"""`deckwright accept`: let a stale edit hold as it stands."""

from __future__ import annotations

import click

from generator import decisions, lint
from generator import deck as decks
from generator.cli.printing import count, say, waits
from generator.files import alone_in


@click.command("accept", epilog="\b\nExample:\n  deckwright accept production-ml-systems what-is-model-parallelism")
@click.argument("name", metavar="DECK")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
def command(name: str, keys: tuple[str, ...]) -> None:
    """Accept stale edits as they stand: those of the cards KEY, or all of the deck's."""
    (deck,) = decks.find_decks([name], lint.SWITCHABLE)
    with alone_in(deck.folder, waits):
        accepted = decisions.accept(deck, keys)
    for key in accepted:
        say(f"  accepted  {key}")
    say(f"{deck.slug}: {count(len(accepted), 'stale edit')} accepted.")
