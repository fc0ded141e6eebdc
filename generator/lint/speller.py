"""Lines of English in, the words out that people are known to write for others: the only door to typos."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TIMEOUT = 60
"""Seconds after which a deck goes unchecked; 30,000 cards take less than one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A misspelt word: its line from 0, how many bytes of it stand before, and what was meant, likeliest first."""

    line: int
    offset: int
    word: str
    meant: tuple[str, ...]


@cache
def program() -> str:
    """The path of typos: beside this Python, or wherever the system has it; "" where it is not installed."""
    beside = Path(sys.executable).with_name("typos.exe" if sys.platform == "win32" else "typos")
    return str(beside) if beside.is_file() else shutil.which("typos") or ""


def spell(lines: Sequence[str]) -> Iterator[Found]:
    """What typos finds in the lines (github.com/crate-ci/typos, --format json); no file of settings is read.

    Raises OSError or subprocess.SubprocessError where the program cannot be run to its end.
    """
    text = "\n".join(line.replace("\r", " ") for line in lines)
    command = [program(), "--isolated", "--format", "json", "-"]
    done = subprocess.run(  # noqa: S603
        command, input=text.encode("utf-8", "replace"), capture_output=True, timeout=_TIMEOUT, check=False
    )
    if done.returncode not in (0, 2):
        raise subprocess.CalledProcessError(done.returncode, command)
    for record in map(json.loads, done.stdout.splitlines()):
        if record.get("type") == "typo" and record.get("corrections"):
            yield Found(record["line_num"] - 1, record["byte_offset"], record["typo"], tuple(record["corrections"]))
