"""A running Anki, reached through AnkiConnect, and a package in; what Anki holds before and after out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from generator.cards import FIELDS, StoredNote
from generator.errors import DeckwrightError
from generator.importing.connect import Endpoint, ask
from generator.notetype import designs

T = TypeVar("T")
NEEDED = ("exportPackage", "findNotes", "getDecks", "importPackage", "modelFieldNames", "modelNamesAndIds", "notesInfo")
"""What AnkiConnect must be able to do."""

_AT_ONCE = 500
_LONG = 1800.0
_KEY = FIELDS.index("Key")


@dataclass(frozen=True, slots=True)
class Seen:
    """A note as AnkiConnect shows it, with its id and those of its cards; a `mod` of 0 is one it does not tell."""

    id: int
    cards: tuple[int, ...]
    note: StoredNote


def check_running(at: Endpoint) -> None:
    """Refuse an AnkiConnect that cannot do all that an import needs.

    Raises NobodyThereError where nothing listens at `at`, and DeckwrightError with the reason otherwise.
    """
    granted = ask(at, "requestPermission")
    if granted.get("permission") != "granted":
        raise DeckwrightError(f"AnkiConnect at {at} grants no access; see its Config in Anki under Tools → Add-ons.")
    known = ask(at, "apiReflect", scopes=["actions"], actions=list(NEEDED))["actions"]
    if missing := sorted(set(NEEDED) - set(known)):
        raise DeckwrightError(
            f"The AnkiConnect at {at} cannot do {', '.join(missing)}; update it in Anki under Tools → Add-ons, or "
            f"double-click the package."
        )


def check_note_types(at: Endpoint) -> None:
    """Refuse where the user gave our note types other fields or templates.

    AnkiConnect always has Anki merge note types, which its import dialog does not: that would empty the user's field
    on every updated note and ask for a full sync.
    """
    names = {int(id_): name for name, id_ in ask(at, "modelNamesAndIds").items()}
    for design in designs():
        if design.id not in names:
            continue
        fields = ask(at, "modelFieldNames", modelName=names[design.id])
        templates = ask(at, "modelTemplates", modelName=names[design.id])
        for what, theirs, own in (
            ("fields", fields, FIELDS),
            ("templates", templates, [template.name for template in design.templates]),
        ):
            if list(theirs) != list(own):
                raise DeckwrightError(
                    f'The note type "{names[design.id]}" has other {what} in your Anki than in the package ('
                    f"{_difference(theirs, own)}). An import through AnkiConnect would merge the two, empty fields of "
                    f"your own on every note it updates, and force a full sync. Double-click the package instead: "
                    f"Anki's dialog lets you choose."
                )


def notes(at: Endpoint, ours: Sequence[StoredNote]) -> tuple[Seen, ...]:
    """The notes in Anki that belong to the decks of `ours`, found by their Key field."""
    decks = dict.fromkeys(note.key.partition("/")[0] for note in ours)
    query = " or ".join(f'"Key:{_literal(slug)}/*"' for slug in decks)
    guids = {note.key: note.guid for note in ours}
    names = _names(at)
    ids = ask(at, "findNotes", query=query)
    infos = (each for some in _batches(ids) for each in ask(at, "notesInfo", notes=some) if each)
    return tuple(_seen(each, names.get(each["modelName"], each["modelName"]), guids) for each in infos)


def ids(at: Endpoint) -> frozenset[int]:
    """The ids of all notes of our note types, whatever their Key."""
    return frozenset(id_ for name in _names(at) for id_ in ask(at, "findNotes", query=f'"note:{_literal(name)}"'))


def back_up(at: Endpoint, seen: Sequence[Seen]) -> tuple[Path, ...]:
    """Export the decks that hold the notes `seen`, with schedules, beside Anki's own backups; returns the files."""
    decks = sorted(
        {name for some in _batches([card for each in seen for card in each.cards]) for name in _decks(at, some)}
    )
    tops = [name for name in decks if not any(name.startswith(f"{other}::") for other in decks)]
    home = Path(ask(at, "getMediaDirPath")).parent
    folder = home / "backups" if (home / "backups").is_dir() else home
    stamp = time.strftime("%Y-%m-%d-%H.%M.%S")
    files = []
    for number, name in enumerate(tops, start=1):
        file = folder / f"deckwright-{stamp}{f'-{number}' if len(tops) > 1 else ''}.apkg"
        if not ask(at, "exportPackage", _LONG, deck=name, path=str(file), includeSched=True):
            raise DeckwrightError(f'Anki could not export the deck "{name}" for a backup, so nothing was imported.')
        files.append(file)
    return tuple(files)


def bring(at: Endpoint, package: Path) -> None:
    """Have Anki import `package`, which must have the same path for Anki as here."""
    try:
        done = ask(at, "importPackage", _LONG, path=str(package.resolve()))
    except DeckwrightError as error:
        raise DeckwrightError(
            f"{error} If Anki runs in a container or on another machine, it may not see {package.resolve()}; "
            f"double-click the package there instead."
        ) from error
    if not done:
        raise DeckwrightError(f"Anki did not import {package.name} and gave no reason; double-click it to see more.")


def suspend(at: Endpoint, seen: Iterable[Seen]) -> None:
    """Suspend every card of the notes `seen`."""
    for some in _batches([card for each in seen for card in each.cards]):
        ask(at, "suspend", _LONG, cards=some)


def delete(at: Endpoint, seen: Iterable[Seen]) -> None:
    """Delete the notes `seen`."""
    for some in _batches([each.id for each in seen]):
        ask(at, "deleteNotes", _LONG, notes=some)


def _names(at: Endpoint) -> dict[str, str]:
    """Our note types that are in this Anki: their names there, and the names we gave them."""
    ours = {design.id: str(design.name) for design in designs()}
    there = ask(at, "modelNamesAndIds")
    return {name: ours[int(id_)] for name, id_ in there.items() if int(id_) in ours}


def _decks(at: Endpoint, cards: Sequence[int]) -> Iterable[str]:
    decks: Mapping[str, object] = ask(at, "getDecks", cards=list(cards))
    return decks


def _seen(said: Mapping[str, Any], note_type: str, guids: Mapping[str, str]) -> Seen:
    ordered = sorted(said["fields"].values(), key=lambda field: field["order"])
    fields = tuple(str(field["value"]) for field in ordered)
    key = fields[_KEY] if len(fields) > _KEY else ""
    tags = tuple(sorted(said["tags"]))
    note = StoredNote(guids.get(key, ""), note_type, fields, tags, int(said.get("mod", 0)), key)
    return Seen(int(said["noteId"]), tuple(map(int, said["cards"])), note)


def _literal(text: str) -> str:
    """The text so that Anki's search takes none of its characters for a sign."""
    return "".join(f"\\{sign}" if sign in '\\"*_:' else sign for sign in text)


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    left = iter(items)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _difference(theirs: Iterable[str], own: Iterable[str]) -> str:
    have, want = list(theirs), list(own)
    more, less = [name for name in have if name not in want], [name for name in want if name not in have]
    parts = [f"{', '.join(names)} {word}" for names, word in ((more, "added"), (less, "missing")) if names]
    return "; ".join(parts) or "in another order"
