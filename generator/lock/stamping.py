"""Rendered notes and the lock in, the notes with their mod and the new lock out: only what changed is newer."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from json.encoder import encode_basestring as _encode

from generator.cards import EditedCard, KnownCard, Note
from generator.lock.identity import Identified
from generator.lock.origins import with_deck
from generator.lock.records import Lock, LockedDoubt, LockedNote, LockedNoteType
from generator.lock.versions import with_version

_BOOLS = ("false", "true")


@dataclass(frozen=True, slots=True)
class Stamped:
    """The notes with their mod, the note types' mods by name, the new lock, and what became of each key."""

    notes: tuple[Note, ...]
    note_type_mods: Mapping[str, int]
    lock: Lock
    new: tuple[str, ...]
    changed: tuple[str, ...]
    rerendered: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]


def stamp(
    identified: Identified,
    cards: Sequence[EditedCard],
    notes: Sequence[Note],
    lock: Lock,
    now: int,
    note_types: Mapping[str, tuple[str, int]],
    names: tuple[str, str],
) -> Stamped:
    """Stamp `notes` (those that ship) with `now`, in seconds, where they differ from what the lock remembers.

    `identified` are all cards of the sources and `cards` those known, with their edits; `note_types` gives each
    note type's hash and the second it was released, which is its mod until this deck sees it change; `names`
    are the deck's slug and its name in Anki, for the lock to remember.
    """
    old = {note.key: note for note in lock.notes}
    edited = {card.key: card for card in cards}
    hashes = {note.key: shipped_hash(note) for note in notes}
    stamped = {note.key: _stamp(note, hashes[note.key], old.get(note.key), now) for note in notes}
    before = identified.predecessors
    records = {
        card.key: _record(
            card,
            edited[card.key],
            (stamped.get(card.key), hashes.get(card.key, "")),
            before.get(card.key, ""),
            old.get(card.key),
            lock,
        )
        for card in identified.cards
    }
    gone, retired = retire(lock, records, identified.pending)
    types = tuple(_stamp_type(name, *facts, lock, now) for name, facts in sorted(note_types.items()))
    fresh = [key for key in stamped if key not in old or not old[key].shipped]
    moved = [key for key in stamped if key in old and old[key].shipped not in ("", records[key].shipped)]
    same_words = {key for key in moved if old[key].written == records[key].written}
    return Stamped(
        notes=tuple(stamped.values()),
        note_type_mods={kind.name: kind.mod for kind in types},
        lock=Lock(
            tuple(sorted((*records.values(), *gone), key=lambda note: note.key)),
            types,
            *names,
            doubts=_doubts(identified),
            id=lock.id,
        ),
        new=tuple(fresh),
        changed=tuple(key for key in moved if key not in same_words),
        rerendered=tuple(key for key in moved if key in same_words),
        unchanged=tuple(key for key in stamped if key in old and old[key].shipped == records[key].shipped),
        retired=retired,
    )


def retire(lock: Lock, there: Container[str], pending: Set[str]) -> tuple[tuple[LockedNote, ...], tuple[str, ...]]:
    """The notes of the lock that are not `there` any more, by key, and which of them an import would leave behind.

    Those `pending`, of which it is asked who they are, are not retired before that is settled.
    """
    gone = [note for note in lock.notes if note.key not in there]
    retired = tuple(note.key for note in gone if note.shipped and not note.retired and note.key not in pending)
    notes = (dataclasses.replace(note, retired=note.retired or note.key not in pending) for note in gone)
    return tuple(notes), retired


def _doubts(identified: Identified) -> tuple[LockedDoubt, ...]:
    """What is asked about, so that the next build asks the same whatever else has changed."""
    cards = ((doubt.card, tuple(note.key for note in doubt.candidates)) for doubt in identified.doubts)
    locked = (LockedDoubt(card.key, card.source.question, card.source.answer, keys) for card, keys in cards)
    return tuple(sorted(locked, key=lambda doubt: doubt.key))


def shipped_hash(note: Note) -> str:
    """What Anki would replace if it took the note over: the hash of its type, fields and tags."""
    return hash_of(note.note_type, note.fields, note.tags)


def hash_of(note_type: str, fields: Sequence[str], tags: Iterable[str]) -> str:
    """The hash of a note's content, in a build or in a package."""
    return _hash(f"[{_encode(note_type)},{_texts(fields)},{_texts(sorted(tags))}]")


def _stamp(note: Note, shipped: str, old: LockedNote | None, now: int) -> Note:
    if old is None:
        return note.stamped(now)
    return note.stamped(old.mod if old.shipped == shipped else max(old.mod + 1, now))


def _record(
    card: KnownCard,
    edited: EditedCard,
    shipped: tuple[Note | None, str],
    follows: str,
    old: LockedNote | None,
    lock: Lock,
) -> LockedNote:
    """The lock's line for a card, from the note that ships and its hash; without one, it keeps what last shipped."""
    note, hash_ = shipped
    kind: tuple[str, tuple[int, ...]] = (edited.note_type, ())
    mod, written, fields = 0, "", old.fields if old else ""
    if note is not None:
        mod, written, kind = note.mod, written_hash(edited), (note.note_type, note.clozes)
        fields = with_version(fields, note.fields)
    elif old is not None:
        mod, hash_, written, kind = old.mod, old.shipped, old.written, (old.type, old.clozes)
    key, guid = (old.key, old.guid) if old else (card.key, card.guid)
    facts = (mod, hash_, written, card.source.question, card.source.answer, *kind, follows)
    decks = with_deck(card, old, lock)
    return LockedNote(key, guid, *facts, retired=False, edit=edited.edit, was=edited.was, fields=fields, decks=decks)


def _stamp_type(name: str, hash_: str, released: int, lock: Lock, now: int) -> LockedNoteType:
    old = next((kind for kind in lock.note_types if kind.name == name), None)
    if old is None:
        return LockedNoteType(name, hash_, released)
    return old if old.hash == hash_ else LockedNoteType(name, hash_, max(old.mod + 1, now))


def written_hash(card: EditedCard) -> str:
    """The hash of the words a card was made from, before rendering."""
    marks = (_BOOLS[card.reversed], _BOOLS[card.draft], _encode(card.simulation), _texts(sorted(card.tags)))
    texts = (card.question, card.answer, card.source, card.extra)
    words = (f"[{_encode(text.markup)},{_encode(text.value)}]" if text else "null" for text in texts)
    return _hash(f"[{','.join((_encode(card.note_type), *marks, *words))}]")


def _texts(texts: Iterable[str]) -> str:
    return f"[{','.join(map(_encode, texts))}]"


def _hash(text: str) -> str:
    """The hash of what json.dumps, which takes twice the time, writes without blanks of the same values."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
