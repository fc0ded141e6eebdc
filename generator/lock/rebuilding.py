"""Make a lost lock anew from the notes of the last package, so that the learner's edits survive the next import."""

from __future__ import annotations

import functools
import html
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from generator.cards import FIELDS, NoteType, SourceCard, StoredNote
from generator.errors import PackageError
from generator.lock.naming import new_guid
from generator.lock.recognising import Appearance, Scraped, cards_of, key_of
from generator.lock.records import AFTER_ALL, Lock, LockedNote
from generator.lock.stamping import hash_of
from generator.lock.versions import with_version
from generator.names import check_slug

_CLOZE = re.compile(r"\{\{c(\d{1,9})::")


def rebuild(
    stored: Iterable[StoredNote], cards: Sequence[SourceCard], slug: str, id_: str, appearance: Appearance
) -> Lock:
    """Make a lock with guid, key, mod and content hash of every note of ours in the package.

    A note's scraped text is that of the card which would ship as the note did; where no card would, the text as shipped
    stands in for it, and the usual matching finds the card or asks.
    """
    notes = [note for note in stored if "/" in note.key]
    prefix = next((note.key.partition("/")[0] for note in notes), id_ or slug)
    id_ = id_ if id_ == prefix else ""  # without it in deck.toml nobody knows that it is an id and no slug
    scraped = cards_of(notes, cards, functools.partial(new_guid, prefix, has_id=bool(id_)), appearance)
    follows = _order(notes, cards)
    locked = [_locked(note, scraped, follows.get(note.key, "")) for note in notes]
    return Lock(tuple(sorted(locked, key=lambda note: note.key)), (), slug if id_ else prefix, id=id_)


def _order(notes: Sequence[StoredNote], cards: Sequence[SourceCard]) -> Mapping[str, str]:
    """Tell what each note of the page followed: a package holds its notes in the order of the page."""
    own = {card.key for card in cards if card.key}
    keys = [note.key for note in notes if key_of(note) not in own]
    return {key: before.partition("/")[2] for before, key in itertools.pairwise(keys)}


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


def _locked(note: StoredNote, scraped: Scraped, follows: str) -> LockedNote:
    card = scraped.cards.get(note.guid)
    question, answer = (_visible(note.fields[FIELDS.index(name)]) for name in ("Question", "Answer"))
    return LockedNote(
        key=key_of(note),
        guid=note.guid,
        mod=note.mod,
        shipped=hash_of(note.note_type, note.fields, note.tags),
        written="",
        question=card.question if card else scraped.questions.get(note.guid, question),
        answer=card.answer if card else answer,
        type=note.note_type,
        clozes=cloze_numbers(note),
        follows=follows,
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
