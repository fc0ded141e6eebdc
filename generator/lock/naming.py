"""A card seen for the first time in, the key and guid it will have for ever out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from generator.cards import KnownCard, SourceCard
from generator.lock.records import Lock
from generator.slugs import slugify


def new_guid(slug: str, question: str, occurrence: int) -> str:
    """A guid of 20 hex digits (80 bits of SHA-256) from the deck's slug, the scraped question and its occurrence."""
    return hashlib.sha256(f"deckwright\0{slug}\0{question}\0{occurrence}".encode()).hexdigest()[:20]


class Names:
    """Hands out keys and guids that nothing in the lock or among the new cards has."""

    def __init__(self, slug: str, lock: Lock, own_keys: Iterable[str]) -> None:
        self._slug = slug
        self._keys = {note.key for note in lock.notes} | set(own_keys)
        self._guids = {note.guid for note in lock.notes}
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
        if card.guid and card.guid not in self._guids:
            self._guids.add(card.guid)
            return card.guid
        question = card.key or card.question
        occurrence = self._occurrences.get(question, 0)
        while (guid := new_guid(self._slug, question, occurrence)) in self._guids:
            occurrence += 1
        self._occurrences[question] = occurrence + 1
        self._guids.add(guid)
        return guid
