"""A build that is ready in, the bytes of what it ships out: the package, and the files beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from generator import deck as decks
from generator import lock, packaging, rendering, shelf, structured
from generator.cards import FIELDS, Note, NoteType, Origin, StoredNote
from generator.errors import DeckwrightError
from generator.exporting import exports
from generator.previewing import preview_page
from generator.stages import Prepared

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


def companions(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> dict[Path, Iterable[bytes]]:
    """The files beside the package, in pieces, by where they lie: exports in `also`, and what is kept current there.

    Those of cards.json, by far the largest, are made as they are asked for, and once only.
    """
    found, home = prepared.recognised, dist / prepared.deck.slug
    shown = {each.name: rendering.render_simulations([each]) for each in found.sources.library.simulations}
    files = shelf.files(found.sources.library.simulations, prepared.cards, shown, prepared.deck.settings.name)
    texts = {home / "simulations" / name: text for name, text in files.items()}
    if (home / PREVIEW).is_file():
        texts[home / PREVIEW] = preview_page(prepared).html
    cards = (piece.encode() for piece in cards_json(prepared))
    written = {path: [text.encode()] for path, text in texts.items()}
    asked = {path: [data] for path, data in exports(prepared, dist, also).items()}
    return {home / "cards.json": cards, **written, **asked}


def left_behind(prepared: Prepared, dist: Path, companions: Collection[Path]) -> tuple[Path, ...]:
    """What an earlier build wrote of snippets that are gone: what stands beside the `companions` of this one."""
    home = dist / prepared.deck.slug / "simulations"
    written = {path.name for path in companions if path.parent == home}
    there = sorted(home.glob("*")) if home.is_dir() else []
    return tuple(path for path in there if path.suffix in shelf.ENDINGS and path.name not in written)
