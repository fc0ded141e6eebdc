"""Run commands as a user whom the permissions of files bind, whoever runs the tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_BOUND = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
"""What takes from root the right to read and write everything; the files stay its own."""

_EACH = """
import json, sys
from click.testing import CliRunner
from generator.cli import group
for words in json.load(sys.stdin):
    done = CliRunner().invoke(group, words)
    print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str


def prefix() -> list[str]:
    """The words before a command that is to be bound by permissions; none are needed for anybody but root."""
    if os.geteuid():
        return []
    assert shutil.which("setpriv"), "root runs the tests, so setpriv (util-linux) is needed"
    return _BOUND


def deckwright(*words: str, umask: int = -1) -> Done:
    """Run `deckwright` with these words."""
    (done,) = deckwright_each([words], umask=umask)
    return done


def deckwright_each(commands: Sequence[Sequence[str]], umask: int = -1) -> list[Done]:
    """Run `deckwright` once for each list of words, in one process of a plain user."""
    command = [*prefix(), sys.executable, "-c", _EACH]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    said = subprocess.run(
        command,
        input=json.dumps([list(words) for words in commands]),
        env=environment,
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    done = [Done(*json.loads(line)) for line in said.stdout.splitlines()]
    assert len(done) == len(commands), said.stderr
    assert not any("a fault of its own" in each.err or "Traceback" in each.err for each in done), done
    return done
