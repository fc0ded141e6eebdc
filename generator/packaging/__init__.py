"""Notes in, an .apkg out, and back: the only room that knows the package format."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from generator.cards import Note, NoteType, Picture
from generator.packaging.ids import note_ids, packed_beside
from generator.packaging.reading import (
    read_collection,
    read_decks,
    read_foreign_types,
    read_package,
    read_type_changes,
)
from generator.packaging.stored_decks import Decks
from generator.packaging.type_changes import TypeChange

__all__ = [
    "Decks",
    "TypeChange",
    "note_ids",
    "pack",
    "pack_database",
    "packed_beside",
    "packing",
    "read_collection",
    "read_decks",
    "read_foreign_types",
    "read_package",
    "read_type_changes",
    "repack",
    "without",
]


def pack(
    notes: Sequence[Note], note_type_mods: Mapping[str, int], media: Mapping[str, Picture], slug: str, description: str
) -> bytes:
    """The package of `notes` in study order, as `packaging.writing` says; its library loads only for this."""
    from generator.packaging import writing

    return writing.pack(notes, note_type_mods, media, slug, description)


def repack(
    package: Path,
    changed: Mapping[str, Note],
    added: Mapping[str, Sequence[Note]],
    note_type_mods: Mapping[str, int],
    slug: str,
    description: str,
) -> bytes:
    """The `package` with other notes, as `packaging.repacking` says."""
    from generator.packaging import repacking

    return repacking.repack(package, changed, added, note_type_mods, slug, description)


def without(package: Path, guids: Collection[str], shown: str) -> AbstractContextManager[Path]:
    """Copy the `package` without the notes that have these guids, as `packaging.trimming` says."""
    from generator.packaging import trimming

    return trimming.without(package, guids, shown)


def pack_database(path: str) -> bytes:
    """Write the package of a database beside it, as `packaging.writing` says; its hash."""
    from generator.packaging import writing

    return writing.pack_database(path)


def packing(
    deck: str, used: Collection[NoteType], note_type_mods: Mapping[str, int], slug: str, description: str
) -> AbstractContextManager[tuple[Callable[[Sequence[Note]], None], Callable[[], str]]]:
    """Packing in steps, as `packaging.writing` says."""
    from generator.packaging import writing

    return writing.packing(deck, used, note_type_mods, slug, description)
