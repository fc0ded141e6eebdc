"""The trace a snippet printed or a recording holds in, why no card could show it out."""

from __future__ import annotations

import math
from typing import Any

MOST_STAGES = 100
MOST_FRAMES = 10_000
"""Places of a slider; with more nobody finds one again."""


def fault(run: object) -> str:
    """What is wrong with a trace, as the end of a sentence; "" where a card can show every frame of it."""
    try:
        _check(run)
    except ValueError as error:
        return str(error)
    return ""


def _check(run: object) -> None:
    if not isinstance(run, dict) or not isinstance(kind := run.get("kind"), str) or kind not in _KINDS:
        raise ValueError(f'"kind" must be one of {", ".join(_KINDS)}')
    _texts(run, "chooses", "moves")
    choices = _many(run, "choices")
    if not 0 <= _whole(run.get("first", 0), "first") < len(choices):
        raise ValueError(f'"first" must be the number of a choice, from 0 to {len(choices) - 1}')
    for at, choice in enumerate(choices):
        try:
            _texts(choice, "name")
            _KINDS[kind](run, choice)
        except ValueError as error:
            raise ValueError(f"choice {at}: {error}") from error


def _series(run: dict[str, Any], choice: dict[str, Any]) -> None:
    _texts(run, "xlabel")
    x = _numbers(run.get("x"), "x")
    for line in _many(choice, "lines"):
        _texts(line, "label")
        if len(_numbers(line.get("y"), "y")) != len(x):
            raise ValueError('"y" must hold as many numbers as "x"')
    for mark in _many(choice, "marks") if choice.get("marks") else ():
        _texts(mark, "label")
        _numbers([mark.get("x")], "x")


def _ring(_: dict[str, Any], choice: dict[str, Any]) -> None:
    for step in _many(choice, "steps"):
        _texts(step, "say")
        holds, sends = step.get("holds"), step.get("sends")
        if not isinstance(holds, list) or not holds or not isinstance(sends, list):
            raise ValueError('"holds" must be a list with one for each worker, "sends" a list')
        for held in holds:
            _numbers(held, "holds")
        for send in sends:
            ends = [_whole(_object(send).get(name), name) for name in ("from", "to", "chunk")]
            if not all(0 <= end < most for end, most in zip(ends, (len(holds), len(holds), math.inf), strict=True)):
                raise ValueError('"from" and "to" must be workers, and "chunk" a chunk, counted from 0')


def _schedule(run: dict[str, Any], choice: dict[str, Any]) -> None:
    stages = _whole(run.get("stages"), "stages")
    if not 1 <= stages <= MOST_STAGES:
        raise ValueError(f'"stages" must be between 1 and {MOST_STAGES}')
    _texts(choice, "say")
    for bar in _many(choice, "bars"):
        _texts(bar, "label")
        start, end = _numbers([bar.get("start"), bar.get("end")], "start and end")
        if not 0 <= start <= end <= MOST_FRAMES:
            raise ValueError(f'"start" and "end" must be in order, between 0 and {MOST_FRAMES:,}')
        if not 0 <= _whole(bar.get("stage"), "stage") < stages:
            raise ValueError(f'"stage" must be between 0 and {stages - 1}')


_KINDS = {"series": _series, "ring": _ring, "schedule": _schedule}


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{str(value)[:40]!r} stands where an object must")
    return value


def _many(of: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = of.get(key)
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_FRAMES:
        raise ValueError(f'"{key}" must be a list of objects, with one at least')
    return [_object(each) for each in value]


def _texts(of: dict[str, Any], *keys: str) -> None:
    for key in keys:
        if not isinstance(of.get(key), str) or not of[key].strip():
            raise ValueError(f'"{key}" must be a text')


def _numbers(value: object, name: str) -> list[float]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_FRAMES or not all(map(_is_number, value)):
        raise ValueError(f'"{name}" must be numbers, at most {MOST_FRAMES:,}')
    return value


def _whole(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f'"{name}" must be a whole number')
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -1e300 < value < 1e300
