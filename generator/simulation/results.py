"""What a snippet printed or a recording holds in, its claims and its trace out; and the text of a new recording."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

from generator.cards import UNKEEPABLE, Claim
from generator.simulation.traces import fault

SCHEMA = 1
MOST = 40
"""Numbers that a snippet may report; a card shows the first three."""

LONGEST_TRACE = 150_000
"""Characters of a trace; what has more is slow on a phone."""

_KEYS = ("value", "reference", "tolerance")


class NoResults(Exception):  # noqa: N818  (what it says is the end of a sentence, not an error of the program)
    """The text holds no numbers as a snippet reports them; the message ends a sentence."""


def read_results(text: str) -> dict[str, Any]:
    """The object that `text`, as JSON, holds, with sound numbers. Raises NoResults."""
    try:
        content = json.loads(text, parse_constant=_refuse, parse_float=_finite)
        json.dumps(content, ensure_ascii=False).encode()  # half a character could be read, and then not be written
    except (ValueError, RecursionError) as error:
        raise NoResults(f"it is not JSON ({str(error)[:80]})") from error
    if not isinstance(content, dict) or not isinstance(content.get("numbers"), dict):
        raise NoResults('it has no "numbers"')
    if not 1 <= len(content["numbers"]) <= MOST:
        raise NoResults(f'"numbers" must hold between 1 and {MOST} of them')
    for name, number in content["numbers"].items():
        if wrong := _wrong_with(number):
            raise NoResults(f'of the number "{name[:40]}" {wrong}')
    run = content.get("trace")
    if run is not None and (wrong := fault(run)):
        raise NoResults(f'of "trace" {wrong}')
    if len(_json(run)) > LONGEST_TRACE:
        raise NoResults(f'"trace" has over {LONGEST_TRACE:,} characters; record fewer points')
    return content


def claims(content: dict[str, Any]) -> tuple[Claim, ...]:
    """The numbers of `content`, in their order."""
    return tuple(
        Claim(number["label"].strip(), *(float(number[key]) for key in _KEYS)) for number in content["numbers"].values()
    )


def trace(content: dict[str, Any]) -> str:
    """The run itself as JSON; "" where there is none."""
    return _json(content["trace"]) if content.get("trace") else ""


def is_of(content: dict[str, Any], code: str, figure: bytes) -> bool:
    """Whether a recording is one of this script and this figure, with the numbers and the trace it was made with."""
    made = {"script": digest(code.encode()), "figure": digest(figure), "told": _digest_of(content)}
    return all(content.get(name) == value for name, value in made.items())


def recording(content: dict[str, Any], code: str, figure: bytes) -> bytes:
    """The bytes of NAME.json: numbers, a line each, the trace, and hashes of script, figure and these two."""
    numbers = ",\n".join(f"  {_json(name)}: {_json(number)}" for name, number in content["numbers"].items())
    lines = {
        "schema": str(SCHEMA),
        "script": _json(digest(code.encode())),
        "figure": _json(digest(figure)),
        "told": _json(_digest_of(content)),
        "numbers": "{\n" + numbers + "\n }",
        "trace": _json(content.get("trace")),
    }
    return ("{\n" + ",\n".join(f' "{name}": {value}' for name, value in lines.items()) + "\n}\n").encode()


def _digest_of(content: dict[str, Any]) -> str:
    """What stands for the numbers and the trace."""
    return digest(_json([content["numbers"], content.get("trace")]).encode())


def digest(data: bytes) -> str:
    """What stands for a file in a recording."""
    return hashlib.sha256(data).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _wrong_with(number: object) -> str:
    if not isinstance(number, dict) or not isinstance(number.get("label"), str) or not number["label"].strip():
        return '"label" does not say what it is'
    if UNKEEPABLE.search(number["label"]):
        return '"label" has characters that Anki cannot keep'
    if len(number["label"]) > 100:
        return '"label" has more than 100 letters'
    for key in _KEYS:
        value = number.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
            return f'"{key}" is no number'
    return "" if number["tolerance"] >= 0 else '"tolerance" is below zero'


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _finite(digits: str) -> float:
    if not math.isfinite(number := float(digits)):
        _refuse(digits)
    return number


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no number")
