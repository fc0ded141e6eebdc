"""Hide the folders of the user from a snippet, but for what Python itself needs of them."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.system.processes import python_command, user_base

FIRST = (
    *python_command("-I", "-S", "-c"),
    """
import ctypes, json, os, subprocess, sys
hidden, kept = json.loads(sys.argv[1])
system = ctypes.CDLL(None, use_errno=True)
def mount(source, target, kind, how, words):
    if system.mount(source, os.fsencode(target), kind, how, words):
        raise OSError(ctypes.get_errno(), "cannot mount", target)
held = [(path, os.open(path, os.O_PATH)) for path in kept]
for path in hidden:
    mount(b"tmpfs", path, b"tmpfs", 0, b"size=64m,mode=755")
for path, handle in held:
    os.makedirs(path, exist_ok=True)
    mount(b"/proc/self/fd/%d" % handle, path, None, 4096, None)
    os.close(handle)
for right in range(64):  # PR_CAPBSET_DROP: root of this room could take away again what hides a folder
    system.prctl(24, right, 0, 0, 0)
os.chdir(sys.argv[2])
status = subprocess.call(sys.argv[3:])
sys.exit(status if status >= 0 else 128 - status)
""",
)
"""Hides folders, then runs a command and ends as it ended: the first process of a room of its own.

It cannot be killed from inside. What is to be seen of a hidden folder is opened before, and bound after (MS_BIND, 4096)
by its open file, as the program mount would follow the path. With no right left, nothing started in it can undo that.
"""


def hidden_folders() -> tuple[str, ...]:
    """List the folders in which programs of the user listen at socket files, as ssh, tmux, Docker and editors do.

    The home is among them, so that a snippet does not read keys and letters either, which could come out in a figure.
    """
    named = ["/tmp", "/var/tmp", "/run", tempfile.gettempdir(), os.path.expanduser("~")]  # noqa: S108, PTH111
    named.append(os.environ.get("XDG_RUNTIME_DIR", ""))
    real = {os.path.realpath(path) for path in named if Path(path).is_absolute() and Path(path).is_dir()} - {"/"}
    return tuple(sorted(path for path in real if not any(str(each) in real for each in Path(path).parents)))


def python_folders(hidden: Sequence[str]) -> list[str]:
    """List what of the hidden folders is needed to run this Python with its libraries: that is to be seen."""
    wanted = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, user_base(), *_installed()}
    wanted |= {str(path.parent) for path in _links_of(Path(sys.prefix, "bin", Path(python_command()[0]).name))}
    wanted |= {str(path.parent) for path in _links_of(Path(python_command()[0]))}
    below = {
        path
        for path in wanted
        if Path(path).is_absolute() and Path(path).is_dir() and any(Path(path).is_relative_to(one) for one in hidden)
    }
    # Never a hidden folder itself, where somebody has put it on the path.
    return sorted(path for path in below if os.path.realpath(path) not in hidden)


def _installed() -> set[str]:
    """List the folders on Python's path, without that of the running script and of PYTHONPATH, which no snippet has."""
    told = {os.path.realpath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep)}
    own = sys.path if sys.flags.safe_path else sys.path[1:]
    return {path for path in own if os.path.realpath(path) not in told}


def _links_of(path: Path) -> Iterator[Path]:
    """Follow a link step by step: each step has to be there for the next."""
    for _ in range(10):
        yield path
        if not path.is_symlink():
            return
        path = path.parent / path.readlink()
