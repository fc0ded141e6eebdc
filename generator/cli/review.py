"""What `deckwright complete --review` prints and asks: each draft, and a person's word on it."""

from __future__ import annotations

from collections.abc import Sequence

import click

from generator import completion, drafting, editing, stages
from generator.cli.editor import edit_card
from generator.cli.printing import count, say

HINT = (
    "Put the draft right and take .draft out of the braces; with .draft it stays a draft.\n"
    'Of a source you have opened take "Not checked." away and keep it; else delete the line.'
)
_WORDS = {"a": "accepted", "e": "edited", "r": "rejected", "s": "skipped"}


def review(prepared: stages.Prepared, drafts: Sequence[completion.Gap]) -> None:
    """Walk the drafts; each answer is written at once, so the next review goes on where this one was left."""
    if not drafts:
        say(f"{prepared.deck.slug}: there is no draft to read.")
        return
    done = dict.fromkeys(_WORDS.values(), 0)
    for number, gap in enumerate(drafts, start=1):
        say(f"\n{number} of {len(drafts)}")
        word = _decide(prepared, gap)
        if not word:
            break
        done[word] += 1
    left = len(drafts) - done["accepted"] - done["edited"] - done["rejected"]
    told = ", ".join(f"{times:,} {word}" for word, times in done.items() if times)
    say(f"\n{prepared.deck.slug}: {told or 'nothing decided'}; {count(left, 'draft')} left.")
    if done["accepted"] or done["edited"]:
        say(f"Next: deckwright build {prepared.deck.slug}")


def _decide(prepared: stages.Prepared, gap: completion.Gap) -> str:
    """What became of one draft, in a word; "" where the person wants to stop."""
    key = gap.card.key
    while True:
        given = editing.offer(prepared, key)
        _show(gap, given.stored)
        chosen = click.prompt("accept, edit, reject, skip or quit?", type=click.Choice(["a", "e", "r", "s", "q"]))
        if chosen == "q":
            return ""
        if chosen == "e" and not _edited(prepared, gap):
            say("It is still a draft.")
            continue
        if chosen == "a":
            editing.keep(prepared.deck, given, drafting.accepted(given.stored))
        if chosen == "r":
            editing.keep(prepared.deck, given, drafting.rejected(given.stored, key))
        return _WORDS[chosen]


def _edited(prepared: stages.Prepared, gap: completion.Gap) -> bool:
    """Open the draft in the editor; returns whether it is one no more."""
    return edit_card(prepared, gap, HINT) and not drafting.is_draft(prepared.deck, gap.card.key)


def _show(gap: completion.Gap, section: str) -> None:
    for words, cards in (("before", gap.before), ("after", gap.after)):
        for card in cards:
            answer = " ".join(card.answer.value.split()) if card.answer else "(no answer)"
            say(f"  {words:6}  {' '.join(card.question.value.split())[:90]} – {answer[:90]}")
    say(f"  asked   {' '.join(gap.card.question.value.split())}  {{#{gap.card.key}}}")
    for line in section.split("\n")[1:]:
        say(f"    {line}".rstrip())
