"""Values in, lines on the terminal out: problems to stderr, results to stdout, both raw."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from generator.cards import Problem

T = TypeVar("T")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text without characters that would steer the terminal instead of showing."""
    return _CONTROL.sub("\ufffd", text)


def sentence(error: Exception) -> str:
    """Say what stopped the program: of an error of the system's, which file it was, for nobody else has said it."""
    if not isinstance(error, OSError):
        return str(error)
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename)
    return (
        f"{name}: cannot be read or written ({error.strerror}). Check the name, and the permissions of the file and of "
        f"the folders above it; then run the same command again."
    )


def print_problems(problems: Iterable[Problem]) -> None:
    """One line a problem, to stderr."""
    if lines := list(lines_of(problems)):
        click.echo("\n".join(lines), err=True)


def lines_of(problems: Iterable[Problem]) -> Iterator[str]:
    """The line that is printed for each problem."""
    return (printable(str(problem)).replace("\n", " ") for problem in problems)


def say(line: str = "") -> None:
    """One line of result, to stdout."""
    click.echo(printable(line))


def say_json(text: str) -> None:
    """JSON to stdout, the same for a program; what would steer a terminal is written as an escape."""
    click.echo(_CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", text.rstrip("\n")))


def waits(folder: Path) -> None:
    """Say, to stderr, what a run waits for that must not work beside another one."""
    click.echo(f"Another deckwright works in {printable(folder.as_posix())}; waiting for it to end.", err=True)


def count(number: int, noun: str) -> str:
    """A number with its noun, "1 card" or "3 cards"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(of: int) -> str:
    """A number of bytes, as people read it."""
    return f"{of / 1024:,.1f} KiB" if of < 1 << 20 else f"{of / (1 << 20):,.1f} MiB"


def track(items: Sequence[T], words: str) -> Iterable[T]:
    """The items one by one, with a progress bar on a terminal where there are many."""
    if len(items) < 500 or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track as bar

    return bar(items, words, console=Console(stderr=True), transient=True)


@contextlib.contextmanager
def busy(words: str) -> Iterator[None]:
    """Show on a terminal, while something long goes on, what that is."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield


def new_digits() -> str:
    """Draw the eight random hex digits that make a new deck's id one of its own."""
    return secrets.token_hex(4)


def now() -> int:
    """The second that stamps what changes: SOURCE_DATE_EPOCH where that is set, else the clock."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return int(time.time())
    if not given.isdecimal() or int(given) >= 1 << 32:
        raise click.UsageError(f'SOURCE_DATE_EPOCH is "{given}", which is no number of seconds since 1970.')
    return int(given)


def true_now() -> int:
    """Return the second it is: a SOURCE_DATE_EPOCH of the past is the date of a build, and sets no clock back."""
    return max(now(), int(time.time()))
