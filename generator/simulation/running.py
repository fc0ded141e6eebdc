"""A snippet in, what it printed and drew out: run apart, for a limited time, in a folder that is thrown away."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from generator.cards import Simulation
from generator.simulation.scratch import scratch
from generator.simulation.walls import LARGEST_OUTPUT, Walls, limits
from generator.system.processes import python_command, user_base

_DRAWN = "figure.svg"
_PACKAGE = re.compile(r"[A-Za-z0-9][\w.\[\],<>=!~ *+-]*")
"""A dependency that may stand in a line to copy: none that a shell or pip would take for something else."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a snippet printed and drew."""

    printed: str
    drawn: bytes


class Failed(Exception):  # noqa: N818  (what it says is the end of a sentence, not an error of the program)
    """The snippet did not do what it should; the message says what it did."""


def run(simulation: Simulation, walls: Walls, seconds: int) -> Run:
    """Run the snippet once with --check, --json and --figure. Raises Failed."""
    try:
        with scratch() as folder:
            return _run(simulation, walls, seconds, folder)
    except (OSError, subprocess.SubprocessError) as error:
        raise Failed(f"it could not be run at all: {error}") from error


def _run(simulation: Simulation, walls: Walls, seconds: int, folder: Path) -> Run:
    work = folder / "work"
    work.mkdir()
    script = work / f"{simulation.name}.py"
    script.write_text(simulation.code, "utf-8")
    command = python_command("-B", str(script), "--check", "--json", "--figure", str(work / _DRAWN))
    status = _status(walls.around(command, work), work, folder, seconds)
    out, wrong = (_text(folder / each) for each in ("out", "err"))
    if status:
        raise Failed(_why(status, out, wrong, simulation.needs))
    return Run(out, _bytes(work / _DRAWN))


def _status(command: list[str], work: Path, scratch: Path, seconds: int) -> int:
    """Run the command to its end, and end with it all that it started. Raises Failed where it takes too long."""
    with (scratch / "out").open("wb") as out, (scratch / "err").open("wb") as wrong:
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=wrong,
            cwd=work,
            env=_environment(work),
            start_new_session=True,
            preexec_fn=limits(seconds),  # noqa: PLW1509  (this program has one thread)
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise Failed(f"it was still running after {seconds} s and was stopped") from error
        finally:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
            process.wait()


def _environment(work: Path) -> dict[str, str]:
    """Nothing of the user's: no keys, no home, no settings; and what makes a run the same again."""
    of_system = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    folder = str(work)
    return of_system | {
        "HOME": folder,
        "TMPDIR": folder,
        "TEMP": folder,
        "MPLCONFIGDIR": folder,
        "MPLBACKEND": "agg",
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUSERBASE": user_base(),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "SOURCE_DATE_EPOCH": "0",
        "TZ": "UTC",
    }


def _why(status: int, out: str, wrong: str, needs: tuple[str, ...]) -> str:
    """Why a run failed, from its status and the last thing it said."""
    if max(len(out), len(wrong)) >= LARGEST_OUTPUT - 1:
        return f"it printed more than {LARGEST_OUTPUT >> 20} MB and was stopped"
    last = next((line.strip() for line in reversed(wrong.splitlines()) if line.strip()), "")[:300]
    if missing := re.fullmatch(r"ModuleNotFoundError: No module named '([\w.]+)'", last):
        named = needs and all(map(_PACKAGE.fullmatch, needs))
        line = " ".join(f'"{each}"' for each in needs) if named else missing[1]
        return f"it needs {missing[1]}, which this Python has not; run: {python_command()[0]} -m pip install {line}"
    if last.startswith("Does not hold: "):
        return f"a claim does not hold: {last.removeprefix('Does not hold: ')}"
    if last.startswith("MemoryError") or "MemoryError" in last:
        return "it asked for more memory than it may have"
    with contextlib.suppress(ValueError):  # A program that runs another apart ends with 128 and the signal's number.
        return (
            f"it ended with status {status}, the signal {signal.Signals(-status if status < 0 else status - 128).name}"
        )
    return f"it ended with status {status}" + (f": {last}" if last else " and said nothing")


def _text(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace")


def _bytes(path: Path) -> bytes:
    """The bytes of a plain file; b"" where there is none. A link could lead to any file of the user."""
    if path.is_symlink() or not path.is_file():
        return b""
    return path.read_bytes()
