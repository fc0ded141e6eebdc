"""Nothing in, a verdict out: whether deckwright still costs what RESULTS.md says, as ratios to the reference.

Run as `make bench-quick`, in under a minute. Processor time is compared, which other programs stretch less than the
clock, of runs that alternate; each ceiling is about half again what was measured.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.jobs import Bench, bare_click, command_line
from benchmarks.measuring import Run, median
from benchmarks.run import measured

CARDS, ROUNDS = 3_000, 5
CEILINGS = {"cold build": 3.2, "nothing changed": 0.7, "one edit": 1.4, "one edit of the page": 2.2, "check": 2.6}
"""Processor time as a multiple of that of the reference with one parser; at 30,000 cards starting up weighs less."""

PEAK, HELP = 1.8, 2.0
"""Peak memory of a cold build beside the reference's, processor time of --help beside a bare click program's."""


def main() -> int:
    """Measure, print each ratio beside its ceiling; 1 where one is above it."""
    with tempfile.TemporaryDirectory() as folder:
        runs, _ = measured(Bench(Path(folder) / "deck", CARDS), ROUNDS)
        help_runs = [(command_line(Path(folder), "--help"), bare_click(Path(folder))) for _ in range(ROUNDS)]
    middle = {name: median(each) for name, each in runs.items()}
    base = middle["reference, one parser"]
    ours, theirs = (median(each) for each in zip(*help_runs, strict=True))
    rows = [(f"{name}, CPU", middle[name].cpu / base.cpu, ceiling) for name, ceiling in CEILINGS.items()]
    rows += [
        ("cold build, peak memory", middle["cold build"].peak / base.peak, PEAK),
        ("--help, CPU", _ratio(ours, theirs), HELP),
    ]
    for name, ratio, ceiling in rows:
        print(f"{name:26} {ratio:5.2f} x, at most {ceiling}{'' if ratio <= ceiling else '   TOO MUCH'}")
    return int(any(ratio > ceiling for _, ratio, ceiling in rows))


def _ratio(ours: Run, theirs: Run) -> float:
    return ours.cpu / theirs.cpu


if __name__ == "__main__":
    sys.exit(main())
