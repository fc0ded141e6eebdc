"""What an import did in, the lines a person wants to read about it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import click

from generator.cli.printing import count, say
from generator.destination import Account, Destination
from generator.importing import Arrival, Outcome

_WORDS = {
    Outcome.NEW: "new",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.KEPT: "kept because edited in Anki",
    Outcome.CONFLICTING: "conflicting",
    Outcome.ADOPTED: "taken over with their schedule",
    Outcome.BROUGHT_BACK: "brought back into their note type",
    Outcome.MOVED: "taken over from another deck",
    Outcome.ELSEWHERE: "left alone as notes of another deck",
}
_SHOWN = (Outcome.KEPT, Outcome.CONFLICTING, Outcome.ELSEWHERE)
"""What is named card by card even when nobody asked for it."""


def print_account(
    account: Account, goal: Destination, old_texts: frozenset[str] = frozenset(), *, verbose: bool
) -> None:
    """The backup, the cards (all of them with `verbose`), and how many of each kind.

    `old_texts` are the Keys of notes with a text of ours that shipped before: Anki keeps them, but nobody edited them.
    """
    for backup in account.backups:
        say(f"{'Backup' if account.backup_is_open else 'Backup, as Anki says'}: {backup}")
    if not account.backup_is_open:
        say("  that disk is not one of this machine, so the backup could not be opened here; look whether it is there")
    if not account.backups:
        say(f"No backup: {'nothing was changed' if account.was_there else 'nothing of this deck was in Anki before'}.")
    for arrival in account.arrivals:
        if verbose or arrival.outcome in _SHOWN:
            say(f"  {arrival.outcome:<12} {arrival.key}")
    old = sum(arrival.outcome is Outcome.KEPT and arrival.key in old_texts for arrival in account.arrivals)
    counted = Counter(arrival.outcome for arrival in account.arrivals)
    counted[Outcome.KEPT] -= old
    told = ", ".join(f"{counted[outcome]:,} {words}" for outcome, words in _WORDS.items() if counted[outcome])
    told += f"{', ' if told else ''}{old:,} kept with a text that shipped before" if old else ""
    say(f"{count(len(account.arrivals), 'note')} into {goal}: {told}")
    _explain(account, counted)
    if account.pruned:
        say(f"  {count(account.pruned, 'retired note')} {account.how}")
    if account.unfinished:
        click.echo(
            f"All is imported, but a part of it lies in {account.unfinished}, as there was no room to write it into "
            f"{goal}; make room, and open and close Anki. Until then, never move or delete the one without the other.",
            err=True,
        )


def _explain(account: Account, counted: Counter[Outcome]) -> None:
    """Say why notes were not updated, and what to do."""
    if counted[Outcome.KEPT]:
        say(
            "  what is kept was edited or tagged in Anki after the build; do so in edits.md, too, and it stays for good"
        )
    if account.edited:
        say(f"  {account.edited:,} of the kept, too, brought back into their note type, with your own text")
    if counted[Outcome.CONFLICTING]:
        say(
            f"  what conflicts has another note type in Anki ({_there(account.arrivals)}) and is not updated; to have "
            f"it changed back, import with --adopt: docs/updates.md"
        )
    for name in account.set_apart:
        say(f'  notes that would have lost something of yours stay as they are, in the note type "{name}"')


def _there(arrivals: Iterable[Arrival]) -> str:
    """Name the note types that conflicting notes have in Anki."""
    names = sorted({arrival.there for arrival in arrivals if arrival.there})
    return ", ".join(f'"{name}"' for name in names) or "or other fields"
