"""A text export of Anki in, its cards out: notes or cards, with headers or from the years before there were any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from generator.cards import FIELDS, Fate, NoteType, Origin, ParsedPage, SourceCard
from generator.parsers.anki_headers import Headers, read_headers
from generator.parsers.exported_cards import below, close, common_root, home, repeated_guids
from generator.parsers.exported_text import read_words
from generator.parsers.hypertext import fragment
from generator.parsers.layout import Sheet
from generator.parsers.ledger import Ledger
from generator.parsers.rows import AROUND, Row, has_html, read_rows

MOST = 0.6
"""The share of rows that must have a tab for a file without headers to be an export."""

_KNOWN = (
    "the notes keep the guids of this export, so a collection that has the originals will not take them in: the same "
    "guid with another note type is left as it is, and an import through AnkiConnect is refused. Import into another "
    "profile, delete the originals first, or take the guid column away"
)
_CLOZE = re.compile(r"\{\{c\d+::")
_TAGS = re.compile(r"[\w:;/+#.'&-]+(?: [\w:;/+#.'&-]+)*")


class _Columns(NamedTuple):
    """Which column holds what: `fields` are the note's own, the others None where there is no such column."""

    fields: tuple[int, ...]
    names: tuple[str, ...]
    guid: int | None
    kind: int | None
    deck: int | None
    tags: int | None


def recognises(sheet: Sheet) -> str:
    """What was seen where Anki's headers stand above, or most rows have a tab and some cell is HTML."""
    if headers := read_headers(sheet.lines).size:
        return f"{headers} of Anki's headers above it"
    enough = max(2, MOST * (len(sheet.bare) - sheet.bare.count("")))
    if sheet.text.count("\t") < enough or not has_html(sheet.text):
        return ""
    filled = [line for line, bare in zip(sheet.lines, sheet.bare, strict=True) if bare]
    parted = sum("\t" in line for line in filled)
    if parted < enough:
        return ""
    marked_up = sum(map(has_html, filled))
    return f"{parted} lines with a tab, and HTML in {marked_up}" if marked_up else ""


def parse(sheet: Sheet) -> ParsedPage:
    """Every row as a card: its first field asks, the others answer.

    Raises DeckwrightError, with the line, where a quotation is never closed.
    """
    ledger = Ledger(sheet)
    headers = read_headers(ledger.lines)
    ledger.enter(Fate.FURNITURE, range(headers.size))
    rows = list(_rows(ledger, headers))
    if words := read_words(ledger, rows):
        return close(ledger, words)
    columns = _columns(headers, [row.cells for row in rows])
    root = common_root([_cell(row, columns.deck) for row in rows]) or headers.values.get("deck", "")
    for row in rows:
        _add(ledger, row, columns, root, is_html=headers.is_html)
    if columns.guid is not None:
        if not all(_is_ours(row, columns) for row in rows):
            ledger.problem("known-guid", max(headers.size - 1, 0), _KNOWN)
        repeated_guids(ledger)
    return replace(ledger.close(root), deck=root)


def _rows(ledger: Ledger, headers: Headers) -> Iterator[Row]:
    """The rows below the headers; a line that begins with # is a comment for Anki, and named as unread."""
    for row in read_rows(ledger.path, ledger.lines, headers.separator, headers.size):
        if not ledger.lines[row.first - 1].startswith("#"):
            yield row


def _columns(headers: Headers, rows: Sequence[tuple[str, ...]]) -> _Columns:
    guid, kind, deck, tags = (headers.column(name) for name in ("guid", "notetype", "deck", "tags"))
    widest = max(map(len, rows), default=0)
    if not headers.size and widest > 2 and _are_tags(rows, widest - 1):
        tags = widest - 1
    special = {place for place in (guid, kind, deck, tags) if place is not None}
    fields = tuple(at for at in range(widest) if at not in special)
    return _Columns(fields, headers.names, guid, kind, deck, tags)


def _are_tags(rows: Sequence[tuple[str, ...]], at: int) -> bool:
    """Whether the last column of an old export holds tags: short words, most of them on several notes."""
    held = [row[at] for row in rows if len(row) > at and row[at]]
    return bool(held) and all(_TAGS.fullmatch(cell) for cell in held) and len(set(held)) <= len(held) / 2


def _add(ledger: Ledger, row: Row, columns: _Columns, root: str, *, is_html: bool) -> None:
    texts = []
    for at in columns.fields:
        text, pictures = fragment(_cell(row, at), ledger.path) if is_html else (_cell(row, at), ())
        texts.append(text.strip("\n").rstrip(AROUND))
        for address in pictures:
            ledger.problem("lost-picture", row.first - 1, _lost(address))
    own = dict(zip(FIELDS, texts, strict=True)) if _is_ours(row, columns) else {}
    question, *rest = texts or [""]
    kind = _cell(row, columns.kind)
    deck = _cell(row, columns.deck)
    is_cloze = "cloze" in kind.casefold() or (not kind and bool(_CLOZE.search(question)))
    ledger.add_row(
        row.first,
        row.last,
        SourceCard(
            question=question,
            answer=(own["Answer"] if own else _answer(rest, columns)) or None,
            origin=Origin(ledger.path, row.first),
            question_line=row.first,
            answer_line=row.first,
            page=below(deck, root),
            guid=_cell(row, columns.guid),
            note_type=NoteType.CLOZE if is_cloze else NoteType.QA,
            tags=tuple(_cell(row, columns.tags).split()),
            source=own.get("Source", ""),
            extra=own.get("Extra", ""),
            reversed=bool(own.get("Reverse")),
            came_from=home(own["Key"]) if own and columns.guid is not None else "",
        ),
    )


def _is_ours(row: Row, columns: _Columns) -> bool:
    """Whether the row is a note of deckwright's own types with all their fields."""
    return _cell(row, columns.kind) in list(NoteType) and len(columns.fields) == len(FIELDS)


def _answer(texts: Sequence[str], columns: _Columns) -> str:
    """The first field after the question as it is, the others below it, under their names where they have any."""
    told: list[str] = []
    for at, text in zip(columns.fields[1:], texts, strict=True):
        named = columns.names[at] if told and at < len(columns.names) else ""
        if text:
            told.append(f"{named}: {text}" if named else text)
    return "\n\n".join(told)


def _cell(row: Row, at: int | None) -> str:
    return row.cells[at] if at is not None and at < len(row.cells) else ""


def _lost(address: str) -> str:
    return (
        f"here this note shows the picture {address[-100:] or 'without a name'}, which is not in the export; put the "
        f"file into media/ and show it in edits.md with ![](media/its-name)"
    )
