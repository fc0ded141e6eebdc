"""Look into a running Anki through AnkiConnect, and have it import, suspend and delete."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from generator.cards import FIELDS, StoredNote
from generator.errors import DeckwrightError
from generator.importing.backups import LONG
from generator.importing.connect import Endpoint, RefusedError, ask
from generator.notetype import designs

T = TypeVar("T")
_AT_ONCE = 500
_OUT_OF_SIGHT = ("No such file", "not found", "os error 2)", "os error 3)", "os error 13)", "os error 5)")
"""What Anki's words hold where it cannot read a file that is there."""
_KEY = FIELDS.index("Key")
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Seen:
    """A note as AnkiConnect shows it, with its id and those of its cards; a `mod` of 0 is one it does not tell."""

    id: int
    cards: tuple[int, ...]
    note: StoredNote


def notes(at: Endpoint, ours: Sequence[StoredNote]) -> tuple[Seen, ...]:
    """The notes in Anki that belong to the decks of `ours`, found by their Key field."""
    decks = dict.fromkeys(note.key.partition("/")[0] for note in ours)
    query = " or ".join(f'"Key:{literal(slug)}/*"' for slug in decks)
    guids = {note.key: note.guid for note in ours}
    there = type_names(at)
    names = {there[design.id]: str(design.name) for design in designs() if design.id in there}
    found = dict.fromkeys(ask(at, "findNotes", query=query)) if decks else ()
    infos = (each for some in _batches(found) for each in _infos(at, some))
    return tuple(_seen(each, names.get(each["modelName"], each["modelName"]), guids) for each in infos)


def ids(at: Endpoint) -> frozenset[int]:
    """The ids of all notes of our note types, whatever their Key."""
    queries = (f'"note:{literal(name)}"' for name in type_names(at).values())
    return frozenset(id_ for query in queries for id_ in ask(at, "findNotes", query=query))


def keyless(at: Endpoint) -> frozenset[int]:
    """The ids of notes of our note types whose Key field no longer says which deck they are of."""
    queries = (f'"note:{literal(name)}" -"Key:*/*"' for name in type_names(at).values())
    return frozenset(id_ for query in queries for id_ in ask(at, "findNotes", query=query))


def some_notes(at: Endpoint, note_type: str) -> frozenset[int]:
    """The id of one note of the note type of this name; none where there is none."""
    return frozenset(ask(at, "findNotes", query=f'"note:{literal(note_type)}"')[:1])


def all_notes(at: Endpoint) -> frozenset[int]:
    """The ids of every note in Anki."""
    return frozenset(ask(at, "findNotes", query="deck:*"))


def deck_names(at: Endpoint) -> frozenset[str]:
    """The names of all decks, the empty ones, too."""
    try:
        return frozenset(ask(at, "deckNames"))
    except RefusedError:
        # An add-on that is too old to tell; those that hold notes are found the long way.
        return decks_of(at, cards_of(at, all_notes(at)))


def cards_of(at: Endpoint, note_ids: Iterable[int]) -> tuple[int, ...]:
    """The ids of the cards of these notes."""
    return tuple(card for some in _batches(note_ids) for said in _infos(at, some) for card in said["cards"])


def decks_of(at: Endpoint, cards: Iterable[int]) -> frozenset[str]:
    """The names of the decks that these cards are in."""
    return frozenset(decks_by_card(at, cards).values())


def decks_by_card(at: Endpoint, cards: Iterable[int]) -> dict[int, str]:
    """Return the name of the deck that each of these cards is in."""
    found = (_decks(at, some).items() for some in _batches(cards))
    return {card: name for decks in found for name, held in decks for card in held}


def type_names(at: Endpoint) -> dict[int, str]:
    """What those of our note types that are in this Anki are called there, by id."""
    ours = {design.id for design in designs()}
    return {int(id_): name for name, id_ in ask(at, "modelNamesAndIds").items() if int(id_) in ours}


def collection(at: Endpoint) -> str:
    """Name the collection that is open: by its file where that is on this machine, else by host and port."""
    profile: Path | None = None
    with contextlib.suppress(DeckwrightError, OSError, TypeError, ValueError):
        profile = Path(ask(at, "getMediaDirPath")).resolve().parent
        if at.host in _THIS_MACHINE and (profile / "collection.anki2").is_file():
            return str(profile / "collection.anki2")
    return f"{at} {profile}" if profile else str(at)


def bring(at: Endpoint, package: Path) -> None:
    """Have Anki import `package`, which must have the same path for Anki as here."""
    try:
        done = ask(at, "importPackage", LONG, path=str(package.resolve()))
    except RefusedError as error:
        if not any(mark in str(error) for mark in _OUT_OF_SIGHT):
            raise
        raise RefusedError(
            f"{error} If Anki runs in a container or on another machine, it may not see {package.resolve()}; "
            f"double-click the package there instead."
        ) from error
    if not done:
        raise RefusedError(f"Anki did not import {package.name} and gave no reason; double-click it to see more.")


def suspend(at: Endpoint, seen: Iterable[Seen]) -> None:
    """Suspend every card of the notes `seen`."""
    for some in _batches([card for each in seen for card in each.cards]):
        ask(at, "suspend", LONG, cards=some)


def delete(at: Endpoint, seen: Iterable[Seen]) -> None:
    """Delete the notes `seen`."""
    for some in _batches([each.id for each in seen]):
        ask(at, "deleteNotes", LONG, notes=some)


def literal(text: str) -> str:
    """The text so that Anki's search takes none of its characters for a sign."""
    return "".join(f"\\{sign}" if sign in '\\"*_:' else sign for sign in text)


def _infos(at: Endpoint, asked: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What AnkiConnect says of these notes; of those that are gone it says nothing."""
    said = [each for each in ask(at, "notesInfo", notes=list(asked)) if each]
    if {each["noteId"] for each in said} - {*asked} or len({each["noteId"] for each in said}) < len(said):
        raise DeckwrightError(
            f"What answers at {at} shows other notes than it was asked for (notesInfo); start Anki again, and update "
            f"AnkiConnect (Tools → Add-ons)."
        )
    yield from said


def _decks(at: Endpoint, cards: Sequence[int]) -> Mapping[str, Sequence[int]]:
    decks: Mapping[str, Sequence[int]] = ask(at, "getDecks", cards=list(cards))
    if {card for some in decks.values() for card in some} != {*cards}:
        raise DeckwrightError(
            f"What answers at {at} does not say where {len(cards)} cards are (getDecks); start Anki again, and update "
            f"AnkiConnect (Tools → Add-ons)."
        )
    return decks


def _seen(said: Mapping[str, Any], note_type: str, guids: Mapping[str, str]) -> Seen:
    ordered = sorted(said["fields"].values(), key=lambda field: field["order"])
    fields = tuple(str(field["value"]) for field in ordered)
    key = fields[_KEY] if len(fields) > _KEY else ""
    tags = tuple(sorted(said["tags"]))
    note = StoredNote(guids.get(key, ""), note_type, fields, tags, int(said.get("mod", 0)), key)
    return Seen(int(said["noteId"]), tuple(map(int, said["cards"])), note)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    left = iter(items)
    while some := list(islice(left, _AT_ONCE)):
        yield some
