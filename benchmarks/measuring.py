"""A command in, what it took out: wall, CPU and peak memory of the whole process and those it waited for."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds on the wall, seconds of both processors, and MiB at the peak of the largest process."""

    wall: float
    cpu: float
    peak: float


def measure(command: Sequence[str], folder: Path, also: Mapping[str, str] | None = None) -> Run:
    """Run `command` in `folder`; `also` is added to the environment.

    Raises RuntimeError where it ends with another status than 0 or 1, which is deckwright's for cards left out.
    """
    began = time.perf_counter()
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the commands are this folder's own
            command, cwd=folder, env={**os.environ, **(also or {})}, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        shown = (folder / "output.txt").read_text("utf-8", "replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {shown}")
    return Run(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(runs: Iterable[Run]) -> Run:
    """The middle of each figure by itself."""
    runs = list(runs)
    return Run(*(statistics.median(getattr(run, name) for run in runs) for name in Run.__slots__))


def spread(values: Sequence[float]) -> float:
    """How far the furthest run is from the median, as a share of it."""
    middle = statistics.median(values)
    return max(abs(value - middle) for value in values) / middle
