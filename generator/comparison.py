"""The notes of a build and those of a package or collection in, what an import would do to each out."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from generator.cards import FIELDS, Note, StoredNote, same_tags

# Without "<" inside, or a row of "<" would be searched to its end from each of them.
_TAG = re.compile(r"<[^<>]*>")
_MOST_PAIRS = 1_000_000
"""Pairs of words that are compared: a thousand of each side, which takes half a second at worst."""
_OR = " or "
_TERMS = 500
"""How many notes one search names: from 998 on Anki 26.9.3 says "Expression tree is too large"."""
_CHARACTERS = 30_000
"""How long one search is at most: the line one types it in takes 32,767 characters and drops the rest."""
_BLOCK = re.compile(r"<(?:br|/?p|/?li|/?ul|/?ol|/?tr|/?div|/?pre|hr)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a field that stays (" "), goes ("-") or comes ("+")."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field whose content changes, word by word; no word is marked where only the markup does."""

    name: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class NoteChange:
    """A note that an import would replace, field by field; tags count as a field called Tags."""

    key: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an import would do, by key; `retired` and `conflicting` name what stands on the other side.

    `left_out` are notes over there that this build does not ship but that are not retired: in doubt, or with an error.
    `unshipped` are the cards that the build leaves out, whether they are over there or not. `only_mod` are notes that
    are newer with the same content; `kept` differ and stay as they are over there, because they were changed there
    later; `old_texts` of these hold a text that shipped before, which is no edit. `note_types` are the names of the
    note types that conflicting notes have there. `elsewhere` are notes whose guid a note of another deck has over
    there, each with the Key it has there.
    """

    new: tuple[str, ...]
    changed: tuple[NoteChange, ...]
    only_mod: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[NoteChange, ...]
    left_out: tuple[str, ...]
    retired: tuple[str, ...]
    conflicting: tuple[str, ...]
    unshipped: tuple[str, ...] = ()
    note_types: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[tuple[str, str], ...] = ()
    old_texts: frozenset[str] = frozenset()


def compare(
    ours: Sequence[Note],
    theirs: Iterable[StoredNote],
    slug: str,
    waiting: Set[str],
    unshipped: Sequence[str] = (),
) -> Comparison:
    """What importing `ours` over `theirs` would do, by Anki's rules: guid, note type, the larger mod.

    `waiting` are the keys of cards that do not ship now but still belong to the deck, `unshipped` those that the build
    names as left out.
    """
    by_guid = {note.guid: note for note in theirs}
    groups: dict[str, list[Note]] = {
        name: [] for name in ("new", "changed", "only_mod", "unchanged", "kept", "conflicting", "elsewhere")
    }
    for note in ours:
        groups[fate(note, by_guid.get(note.guid), slug)].append(note)
    guids, shipped = {note.guid for note in ours}, {note.key for note in ours}
    keys = (note.key for guid, note in by_guid.items() if guid not in guids and note.key.startswith(f"{slug}/"))
    # A note that was duplicated in Anki has the Key of a card that is there: it is the user's own.
    gone = sorted({key.partition("/")[2] for key in keys} - shipped)
    return Comparison(
        new=_keys(groups["new"]),
        changed=tuple(_change(note, by_guid[note.guid]) for note in groups["changed"]),
        only_mod=_keys(groups["only_mod"]),
        unchanged=_keys(groups["unchanged"]),
        kept=tuple(_change(note, by_guid[note.guid]) for note in groups["kept"]),
        left_out=tuple(key for key in gone if key in waiting),
        retired=tuple(key for key in gone if key not in waiting),
        conflicting=_keys(groups["conflicting"]),
        unshipped=tuple(unshipped),
        note_types={note.key: by_guid[note.guid].note_type for note in groups["conflicting"]},
        elsewhere=tuple((note.key, by_guid[note.guid].key) for note in groups["elsewhere"]),
    )


def is_elsewhere(note: StoredNote, prefix: str) -> bool:
    """Tell whether the Key of a note in Anki names another deck than the one whose Keys begin with `prefix`.

    A Key that was emptied, or that names no deck, is that of a note of ours that the user changed.
    """
    return "/" in note.key and note.key.partition("/")[0] != prefix


def searches_for(keys: Iterable[str], slug: str) -> tuple[str, ...]:
    """What to paste into Anki's browser, one after the other, to find exactly the notes with these keys."""
    searches: list[str] = []
    terms: list[str] = []
    size = 0
    for term in (_term(f"Key:{slug}/{key}") for key in keys):
        size += len(term) + len(_OR)
        if terms and (len(terms) == _TERMS or size > _CHARACTERS):
            searches.append(_OR.join(terms))
            terms, size = [], len(term) + len(_OR)
        terms.append(term)
    return (*searches, _OR.join(terms)) if terms else ()


def _term(text: str) -> str:
    """One term of a search, quoted where Anki needs it, and without its signs for "any letter" and "any letters"."""
    exact = re.sub(r"[\\*_\"]", r"\\\g<0>", text)
    return exact if re.fullmatch(r"[\w\\:/-]+", exact, re.ASCII) else f'"{exact}"'


def words_changed(old: str, new: str) -> tuple[Word, ...]:
    """Two fields' visible words side by side."""
    before, after = visible_words(old), visible_words(new)
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    parts = before[start : len(before) - end], after[start : len(after) - end]
    words = [Word(" ", word) for word in before[:start]]
    for kind, a, b, c, d in _steps(*parts):
        if kind == "equal":
            words += [Word(" ", word) for word in parts[0][a:b]]
            continue
        words += [Word("-", word) for word in parts[0][a:b]]
        words += [Word("+", word) for word in parts[1][c:d]]
    return (*words, *(Word(" ", word) for word in before[len(before) - end :]))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the words that both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _steps(one: Sequence[str], other: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Say how one becomes the other; of two long ones all goes and all comes, for difflib's time is their product."""
    if len(one) * len(other) > _MOST_PAIRS:
        return [("replace", 0, len(one), 0, len(other))]
    return difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()


def visible_words(field: str) -> list[str]:
    """The words of a field that its card shows."""
    return html.unescape(_TAG.sub("", _BLOCK.sub(" ", field))).split()


def fate(note: Note | StoredNote, other: StoredNote | None, prefix: str) -> str:
    """Tell by Anki's rules what becomes of a note where `other` is what is there: the name of a part of Comparison."""
    if other is None:
        return "new"
    if other.note_type != note.note_type or len(other.fields) != len(note.fields):
        return "conflicting"
    if is_elsewhere(other, prefix):
        return "elsewhere"
    same = other.fields == note.fields and same_tags(other.tags, note.tags)
    if same:
        return "only_mod" if note.mod > other.mod else "unchanged"
    return "changed" if note.mod > other.mod else "kept"


def _change(note: Note, other: StoredNote) -> NoteChange:
    pairs = zip(FIELDS, other.fields, note.fields, strict=False)
    changes = [FieldChange(name, words_changed(old, new)) for name, old, new in pairs if old != new]
    if not same_tags(other.tags, note.tags):
        changes.append(FieldChange("Tags", words_changed(" ".join(other.tags), " ".join(sorted(note.tags)))))
    return NoteChange(note.key, tuple(changes))


def _keys(notes: Iterable[Note]) -> tuple[str, ...]:
    return tuple(note.key for note in notes)
