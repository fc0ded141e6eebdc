"""Refuse a deck whose notes another deck folder beside it holds, too.

Two folders with the same notes are a copied folder, or a card whose lock line was copied instead of moved. What is
imported from one would overwrite the notes of the other in Anki, so nothing is built before that is settled.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from generator import deck as decks
from generator import lock
from generator.errors import DeckwrightError
from generator.files import cache_folder

_NOTE = b'{"key": "'
_ID = re.compile(r"""^\s*["']?id["']?\s*=\s*["']([^"']*)["']""", re.MULTILINE)


class _Identity(NamedTuple):
    """What names a deck's notes: the deck's id and slug ("" for none), and the key of each guid."""

    id: str
    slug: str
    guids: dict[str, str]


def check(deck: decks.Deck) -> None:
    """Refuse `deck` where a folder beside it has its id or one of its guids.

    The folders that were compared are remembered in the user's cache folder, by the state of their files, so that a
    build of many cards need not read the locks of its neighbours. Raises DeckwrightError.
    """
    folder, others = deck.folder.resolve(), _beside(deck)
    state = _state((folder, *others))
    place = _memory(folder)
    if others and not _says(place, state):
        _compare(deck, _identity(folder), others)
        _remember(place, state)


def check_rebuilt(deck: decks.Deck, known: lock.Lock) -> None:
    """The same for a lock that is no file yet."""
    own = _Identity(known.id, known.slug, {note.guid: note.key for note in known.notes})
    _compare(deck, own, _beside(deck))


class GuidsBeside:
    """The guids of all decks beside this one, which are read when the first is asked for."""

    def __init__(self, deck: decks.Deck) -> None:
        self._deck = deck
        self._guids: frozenset[str] | None = None

    def __contains__(self, guid: object) -> bool:
        if self._guids is None:
            self._guids = frozenset(guid for folder in _beside(self._deck) for guid in _identity(folder).guids)
        return guid in self._guids


def _compare(deck: decks.Deck, own: _Identity, others: tuple[Path, ...]) -> None:
    for folder in others:
        other = _identity(folder)
        if own.id and own.id == other.id:
            toml = decks.shown(deck.toml)
            place = f"{toml}:{decks.line_that_sets('id', deck.toml, toml)}"
            raise DeckwrightError(f'{place}: {decks.shown(folder)} has the same id, "{own.id}", {_way(deck)}')
        if not own.id and not own.guids and own.slug == other.slug != "":
            raise DeckwrightError(
                f"{decks.shown(deck.toml)}:1: {decks.shown(folder)} was started under this folder's name, "
                f'"{own.slug}", so the notes of the two would be confused in Anki. Start this deck from its page with '
                f"deckwright new, which gives it an id."
            )
        if shared := sorted(own.guids.keys() & other.guids.keys(), key=own.guids.__getitem__):
            raise DeckwrightError(
                f"{decks.shown(deck.lock)}: {decks.shown(folder / 'cards.lock')} holds {_count(shared)} of this deck, "
                f"like {own.guids[shared[0]]}, {_way(deck)} Where a card moved from one deck to the other, take its "
                f"line out of the lock it left."
            )


def _count(shared: list[str]) -> str:
    return "a note" if len(shared) == 1 else f"{len(shared):,} notes"


def _way(deck: decks.Deck) -> str:
    return (
        "so an import of one of the two decks would overwrite the other's notes in Anki. Where one folder is a copy of "
        "the other, move one of them away; to start a copy that is a deck of its own: deckwright new --from-deck "
        f"{deck.slug} --name NAME."
    )


def _beside(deck: decks.Deck) -> tuple[Path, ...]:
    """Find the other deck folders of the project: beside this one, and in source_cards/.

    A link that leads to this deck is no other one, and one that leads out of the project is not followed.
    """
    own = deck.folder.resolve()
    homes = {own.parent, decks.SOURCES.resolve()}
    files = [path for home in homes for name in ("cards.lock", "deck.toml") for path in home.glob(f"*/{name}")]
    folders = {path.parent for path in files if not path.parent.name.startswith(".") and path.is_file()}
    inside = [folder for folder in folders if any(folder.resolve().is_relative_to(home) for home in homes)]
    return tuple(sorted(folder for folder in inside if folder.resolve() != own))


def _identity(folder: Path) -> _Identity:
    """Read what names the notes of the deck in `folder`; what is damaged there is for its own build to tell."""
    with contextlib.suppress(OSError):
        return _read(folder, _state((folder,)))
    return _Identity("", "", {})


@functools.lru_cache(maxsize=256)
def _read(folder: Path, _state: str) -> _Identity:
    """The same, once for each state of the folder's files."""
    header: dict[str, object] = {}
    guids: dict[str, str] = {}
    for record in _records(folder / "cards.lock"):
        if "cards.lock" in record:
            header = record
        elif guid := record.get("guid"):
            guids[str(guid)] = str(record.get("key"))
    toml = folder / "deck.toml"
    found = _ID.search(toml.read_text("utf-8", "replace")) if toml.is_file() else None
    id_ = header.get("id") or (found.group(1) if found and not guids else "")
    return _Identity(str(id_), str(header.get("slug", "")), guids)


def _records(path: Path) -> Iterator[dict[str, object]]:
    """The records of a lock; of a note's line as deckwright writes it no more is read than key and guid."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        for line in file:
            parts = line.split(b'"', 8)
            if line.startswith(_NOTE) and len(parts) > 8 and parts[5] == b"guid" and b"\\" not in parts[7]:
                yield {"key": parts[3].decode("utf-8", "replace"), "guid": parts[7].decode("utf-8", "replace")}
                continue
            with contextlib.suppress(ValueError, RecursionError):
                record = json.loads(line)
                if isinstance(record, dict):
                    yield record


def _state(folders: tuple[Path, ...]) -> str:
    """Hash the state of the files that name the notes of these decks: the same state is the same content."""
    parts = ["1"]  # the form of what is remembered
    for path in (folder / name for folder in folders for name in ("cards.lock", "deck.toml")):
        with contextlib.suppress(OSError):
            stat = path.stat()
            parts.append(f"{path}\0{stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _memory(folder: Path) -> Path | None:
    """Where it is remembered that this deck was compared; None for a user who has no home."""
    with contextlib.suppress(RuntimeError):
        return cache_folder() / f"{hashlib.sha256(os.fsencode(folder)).hexdigest()[:20]}.compared"
    return None


def _says(place: Path | None, state: str) -> bool:
    with contextlib.suppress(OSError, ValueError):
        # A pipe would be waited for.
        return place is not None and place.is_file() and place.read_text("ascii") == state
    return False


def _remember(place: Path | None, state: str) -> None:
    with contextlib.suppress(OSError):
        if place is not None and (place.is_file() or not place.exists()):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(state, "ascii")
