"""Remember which decks a note has been in that was not born in the deck it is in now.

Such a note came with its line from another deck's lock, or with its guid from an export. In Anki its Key field still
begins with the deck it was in last, and an import may take it over from there, and from nowhere else. The lock has the
decks as what Key fields begin with, parted by blanks; the last is the deck of the lock, and "*" one that an export did
not name.
"""

from __future__ import annotations

import re

from generator.cards import KnownCard
from generator.lock.naming import is_born_in, new_guid
from generator.lock.records import Lock, LockedNote
from generator.names import check_id

_PREFIX = r"(?:\*|[A-Za-z0-9][A-Za-z0-9._-]*)"
PREFIXES = re.compile(rf"(?:{_PREFIX}(?: {_PREFIX})*)?")
"""What the lock may say of decks."""
_TWINS = 20
"""How many cards with one question are looked for."""


def with_deck(card: KnownCard, old: LockedNote | None, lock: Lock) -> str:
    """Work out which decks the note of `card` has been in, with the deck of `lock`; "" where it was born there."""
    decks = old.decks.split() if old else []
    if not decks and card.source.came_from and card.source.guid == card.guid:
        decks = [card.source.came_from]
    is_foreign = bool(decks) or (bool(lock.id) and not is_born_in(old.guid if old else card.guid, lock.id))
    if is_foreign and lock.prefix and decks[-1:] != [lock.prefix]:
        decks.append(lock.prefix)
    return " ".join(decks)


def came_from(note: LockedNote, prefix: str) -> bool:
    """Tell whether `note` was, by its line in the lock, in the deck whose Keys begin with `prefix`.

    The line says so itself; or the guid tells that it was born there: by its mark, where that deck has an id, or by
    the question that it was made from.
    """
    decks = note.decks.split()
    if prefix in decks or "*" in decks:
        return True
    if not check_id(prefix) and is_born_in(note.guid, prefix):
        return True
    words = (note.question, note.key)
    return any(note.guid == new_guid(prefix, word, number) for word in words for number in range(_TWINS))
