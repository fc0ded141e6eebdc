"""A build that is ready in, the bytes of what it ships out: the package, and the files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generator import deck as decks
from generator import lock, ownership, packaging, preview, rendering, shelf, structured
from generator.cards import FIELDS, Note, NoteType, Origin, StoredNote
from generator.errors import DeckwrightError
from generator.exporting import exports
from generator.files import holds, write_whole
from generator.previewing import preview_page
from generator.stages import Prepared
from generator.system.links import real_path

PREVIEW = "preview.html"


def check(prepared: Prepared) -> None:
    """Raise DeckwrightError where no card can be studied, so that there is no package."""
    if not prepared.stamped.notes:
        raise DeckwrightError(
            f"{decks.shown(prepared.deck.folder)}: no card can be studied yet, so there is no package to write; "
            f"put right what is listed above."
        )


def pack(prepared: Prepared) -> bytes:
    """The package's bytes."""
    deck, stamped = prepared.deck, prepared.stamped
    media = {picture.name: picture for picture in prepared.recognised.sources.pictures.values()}
    description = rendering.render_plain(deck.settings.description)
    return packaging.pack(stamped.notes, stamped.note_type_mods, media, stamped.lock.prefix, description)


def pack_again(prepared: Prepared, notes: Iterable[StoredNote]) -> bytes:
    """Pack `notes` of the deck as they were once imported, without media; notes of other types are left out."""
    deck, stamped = prepared.deck, prepared.stamped
    decks_now = {note.guid: note.deck for note in stamped.notes}
    ours = [
        Note(
            note.key.partition("/")[2],
            note.guid,
            NoteType(note.note_type),
            note.fields,
            note.tags,
            decks_now.get(note.guid, deck.settings.name),
            Origin(decks.shown(deck.lock), 1),
            lock.cloze_numbers(note),
            mod=note.mod,
        )
        for note in notes
        if note.note_type in {*map(str, NoteType)} and len(note.fields) == len(FIELDS) and not note.stray
    ]
    return packaging.pack(ours, stamped.note_type_mods, {}, stamped.lock.prefix, "")


def cards_json(prepared: Prepared) -> Iterator[str]:
    """The text of cards.json, card by card."""
    deck, settings = prepared.deck, prepared.deck.settings
    titles = [page.title for page in prepared.recognised.parsed]
    root = decks.shown(deck.folder)
    return structured.cards_json(
        deck.slug, settings.name, settings.description, titles, prepared.cards, prepared.stamped.notes, root
    )


class Companions(NamedTuple):
    """The files beside the package, in pieces, by where they lie.

    Of those in `folder`, that of the simulations, `current` are the names and `record` is what is recorded. `kept` are
    files that somebody else wrote, or changed, where one of ours would lie; they are left alone.
    """

    files: dict[Path, Iterable[bytes]]
    folder: Path
    current: frozenset[str]
    record: bytes
    kept: tuple[Path, ...]

    @property
    def stale(self) -> tuple[Path, ...]:
        """The files that an earlier build wrote, that nobody changed since, and that belong to no snippet now."""
        return ownership.leftovers(self.folder, self.current)


def companions(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> Companions:
    """Make the files beside the package: exports in `also`, and what is kept current there.

    The pieces of cards.json, by far the largest, are made as they are asked for, and once only.
    """
    home = dist / prepared.deck.slug
    shelf_files, folder = _simulations(prepared), home / "simulations"
    for path in (folder, home / PREVIEW):
        real_path(path, decks.output_roots(dist, prepared.deck.project), path.as_posix())
    known = ownership.recorded(folder)
    kept = tuple(path for name, data in shelf_files.items() if _is_of_others(path := folder / name, data, known))
    ours = {name: data for name, data in shelf_files.items() if folder / name not in kept}
    written = {folder / name: [data] for name, data in ours.items()}
    if (home / PREVIEW).is_file() and preview.is_ours(home / PREVIEW):
        page = preview_page(prepared)
        written |= {home / name: [data] for name, data in page.files.items()}
        written[home / PREVIEW] = [page.html.encode()]
    cards = (piece.encode() for piece in cards_json(prepared))
    asked = {path: [data] for path, data in exports(prepared, dist, also).items()}
    return Companions(
        {home / "cards.json": cards, **written, **asked},
        folder,
        frozenset(shelf_files),
        ownership.record(ours),
        kept,
    )


def tidy(made: Companions, within: Sequence[Path]) -> None:
    """Take away what an earlier build left, and record what this one wrote, once all of it is in its place.

    The record comes last: a run that is killed before leaves the old one, by which the next run finds the same files.
    Raises DeckwrightError where the folder cannot be written.
    """
    for path in made.stale:
        try:
            path.unlink()
        except OSError as error:
            raise DeckwrightError(
                f"{path.as_posix()}: cannot be deleted ({error.strerror}); it belongs to a snippet that is gone."
            ) from error
    if made.current:
        write_whole(made.folder / ownership.RECORD, made.record, within)


def _simulations(prepared: Prepared) -> dict[str, bytes]:
    """The files of the deck's simulations by name."""
    library = prepared.recognised.sources.library
    shown = {each.name: rendering.render_simulations([each]) for each in library.simulations}
    files = shelf.files(library.simulations, prepared.cards, shown, prepared.deck.settings.name)
    return {name: text.encode() for name, text in files.items()}


def _is_of_others(path: Path, data: bytes, known: Mapping[str, str]) -> bool:
    """Tell whether something else lies at `path` than `data`, or than what was recorded there."""
    if not (path.is_symlink() or path.exists()):
        return False
    return not ownership.is_ours(path, known) and (path.is_symlink() or not holds(path, [data]))
