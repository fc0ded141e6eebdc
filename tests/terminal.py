"""A command run in a terminal in which somebody types."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path


def in_terminal(*words: str, typed: str) -> subprocess.CompletedProcess[str]:
    """Run deckwright with a terminal as its standard input, in which `typed` waits to be read."""
    master, slave = pty.openpty()
    os.write(master, typed.encode())
    command = [Path(sys.executable).with_name("deckwright"), *words]
    try:
        return subprocess.run(command, stdin=slave, capture_output=True, text=True, check=False)
    finally:
        os.close(master)
        os.close(slave)
