"""A template and the fields of a note in, the side of the card out, by the rules of Anki's templates that ours use.

Those are {{Field}}, {{cloze:Field}}, {{#Field}}…{{/Field}} and {{^Field}}…{{/Field}}
(https://docs.ankiweb.net/templates/intro.html).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.preview.clozes import show_clozes

_TAG = re.compile(r"\{\{([#^/]?)([^{}]+)\}\}")
_EMPTY = re.compile(r"(?:\s|</?(?:br|div)\s?/?>)*", re.IGNORECASE | re.ASCII)
"""What Anki takes for an empty field (template.rs, field_is_empty)."""


def fill(template: str, fields: Mapping[str, str], number: int = 0, *, question: bool) -> str:
    """The side that `template` makes of `fields`; `number` is that of the cloze asked for, 0 for none.

    Raises KeyError for a field the note type does not have.
    """
    shown: list[str] = []
    hidden_by = ""
    at = 0
    for tag in _TAG.finditer(template):
        if not hidden_by:
            shown.append(template[at : tag.start()])
        at = tag.end()
        kind, name = tag[1], tag[2].strip()
        if kind == "/":
            hidden_by = "" if hidden_by == name else hidden_by
        elif hidden_by:
            continue
        elif kind:
            hidden_by = name if bool(_EMPTY.fullmatch(fields[name])) == (kind == "#") else ""
        else:
            shown.append(_field(name, fields, number, question=question))
    return "".join([*shown, template[at:]])


def is_empty(field: str) -> bool:
    """Whether Anki takes a field for empty."""
    return bool(_EMPTY.fullmatch(field))


def _field(name: str, fields: Mapping[str, str], number: int, *, question: bool) -> str:
    filter_, _, bare = name.rpartition(":")
    value = fields[bare]
    return show_clozes(value, number, question=question) if filter_ == "cloze" else value
