"""The text of a snippet in, what its inline metadata (PEP 723) says of it out, or what is wrong with it and where."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from generator.cards import Origin, Problem, Simulation
from generator.errors import nearest

KEYS = ("cards", "see")
LONGEST = 200
"""What a sentence on a card may have in characters."""

_BLOCK = re.compile(r"(?m)^# /// script[ \t]*\n(?P<content>(?:#(?:| (?!/// script).*)\n)+?)# ///[ \t]*$")
_UNSEEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ufffe\uffff]")
_EXAMPLE = '# /// script, # dependencies = [], # [tool.deckwright], # cards = ["key"], # see = "A sentence.", # ///'


@dataclass(frozen=True, slots=True)
class _Wrong(Exception):  # noqa: N818  (it never leaves this file)
    """What is wrong, and the key whose line is to be named."""

    message: str
    key: str = ""


def read_metadata(name: str, code: str, shown: str) -> Simulation | Problem:
    """The snippet called `name`, of which nothing is recorded yet; messages call its file `shown`."""
    blocks = list(_BLOCK.finditer(code))
    if len(blocks) != 1:
        many = "has no metadata" if not blocks else "has metadata more than once"
        return bad_snippet(Origin(shown, 1), f"the snippet {many}; write one block of the lines {_EXAMPLE}")
    first = code.count("\n", 0, blocks[0].start("content")) + 1
    toml = "".join(f"{line[2:]}\n" for line in blocks[0]["content"].split("\n")[:-1])
    try:
        table = tomllib.loads(toml)
        return _simulation(name, code, table, Origin(shown, first + _line_of("cards", toml)))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return bad_snippet(Origin(shown, first + int(line[1] if line else 1) - 1), f"this is not TOML: {error}")
    except (RecursionError, ValueError):
        return bad_snippet(Origin(shown, first), "the metadata is too deep or too long to be read; make it short")
    except _Wrong as wrong:
        return bad_snippet(Origin(shown, first + _line_of(wrong.key, toml)), wrong.message)


def bad_snippet(place: Origin, message: str) -> Problem:
    """What is wrong with a snippet itself, as a problem."""
    return Problem(place, "bad-snippet", message)


def _simulation(name: str, code: str, table: dict[str, Any], origin: Origin) -> Simulation:
    needs = _texts(table, "dependencies") if "dependencies" in table else ()
    tool = table.get("tool")
    ours = tool.get("deckwright") if isinstance(tool, dict) else None
    if not isinstance(ours, dict):
        raise _Wrong(
            'the metadata has no table [tool.deckwright]; write one with cards = ["key"] and see = "A sentence."'
        )
    for key in ours:
        if key not in KEYS:
            raise _Wrong(f'[tool.deckwright] has no key "{key}".{nearest(key, KEYS)} Its keys are cards and see', key)
    see = ours.get("see")
    if not isinstance(see, str) or not see.strip() or _UNSEEN.search(see.strip()) or len(see) > LONGEST:
        raise _Wrong(
            f'"see" must be a sentence of at most {LONGEST} letters that says what to see in the figure', "see"
        )
    return Simulation(name, code, needs, see.strip(), _texts(ours, "cards"), origin)


def _texts(table: dict[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _Wrong(f'"{key}" must be a list of texts', key)
    return tuple(dict.fromkeys(value))


def _line_of(key: str, toml: str) -> int:
    """How many lines stand before the one that sets `key`; TOML's reader keeps no lines, so it is looked for."""
    setter = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    return next((at for at, line in enumerate(toml.split("\n")) if key and setter.match(line)), 0)
