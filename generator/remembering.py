"""A deck's sources and last package in, the lock to build with out: the file, rebuilt, or new if the user says so."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence
from pathlib import Path

from generator import deck as decks
from generator import edits, lock, siblings
from generator.cards import SourceCard
from generator.errors import DeckwrightError, PackageError
from generator.stages import Sources
from generator.system.links import real_path


def package_path(deck: decks.Deck, dist: Path) -> Path:
    """Where the deck's package lies. Raises DeckwrightError where a link leads from there out of the project."""
    path = dist / f"{deck.slug}.apkg"
    real_path(path, decks.output_roots(dist, deck.project), path.as_posix())
    return path


def lock_of(
    sources: Sources,
    cards: Sequence[SourceCard],
    written: Sequence[edits.Edit],
    *,
    new_lock: bool,
    dist: Path | None,
) -> lock.Lock:
    """The deck's lock; one that is gone is rebuilt from the last package, or started where the user says so."""
    deck = sources.deck
    if sources.lock is not None:
        return sources.lock
    if new_lock:
        known = dataclasses.replace(lock.EMPTY, slug=deck.slug, id=deck.settings.id)
        siblings.check_rebuilt(deck, known)
        return known
    if dist and (package := package_path(deck, dist)).is_file():
        from generator.recovering import recovered  # with all that renders, which is needed for nothing else here

        return recovered(sources, package, cards, written)
    raise DeckwrightError(
        f"{decks.shown(deck.lock)}: the lock is gone, and there is no package to rebuild it from. A fresh one would "
        f"mark every note as changed, and so replace edits made in Anki. Take the file back from version control; or, "
        f"if this deck was never imported, run build with --new-lock."
    )


def check_against_package(sources: Sources, dist: Path | None) -> None:
    """Refuse a lock that lost a line of a note that was shipped: the note would come out as another one.

    A line that was moved to another deck's lock is not lost; a package that cannot be read proves nothing.
    """
    known, deck = sources.lock, sources.deck
    package = package_path(deck, dist) if dist else None
    if known is None or package is None or not package.is_file():
        return
    from generator import packaging

    with contextlib.suppress(PackageError):
        guids = {note.guid for note in known.notes}
        own = f"{known.prefix or deck.slug}/"
        shipped = packaging.read_package(package, decks.shown(package))
        lost = [note for note in shipped if note.key.startswith(own) and note.guid not in guids]
        others = "".join(decks.sibling_locks(deck)) if lost else ""
        if lost := [note for note in lost if note.guid not in others]:
            raise DeckwrightError(
                f"{decks.shown(deck.lock)}: the last package has {lost[0].key} with the guid {lost[0].guid}, and the "
                f"lock has not ({len(lost)} such in all). Take the lock back from version control. If no sound "
                f"copy is left, but you built and imported this package, delete the lock, and build makes it anew from "
                f"it. If the package is somebody else's or damaged, move {decks.shown(package)} away; the lock decides."
            )
