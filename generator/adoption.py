"""The notes of a package and those of a collection in, which notes of other types ask the same out."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from generator.cards import NoteType, StoredNote
from generator.comparison import visible_words
from generator.importing import Twin

_OURS = {str(each) for each in NoteType}


@dataclass(frozen=True, slots=True)
class Twins:
    """The pairs that ask the same, and the keys of ours for which that is not one to one."""

    pairs: tuple[Twin, ...]
    doubtful: tuple[str, ...]


def twins(ours: Iterable[StoredNote], theirs: Iterable[StoredNote]) -> Twins:
    """For each note of ours the one note of another type whose first field says the same, compared as people read.

    Where two notes ask the same on either side, nothing is guessed: the keys are doubtful.
    """
    own, other = _by_question(ours), _by_question(note for note in theirs if note.note_type not in _OURS)
    shared = [(own[question], other[question]) for question in own if question in other]
    sure = [(mine[0], found[0]) for mine, found in shared if len(mine) == len(found) == 1]
    return Twins(
        tuple(Twin(found.guid, mine.guid, mine.key, mine.note_type) for mine, found in sure),
        tuple(note.key for mine, found in shared if max(len(mine), len(found)) > 1 for note in mine),
    )


def _by_question(notes: Iterable[StoredNote]) -> dict[str, list[StoredNote]]:
    found: dict[str, list[StoredNote]] = defaultdict(list)
    for note in notes:
        if question := _question(note):
            found[question].append(note)
    return found


def _question(note: StoredNote) -> str:
    """What the first field shows, without regard to case, white space and form of Unicode."""
    text = " ".join(visible_words(note.fields[0])) if note.fields else ""
    return unicodedata.normalize("NFKC", text).casefold()
