"""What this system offers in, the walls round a snippet out: what it can reach, and for how long; the limits are here.

A snippet is a program. Walls keep an honest one from an accident, and make mischief hard; they are no prison.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.system.processes import find_program, python_command

MEMORY = 4 << 30
"""Bytes of address space of each process of a snippet."""

LARGEST_OUTPUT = 20 << 20
"""Bytes of each file a snippet writes, and of what it prints."""

PROCESSES = 4096
"""Processes and threads of this user in all, beyond which a snippet starts no further one; root knows no such limit."""

_FIRST = python_command("-I", "-S", "-c") + [
    "import subprocess, sys; status = subprocess.call(sys.argv[1:]); sys.exit(status if status >= 0 else 128 - status)",
]
"""Runs a command and ends as it ended: the first process of a room of its own, which cannot be killed from inside."""

_ROOMS: tuple[tuple[str, tuple[str, ...], frozenset[str]], ...] = (
    (
        "bwrap",
        ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--ro-bind", "/", "/")
        + ("--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"),  # In /run, services listen that could do anything.
        frozenset({"network", "files", "processes"}),
    ),
    (
        "unshare",
        ("--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", *_FIRST),
        frozenset({"network", "processes"}),
    ),
    ("unshare", ("--net", "--pid", "--fork", "--kill-child", *_FIRST), frozenset({"network", "processes"})),
)
"""Programs that run another one apart, the best first: their name, their words, and what they keep from it."""

_OPEN = {
    "network": "the network is within its reach",
    "files": "it can write wherever you can",
    "processes": "a process that it detaches lives on",
    "memory": "its memory has no limit",
}


@dataclass(frozen=True, slots=True)
class Walls:
    """The words that stand before a command to run it apart, and what is kept from it."""

    words: tuple[str, ...] = ()
    closed: frozenset[str] = frozenset()

    @property
    def gaps(self) -> tuple[str, ...]:
        """What this system does not keep from a snippet, each as a clause."""
        return tuple(clause for name, clause in _OPEN.items() if name not in self.closed)

    def around(self, command: list[str], scratch: Path) -> list[str]:
        """The command, run apart with only `scratch` to write to."""
        bound = ["--bind", str(scratch), str(scratch), "--chdir", str(scratch)] if "files" in self.closed else []
        return [*self.words, *bound, *command]


def find_walls() -> Walls:
    """The best walls this system has, tried with a program that does nothing."""
    return next(walls_here())


def walls_here() -> Iterator[Walls]:
    """All walls this system has, the best first; the last keep next to nothing."""
    memory = frozenset({"memory"}) if sys.platform == "linux" else frozenset()
    for name, words, closed in _ROOMS:
        program = find_program(name)
        if program and _works([program, *words, *python_command("-I", "-c", "")]):
            yield Walls((program, *words), closed | memory)
    yield Walls((), memory)


def limits(seconds: int) -> Callable[[], None] | None:
    """What a new process does first to limit itself; None where the system knows no limits."""
    try:
        import resource
    except ImportError:
        return None
    wanted = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_NPROC, PROCESSES),
        (resource.RLIMIT_CPU, (seconds + 1) * (os.cpu_count() or 1)),
        (resource.RLIMIT_CORE, 0),
    )

    def limit() -> None:
        for kind, most in wanted:
            hard = resource.getrlimit(kind)[1]
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (most if hard < 0 else min(most, hard),) * 2)

    return limit


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
