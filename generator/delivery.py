"""Decks and packages named by the user in, what each would bring into Anki out."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator import comparison, last_import, lint, lock, packaging, pipeline, remembering, stages
from generator import deck as decks
from generator.cards import NoteType, StoredNote
from generator.edits import DRAFT_TAG
from generator.errors import DeckwrightError


@dataclass(frozen=True, slots=True)
class Parcel:
    """A package with its notes; of a deck folder also its lock's word on notes that are not in the package.

    `slug` is the one in its Key fields, `deck` the deck's name in the memory of imports ("" where it is not known),
    and `built_from` its name in commands. `retired` are the notes that left the deck, the guid by the Key, `waiting`
    the keys of cards that belong to it but do not ship, `left_out` those that the build leaves out. `born` are guids
    that follow from the prefix and the deck's questions, so that no note from elsewhere has one; `lines` are the notes
    of the lock by guid. `is_current` says whether the package is what the sources build, as far as notes, note types
    and the deck's name go.
    """

    path: Path
    name: str
    slug: str
    notes: tuple[StoredNote, ...]
    retired: Mapping[str, str] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()
    deck: str = ""
    built_from: str = ""
    is_current: bool = True
    has_sources: bool = False
    born: frozenset[str] = frozenset()
    lines: Mapping[str, lock.LockedNote] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()


def parcels(names: Sequence[str], output: Path, now: int) -> tuple[Parcel, ...]:
    """The packages meant by `names`: files, or decks whose last build lies in `output`; every deck where none is named.

    Raises DeckwrightError where there is no package, or one that deckwright did not make.
    """
    files = [Path(name) for name in names if name.lower().endswith(".apkg")]
    slugs = [name for name in names if not name.lower().endswith(".apkg")]
    found = decks.find_decks(slugs, lint.SWITCHABLE) if slugs or not files else ()
    return (*(_of_file(path, output, now) for path in files), *(_of_deck(deck, output, now) for deck in found))


def _of_file(path: Path, output: Path, now: int) -> Parcel:
    """Read a package that was named by its file; it may be the last build of a deck here."""
    parcel = _read(path)
    with contextlib.suppress(DeckwrightError):
        (deck,) = decks.find_decks([path.stem], lint.SWITCHABLE)
        known = lock.read_lock(deck.lock, decks.shown(deck.lock))
        if known and known.prefix == parcel.slug:
            parcel = dataclasses.replace(parcel, deck=last_import.name_of(known, deck.folder), built_from=deck.slug)
            # Any other file is another build, which whoever names it means.
            if path.resolve() == remembering.package_path(deck, output).resolve():
                parcel = dataclasses.replace(
                    parcel, is_current=_is_current(_prepared(deck, parcel, output, now), parcel)
                )
    return parcel


def _read(path: Path) -> Parcel:
    if not path.is_file():
        raise DeckwrightError(f"{decks.shown(path)}: there is no such package; deckwright build writes one.")
    notes = packaging.read_package(path, decks.shown(path))
    for note in notes:
        if note.note_type not in {str(each) for each in NoteType} or not note.key:
            raise DeckwrightError(
                f'{decks.shown(path)}: it holds a note of the type "{note.note_type}", so deckwright did not make it; '
                f"double-click it, and Anki imports it."
            )
    if not notes:
        raise DeckwrightError(f"{decks.shown(path)}: there is no note in this package.")
    return Parcel(path, decks.shown(path), notes[0].key.partition("/")[0], notes)


def _prepared(deck: decks.Deck, parcel: Parcel, output: Path, now: int) -> stages.Prepared:
    """Build the deck as its package was built: with drafts where that has some."""
    has_drafts = any(DRAFT_TAG in note.tags for note in parcel.notes)
    return pipeline.prepare(deck, now, dist=output, include_drafts=has_drafts)


def _of_deck(deck: decks.Deck, output: Path, now: int) -> Parcel:
    path = remembering.package_path(deck, output)
    if not path.is_file():
        raise DeckwrightError(f"{decks.shown(path)}: there is no package yet; run deckwright build {deck.slug} first.")
    parcel = _read(path)
    prepared = _prepared(deck, parcel, output, now)
    known = prepared.stamped.lock.notes
    if parcel.slug != prepared.stamped.lock.prefix:
        raise DeckwrightError(
            f'{decks.shown(path)}: this package is of another deck, "{parcel.slug}", which was built under this name; '
            f"run deckwright build {deck.slug} first."
        )
    return Parcel(
        path,
        deck.slug,
        parcel.slug,
        parcel.notes,
        {f"{parcel.slug}/{note.key}": note.guid for note in known if note.retired and note.shipped},
        frozenset(note.key for note in known if not note.retired),
        tuple(card.key for card in prepared.left_out),
        last_import.name_of(prepared.stamped.lock, deck.folder),
        deck.slug,
        _is_current(prepared, parcel),
        has_sources=True,
        born=lock.born_guids(prepared.stamped.lock),
        lines={note.guid: note for note in known},
        marked=lock.marked_guids(prepared.stamped.lock),
    )


def _is_current(prepared: stages.Prepared, parcel: Parcel) -> bool:
    """Whether a build now would write the same notes, note types and deck name into the package."""
    stamped, before = prepared.stamped, prepared.recognised.known
    change = comparison.compare(stamped.notes, parcel.notes, parcel.slug, set())
    has_moved = change.new or change.changed or change.kept or change.only_mod or change.retired or change.conflicting
    types = {kind.name for kind in before.note_types}
    same_types = all(kind in before.note_types for kind in stamped.lock.note_types if kind.name in types)
    return not has_moved and same_types and before.deck in ("", stamped.lock.deck)
