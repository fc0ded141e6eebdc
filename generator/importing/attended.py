"""Run a process of ours that ends when the one that started it does.

The started process holds the reading end of a pipe as its standard input, and its parent the other end. Whichever way
the parent ends, also by a KILL that it never sees, the system closes that end; so this works on every system.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

_GRACE = 5.0
"""Seconds in which an import that is left alone may tidy up before its process ends."""


def run(
    command: Sequence[str], task: object, environment: Mapping[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """Start `command`, hand it `task` as a line of JSON, and wait for its end.

    Raises subprocess.TimeoutExpired; the process is killed then, and where anything else stops the waiting.
    """
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment,
    ) as process:
        line = process.stdin
        assert line is not None
        # `communicate` closes the standard input it knows of, which has to stay open as long as we are here.
        process.stdin = None
        try:
            # One that has ended already does not read; what it wrote before says why.
            with contextlib.suppress(BrokenPipeError):
                _send(line, task)
            out, err = process.communicate(timeout=seconds)
        except BaseException:
            process.kill()
            raise
        finally:
            with contextlib.suppress(OSError):
                line.close()
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def read_task() -> Any:  # noqa: ANN401  (any JSON)
    """Return what the parent has handed over."""
    return json.loads(sys.stdin.readline())


def end_with_parent(tidy_up: Callable[[], None]) -> None:
    """Have this process end when its parent does: `tidy_up` is called first, and has a few seconds to take effect.

    To be called after `read_task`, as both read the standard input.
    """

    def watch() -> None:
        # Past the buffer of sys.stdin, whose lock would hold up the end of the process.
        while os.read(sys.stdin.fileno(), 1024):
            pass
        timer = threading.Timer(_GRACE, os._exit, [1])
        timer.daemon = True
        timer.start()
        tidy_up()

    threading.Thread(target=watch, daemon=True).start()


def _send(line: IO[str], task: object) -> None:
    line.write(f"{json.dumps(task)}\n")
    line.flush()
