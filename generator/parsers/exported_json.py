"""The text of a JSON export in, its cards by the names of columns out, each with the lines it stands on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from generator.cards import Fate
from generator.errors import DeckwrightError
from generator.exchange import COLUMNS
from generator.parsers.ledger import Ledger

_BEGIN = re.compile(r'"cards"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")


def read_json(ledger: Ledger, text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """The cards, however the file is laid out. Raises DeckwrightError, with the line, for what is no such file."""
    _check(ledger.path, text)
    begin = _BEGIN.search(text)
    if not begin:
        raise DeckwrightError(f'{ledger.path}:1: there is no list "cards" in this file; take it as it was exported.')
    ledger.enter(Fate.FURNITURE, range(len(ledger.lines)))
    at = _GAP.match(text, begin.end()).end()  # type: ignore[union-attr]
    line = text.count("\n", 0, at) + 1
    while text[at] != "]":
        card, end = json.JSONDecoder().raw_decode(text, at)
        last = line + text.count("\n", at, end)
        yield line, last, _values(card, f"{ledger.path}:{line}")
        at = _GAP.match(text, end).end()  # type: ignore[union-attr]
        line = last + text.count("\n", end, at)


def _check(path: str, text: str) -> None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise DeckwrightError(
            f"{path}:{error.lineno}: this is no JSON ({error.msg}); take the file as it was exported."
        ) from error
    except (RecursionError, ValueError) as error:
        raise DeckwrightError(f"{path}:1: this JSON is nested too deep, or holds too long a number.") from error


def _values(card: object, where: str) -> dict[str, str]:
    if not isinstance(card, dict):
        raise DeckwrightError(f'{where}: a card is written in braces, like {{"question": "…"}}.')
    return {name: _value(card.get(name.lower(), ""), name.lower(), where) for name in COLUMNS if name.lower() in card}


def _value(value: object, name: str, where: str) -> str:
    """A list of tags as they stand in a cell, true as "yes"."""
    if isinstance(value, bool) and name == "reversed":
        return "yes" if value else ""
    if isinstance(value, list) and name == "tags" and all(isinstance(tag, str) for tag in value):
        return " ".join(value)
    if isinstance(value, str):
        return value
    raise DeckwrightError(f'{where}: "{name}" is not written as in an export; it is {_KINDS.get(name, "a text")}.')


_KINDS = {"tags": "a list of texts", "reversed": "true or false"}
