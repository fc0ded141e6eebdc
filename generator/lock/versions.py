"""Remember by short hashes which versions of a note's fields have shipped.

A text of ours may come back from Anki long after it shipped: a backup was restored, a change was undone, another
machine was behind. Only with these hashes can it be told from an edit of the learner's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from generator.cards import FIELDS
from generator.normal_form import nfc

LATEST = 50
"""The versions of one field that are kept: a line of the lock must not grow for ever, and Anki keeps 50 backups."""

WELL_FORMED = re.compile(r"(?:\d(?:-|[0-9a-f]{8})(?: (?!$)|$))*")
"""What the record looks like: blanks between items, each a field's place in FIELDS and its hash, or "-" for empty."""

_KEY = FIELDS.index("Key")
_EMPTY = "-"
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def with_version(record: str, fields: Sequence[str]) -> str:
    """Add the version `fields`, which ships now, to the `record` of those that shipped ("" for none).

    The present version stands last, in the order of the fields. The Key never changes and is left out. A field that was
    always empty has no item: most fields are, and would double the lock.
    """
    before = _items(record)
    after: list[str] = []
    now: list[str] = []
    for place, text in enumerate(fields[: len(FIELDS)]):
        if place == _KEY:
            continue
        past = before.get(place, [])
        present = _item(place, text)
        if not past and record and text:
            past = [f"{place}{_EMPTY}"]  # it shipped before, and no item means that it was empty
        if text or past:
            after += [item for item in past if item != present][1 - LATEST :]
            now.append(present)
    return " ".join((*after, *now))


def has_shipped(record: str, place: int, text: str) -> bool:
    """Tell whether the field at `place` in FIELDS ever shipped as `text`, as far as the `record` goes back."""
    past = _items(record).get(place, ())
    if not past:
        return bool(record) and not text
    return _item(place, text) in past


def is_older_version(record: str, theirs: Sequence[str], ours: Sequence[str]) -> bool:
    """Tell whether every field in which `theirs` differ from `ours` shipped once as it is there: nobody edited it."""
    return len(theirs) == len(ours) and all(
        has_shipped(record, place, text) for place, text in enumerate(theirs) if text != ours[place]
    )


def _items(record: str) -> dict[int, list[str]]:
    """Sort the items of a record by field, the oldest first."""
    items: dict[int, list[str]] = {}
    for item in record.split():
        items.setdefault(int(item[0]), []).append(item)
    return items


def _item(place: int, text: str) -> str:
    if not text:
        return f"{place}{_EMPTY}"
    digest = hashlib.sha256(_as_stored(text).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{place}{digest[:8]}"


def _as_stored(text: str) -> str:
    """Write a field the way Anki does when it stores a note, so that one read back has the same hash."""
    if text.isascii() and text.isprintable():
        return text
    return nfc(_DROPPED.sub("", text))
