"""`deckwright complete`: find missing answers, and write them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator import completion, lint, pipeline, stages
from generator import deck as decks
from generator.cards import EditedCard
from generator.cli.drafting import draft, wish
from generator.cli.editor import edit_card
from generator.cli.printing import count, now, say
from generator.cli.review import review

HINT = (
    "Write the answer under the heading, in Markdown. Leave it as it is to skip the card.\n"
    "A source goes on a line of its own: > [!source] where it can be read"
)


@click.command("complete", epilog="\b\nExample:\n  deckwright complete production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--model", help="Let this language model draft the answers; each stays a draft until you have read it.")
@click.option(
    "--base-url", help="Where the model is, like http://localhost:11434/v1; a key comes from DECKWRIGHT_API_KEY."
)
@click.option("--review", "reviewing", is_flag=True, help="Walk through the drafts and decide on each.")
@click.option("--limit", type=click.IntRange(1), help="Draft at most so many answers a deck.")
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=120.0, help="Seconds to wait for one reply.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask about the cost of more than 20 cards.")
def command(
    names: tuple[str, ...],
    model: str | None,
    base_url: str | None,
    reviewing: bool,
    limit: int | None,
    timeout: float,
    yes: bool,
) -> None:
    """List the cards without an answer, with the cards around them; in a terminal, open each in $EDITOR.

    With --model nothing is opened: the model's drafts are written to edits.md, for --review. The question and its
    neighbours go to the server named by --base-url, and nowhere else.
    """
    if bool(model) != bool(base_url):
        raise click.UsageError("Say both --model NAME and --base-url URL, like http://localhost:11434/v1.")
    if reviewing and model:
        raise click.UsageError("First --model, then --review: one writes drafts, the other reads them.")
    wanted = wish(model, base_url, timeout=timeout, yes=yes, limit=limit) if model and base_url else None
    for deck in decks.find_decks(names, lint.SWITCHABLE):
        prepared = pipeline.prepare(deck, now(), dist=Path("dist"))
        gaps = completion.gaps(prepared.cards, stages.unanswered(prepared))
        if reviewing:
            review(prepared, completion.gaps(prepared.cards, {card.key for card in prepared.cards if card.draft}))
            continue
        if wanted:
            _print_total(prepared, gaps)
            draft(prepared, gaps, wanted)
            continue
        for gap in gaps:
            print_gap(gap)
        _print_total(prepared, gaps)
        if gaps and sys.stdin.isatty():
            _write_each(prepared, gaps)
        elif gaps:
            say(f"To write one: deckwright edit {deck.slug} {gaps[0].card.key}")


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
