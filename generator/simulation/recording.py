"""A snippet in, what became of it out: run, held to its claims, and recorded beside the script."""

from __future__ import annotations

import contextlib
import stat
from dataclasses import dataclass
from pathlib import Path

from generator.cards import Claim, Simulation
from generator.files import write_whole
from generator.simulation.drawing import NoDrawing, inert, standing_alone
from generator.simulation.results import NoResults, claims, read_results, recording
from generator.simulation.running import Failed, run
from generator.simulation.walls import Walls


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a snippet: the numbers it was held to, or why nothing was recorded."""

    simulation: Simulation
    claims: tuple[Claim, ...] = ()
    wrong: str = ""


def record(simulation: Simulation, home: Path, folder: Path, walls: Walls, seconds: int) -> Recorded:
    """Run a snippet, and write NAME.svg and NAME.json in `folder` where it holds.

    `home` is the deck's folder; a snippet that changes anything there, where walls let it, is an error.
    """
    watched = None if "files" in walls.closed else home
    before = _states(watched)
    try:
        found = run(simulation, walls, seconds)
        content = read_results(found.printed)
        drawn = standing_alone(inert(found.drawn)).encode()
    except (Failed, NoResults, NoDrawing) as error:
        return Recorded(simulation, wrong="; ".join(filter(None, (_told(error), _strayed(before, watched)))))
    missed = [f"a claim does not hold: {each.label} is {each.value:.6g}" for each in claims(content) if not each.holds]
    if wrong := _strayed(before, watched) or "".join(missed[:1]):
        return Recorded(simulation, wrong=wrong)
    write_whole(folder / f"{simulation.name}.svg", drawn, [folder])
    write_whole(folder / f"{simulation.name}.json", recording(content, simulation.code, drawn), [folder])
    return Recorded(simulation, claims(content))


def _told(error: Exception) -> str:
    match error:
        case NoResults():
            return f"what it printed with --json is not what a snippet prints: {error}"
        case NoDrawing():
            return f"what it drew with --figure cannot be shown: {error}"
    return str(error)


def _strayed(before: dict[Path, tuple[int, ...]], home: Path | None) -> str:
    """What a snippet changed in the deck's folder, as a clause; "" where nothing."""
    after = _states(home)
    changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    return f"it wrote outside of its own folder: {changed[0].relative_to(home).as_posix()}" if home and changed else ""


def _states(home: Path | None) -> dict[Path, tuple[int, ...]]:
    """Kind, size and times of every file and link of a deck; the time of change is one that no program can set."""
    found: dict[Path, tuple[int, ...]] = {}
    for path in home.rglob("*") if home else ():
        with contextlib.suppress(OSError):
            state = path.lstat()
            if not stat.S_ISDIR(state.st_mode):
                found[path] = (state.st_mode, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    return found
