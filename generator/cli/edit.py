"""`deckwright edit`: open a card's section of edits.md."""

from __future__ import annotations

from pathlib import Path

import click

from generator import completion, editing, lint, pipeline
from generator import deck as decks
from generator.cli.editor import edit_card
from generator.cli.printing import now, say

HINT = (
    "Change the question, the answer, or both; what you leave as it is stays as the page says it.\n"
    "A source goes on a line of its own: > [!source] where it can be read"
)


@click.command("edit", epilog="\b\nExample:\n  deckwright edit production-ml-systems what-is-model-parallelism")
@click.argument("name", metavar="DECK")
@click.argument("key", metavar="CARD")
def command(name: str, key: str) -> None:
    """Open the section of the card CARD (its key) in $EDITOR, filled in; saved unchanged, it changes nothing."""
    (deck,) = decks.find_decks([name], lint.SWITCHABLE)
    prepared = pipeline.prepare(deck, now(), dist=Path("dist"))
    editing.known_card(prepared, key)
    (gap,) = completion.gaps(prepared.cards, {key})
    if edit_card(prepared, gap, HINT):
        say(f"{decks.shown(deck.edits)}: {key} written. Next: deckwright build {deck.slug}")
        return
    say("Nothing was changed.")
