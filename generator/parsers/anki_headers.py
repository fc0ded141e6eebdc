"""The lines above a text export of Anki in, what they say of its columns out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
KEYS = frozenset(
    ("separator", "html", "tags", "columns", "notetype", "deck", "if matches", "match scope")
    + ("guid column", "notetype column", "deck column", "tags column")
)
"""The keys of Anki's manual ("Importing", "Text files", "File headers")."""

_HEADER = re.compile(r"#([A-Za-z][a-z ]{2,20}):(.*)")


@dataclass(frozen=True, slots=True)
class Headers:
    """What the headers say: how many lines they take, and by key their values; places of columns from 0."""

    size: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def separator(self) -> str:
        """The character between cells; a tab where none is named."""
        said = self.values.get("separator", "tab")
        return SEPARATORS.get(said.lower(), said[:1] or "\t")

    @property
    def is_html(self) -> bool:
        """Whether cells are HTML; Anki's exports before it had headers always were."""
        return self.values.get("html", "true").lower() == "true"

    def column(self, kind: str) -> int | None:
        """The place of the column of guids, note types, decks or tags; None where there is none."""
        said = self.values.get(f"{kind} column", "")
        return int(said) - 1 if said.isascii() and said.isdecimal() and 0 < int(said) < 1000 else None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, where they are given."""
        said = self.values.get("columns", "")
        return tuple(said.split(self.separator)) if said else ()


def read_headers(lines: Sequence[str]) -> Headers:
    """The headers at the top of the file; no line of them where it begins otherwise."""
    values: dict[str, str] = {}
    size = 0
    for line in lines:
        found = _HEADER.fullmatch(line)
        if not found or found.group(1).lower() not in KEYS:
            break
        values[found.group(1).lower()] = found.group(2).strip(" ") if found.group(2).strip() else found.group(2)
        size += 1
    return Headers(size, values)
