"""Numbers of cards in, a Markdown table of what each job takes, beside the reference in the same run, out.

Run as `python -m benchmarks.run 10 1000 30000`; `make bench` runs all sizes. Each round runs every job once, so that
what else the machine does falls on all of them alike; a figure is the median of the rounds, its spread the furthest.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.jobs import JOBS, Bench, bare_click, command_line
from benchmarks.measuring import Run, median, spread


def main() -> None:
    """Measure as the command line says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("cards", type=int, nargs="+")
    options.add_argument("--rounds", type=int, default=5, help="at 30,000 cards; fewer of more, one of a million")
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(_start_up(Path(folder), wanted.rounds))
        for cards in wanted.cards:
            bench = Bench(Path(folder) / str(cards), cards)
            rounds = max(1, min(wanted.rounds, wanted.rounds * 30_000 // cards))
            print(
                f"\n### {cards:,} cards, {rounds} rounds\n\n{table(*measured(bench, rounds))}\n{sizes(bench)}",
                flush=True,
            )


def measured(bench: Bench, rounds: int) -> tuple[dict[str, list[Run]], int]:
    """Every job's runs, round by round, and the number of cards."""
    runs: dict[str, list[Run]] = {name: [] for name in JOBS}
    for _ in range(rounds):
        bench.start()
        for name, job in JOBS.items():
            runs[name].append(job(bench))
    return runs, bench.cards


def table(runs: Mapping[str, Sequence[Run]], cards: int) -> str:
    """The runs as a Markdown table; the first two jobs, a and b, are what the others are compared with."""
    a, b, *_ = map(median, runs.values())
    lines = ["| job | wall s | × a | × b | CPU s | × a | × b | ± | µs a card | peak MiB | × a |", "|---|" + "--:|" * 10]
    for name, each in runs.items():
        run, apart = median(each), spread([one.cpu for one in each])
        lines.append(
            f"| {name} | {run.wall:.2f} | {run.wall / a.wall:.2f} | {run.wall / b.wall:.2f} "
            f"| {run.cpu:.2f} | {run.cpu / a.cpu:.2f} | {run.cpu / b.cpu:.2f} "
            f"| {apart:.0%} | {run.cpu / cards * 1e6:.0f} | {run.peak:.0f} | {run.peak / a.peak:.2f} |"
        )
    return "\n".join(lines)


def sizes(bench: Bench) -> str:
    """How large the packages came out."""
    ours, theirs = bench.home / "dist/everything.apkg", bench.home / "reference.apkg"
    return f"\nPackage: {ours.stat().st_size / 1e6:.2f} MB; the reference's: {theirs.stat().st_size / 1e6:.2f} MB."


def _start_up(folder: Path, rounds: int) -> str:
    """The help of a bare click program, ours, and `check` of ten cards, in milliseconds."""
    ten = Bench(folder / "ten", 10)
    ten.start()
    ten.cold()
    runs: dict[str, list[Run]] = {"a bare click program": [], "deckwright --help": [], "check, 10 cards": []}
    for _ in range(2 * rounds):
        for each, run in zip(
            runs.values(), (bare_click(folder), command_line(folder, "--help"), ten.check()), strict=True
        ):
            each.append(run)
    lines = ["| start | wall ms | CPU ms | peak MiB |", "|---|--:|--:|--:|"]
    for name, each in runs.items():
        run = median(each)
        lines.append(f"| {name} | {run.wall * 1e3:.0f} | {run.cpu * 1e3:.0f} | {run.peak:.0f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
