"""Start a deck folder as a copy of another deck: the same sources, with an id, a lock and a history of its own."""

from __future__ import annotations

import dataclasses
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from generator import deck as decks
from generator import edits, intake, lock, rendering
from generator.errors import DeckwrightError
from generator.files import write_whole
from generator.slugs import file_slug
from generator.system.links import real_path

_COPIED = ("edits.md", "media", "simulations")


def copy_deck(source: decks.Deck, name: str, *, digits: str) -> Path:
    """Start a deck called `name` from the pages, edits, media, settings and snippets of `source`; returns its folder.

    `source` is only read. `digits` are eight random hex digits, which make the copy's id one of its own. Raises
    DeckwrightError, with nothing started, where the folder exists or a file of the source cannot be copied.
    """
    slug = file_slug(name)
    settings = dataclasses.replace(source.settings, name=name, id=f"{slug}-{digits}")
    known = lock.read_lock(source.lock, decks.shown(source.lock)) or lock.EMPTY
    files = list(_files(source))
    own_cards = {edit.key for edit in _edits(source) if edit.added}

    def fill(folder: Path) -> None:
        for path in files:
            target = folder / path.relative_to(source.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        if not source.edits.exists():
            write_whole(folder / "edits.md", intake.EDITS.encode())
        lock.write_lock(folder / "cards.lock", _reborn(known, slug, settings.id, own_cards))

    return intake.create(slug, settings, fill)


def _reborn(known: lock.Lock, slug: str, id_: str, own_cards: set[str]) -> lock.Lock:
    """Give every card in use its key, by which edits and snippets find it, a guid of its own, and no past."""
    times: Counter[str] = Counter()
    notes = []
    for note in known.notes:
        if not note.retired:
            name = note.key if note.key in own_cards else note.question
            guid = lock.new_guid(id_, name, times[name], has_id=True)
            times[name] += 1
            notes.append(dataclasses.replace(note, guid=guid, mod=0, shipped="", written="", fields=""))
    return lock.Lock(tuple(notes), slug=slug, doubts=known.doubts, id=id_)


def _edits(source: decks.Deck) -> tuple[edits.Edit, ...]:
    if not source.edits.exists():
        return ()
    return edits.read_edits(decks.read_page(source.edits, decks.shown(source.edits)), rendering.outline)


def _files(source: decks.Deck) -> Iterator[Path]:
    """Find all files that make the copy. Raises DeckwrightError for a link that leads out of the project."""
    roots = (decks.project_of(source.folder),)
    own = (source.folder / name for name in _COPIED)
    inside = (path for place in own for path in (decks.files_below(place) if place.is_dir() else [place]))
    for path in (*decks.page_files(source.folder), *inside):
        place = f"{decks.shown(source.folder)}/{path.relative_to(source.folder).as_posix()}"
        real_path(path, roots, place)
        if path.is_dir():
            raise DeckwrightError(f"{place}: this is a link to a folder, which is not copied; put the folder there.")
        if path.is_file() and "__pycache__" not in path.parts:
            yield path
