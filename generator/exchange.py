"""What exports and their readers agree on: columns, the marks at the top, and the guard against formulas."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

FORMS = ("txt", "csv", "md", "json")
"""What `build --also` knows, by the ending of the file."""

COLUMNS = ("Question", "Answer", "Source", "Extra", "Tags", "Deck", "Type", "Reversed", "Markup", "Guid")
"""The columns of the CSV, and in small letters the names in the JSON."""

JSON_MARK = "deckwright"
"""The first name in the JSON; its value is the version of the form."""

VERSION = 1

MARKDOWN_MARK = "Written by `deckwright build --also md`, one section a card. Change the deck's sources, not this file."
"""The line below the title of the Markdown."""

ANKI_MARK = "#columns:guid\tnotetype\tdeck\t"
"""How the line with the names of the columns begins, which Anki's own exports do not have."""

WORDS_MARK = "#as written: "
"""What begins the line below a row of the text for Anki, which skips it: the words that its HTML was made of."""

WORDS = ("Question", "Answer", "Source", "Extra", "Markup")
"""The columns that such a line holds, as JSON."""

_ACTS = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_SECTION = re.compile(r"## (?:.* )?\{#[a-z0-9-]+(?: .*)?\}")
_CALLOUT = re.compile(r"> \[!(?:question|source|extra)\].*")


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _ACTS.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that `guarded` put there."""
    return cell[1:] if cell.startswith("'") and _ACTS.match(cell) else cell


def fingerprint(cells: Sequence[str]) -> str:
    """Twelve hex digits that tell whether a row's cells are as they were, but for blanks around them."""
    return hashlib.sha256("\0".join(cell.strip() for cell in cells).encode()).hexdigest()[:12]


def is_section(line: str) -> bool:
    """Whether the line of an export begins a card's section: two marks at the margin, a key in braces at the end."""
    return bool(_SECTION.fullmatch(line))


def is_title(line: str) -> bool:
    """Whether the line may be a deck's name; it is one only where a section comes next."""
    return line.startswith("# ")


def shielded(answer: str) -> str:
    """An answer for the Markdown: a line that would be read as a mark of the export is moved in by a blank."""
    lines = answer.split("\n")
    last = len(lines) - 1
    return "\n".join(" " * _acts(line.lstrip(" "), is_last=at == last) + line for at, line in enumerate(lines))


def unshielded(answer: str) -> str:
    """The answer before it was `shielded`."""
    lines = answer.split("\n")
    last = len(lines) - 1
    return "\n".join(line[_acts(line.lstrip(" "), is_last=at == last) :] for at, line in enumerate(lines))


def _acts(line: str, *, is_last: bool) -> bool:
    return is_section(line) or bool(_CALLOUT.fullmatch(line)) or (is_last and is_title(line))
