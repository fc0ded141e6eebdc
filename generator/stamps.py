"""Refuse stamps that lie in the future, in a lock and in a package, and set those of a lock right."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator import deck as decks
from generator import lock, notetype, packaging, remembering
from generator.cards import StoredNote
from generator.errors import DeckwrightError, PackageError

_WHY = (
    "is stamped in the future, so each import would replace what was edited in Anki. If this machine's clock is wrong, "
    "set it. If it is right,"
)


def check_lock(deck: decks.Deck, now: int) -> None:
    """Raise DeckwrightError where the deck's lock is stamped more than a day after the second `now`."""
    if not lock.is_late(deck.lock, _true(now)):
        return
    late = late_keys(deck, now)
    if late:
        others = f" and {len(late) - 1:,} more" if len(late) > 1 else ""
        raise DeckwrightError(
            f"{decks.shown(deck.lock)}: {late[0]}{others} {_WHY} take the lock back from version control, or set the "
            f"stamps to now: deckwright lock --clamp {deck.slug}"
        )


def check_package(shown: str, notes: Iterable[StoredNote], now: int) -> None:
    """Raise DeckwrightError where a note of a package is stamped more than a day after the second `now`."""
    late = [note for note in notes if note.mod > _true(now) + lock.DAY]
    if late:
        raise DeckwrightError(
            f"{shown}: {late[0].key} (of {len(late):,} such notes) {_WHY} set the stamps of the deck to now "
            f"(deckwright lock --clamp) and build again; or ask whoever made the package to do so."
        )


def late_keys(deck: decks.Deck, now: int) -> tuple[str, ...]:
    """List the notes and note types of the deck's lock that are stamped after the second `now`."""
    known = lock.read_lock(deck.lock, decks.shown(deck.lock))
    return lock.late_keys(known, _true(now)) if known else ()


def clamp(deck: decks.Deck, dist: Path, now: int) -> None:
    """Set the stamps of the deck's lock that lie after the second `now` to it, or to that of the package in `dist`."""
    known = lock.read_lock(deck.lock, decks.shown(deck.lock))
    if known:
        right = lock.clamped(known, _true(now), _shipped(remembering.package_path(deck, dist)))
        lock.write_lock(deck.lock, right)


def _true(now: int) -> int:
    """Return `now`, or the second this program was released: no clock that is right shows an earlier one."""
    return max(now, notetype.RELEASED)


def _shipped(package: Path) -> Mapping[str, tuple[str, int]]:
    """Return hash and mod of the notes of the last package, by guid; nothing where it cannot be read."""
    with contextlib.suppress(PackageError):
        if package.is_file():
            stored = packaging.read_package(package, decks.shown(package))
            return {note.guid: (lock.hash_of(note.note_type, note.fields, note.tags), note.mod) for note in stored}
    return {}
