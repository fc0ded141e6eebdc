"""A running Anki and the notes to import in, a refusal where AnkiConnect's import would do harm there out.

AnkiConnect always has Anki merge note types, which Anki's own dialog does not.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from generator.cards import FIELDS, StoredNote
from generator.errors import DeckwrightError
from generator.importing.connect import Endpoint, ask
from generator.importing.running import Seen, literal, type_names
from generator.notetype import designs

NEEDED = ("exportPackage", "findNotes", "getDecks", "importPackage", "modelFieldNames", "modelNamesAndIds", "notesInfo")
"""What AnkiConnect must be able to do."""


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


def check_notes(at: Endpoint, ours: Sequence[StoredNote], seen: Iterable[Seen], own_ids: Container[int]) -> None:
    """Refuse where the user gave a note of `ours` another note type, which the import would merge into ours.

    That empties the fields of every note of ours in favour of the other type's.

    `seen` are the notes found by Key; one that has lost its Key has an id among `own_ids`.
    """
    types = {note.key: note.note_type for note in ours}
    for each in seen:
        if types.get(each.note.key, each.note.note_type) != each.note.note_type:
            raise DeckwrightError(_strange(f"Key:{each.note.key}", each.note.note_type))
    query = " ".join(f'-"note:{literal(name)}"' for name in type_names(at).values())
    for id_ in ask(at, "findNotes", query=query) if query else ():
        if id_ in own_ids:
            (found,) = ask(at, "notesInfo", notes=[id_])
            raise DeckwrightError(_strange(f"nid:{id_}", found["modelName"]))


def check_backup(ours: Iterable[StoredNote], backup: Iterable[StoredNote]) -> None:
    """The same once more with the notes of a backup, where every guid is to be seen."""
    types = {note.guid: note.note_type for note in ours}
    for note in backup:
        if types.get(note.guid, note.note_type) != note.note_type:
            raise DeckwrightError(_strange(f'"{note.fields[0][:40]}"', note.note_type))


def _compare(name: str, what: str, theirs: Iterable[str], own: Iterable[str]) -> None:
    if list(theirs) != list(own):
        raise DeckwrightError(
            f'The note type "{name}" has other {what} in your Anki than in the package ({_difference(theirs, own)}). '
            f"An import through AnkiConnect would merge the two, empty fields of your own on every note it updates, "
            f"and force a full sync. Double-click the package instead: Anki's dialog lets you choose."
        )


def _strange(search: str, name: str) -> str:
    return (
        f'A note of this deck has the note type "{name}" in your Anki; to find it, search there for: {search}. An '
        f"import through AnkiConnect would merge that note type with deckwright's, and empty the fields of every note "
        f"of the deck. Change the note back (Browse → Notes → Change Note Type), or double-click the package: Anki's "
        f"dialog leaves such notes alone."
    )


def _difference(theirs: Iterable[str], own: Iterable[str]) -> str:
    have, want = list(theirs), list(own)
    more, less = [name for name in have if name not in want], [name for name in want if name not in have]
    parts = [f"{', '.join(names)} {word}" for names, word in ((more, "added"), (less, "missing")) if names]
    return "; ".join(parts) or "in another order"
