"""Source cards and the lock in, cards with key and guid out: the same card is the same note for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.cards import KnownCard, Problem, SourceCard
from generator.lock.records import Lock, LockedNote
from generator.slugs import slugify


@dataclass(frozen=True, slots=True)
class Identified:
    """Every card that is known for sure or new, in the order given, and the doubts about the others."""

    cards: tuple[KnownCard, ...]
    problems: tuple[Problem, ...] = ()


def identify(cards: Sequence[SourceCard], slug: str, lock: Lock) -> Identified:
    """Give each card of the deck `slug` the key and guid it has in `lock`, or new ones.

    Raises DeckwrightError where a card of the user's own claims the key of a scraped one.
    """
    known: dict[int, LockedNote] = {}
    left = {note.key: note for note in lock.notes}
    _match_keys(cards, left, known)
    _match_questions(cards, left, known)
    names = _Names(slug, lock, (card.key for card in cards if card.key))
    return Identified(
        tuple(
            KnownCard(known[at].key, known[at].guid, card) if at in known else names.new(card)
            for at, card in enumerate(cards)
        )
    )


def new_guid(slug: str, question: str, occurrence: int) -> str:
    """A guid of 20 hex digits (80 bits of SHA-256) from the deck's slug, the scraped question and its occurrence."""
    return hashlib.sha256(f"deckwright\0{slug}\0{question}\0{occurrence}".encode()).hexdigest()[:20]


class _Names:
    """Hands out keys and guids that nothing in the lock or among the new cards has."""

    def __init__(self, slug: str, lock: Lock, own_keys: Iterable[str]) -> None:
        self._slug = slug
        self._keys = {note.key for note in lock.notes} | set(own_keys)
        self._guids = {note.guid for note in lock.notes}
        self._occurrences: dict[str, int] = {}
        self._endings: dict[str, int] = {}

    def new(self, card: SourceCard) -> KnownCard:
        return KnownCard(card.key or self._key(card.question), self._guid(card.key or card.question), card)

    def _key(self, question: str) -> str:
        slug = slugify(question)
        key, ending = slug, self._endings.get(slug, 1)
        while key in self._keys:
            ending += 1
            key = f"{slug}-{ending}"
        self._endings[slug] = ending
        self._keys.add(key)
        return key

    def _guid(self, question: str) -> str:
        occurrence = self._occurrences.get(question, 0)
        while (guid := new_guid(self._slug, question, occurrence)) in self._guids:
            occurrence += 1
        self._occurrences[question] = occurrence + 1
        self._guids.add(guid)
        return guid


def _match_keys(cards: Sequence[SourceCard], left: dict[str, LockedNote], known: dict[int, LockedNote]) -> None:
    """Cards of the user's own bring their key along."""
    for at, card in enumerate(cards):
        if card.key and card.key in left:
            known[at] = left.pop(card.key)


def _match_questions(cards: Sequence[SourceCard], left: dict[str, LockedNote], known: dict[int, LockedNote]) -> None:
    """The same question is the same card; of several, the one with the same answer first, then in order."""
    waiting: dict[str, list[LockedNote]] = {}
    for note in left.values():
        waiting.setdefault(_plain(note.question), []).append(note)
    for same_answer in (True, False):
        for at, card in enumerate(cards):
            if at in known or card.key:
                continue
            notes = waiting.get(_plain(card.question), [])
            found = next((note for note in notes if not same_answer or note.answer == card.answer), None)
            if found:
                notes.remove(found)
                known[at] = left.pop(found.key)


def _plain(question: str) -> str:
    return " ".join(question.split())
