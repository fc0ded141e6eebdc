"""A build that is ready in, the bytes of what it ships out: the package, and the files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator import deck as decks
from generator import packaging, rendering, shelf, structured
from generator.errors import DeckwrightError
from generator.exporting import exports
from generator.showing import preview_page
from generator.stages import Prepared


def pack(prepared: Prepared) -> bytes:
    """The package's bytes. Raises DeckwrightError where no card can be studied."""
    deck, stamped = prepared.deck, prepared.stamped
    if not stamped.notes:
        raise DeckwrightError(
            f"{decks.shown(deck.folder)}: no card can be studied yet, so there is no package to write; "
            f"put right what is listed above."
        )
    media = {picture.name: picture for picture in prepared.recognised.sources.pictures.values()}
    description = rendering.render_plain(deck.settings.description)
    return packaging.pack(stamped.notes, stamped.note_type_mods, media, stamped.lock.slug, description)


def cards_json(prepared: Prepared) -> str:
    """The text of cards.json."""
    deck, settings = prepared.deck, prepared.deck.settings
    titles = [page.title for page in prepared.recognised.parsed]
    root = decks.shown(deck.folder)
    return structured.cards_json(
        deck.slug, settings.name, settings.description, titles, prepared.cards, prepared.stamped.notes, root
    )


def companions(prepared: Prepared, dist: Path, also: Sequence[str] = ()) -> dict[Path, bytes]:
    """The files beside the package, by where they lie, with the exports named in `also` and those there are."""
    home = dist / prepared.deck.slug
    texts = {home / "cards.json": cards_json(prepared), home / "preview.html": preview_page(prepared).html}
    texts |= {home / "simulations" / name: text for name, text in _simulations(prepared).items()}
    return {path: text.encode() for path, text in texts.items()} | exports(prepared, dist, also)


def _simulations(prepared: Prepared) -> dict[str, str]:
    """The files of dist/SLUG/simulations/ by name."""
    library = prepared.recognised.sources.library
    shown = {each.name: rendering.render_simulations([each]) for each in library.simulations}
    return shelf.files(library.simulations, prepared.cards, shown, prepared.deck.settings.name)


def left_behind(prepared: Prepared, dist: Path) -> tuple[Path, ...]:
    """What an earlier build wrote of snippets that are gone."""
    home = dist / prepared.deck.slug / "simulations"
    written = _simulations(prepared)
    there = sorted(home.glob("*")) if home.is_dir() else []
    return tuple(path for path in there if path.suffix in shelf.ENDINGS and path.name not in written)
