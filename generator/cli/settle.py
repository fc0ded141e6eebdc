"""`deckwright settle`: say which known card a doubtful one is."""

from __future__ import annotations

import click

from generator import decisions, lint
from generator import deck as decks
from generator.cli.printing import say, waits
from generator.files import alone_in


@click.command("settle", epilog="\b\nExample:\n  deckwright settle production-ml-systems what-is-drift 1")
@click.argument("name", metavar="DECK")
@click.argument("key")
@click.argument("answer", metavar="NUMBER|new")
def command(name: str, key: str, answer: str) -> None:
    """Answer a doubtful match: the card KEY is the candidate with that number, or a new card.

    check and build list the doubtful cards with their candidates.
    """
    (deck,) = decks.find_decks([name], lint.SWITCHABLE)
    with alone_in(deck.folder, waits):
        settled = decisions.settle(deck, key, answer)
    say(f"Settled: {settled}. Next: deckwright build {deck.slug}")
