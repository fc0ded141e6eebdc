"""Refuse an import through AnkiConnect where it would do harm.

AnkiConnect always has Anki merge note types, which Anki's own dialog does not.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from generator.cards import FIELDS, StoredNote
from generator.errors import DeckwrightError
from generator.importing.connect import Endpoint, RefusedError, ask
from generator.importing.running import Seen, literal, type_names
from generator.notetype import designs

NEEDED = (
    "exportPackage",
    "findNotes",
    "getDecks",
    "getMediaDirPath",
    "importPackage",
    "modelFieldNames",
    "modelNamesAndIds",
    "modelTemplates",
    "notesInfo",
)
"""What AnkiConnect must be able to do."""
_WAYS_OUT = (
    "Close Anki, and import with --collection; or double-click the package: either way leaves such a note as it is."
)


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
    """Refuse where the user gave our note types other fields or templates."""
    templates = {design.id: [template.name for template in design.templates] for design in designs()}
    for id_, name in type_names(at).items():
        _compare(name, "fields", ask(at, "modelFieldNames", modelName=name), FIELDS)
        _compare(name, "templates", ask(at, "modelTemplates", modelName=name), templates[id_])


def note_types(at: Endpoint) -> dict[str, Any]:
    """Read the templates and the styling of our note types that are in Anki, by name."""
    return {name: (ask(at, "modelTemplates", modelName=name), _styling(at, name)) for name in type_names(at).values()}


def _styling(at: Endpoint, name: str) -> str:
    """Ask for the styling of a note type; "" where the add-on is too old to tell."""
    try:
        return str(ask(at, "modelStyling", modelName=name)["css"])
    except RefusedError:
        return ""


def restyled(at: Endpoint) -> tuple[str, ...]:
    """Name those of our note types whose templates or styling are not those of this version, so that they may change.

    An import brings them those of the package where that is newer, and what the user made of them is gone.
    """
    names = type_names(at)
    there = note_types(at)
    own = {
        design.id: ({each.name: {"Front": each.front, "Back": each.back} for each in design.templates}, design.css)
        for design in designs()
    }
    return tuple(name for id_, name in names.items() if there[name] != own[id_])


def check_notes(at: Endpoint, ours: Sequence[StoredNote], seen: Iterable[Seen], own_ids: Container[int]) -> None:
    """Refuse where the user gave a note of `ours` another note type, which the import would merge into ours.

    That empties the fields of every note of ours in favour of the other type's.

    `seen` are the notes found by Key; one that has lost its Key has an id among `own_ids`.
    """
    types = {note.key: note.note_type for note in ours}
    for each in seen:
        if types.get(each.note.key, each.note.note_type) != each.note.note_type:
            raise DeckwrightError(_strange(f"Key:{each.note.key}", each.note.note_type))
    query = " ".join(["deck:*", *(f'-"note:{literal(name)}"' for name in type_names(at).values())])
    for id_ in ask(at, "findNotes", query=query):
        if id_ in own_ids:
            names = [found["modelName"] for found in ask(at, "notesInfo", notes=[id_]) if found]
            raise DeckwrightError(_strange(f"nid:{id_}", "".join(names[:1])))


def check_holders(ours: Mapping[str, StoredNote], theirs: Iterable[StoredNote]) -> None:
    """Refuse where a note in Anki has the guid of one of `ours` (by guid), and is of another note type or deck."""
    for note in theirs:
        if not (mine := ours.get(note.guid)):
            continue
        if note.stray or note.note_type != mine.note_type:
            raise DeckwrightError(_foreign(mine, note))
        deck, slash, _ = note.key.partition("/")
        if slash and deck != mine.key.partition("/")[0]:
            raise DeckwrightError(_of_another_deck(mine, note))


def check_package_types(name: str, foreign: Sequence[str]) -> None:
    """Refuse a package with note types that deckwright does not make, which Anki would merge into those it has."""
    if foreign:
        raise DeckwrightError(
            f'{name}: it holds the note type "{foreign[0]}", so deckwright did not make it as it is, and an import '
            f"through AnkiConnect would merge that type into yours. Double-click the package instead."
        )


def cannot_see(note: StoredNote) -> str:
    """Say that nobody can tell whether the guid of this note is that of one of the user's own."""
    return (
        f"{note.key} has a guid that may be that of a note of yours, and only what Anki exports could show it; this "
        f"Anki exports to a disk that deckwright does not see. An import through AnkiConnect could empty that note. "
        f"{_WAYS_OUT}"
    )


def _compare(name: str, what: str, theirs: Iterable[str], own: Iterable[str]) -> None:
    if list(theirs) != list(own):
        raise DeckwrightError(
            f'The note type "{name}" has other {what} in your Anki than in the package ({_difference(theirs, own)}). '
            f"An import through AnkiConnect would merge the two, empty fields of your own on every note it updates, "
            f"and force a full sync. Take the change back (Tools → Manage Note Types), or close Anki and import with "
            f"--collection and --adopt, which mends the note type. Double-click the package instead, and Anki puts new "
            f'cards into another note type, "{name}+", and leaves the others as they are.'
        )


def _strange(search: str, name: str) -> str:
    return (
        f'A note of this deck has the note type "{name}" in your Anki; to find it, search there for: {search}. An '
        f"import through AnkiConnect would merge that note type with deckwright's, and empty the fields of every note "
        f"of the deck. Change the note back (Browse → Notes → Change Note Type), or close Anki and import with "
        f"--collection and --adopt, which does so; or double-click the package: Anki's dialog leaves such notes alone."
    )


def _foreign(mine: StoredNote, theirs: StoredNote) -> str:
    return (
        f"A note in your Anki has the guid of {mine.key} and the note type "
        f'"{theirs.stray or theirs.note_type}"; to find it, search there for: nid:{theirs.id}. '
        f"An import through AnkiConnect would merge that note type with "
        f"deckwright's, and empty the fields of that note and of others. {_WAYS_OUT}"
    )


def _of_another_deck(mine: StoredNote, theirs: StoredNote) -> str:
    return (
        f"A note in your Anki has the guid of {mine.key} and belongs to another deck; to find it, search there for: "
        f'"Key:{theirs.key}". An import through AnkiConnect would put this card in its place. Close Anki, and import '
        f"with --collection, which leaves such a note alone or asks."
    )


def _difference(theirs: Iterable[str], own: Iterable[str]) -> str:
    have, want = list(theirs), list(own)
    more, less = [name for name in have if name not in want], [name for name in want if name not in have]
    parts = [f"{', '.join(names)} {word}" for names, word in ((more, "added"), (less, "missing")) if names]
    return "; ".join(parts) or "in another order"
