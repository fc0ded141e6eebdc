"""Programs of real frameworks in, what they measured out, as rows that stand beside the companions' own numbers.

`python tests/frameworks_bench.py` measures all and writes docs/frameworks.json anew, on purpose only.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

HOME = Path(__file__).parent / "frameworks"
DECK = Path(__file__).parent.parent / "source_cards" / "production-ml-systems" / "simulations"
RECORDED = Path(__file__).parent.parent / "docs" / "frameworks.json"
SECONDS = 150
"""How long a program of a framework may run; on two idle cores none needs more than 15."""

Row = dict[str, object]


@cache
def apart() -> tuple[str, ...]:
    """The words that run a program where nothing but the loopback is reached; () where the system does not allow it."""
    words = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
    if not (shutil.which("unshare") and shutil.which("ip")):
        return ()
    done = subprocess.run([*words, "true"], capture_output=True, timeout=20, check=False)
    return words if done.returncode == 0 else ()


def start(command: list[str], **settings: str) -> subprocess.Popen[str]:
    """A process that is the first of a group of its own."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "PYTHONWARNINGS": "ignore"}
    environment = os.environ | quiet | settings
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def end(process: subprocess.Popen[str]) -> dict[str, float]:
    """What a process told, once it has ended; it and all it started are killed if it does not."""
    try:
        out, wrong = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"{process.args} still ran after {SECONDS} s") from None
    finally:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, wrong[-2000:]
    (told,) = (line for line in out.splitlines() if line.startswith("{"))
    return json.loads(told)


def run(name: str, *words: str) -> dict[str, float]:
    """What one program told."""
    return end(start([*apart(), sys.executable, str(HOME / f"{name}.py"), *words]))


def row(claim: str, library: str, how: str, value: float, reference: float, tolerance: float) -> Row:
    """A value of a framework, beside the number of a companion that it is to bear out ("script.number")."""
    version = importlib.metadata.version(library).split("+")[0]
    told = {"claim": claim, "framework": f"{library.removesuffix('_cpu')} {version}, {how}"}
    return told | {"value": value, "reference": reference, "tolerance": tolerance}


def mirrored() -> list[Row]:
    """MirroredStrategy against the step of one device."""
    rows = []
    for replicas in (2, 4):
        told = run("mirrored", str(replicas))
        assert told["replicas"] == replicas
        assert told["moved"] > 0.1
        how = f"MirroredStrategy on {replicas} logical CPUs"
        rows.append(row("mirrored.off", "tensorflow_cpu", how, told["off"], 0, 1e-12))
        rows.append(row("mirrored.spread", "tensorflow_cpu", how, told["spread"], 0, 0))
    return [*rows, row("four_strategies.Mirrored_off", "tensorflow_cpu", how, told["off"], 0, 1e-12)]


def multi_worker() -> list[Row]:
    """MultiWorkerMirroredStrategy as two processes that find each other by TF_CONFIG, in one namespace."""
    task = '{\\"type\\": \\"worker\\", \\"index\\": $at}'
    script = (
        f'for at in 0 1; do TF_CONFIG="{{\\"cluster\\": $2, \\"task\\": {task}}}" "$0" "$1" > "$3/$at" & done; wait; '
        'echo "{\\"workers\\": [$(grep -h ^{ "$3/0"), $(grep -h ^{ "$3/1")]}"'
    )
    workers = json.dumps({"worker": [f"127.0.0.1:{port}" for port in (21711, 21712)]})
    with tempfile.TemporaryDirectory() as folder:
        words = ["sh", "-c", script, sys.executable, str(HOME / "multi_worker.py"), workers, folder]
        first, second = end(start([*apart(), *words]))["workers"]
    assert first["replicas"] == second["replicas"] == 2
    assert (first["chief"], second["chief"]) == (1, 0)
    how = "MultiWorkerMirroredStrategy as 2 processes"
    off = max(first["off"], second["off"])
    return [
        row("multi_worker.off", "tensorflow_cpu", how, off, 0, 0),
        row("four_strategies.MultiWorkerMirrored_off", "tensorflow_cpu", how, off, 0, 0),
        row("multi_worker.chief", "tensorflow_cpu", how, first["share"], 1 / 2, 0),
        row("multi_worker.examples", "tensorflow_cpu", how, 64 * (first["share"] + second["share"]), 64, 0),
    ]


def parameter_server() -> list[Row]:
    """ParameterServerStrategy with an in-process cluster of 2 workers and 2 servers."""
    told = run("parameter_server")
    assert told["servers"] == 2
    assert told["most"] == told["applied"]
    how = "ParameterServerStrategy, 2 workers and 2 servers"
    return [row("parameter_server.applied", "tensorflow_cpu", how, told["applied"], 200, 0)]


def detectors() -> list[Row]:
    """river's ADWIN on the same streams: it looks between its buckets only, so it may be up to 64 points later."""
    told = run("detectors", str(DECK / "drift_types.py"))
    assert told["found"] == told["streams"] == 100
    assert told["earliest"] >= 0
    how = "ADWIN, points later on the same 100 streams, at most"
    return [row("drift_types.delay", "river", how, told["latest"], 0, 64)]


def gloo() -> list[Row]:
    """gloo's all-reduce, its bytes counted on the wire, where that carries nothing else."""
    rows = []
    for workers in (2, 4):
        with tempfile.TemporaryDirectory() as folder:
            told = run("gloo", str(workers), folder)
        how, theory = f"gloo all-reduce of 32 MB, {workers} processes", 2 * (workers - 1) / workers
        rows.append(row("ring.off", "torch", how, told["off"], 0, 0))
        rows.append(row("ring.sent", "torch", how, told["sent"], theory, 0.01 * theory))
    return rows


MEASURES: tuple[tuple[str, Callable[[], list[Row]]], ...] = (
    ("tensorflow", mirrored),
    ("tensorflow", multi_worker),
    ("tensorflow", parameter_server),
    ("river", detectors),
    ("torch", gloo),
)
"""What is measured, and the module it needs."""


def is_there(module: str) -> bool:
    """Whether a framework is installed."""
    return importlib.util.find_spec(module) is not None


if __name__ == "__main__":
    found = [each for _, measure in MEASURES for each in measure()]
    RECORDED.write_text("[\n" + ",\n".join(" " + json.dumps(each) for each in found) + "\n]\n", "utf-8")
