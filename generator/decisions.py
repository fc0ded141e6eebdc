"""What only the user knows in, recorded where the next build finds it: which card is which, which edit holds."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from generator import deck as decks
from generator import edits, lock, pipeline
from generator.cards import EditedCard, Origin, SourceCard
from generator.errors import DeckwrightError, nearest
from generator.files import write_whole
from generator.stages import Recognised


class StaleEdit(NamedTuple):
    """An edit under which the page has changed: question and answer of the page before and now, and of the edit.

    `before` is None where no record of it is left. In the edit, None says that it leaves that side as the page has it.
    `hash` is that of the page's text now.
    """

    key: str
    origin: Origin
    before: tuple[str, str | None] | None
    now: tuple[str, str | None]
    edit: tuple[str | None, str | None]
    hash: str


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
    lock.write_lock(deck.lock, decided, [deck.project])
    return said


def stale_edits(deck: decks.Deck, keys: Collection[str] = ()) -> tuple[StaleEdit, ...]:
    """Find the edits under which the page has changed: those of the cards `keys`, or all, sorted by key.

    Raises DeckwrightError for a key whose edit is not stale.
    """
    prepared = pipeline.prepare(deck, now=0)
    return _stale_edits(prepared.recognised, prepared.cards, keys)


def accept(deck: decks.Deck, shown: Sequence[StaleEdit]) -> None:
    """Let these stale edits stand as they are, although the page has changed.

    Raises DeckwrightError, with nothing written, where the page or an edit is no longer as it was shown.
    """
    prepared = pipeline.prepare(deck, now=0)
    there = {stale.key: stale for stale in _stale_edits(prepared.recognised, prepared.cards, ())}
    for stale in shown:
        if there.get(stale.key) != stale:
            raise DeckwrightError(f"{deck.slug}: {stale.key} has changed since it was shown; run the command again.")
    chosen = {stale.key: stale.hash for stale in shown}
    _rewrite_was(deck, chosen)
    lock.write_lock(deck.lock, lock.accepted(prepared.recognised.known, chosen), [deck.project])


def _stale_edits(recognised: Recognised, cards: Sequence[EditedCard], keys: Collection[str]) -> tuple[StaleEdit, ...]:
    sources = {card.key: card.source for card in recognised.identified.cards}
    stale = {card.key for card in cards if edits.is_stale(sources[card.key], card.was)}
    for key in keys:
        if key not in stale:
            raise DeckwrightError(
                f'{recognised.sources.deck.slug}: the edit of "{key}" is not stale.{nearest(key, stale)}'
            )
    notes = {note.key: note for note in recognised.known.notes}
    was = {card.key: card.was for card in cards}
    return tuple(
        _stale_edit(edit, sources[edit.key], notes.get(edit.key), was[edit.key])
        for edit in sorted(recognised.written, key=lambda edit: edit.key)
        if edit.key in stale and (not keys or edit.key in keys)
    )


def _stale_edit(edit: edits.Edit, source: SourceCard, note: lock.LockedNote | None, was: str) -> StaleEdit:
    """Put one stale edit together; what the page said before is known where the lock still has that very text."""
    before = (note.question, note.answer) if note else ("", None)
    is_known = edits.scraped_hash(dataclasses.replace(source, question=before[0], answer=before[1])) == was
    return StaleEdit(
        edit.key,
        edit.origin,
        before if is_known else None,
        (source.question, source.answer),
        (edit.question.value if edit.question else None, edit.answer.value if edit.answer else None),
        edits.scraped_hash(source),
    )


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
    write_whole(deck.edits, text.encode(), [deck.project])
