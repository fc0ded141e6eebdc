"""Rules on what stands beside the cards: files nobody uses, snippets that are not there, note types that moved."""

from __future__ import annotations

from collections.abc import Iterator

from generator.cards import Origin, Problem
from generator.errors import Vocabulary
from generator.lint.material import Material

MOST_SYNCED = 100 << 20
"""Bytes: MAX_INDIVIDUAL_MEDIA_FILE_SIZE in Anki's rslib/src/sync/media/mod.rs."""


def unused_media(material: Material) -> Iterator[Problem]:
    """A file in media/ that no card shows is not packaged, and may be one that a card was meant to show."""
    used = {name for note in material.notes for name in note.media}
    for path, name in sorted(material.media.items()):
        if name not in used:
            message = f"no card shows this file, so it is not in the package; show it with ![]({path}), or delete it"
            place = Origin(f"{material.folder}/{path}", 1)
            yield Problem(place, "unused-media", message)


def oversized_media(material: Material) -> Iterator[Problem]:
    """A file that AnkiWeb does not take: it stays on this computer, and the phone shows nothing in its place."""
    used = {name for note in material.notes for name in note.media}
    for path, name in sorted(material.media.items()):
        if name in used and material.sizes.get(path, 0) > MOST_SYNCED:
            message = (
                f"this file has {material.sizes[path] >> 20:,} MiB, and AnkiWeb syncs none over "
                f"{MOST_SYNCED >> 20} MiB, so other devices will not show it; make it smaller"
            )
            place = Origin(f"{material.folder}/{path}", 1)
            yield Problem(place, "oversized-media", message)


def unknown_simulation(material: Material) -> Iterator[Problem]:
    """A card that names a snippet which is not there shows none."""
    snippets, vocabulary = {*material.snippets}, Vocabulary(material.snippets)
    for card in material.cards:
        if card.simulation and card.simulation not in snippets:
            hint = vocabulary.nearest(card.simulation)
            message = f'simulations/ has no snippet "{card.simulation}.py".{hint} Write it, or take simulation= away'
            yield Problem(card.edited_at or card.origin, "unknown-simulation", message, card.key)


def unbound_simulation(material: Material) -> Iterator[Problem]:
    """A snippet that names a card which is not there is shown on none."""
    keys = {card.key for card in material.cards} if material.bound else set()
    vocabulary = Vocabulary(keys)
    for place, key in material.bound:
        if key not in keys:
            hint = vocabulary.nearest(key)
            message = f'the snippet names the card "{key}", which the deck has not.{hint} Name its key in cards'
            yield Problem(place, "unbound-simulation", message)


def note_type_drift(material: Material) -> Iterator[Problem]:
    """A note type that is not the one last shipped changes how every card looks, on the next import."""
    place = Origin(f"{material.folder}/cards.lock", 1)
    for name in material.drifted:
        message = (
            f'"{name}" is not as it was last shipped: the next build ships this program\'s, and an import changes it '
            f"on all cards; if the last build was made by a newer deckwright, use that one"
        )
        yield Problem(place, "note-type-drift", message)
