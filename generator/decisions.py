"""What only the user knows in, recorded where the next build finds it: which card is which, which edit holds."""

from __future__ import annotations

import re
from collections.abc import Collection

from generator import deck as decks
from generator import edits, lock, pipeline
from generator.errors import DeckwrightError, nearest
from generator.files import write_whole


def settle(deck: decks.Deck, key: str, answer: str) -> str:
    """Record that the doubtful card `key` is candidate number `answer`, or "new"; returns what was recorded.

    Raises DeckwrightError where there is no such doubt or no such candidate.
    """
    found = pipeline.recognise(deck)
    known, doubts = found.known, found.identified.doubts
    doubt = next((doubt for doubt in doubts if doubt.card.key == key), None)
    if doubt is None:
        keys = [doubt.card.key for doubt in doubts]
        there = f"There is doubt about {', '.join(keys)}." if keys else "No card of this deck is in doubt."
        raise DeckwrightError(f'{deck.slug}: no card "{key}" is in doubt.{nearest(key, keys)} {there}')
    if answer == "new":
        decided = lock.settled_as_new(known, doubt)
        said = f"{key} is a new card"
    elif answer.isdecimal() and 1 <= int(answer) <= len(doubt.candidates):
        note = doubt.candidates[int(answer) - 1]
        decided = lock.settled_as(known, doubt, note)
        said = f"the card is {note.key}, and keeps its history"
    else:
        raise DeckwrightError(f'{deck.slug}: "{answer}" is none of 1 to {len(doubt.candidates)}, nor "new".')
    lock.write_lock(deck.lock, decided)
    return said


def accept(deck: decks.Deck, keys: Collection[str]) -> tuple[str, ...]:
    """Let stale edits hold as they stand: those named, or all; returns their keys.

    Raises DeckwrightError for a key whose edit is not stale.
    """
    prepared = pipeline.prepare(deck, now=0)
    sources = {card.key: card.source for card in prepared.recognised.identified.cards}
    stale = {card.key for card in prepared.cards if edits.is_stale(sources[card.key], card.was)}
    for key in keys:
        if key not in stale:
            raise DeckwrightError(f'{deck.slug}: the edit of "{key}" is not stale.{nearest(key, stale)}')
    chosen = {key: edits.scraped_hash(sources[key]) for key in sorted(stale) if not keys or key in keys}
    _rewrite_was(deck, chosen)
    lock.write_lock(deck.lock, lock.accepted(prepared.recognised.known, chosen))
    return tuple(chosen)


def _rewrite_was(deck: decks.Deck, chosen: dict[str, str]) -> None:
    """Put the new hash where a heading of edits.md says was=; nothing else of the file is touched."""
    if not deck.edits.exists():
        return
    try:
        text = deck.edits.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DeckwrightError(f"{decks.shown(deck.edits)}: save the file as UTF-8, then accept again.") from error
    for key, now in chosen.items():
        heading = re.compile(
            rf"^(##\s.*\{{#{re.escape(key)}(?=[\s}}])[^\n]*?\bwas=)(?:\"[^\"]*\"|[^\s}}]+)", re.MULTILINE
        )
        text = heading.sub(rf"\g<1>{now}", text)
    write_whole(deck.edits, text.encode())
