"""The cards of a deck in, the text of a table out: Anki's own, CSV for spreadsheets, JSON."""

from __future__ import annotations

import csv
import io
import json

from generator.cards import FIELDS
from generator.exchange import ANKI_MARK, COLUMNS, JSON_MARK, VERSION, WORDS, WORDS_MARK, fingerprint, guarded
from generator.exports.entries import Entry, Export

_HEADERS = (
    "separator:tab",
    "html:true",
    "guid column:1",
    "notetype column:2",
    "deck column:3",
    "tags column:13",
    # Anki's default replaces fields and tags of every note that differs, whenever it was edited: a text has no mods.
    "if matches:keep current",
)


def as_anki_text(export: Export) -> str:
    """What Anki itself writes of these notes as "Notes in Plain Text", and in comments the names and the words.

    Anki adds from it the notes that it does not have, and leaves those alone that it has.
    """
    names = ANKI_MARK + "\t".join((*FIELDS, "tags"))
    rows = (line for entry in export.entries for line in (_row(entry), _words(entry, export)))
    return "\n".join([*(f"#{header}" for header in _HEADERS), names, *rows]) + "\n"


def as_csv(export: Export) -> str:
    """The columns of exchange.COLUMNS, every cell in quotes, none of them a formula.

    The mark at the beginning is how spreadsheets know UTF-8.
    """
    written = io.StringIO()
    table = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(COLUMNS)
    for entry in export.entries:
        values = _values(entry, export)
        table.writerow([guarded(_cell(value)) for value in values.values()])
    return "\ufeff" + written.getvalue()


def as_json(export: Export) -> str:
    """The same names as the CSV's, one line a card."""
    head = {JSON_MARK: VERSION, "deck": export.deck}
    begun = "".join(f"  {json.dumps(name)}: {_json(value)},\n" for name, value in head.items())
    cards = ",\n".join(
        "    " + _json({name.lower(): value for name, value in _values(entry, export).items()})
        for entry in export.entries
    )
    return f'{{\n{begun}  "cards": [\n{cards}\n  ]\n}}\n'


def _row(entry: Entry) -> str:
    tags = " ".join(sorted(entry.tags, key=str.casefold))
    return "\t".join(map(_quoted, (entry.guid, str(entry.note_type), entry.deck, *entry.fields, tags)))


def _words(entry: Entry, export: Export) -> str:
    values = _values(entry, export)
    words = {name.lower(): values[name] for name in WORDS}
    return WORDS_MARK + _json(words | {"row": fingerprint(entry.fields)})


def _values(entry: Entry, export: Export) -> dict[str, object]:
    values = (entry.question, entry.answer, entry.source, entry.extra, list(entry.tags), entry.deck)
    more = (str(entry.note_type), entry.reversed, str(export.markup), entry.guid)
    return dict(zip(COLUMNS, (*values, *more), strict=True))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return " ".join(value) if isinstance(value, list) else str(value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _quoted(cell: str) -> str:
    """Quoted where it holds what parts cells or rows, and where Anki would take the row for a comment."""
    if any(mark in cell for mark in '\t\n"') or cell.startswith("#"):
        return '"' + cell.replace('"', '""') + '"'
    return cell
