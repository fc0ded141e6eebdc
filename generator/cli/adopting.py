"""Show the notes that an import can take over or bring back into our note types, and ask."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from generator import adoption, importing
from generator.cards import StoredNote
from generator.claims import claims
from generator.cli import choosing
from generator.cli.printing import count, say
from generator.comparison import visible_words
from generator.destination import Destination, Plan


def adoptions(goal: Destination, plan: Plan, theirs: Sequence[StoredNote], wishes: choosing.Wishes) -> Plan:
    """Add to the plan the notes to take over and those of ours to bring back: shown one by one, and after a yes."""
    found = adoption.twins(plan.notes, theirs)
    foreign = {claim.guid for claim in claims(plan.parcels, theirs)}
    own_strays = adoption.strays(plan.notes, [note for note in theirs if note.guid not in foreign])
    twins, strays = goal.look(found.pairs, own_strays)
    changed = tuple(str(change.own) for change in goal.changed_types(plan.parcels))
    for line in (*map(_described, twins), *map(_brought_back, strays)):
        say(line)
    for key in found.doubtful:
        say(f"not taken over  {key}: several notes ask that; delete or reword all but one")
    taken = _agreed_twins(tuple(twin for twin in twins if not twin.reason), wishes)
    own = tuple(stray for stray in strays if not stray.reason)
    # A note type in which every note would lose something is left alone: there is nothing to gain.
    restored = tuple(name for name in changed if not _all_stay(name, strays))
    if not taken and not own and not restored:
        say("No note of another type that can be taken over asks what a card of yours asks.")
    if (own or restored) and not _agreed_return(own, restored, wishes):
        own = restored = ()
    return dataclasses.replace(plan, twins=taken, strays=own, restored=restored)


def _all_stay(note_type: str, strays: Sequence[importing.Stray]) -> bool:
    reasons = [stray.reason for stray in strays if stray.note_type == note_type]
    return bool(reasons) and all(reasons)


def _agreed_twins(sure: tuple[importing.Twin, ...], wishes: choosing.Wishes) -> tuple[importing.Twin, ...]:
    question = (
        f"Take over {count(len(sure), 'note')}? Schedule, review log, deck and tags stay; fields and note type become "
        f"those of the package. Anki will upload the whole collection at its next sync."
    )
    return sure if sure and (wishes.dry_run or choosing.agreed(question, wishes)) else ()


def _agreed_return(strays: Sequence[importing.Stray], restored: Sequence[str], wishes: choosing.Wishes) -> bool:
    """Ask before note types are changed back: that removes fields and templates which users added and left empty."""
    for name in restored:
        say(f'restore    the note type "{name}": its fields and templates become deckwright\'s again')
    asked = (
        f"Bring {count(len(strays), 'note')} back into deckwright's note types?"
        if strays
        else "Make the note type deckwright's again?"
    )
    return wishes.dry_run or choosing.agreed(
        f"{asked} Schedule, review log, flags, deck and "
        f"tags stay. Anki will upload the whole collection at its next sync.",
        wishes,
    )


def _brought_back(stray: importing.Stray) -> str:
    question = " ".join(visible_words(stray.question))[:80]
    if stray.reason:
        return f'not brought back  {stray.key}: {stray.reason} ("{question}")'
    return f'bring back  "{question}" ({stray.there}, in {stray.deck}, {_studied(stray.reviews)}) as {stray.key}'


def _described(twin: importing.Twin) -> str:
    question = " ".join(visible_words(twin.question))[:80]
    if twin.reason:
        return f'not taken over  {twin.key}: {twin.reason} ("{question}")'
    return f'take over  "{question}" ({twin.note_type}, in {twin.deck}, {_studied(twin.reviews)}) as {twin.key}'


def _studied(reviews: int) -> str:
    return count(reviews, "review") if reviews else "never studied"
