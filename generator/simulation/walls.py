"""What this system offers in, the walls round a snippet out: what it can reach, and for how long; the limits are here.

A snippet is a program. Walls keep an honest one from an accident, and make mischief hard; they are no prison.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.simulation.hiding import FIRST, hidden_folders, python_folders
from generator.simulation.scratch import scratch
from generator.system.processes import find_program, python_command

MEMORY = 4 << 30
"""Bytes of address space of each process of a snippet."""

LARGEST_OUTPUT = 20 << 20
"""Bytes of each file a snippet writes, and of what it prints."""

PROCESSES = 4096
"""Processes and threads of this user in all, beyond which a snippet starts no further one; root knows no such limit."""

_ROOMS: tuple[tuple[str, tuple[str, ...], frozenset[str]], ...] = (
    (
        "bwrap",
        ("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--ro-bind", "/", "/")
        + ("--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"),
        frozenset({"network", "files", "processes"}),
    ),
    (
        "unshare",
        ("--user", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--kill-child", *FIRST),
        frozenset({"network", "processes"}),
    ),
    ("unshare", ("--mount", "--net", "--pid", "--fork", "--kill-child", *FIRST), frozenset({"network", "processes"})),
)
"""Programs that run another one apart, the best first: their name, their words, and what they keep from it.

Each is tried first with folders hidden in which programs of the user listen at socket files, then without.
"""

_OPEN = {
    "network": "the network is within its reach",
    "files": "it can write wherever you can",
    "sockets": "programs of yours that listen at a socket file are within its reach, as is what your home holds",
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
        """Write the command that runs `command` apart, in `scratch`, which is all that it may write to."""
        if not self.words:
            return command
        hidden = hidden_folders() if "sockets" in self.closed else ()
        kept = python_folders(hidden)
        if "files" in self.closed:
            words = [word for path in hidden for word in ("--tmpfs", path)]
            words += [word for path in kept for word in ("--ro-bind", path, path)]
            words += ["--bind", str(scratch), str(scratch), "--chdir", str(scratch)]
            words += [word for path in hidden for word in ("--remount-ro", path)]
            return [*self.words, *words, *command]
        shown = [*kept, str(scratch)] if hidden else []
        return [*self.words, json.dumps([hidden, shown]), str(scratch), *command]


def find_walls() -> Walls:
    """Find the best walls this system has, tried with a program that does nothing."""
    return next(walls_here())


def walls_here() -> Iterator[Walls]:
    """Find all walls this system has, the best first; the last keep next to nothing."""
    memory = frozenset({"memory"}) if sys.platform == "linux" else frozenset()
    for name, words, closed in _ROOMS:
        program = find_program(name)
        for more in (frozenset({"sockets"}), frozenset[str]()):
            walls = Walls((program, *words), closed | memory | more)
            if program and _works(walls):
                yield walls
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


def _works(walls: Walls) -> bool:
    try:
        with scratch() as folder:
            command = walls.around(python_command("-c", ""), folder)
            return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
