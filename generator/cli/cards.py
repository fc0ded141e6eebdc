"""`deckwright cards`: the structured cards."""

from __future__ import annotations

import click

from generator import deck as decks
from generator import lint, pipeline, shipping
from generator.cli.printing import now, say, say_json


@click.command("cards", epilog="\b\nExample:\n  deckwright cards production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--json", "as_json", is_flag=True, help="The cards that ship, as in cards.json.")
def command(names: tuple[str, ...], as_json: bool) -> None:
    """Show each card with its key, question and answer."""
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        prepared = pipeline.prepare(deck, now())
        if as_json:
            say_json("".join(shipping.cards_json(prepared)))
            continue
        out = {card.key for card in prepared.left_out}
        for card in prepared.cards:
            say(f"{{#{card.key}}}  {card.origin}" + ("  left out" if card.key in out else ""))
            say(_indented(card.question.value))
            say(_indented(card.answer.value if card.answer else "(no answer)", "    "))
            say()


def _indented(text: str, indent: str = "  ") -> str:
    return "\n".join(indent + line for line in text.split("\n"))
