"""Show the notes in Anki that are another deck's and have a guid of ours, and ask about those that moved here."""

from __future__ import annotations

from collections.abc import Sequence

from generator.cards import StoredNote
from generator.claims import claims
from generator.cli import choosing
from generator.cli.printing import count, say
from generator.comparison import visible_words
from generator.delivery import Parcel


def moved(parcels: Sequence[Parcel], theirs: Sequence[StoredNote], wishes: choosing.Wishes) -> frozenset[str]:
    """Return the guids of notes to take over from another deck: the lock says so, and the user says yes.

    A note with a guid of ours that is any other deck's is shown, and is not one of them.
    """
    found = claims(parcels, theirs)
    for claim in found:
        question = " ".join(visible_words(claim.question))[:80]
        if claim.came_from:
            say(f'moved here  "{question}": {claim.there} in Anki becomes {claim.key}')
        else:
            say(f'left alone  "{question}": in Anki it is {claim.there}, a note of another deck, and not {claim.key}')
    guids = frozenset(claim.guid for claim in found if claim.came_from)
    if not guids or wishes.dry_run:
        return frozenset()
    asked = f"Take over {count(len(guids), 'note')} from another deck? Schedule, review log and place in Anki stay."
    return guids if choosing.agreed(asked, wishes) else frozenset()
