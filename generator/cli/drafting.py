"""What `deckwright complete --model` prints and asks, while drafts are written one by one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from generator import completion, drafting, editing, stages
from generator.cli.printing import count, now, say

ASK_FROM = 20
"""A run of more cards than this is asked about first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user said about the model: where it is, whether to ask about the cost, how many cards at most."""

    where: completion.Endpoint
    yes: bool
    limit: int | None


def wish(model: str, base_url: str, *, timeout: float, yes: bool, limit: int | None) -> Wish:
    """The options as one value; the key comes from the environment. Raises DeckwrightError for an unsafe address."""
    key = os.environ.get(completion.KEY, "").strip()
    return Wish(completion.endpoint(base_url, model, key, timeout), yes, limit)


def draft(prepared: stages.Prepared, gaps: Sequence[completion.Gap], wanted: Wish) -> None:
    """Ask the model for each missing answer and write each reply into edits.md at once, as a draft."""
    asked = [gap for gap in gaps if gap.card.question.value.strip()][: wanted.limit]
    if not asked:
        return
    deck = prepared.deck
    style = completion.style_of(prepared.cards)
    sent = {gap.card.key: completion.messages(deck.settings.name, gap, style) for gap in asked}
    _say_cost(wanted, [completion.tokens(messages, style) for messages in sent.values()])
    texts = [
        text.value for card in prepared.cards for text in (card.question, None if card.draft else card.answer) if text
    ]
    tongue = completion.tongue_of(texts, deck.settings.language)
    book, drafted = editing.open_edits(deck), 0
    on = datetime.fromtimestamp(now(), UTC).date().isoformat()

    def read(words: str, gap: completion.Gap) -> completion.Reply:
        reply = completion.read_reply(words, gap.card.question.value, tongue, wanted.where.key)
        drafting.check_reply(book, gap.card.key, reply)
        return reply

    try:
        with completion.Client(wanted.where) as client:
            for outcome in completion.answers(asked, client.ask, lambda gap: sent[gap.card.key], read, _pause):
                if outcome.reply and outcome.reply.answer:
                    book = drafting.save_draft(deck, book, outcome.gap.card.key, outcome.reply, wanted.where.model, on)
                    drafted += 1
                _say_outcome(outcome)
    finally:
        say(f"{deck.slug}: {count(drafted, 'draft')} written, {len(gaps) - drafted:,} still missing.")
        if drafted:
            say(f"Next: deckwright complete {deck.slug} --review")


def _say_cost(wanted: Wish, sizes: Sequence[tuple[int, int]]) -> None:
    there, back = (sum(size[side] for size in sizes) for side in (0, 1))
    say(
        f"{count(len(sizes), 'card')} to {wanted.where.model} at {wanted.where.host}: "
        f"about {there:,} tokens there and {back:,} back."
    )
    if len(sizes) <= ASK_FROM or wanted.yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError(f"More than {ASK_FROM} cards cost something: say --yes, or fewer with --limit.")
    click.confirm("Go on?", abort=True)


def _say_outcome(outcome: completion.Outcome) -> None:
    key = outcome.gap.card.key
    if outcome.reply is None:
        say(f"  no draft  {key}: {outcome.reason}")
        return
    say(f"  draft     {key}" if outcome.reply.answer else f"  no draft  {key}: the model says it does not know")


def _pause(seconds: float, reason: str) -> None:
    say(f"  waiting {seconds:,.0f} s, for {reason}")
    time.sleep(seconds)
