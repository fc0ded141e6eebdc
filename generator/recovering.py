"""Make a deck's lost lock anew from its last package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator import deck as decks
from generator import edits, lock, rendering, siblings
from generator.cards import FIELDS, KnownCard, SourceCard
from generator.errors import DeckwrightError, PackageError
from generator.stages import Sources


def recovered(sources: Sources, package: Path, cards: Sequence[SourceCard], written: Sequence[edits.Edit]) -> lock.Lock:
    """Rebuild the lock from the package. Raises DeckwrightError, with the ways out, where that is damaged, too."""
    from generator import packaging

    deck, shown = sources.deck, decks.shown(package)
    try:
        stored = packaging.read_package(package, shown)
        lock.check_ours(stored)
    except PackageError as error:
        raise DeckwrightError(
            f"{decks.shown(deck.lock)}: the lock is gone, and the package it would be rebuilt from is damaged "
            f"({shown}: {error.reason or error}). Take cards.lock or the package back from version control or a "
            f"backup; or, if this deck was never imported, run build with --new-lock."
        ) from error
    known = lock.rebuild(stored, cards, deck.slug, deck.settings.id, _Shipping(sources, written))
    _check_id(deck, known, package)
    siblings.check_rebuilt(deck, known)
    return known


def _check_id(deck: decks.Deck, rebuilt: lock.Lock, package: Path) -> None:
    """Refuse a package of another deck: its notes would be taken for this deck's."""
    id_ = deck.settings.id
    if id_ and rebuilt.prefix != id_:
        raise DeckwrightError(
            f"{decks.shown(deck.lock)}: the lock is gone, and {decks.shown(package)} cannot make it anew: its notes "
            f'belong to the deck "{rebuilt.prefix}", and deck.toml has id = "{id_}". Take the lock or the package back '
            f"from version control; or, if this deck was never imported, delete the package and run build with "
            f"--new-lock."
        )


class _Shipping:
    """How each card would ship under a key (lock.Appearance)."""

    def __init__(self, sources: Sources, written: Sequence[edits.Edit]) -> None:
        self._sources = sources
        self._edits = {edit.key: edit for edit in written if not edit.added}

    def shown(self, key: str, card: SourceCard) -> tuple[str, str]:
        """Render question and answer of the card with the edit of `key`."""
        own = [self._edits[key]] if key in self._edits else []
        settings = self._sources.deck.settings
        (edited,), _ = edits.apply_edits([KnownCard(key, "", card)], own, (), {}, markdown=settings.markdown)
        note, _ = rendering.render(edited, "", "", self._sources.pictures)
        question, answer = (note.fields[FIELDS.index(name)] for name in ("Question", "Answer"))
        return question, answer

    def is_edited(self, key: str) -> bool:
        """Tell whether edits.md has a section for the key."""
        return key in self._edits

    def is_made_against(self, key: str, card: SourceCard) -> bool:
        """Tell whether the section of the key has was= with the hash of this card."""
        return key in self._edits and self._edits[key].was == edits.scraped_hash(card)
