"""Two packages named on the command line in, what Anki did to studied notes out, as JSON; run as a module."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from anki.buildinfo import version
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.notes import Note

PARTS = ("studied", "suspended", "flagged", "edited in Anki", "tagged by you")
_MARK = " (edited in Anki)"
_TAG = "my-own-tag"


def main() -> None:
    """Play the learner between the two imports and print what each note went through."""
    last, new = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="deckwright-") as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        _import(col, last)
        parts = {guid: PARTS[at % len(PARTS)] for at, guid in enumerate(_guids(col))}
        for guid, part in parts.items():
            _play(col, guid, part)
        before = {guid: _state(col, guid) for guid in parts}
        log = _import(col, new)
        notes = [
            _outcome(col, guid, parts.get(guid, ""), before.get(guid), log) for guid in dict.fromkeys([*parts, *log])
        ]
        col.close()
    print(json.dumps({"anki": version, "notes": notes}))  # noqa: T201


def _import(col: Collection, package: str) -> dict[str, str]:
    """Import as a double-click would; returns Anki's word on each note by guid."""
    request = ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
    found = col.import_anki_package(request).log
    col.models._clear_cache()
    words = ("new", "updated", "duplicate", "conflicting")
    said = {}
    for word in words:
        for entry in getattr(found, word):
            guid = col.db.scalar("select guid from notes where id = ?", entry.id.nid)
            said[guid or entry.fields[0]] = word
    return said


def _guids(col: Collection) -> list[str]:
    guids: list[str] = col.db.list("select guid from notes order by id")
    return guids


def _note(col: Collection, guid: str) -> Note:
    return col.get_note(col.db.scalar("select id from notes where guid = ?", guid))


def _play(col: Collection, guid: str, part: str) -> None:
    """Study the note, and do to it what its part says."""
    note = _note(col, guid)
    mod = note.mod
    for card in note.cards():
        card.start_timer()
        states = col._backend.get_scheduling_states(card.id)
        col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=3))
    ids = [card.id for card in note.cards()]
    if part == "suspended":
        col.sched.suspend_cards(ids)
    elif part == "flagged":
        col.set_user_flag_for_cards(1, ids)
    elif part in ("edited in Anki", "tagged by you"):
        if part == "edited in Anki":
            note["Answer"] += _MARK
        else:
            note.tags.append(_TAG)
        col.update_note(note)
        # As if it had been done right after the first import, before the second build.
        col.db.execute("update notes set mod = ? where id = ?", mod + 1, note.id)


def _state(col: Collection, guid: str) -> dict[str, Any]:
    note = _note(col, guid)
    rows = col.db.all(
        "select c.id, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.flags, "
        "(select count() from revlog r where r.cid = c.id) from cards c where c.nid = ? order by c.ord",
        note.id,
    )
    return {"cards": [list(row) for row in rows], "fields": list(note.fields), "tags": list(note.tags)}


def _outcome(
    col: Collection, guid: str, part: str, before: dict[str, Any] | None, log: dict[str, str]
) -> dict[str, str]:
    """One note's story, in the words of NoteOutcome."""
    times = col.db.scalar("select count() from notes where guid = ?", guid)
    word = log.get(guid, "not in the package, kept")
    if not times:
        return {"key": guid, "part": part, "outcome": word, "lost": "" if before is None else "the note"}
    note = _note(col, guid)
    after = _state(col, guid)
    key = note["Key"] if "Key" in note.keys() else guid  # noqa: SIM118  (a note is no dict)
    lost = "doubled" if times > 1 else ""
    if before:
        kept = after["cards"][: len(before["cards"])]
        lost = lost or ("" if kept == before["cards"] else "progress")
        lost = lost or ("an edit, though nothing changed" if word != "updated" and after != before else "")
        word = _what_happened(word, part, after)
    return {"key": key, "part": part, "outcome": word, "lost": lost}


def _what_happened(word: str, part: str, after: dict[str, Any]) -> str:
    names = {"duplicate": "unchanged", "new": "new"}
    if part == "edited in Anki":
        return "your edit kept" if any(_MARK in field for field in after["fields"]) else "your edit replaced"
    if part == "tagged by you":
        return "your tag kept" if _TAG in after["tags"] else "your tag replaced"
    return names.get(word, word)


if __name__ == "__main__":
    main()
