"""`deckwright add`: start a card of the user's own."""

from __future__ import annotations

from pathlib import Path

import click

from generator import deck as decks
from generator import editing, lint, pipeline
from generator.cli.editor import edit_text
from generator.cli.printing import say

HINT = (
    "A card that no page has. The key becomes one made from the question, unless you write another for #key.\n"
    "It is studied after the card whose section stands above it in edits.md; move the section to move the card.\n"
    "A source goes on a line of its own: > [!source] where it can be read\n"
    "For a cloze write type=cloze behind .added, and the question like: Paris is in {{c1::France}}"
)


@click.command("add", epilog="\b\nExample:\n  deckwright add production-ml-systems")
@click.argument("name", metavar="DECK")
def command(name: str) -> None:
    """Write a card of your own, which no page has, in $EDITOR."""
    (deck,) = decks.find_decks([name], lint.SWITCHABLE)
    found = pipeline.recognise(deck, dist=Path("dist"))
    keys = {note.key for note in found.known.notes} | {card.key for card in found.identified.cards}
    key = edit_text(deck.edits, editing.NEW, HINT.split("\n"), lambda saved: editing.keep_added(deck, saved, keys))
    say(f"{decks.shown(deck.edits)}: {key} added. Next: deckwright build {deck.slug}" if key else "Nothing was added.")
