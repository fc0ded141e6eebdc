"""What each action of AnkiConnect answers with, and the only place where an answer is checked before it is used."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

_LARGEST = 1 << 63
"""Ids and times in Anki are SQLite's integers."""
_MOST_VALUES = 4_000_000
"""An empty list is 3 bytes of JSON and 64 of memory, so that the size alone does not bound what parsing takes."""
_SMALL, _LARGE = 1 << 20, 64 << 20
"""Bytes: a name or a flag needs few; a batch of 500 notes with long texts, or the ids of a million notes, many."""

Check = Callable[[Any], str]
"""Returns what is wrong with a value, as the end of a sentence; "" is nothing."""


class WrongReplyError(Exception):
    """A reply is not what AnkiConnect would send; the text says what is wrong with it, as the end of a sentence."""


class Shape(NamedTuple):
    """What an action answers with, and the bytes that may take."""

    check: Check
    most: int = _SMALL


def parse(reply: bytes) -> tuple[Any, str]:
    """Return the result and the error ("" for none) of a reply. Raises WrongReplyError where it is no such envelope."""
    if reply.count(b",") + reply.count(b"[") + reply.count(b"{") > _MOST_VALUES:
        raise WrongReplyError("it holds more values than any collection needs")
    try:
        said = json.loads(reply, parse_constant=_no_number)
    except RecursionError as error:
        raise WrongReplyError("it is nested too deeply") from error
    except ValueError as error:
        raise WrongReplyError("it is no JSON") from error
    if not isinstance(said, dict) or not {"result", "error"} <= said.keys():
        raise WrongReplyError('it has no "result" and "error"')
    reason = said["error"]
    if reason is None:
        return said["result"], ""
    if not isinstance(reason, str):
        raise WrongReplyError(f'its "error" is {_kind(reason)}')
    return None, _one_line(reason) or "no reason given"


def check(action: str, result: object) -> None:
    """Refuse a result that `action` does not answer with. Raises WrongReplyError."""
    if wrong := SHAPES[action].check(result):
        raise WrongReplyError(f"the result is not what it should be: {wrong}")


def text(value: object) -> str:
    """Check a text, which Anki keeps as UTF-8."""
    if not isinstance(value, str):
        return f"{_kind(value)} where a text belongs"
    return "" if _is_unicode(value) else "a text with half a character"


def number(value: object) -> str:
    """Check an id or a time."""
    if type(value) is not int:
        return f"{_kind(value)} where a number belongs"
    return "" if 0 <= value < _LARGEST else "a number that no collection can hold"


def truth(value: object) -> str:
    """Check what says whether something was done; an older add-on says nothing where it was not."""
    return "" if value is None or isinstance(value, bool) else f"{_kind(value)} where yes or no belongs"


def anything(value: object) -> str:
    """Check nothing: the answer is not looked at."""
    del value
    return ""


def list_of(check_one: Check) -> Check:
    """Make the check of a list of such values."""

    def check_all(value: object) -> str:
        if not isinstance(value, list):
            return f"{_kind(value)} where a list belongs"
        return next(filter(None, map(check_one, value)), "")

    return check_all


def table_of(check_one: Check) -> Check:
    """Make the check of an object whose names are free and whose values are such values."""

    def check_all(value: object) -> str:
        if not isinstance(value, dict):
            return f"{_kind(value)} where a table belongs"
        return next(filter(None, (text(name) or check_one(one) for name, one in value.items())), "")

    return check_all


def record(checks: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Make the check of an object with these names; more names do no harm."""

    def check_all(value: object) -> str:
        if not isinstance(value, dict):
            return f"{_kind(value)} where a table belongs"
        if missing := [name for name in checks if name not in value]:
            return f'"{missing[0]}" is missing'
        given = {name: one for name, one in (optional or {}).items() if name in value}
        wrong = ((name, one(value[name])) for name, one in {**checks, **given}.items())
        return next((f'"{name}" has {said}' for name, said in wrong if said), "")

    return check_all


def _note(value: object) -> str:
    """Check a note, or the empty one that stands for a note that is gone."""
    return "" if value in ({}, None) else _NOTE(value)


_FIELD = record({"value": text, "order": number})
_NOTE = record(
    {
        "noteId": number,
        "modelName": text,
        "tags": list_of(text),
        "fields": table_of(_FIELD),
        "cards": list_of(number),
    },
    {"mod": number},
)
SHAPES = {
    "requestPermission": Shape(record({"permission": text})),
    "apiReflect": Shape(record({"actions": list_of(text)})),
    "modelNamesAndIds": Shape(table_of(number)),
    "modelFieldNames": Shape(list_of(text)),
    "modelTemplates": Shape(table_of(table_of(text)), _LARGE),
    "modelStyling": Shape(record({"css": text}), _LARGE),
    "findNotes": Shape(list_of(number), _LARGE),
    "notesInfo": Shape(list_of(_note), _LARGE),
    "getDecks": Shape(table_of(list_of(number))),
    "deckNames": Shape(list_of(text), _LARGE),
    "getMediaDirPath": Shape(text),
    "exportPackage": Shape(truth),
    "importPackage": Shape(truth),
    "suspend": Shape(anything),
    "deleteNotes": Shape(anything),
}
"""Every action that is asked for."""


def _no_number(name: str) -> float:
    raise ValueError(name)


def _is_unicode(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _one_line(value: str, most: int = 500) -> str:
    """Return the text as one line that can be printed, with its end left out where it is long."""
    line = " ".join(value[: 4 * most].encode("utf-8", "replace").decode("utf-8").split())
    return line if len(line) <= most else f"{line[:most]}…"


def _kind(value: object) -> str:
    """Name the kind of a JSON value, with its article."""
    kinds = {dict: "a table", list: "a list", str: "a text", bool: "yes or no", type(None): "nothing"}
    return kinds.get(type(value), "a number")
