"""Words of English in, those out that people are known to write for others: the only door to typos."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from generator.system.processes import find_program

_TIMEOUT = 60
"""Seconds after which a deck goes unchecked; 30,000 cards take less than one."""


class Found(NamedTuple):
    """A misspelt part of a word: how many bytes stand before, itself, and what was meant, likeliest first."""

    offset: int
    word: str
    meant: tuple[str, ...]


@cache
def program() -> str:
    """The path of typos: beside this Python, or wherever the system has it; "" where it is not installed."""
    return find_program("typos")


def spell(words: Iterable[str]) -> dict[str, list[Found]]:
    """What typos finds in each of the `words` it finds fault with (github.com/crate-ci/typos, --format json).

    A word is what stands between blanks, whatever signs are in it: typos reads no further, so that each is asked for
    once. No file of settings is read. Raises OSError or subprocess.SubprocessError where the program cannot be run to
    its end.
    """
    lines, found = list(words), defaultdict[str, list[Found]](list)
    for record in map(json.loads, _run("\n".join(lines).encode("utf-8", "replace")).splitlines() if lines else ()):
        if record.get("type") == "typo" and record.get("corrections"):
            wrong = Found(record["byte_offset"], record["typo"], tuple(record["corrections"]))
            found[lines[record["line_num"] - 1]].append(wrong)
    return found


def _run(text: bytes) -> bytes:
    command = [program(), "--isolated", "--format", "json", "-"]
    done = subprocess.run(command, input=text, capture_output=True, timeout=_TIMEOUT, check=False)  # noqa: S603
    if done.returncode not in (0, 2):
        raise subprocess.CalledProcessError(done.returncode, command)
    return done.stdout
