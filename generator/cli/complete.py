"""`deckwright complete`: find missing answers, and write them."""

from __future__ import annotations

import sys

import click

from generator import completion, lint, pipeline, stages
from generator import deck as decks
from generator.cards import EditedCard
from generator.cli.editor import edit_card
from generator.cli.printing import count, now, say

HINT = (
    "Write the answer under the heading, in Markdown. Leave it as it is to skip the card.\n"
    "A source goes on a line of its own: > [!source] where it can be read"
)


@click.command("complete", epilog="\b\nExample:\n  deckwright complete production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
def command(names: tuple[str, ...]) -> None:
    """List the cards without an answer, with the cards around them; in a terminal, open each in $EDITOR."""
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        prepared = pipeline.prepare(deck, now())
        gaps = completion.gaps(prepared.cards, stages.unanswered(prepared))
        for gap in gaps:
            print_gap(gap)
        _print_total(prepared, gaps)
        if gaps and sys.stdin.isatty():
            _write_each(prepared, gaps)


def print_gap(gap: completion.Gap) -> None:
    """The card with its key and place, and the cards before and after it."""
    say(f"{gap.card.origin}: {_short(gap.card)}  {{#{gap.card.key}}}")
    for card in gap.before:
        say(f"    before  {_with_answer(card)}")
    for card in gap.after:
        say(f"    after   {_with_answer(card)}")


def _print_total(prepared: stages.Prepared, gaps: tuple[completion.Gap, ...]) -> None:
    slug = prepared.deck.slug
    drafts = sum(card.draft for card in prepared.cards)
    waiting = f", {count(drafts, 'draft')} to be read" if drafts else ""
    say(f"{slug}: {count(len(gaps), 'answer')} missing{waiting}")
    if gaps and not sys.stdin.isatty():
        say(f"To write one: deckwright edit {slug} {gaps[0].card.key}")


def _write_each(prepared: stages.Prepared, gaps: tuple[completion.Gap, ...]) -> None:
    written = 0
    for number, gap in enumerate(gaps, start=1):
        say(f"\n{number} of {len(gaps)}: {_short(gap.card)}")
        chosen = click.prompt(
            "write, skip or quit?", type=click.Choice(["w", "s", "q"]), default="w", show_choices=True
        )
        if chosen == "q":
            break
        if chosen == "w" and edit_card(prepared, gap, HINT):
            written += 1
    say(f"{prepared.deck.slug}: {count(written, 'answer')} written. Next: deckwright build {prepared.deck.slug}")


def _with_answer(card: EditedCard) -> str:
    answer = " ".join(card.answer.value.split()) if card.answer else ""
    return f"{_short(card)} – {answer if len(answer) <= 90 else answer[:89] + '…'}" if answer else _short(card)


def _short(card: EditedCard) -> str:
    words = " ".join(card.question.value.split()) or "(no question)"
    return words if len(words) <= 90 else words[:89] + "…"
