"""The notes of the last package in, the lock that was lost out, so that the learner's edits survive the next import."""

from __future__ import annotations

import functools
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from generator.cards import FIELDS, NoteType, SourceCard, StoredNote
from generator.errors import PackageError
from generator.lock.naming import new_guid
from generator.lock.records import AFTER_ALL, Lock, LockedNote
from generator.lock.stamping import hash_of
from generator.lock.versions import with_version
from generator.names import check_slug

_CLOZE = re.compile(r"\{\{c(\d{1,9})::")


def rebuild(stored: Iterable[StoredNote], cards: Sequence[SourceCard], slug: str, id_: str = "") -> Lock:
    """A lock with guid, key, mod and content hash of every note of ours in the package.

    A note's scraped question is found by its guid, which follows from it; where the page has changed
    since, the question as shipped stands in for it.
    """
    notes = [note for note in stored if "/" in note.key]
    prefix = next((note.key.partition("/")[0] for note in notes), id_ or slug)
    id_ = id_ if id_ == prefix else ""  # without it in deck.toml nobody knows that it is an id and no slug
    scraped = _by_guid(cards, functools.partial(new_guid, prefix, has_id=bool(id_)))
    locked = [_locked(note, scraped.get(note.guid)) for note in notes]
    return Lock(tuple(sorted(locked, key=lambda note: note.key)), (), slug if id_ else prefix, id=id_)


def check_ours(stored: Sequence[StoredNote]) -> None:
    """Refuse a package with notes that deckwright would not have written: the lock made from it could not be read back.

    Raises PackageError.
    """
    notes = [note for note in stored if "/" in note.key]
    keys, guids = Counter(note.key for note in notes), Counter(note.guid for note in notes)
    for note in notes:
        prefix, _, key = note.key.partition("/")
        if check_slug(prefix) or check_slug(key) or keys[note.key] > 1 or guids[note.guid] > 1 or not note.guid:
            raise _no_note_of_ours(f'the key "{note.key[:60]}" or its guid is not one of ours, or is there twice')
        if not 0 <= note.mod < AFTER_ALL:
            raise _no_note_of_ours(f'"mod" of "{note.key}" is no second since 1970')


def _no_note_of_ours(reason: str) -> PackageError:
    return PackageError(f"The package is damaged: {reason}; take a sound one.", reason)


def _by_guid(cards: Sequence[SourceCard], guid_of: Callable[[str, int], str]) -> dict[str, SourceCard]:
    """The cards by the guid they got when they were first seen."""
    times: Counter[str] = Counter()
    found = {}
    for card in cards:
        name = card.key or card.question
        found[card.guid or guid_of(name, times[name])] = card
        times[name] += 1
    return found


def _locked(note: StoredNote, card: SourceCard | None) -> LockedNote:
    question, answer = (_visible(note.fields[FIELDS.index(name)]) for name in ("Question", "Answer"))
    return LockedNote(
        key=note.key.partition("/")[2],
        guid=note.guid,
        mod=note.mod,
        shipped=hash_of(note.note_type, note.fields, note.tags),
        written="",
        question=card.question if card else question,
        answer=card.answer if card else answer,
        type=note.note_type,
        clozes=cloze_numbers(note),
        follows="",
        retired=False,
        fields=with_version("", note.fields),
    )


def cloze_numbers(note: StoredNote) -> tuple[int, ...]:
    """Return the numbers of the clozes in a note as it is stored; each makes a card."""
    if note.note_type != NoteType.CLOZE:
        return ()
    return tuple(sorted({int(number) for number in _CLOZE.findall(note.fields[0])} - {0}))


def _visible(field: str) -> str:
    # Without "<" inside, or a row of "<" would be searched to its end from each of them.
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", field)).split())
