"""The rows of a text for Anki that deckwright wrote in, their words out, as the comments below them have them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.cards import FIELDS, Fate
from generator.exchange import WORDS, WORDS_MARK, fingerprint
from generator.parsers.exported_cards import Values
from generator.parsers.ledger import Ledger
from generator.parsers.rows import Row

_SIZE = 3 + len(FIELDS) + 1
"""Guid, note type and deck, the fields, the tags."""

_CHANGED = (
    "this note is another than the words below it were exported with, so all notes of the file are read as what they "
    "show, without bold print and formulas; take an export that nobody changed, or make the change in edits.md"
)


def read_words(ledger: Ledger, rows: Sequence[Row]) -> tuple[tuple[int, int, Values], ...]:
    """Each row's card by exchange.COLUMNS; () unless every row is as it was exported, with its words below it.

    Where only some are, a problem names the first that is not.
    """
    found = tuple(_words(ledger.lines, rows))
    comments = [at for at, line in enumerate(ledger.lines) if line.startswith(WORDS_MARK)]
    ledger.enter(Fate.FURNITURE, comments)
    if len(found) == len(rows):
        return found
    if comments:
        read = {first for first, _, _ in found}
        ledger.problem("unread-line", next(row.first for row in rows if row.first not in read) - 1, _CHANGED)
    return ()


def _words(lines: Sequence[str], rows: Sequence[Row]) -> Iterator[tuple[int, int, Values]]:
    for row in rows:
        said = lines[row.last] if row.last < len(lines) else ""
        if len(row.cells) != _SIZE or not said.startswith(WORDS_MARK):
            continue
        try:
            written = json.loads(said.removeprefix(WORDS_MARK))
        except ValueError:
            continue
        guid, kind, deck, *fields, tags = row.cells
        if isinstance(written, dict) and written.pop("row", "") == fingerprint(fields):
            words = {name: str(written.get(name.lower(), "")) for name in WORDS}
            reverse, key = fields[FIELDS.index("Reverse")], fields[FIELDS.index("Key")]
            told = {"Guid": guid, "Type": kind, "Deck": deck, "Tags": tags, "Reversed": reverse, "Key": key}
            yield row.first, row.last, {**words, **told}
