"""`deckwright accept`: keep edits although the page has changed."""

from __future__ import annotations

import sys

import click

from generator import decisions, lint
from generator import deck as decks
from generator.cli.printing import count, say, waits
from generator.files import alone_in


@click.command("accept", epilog="\b\nExample:\n  deckwright accept production-ml-systems what-is-model-parallelism")
@click.argument("name", metavar="DECK")
@click.argument("keys", nargs=-1, metavar="[CARD]...")
@click.option("-y", "--yes", is_flag=True, help="Accept what is shown without a question.")
def command(name: str, keys: tuple[str, ...], yes: bool) -> None:
    """Keep your edits although the page has changed: those of the cards CARD, or all of the deck's.

    Each is shown first, with what the page said before and says now. In a terminal you are asked about each; without
    one, only the cards that you name are accepted, or all with --yes.
    """
    (deck,) = decks.find_decks([name], lint.SWITCHABLE)
    with alone_in(deck.folder, waits):
        found = decisions.stale_edits(deck, keys)
        asks = sys.stdin.isatty() and not yes
        chosen = []
        for stale in found:
            _show(stale)
            if not asks or click.confirm("  Keep this edit?"):
                chosen.append(stale)
        if chosen and not (asks or yes or keys):
            raise click.UsageError("Nobody was asked, so nothing was accepted: say --yes, or name the cards.")
        decisions.accept(deck, chosen)
    for stale in chosen:
        say(f"  accepted  {stale.key}")
    say(f"{deck.slug}: {count(len(chosen), 'stale edit')} accepted.")


def _show(stale: decisions.StaleEdit) -> None:
    """Print the edit and the two texts of the page, so that a yes is a yes to something."""
    before = (
        _sides(stale.before, "no answer")
        if stale.before
        else "(no longer recorded: the new page has been taken into cards.lock)"
    )
    say(f"{stale.origin}: {stale.key}")
    say(f"  page before  {before}")
    say(f"  page now     {_sides(stale.now, 'no answer')}")
    say(f"  your edit    {_sides(stale.edit, 'left as on the page')}")


def _sides(sides: tuple[str | None, str | None], missing: str) -> str:
    """Question and answer on one line."""
    return " / ".join(f'"{words}"' if (words := " ".join((side or "").split())) else f"({missing})" for side in sides)
