"""The cards of a build in, the bytes of a file for other programs out: Anki's text, CSV, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.exchange import ANKI_MARK, COLUMNS, JSON_MARK, MARKDOWN_MARK
from generator.exports.entries import Entry, Export
from generator.exports.markdown import as_markdown
from generator.exports.tables import as_anki_text, as_csv, as_json

WRITERS: Mapping[str, Callable[[Export], str]] = {
    "txt": as_anki_text,
    "csv": as_csv,
    "md": as_markdown,
    "json": as_json,
}
"""What writes each of exchange.FORMS."""

_MARKS = {"txt": ANKI_MARK, "csv": f'"{COLUMNS[0]}","{COLUMNS[1]}","{COLUMNS[2]}"', "md": MARKDOWN_MARK}

__all__ = ["WRITERS", "Entry", "Export", "is_ours"]


def is_ours(form: str, data: bytes) -> bool:
    """Whether a file looks like one that this form's writer wrote, so that it may be written anew."""
    top = data[:4000].decode("utf-8", "replace")
    return _MARKS.get(form, f'{{\n  "{JSON_MARK}": ') in top
