"""A card seen for the first time in, the key and guid it will have for ever out."""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Container, Iterable

from generator.cards import KnownCard, SourceCard
from generator.lock.records import Lock
from generator.slugs import slugify


def new_guid(prefix: str, question: str, occurrence: int, *, has_id: bool = False) -> str:
    """Make a guid of 20 hex digits (80 bits of SHA-256) from the deck's id, the scraped question and its occurrence.

    The guid of a deck without an id is made from its slug. The guid of one with an id begins with a mark of that id, so
    that it can be told of any note whether it was born in that deck (see `is_born_in`).
    """
    digits = hashlib.sha256(f"deckwright\0{prefix}\0{question}\0{occurrence}".encode()).hexdigest()[:20]
    return _mark(prefix) + digits[_MARK:] if has_id else digits


def is_born_in(guid: str, id_: str) -> bool:
    """Tell whether a note with this guid was born in the deck with the id `id_`.

    By chance that is said of one foreign note in 16 million.
    """
    return guid.startswith(_mark(id_))


@functools.lru_cache(maxsize=1024)
def _mark(id_: str) -> str:
    return hashlib.sha256(f"deckwright\0{id_}".encode()).hexdigest()[:_MARK]


_FORM = re.compile("[0-9a-f]{20}")
_MARK = 6
"""Hex digits of a guid that tell the deck. 14 are left for the note: 56 bits, and no guid is given twice in a lock."""


def born_guids(lock: Lock) -> frozenset[str]:
    """Work out which guids follow from the deck and the questions in its lock, whatever guids the lock says.

    A line of somebody else's lock can hold any guid, but not a question that it follows from. The guid of a question
    that was reworded since is not among them.
    """
    guid_of = functools.partial(new_guid, lock.prefix, has_id=bool(lock.id))
    times = Counter(word for note in lock.notes for word in {note.question, note.key})
    # One more than there are cards with that question: the first of several may have left the lock.
    return frozenset(guid_of(word, occurrence) for word, count in times.items() for occurrence in range(count + 1))


def marked_guids(lock: Lock) -> frozenset[str]:
    """Find the guids in the lock that have the form of ours and the mark of the deck's id."""
    if not lock.id:
        return frozenset()
    return frozenset(note.guid for note in lock.notes if _FORM.fullmatch(note.guid) and is_born_in(note.guid, lock.id))


class Names:
    """Hands out keys and guids that nothing in the lock or among the new cards has."""

    def __init__(self, prefix: str, lock: Lock, taken: Container[str], own_keys: Iterable[str]) -> None:
        self._guid_of = functools.partial(new_guid, prefix, has_id=bool(lock.id))
        self._keys = {note.key for note in lock.notes} | set(own_keys)
        self._guids = {note.guid for note in lock.notes}
        self._taken = taken
        self._has_id = bool(lock.id)
        self._occurrences: dict[str, int] = {}
        self._endings: dict[str, int] = {}

    def new(self, card: SourceCard) -> KnownCard:
        """The card under a key and guid of its own."""
        return KnownCard(card.key or self._key(card.question), self._guid(card), card)

    def _key(self, question: str) -> str:
        slug = slugify(question)
        key, ending = slug, self._endings.get(slug, 1)
        while key in self._keys:
            ending += 1
            key = f"{slug}-{ending}"
        self._endings[slug] = ending
        self._keys.add(key)
        return key

    def _guid(self, card: SourceCard) -> str:
        """The guid the card brings along, where it is nobody else's; else one that follows from its words."""
        if card.guid and card.guid not in self._guids and card.guid not in self._taken:
            self._guids.add(card.guid)
            return card.guid
        question = card.key or card.question
        occurrence = self._occurrences.get(question, 0)
        while self._is_given(guid := self._guid_of(question, occurrence)):
            occurrence += 1
        self._occurrences[question] = occurrence + 1
        self._guids.add(guid)
        return guid

    def _is_given(self, guid: str) -> bool:
        """Tell whether a note has this guid; those of other decks cannot be equal to one that is made from an id."""
        return guid in self._guids or (not self._has_id and guid in self._taken)
