"""Have a running Anki export decks to a place where this machine can open them, or say that it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from generator.errors import DeckwrightError
from generator.importing.connect import Endpoint, ask

LONG = 1800.0
"""Seconds that an import or an export may take: a deck with gigabytes of sound takes minutes."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder to which a running Anki exports, as that Anki names it.

    `is_here` says whether it is a folder of this machine: of an Anki on another one, or in a container, it is not.
    """

    folder: PurePath
    is_here: bool


def find_place(at: Endpoint) -> Place:
    """Find the folder where Anki keeps its own backups, or the profile where that cannot be looked into from here.

    The path is what the other side says, so nothing is made anywhere but beside a collection.
    """
    media = ask(at, "getMediaDirPath")
    profile = Path(media).parent
    if not (Path(media).is_absolute() and _is_file(profile / f"{Path(media).stem}.anki2")):
        kind = PureWindowsPath if PureWindowsPath(media).is_absolute() else PurePosixPath
        return Place(kind(media).parent, is_here=False)
    folder = profile / "backups"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise DeckwrightError(
            f"{folder}: no backup can be written there ({error.strerror}); give yourself the right to."
        ) from error
    return Place(folder, is_here=True)


def export(at: Endpoint, decks: Iterable[str], place: Place, purpose: str = "") -> tuple[PurePath, ...]:
    """Export the decks of these names, with schedules and all decks below them; returns the files.

    Raises DeckwrightError where Anki does not, or says so and there is no file.
    """
    tops = top_decks(decks)
    # To the microsecond, so that two imports at once do not write one file.
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H.%M.%S.%f")
    files: list[PurePath] = []
    try:
        for number, name in enumerate(tops, start=1):
            ending = f"-{number}" if len(tops) > 1 else ""
            files.append(place.folder / f"deckwright-{purpose}{stamp}{ending}.apkg")
            _export(at, name, files[-1], place)
    except BaseException:
        remove(files, place)
        raise
    return tuple(files)


def top_decks(names: Iterable[str]) -> list[str]:
    """Return the decks of which none lies below another one; with a deck all below it is exported."""
    # Anki takes names that differ in case alone for one deck.
    known = {name.casefold(): name for name in sorted(names)}
    return [name for folded, name in known.items() if known.keys().isdisjoint(_above(folded))]


def remove(files: Sequence[PurePath], place: Place) -> None:
    """Delete exports of ours that are not needed, where they lie on this machine."""
    if place.is_here:
        for file in files:
            Path(file).unlink(missing_ok=True)


def _above(deck: str) -> Iterable[str]:
    """Return the names of the decks that this one lies below."""
    parts = deck.split("::")
    return ("::".join(parts[:count]) for count in range(1, len(parts)))


def _export(at: Endpoint, deck: str, file: PurePath, place: Place) -> None:
    if not ask(at, "exportPackage", LONG, deck=deck, path=str(file), includeSched=True):
        raise DeckwrightError(f'Anki could not export the deck "{deck}", which an import needs as a backup.')
    if place.is_here and not _is_file(Path(file)):
        raise DeckwrightError(
            f'Anki said that it has exported the deck "{deck}" to {file}, and there is no such file. If that Anki '
            f"runs on another machine, import the package there, by a double-click."
        )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
