"""A package in, the same as a double-click on it out: the system opens it with what opens .apkg files there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from generator.errors import DeckwrightError
from generator.system.processes import find_program

_PATIENCE = 5


def hand_over(package: Path) -> None:
    """Have the system open `package`. Raises DeckwrightError where it cannot."""
    if sys.platform == "win32":
        os.startfile(package)  # noqa: S606
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    program = find_program(opener)
    if not program:
        raise DeckwrightError(_sorry(package, f"there is no {opener} here"))
    try:
        started = subprocess.Popen(  # noqa: S603
            [program, str(package.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise DeckwrightError(_sorry(package, f"{opener} cannot be run: {error.strerror}")) from error
    try:
        if status := started.wait(_PATIENCE):
            raise DeckwrightError(_sorry(package, f"{opener} ended with status {status}"))
    except subprocess.TimeoutExpired:
        return  # It goes on as the program that opens the file.


def _sorry(package: Path, reason: str) -> str:
    return (
        f"{package.as_posix()}: the system could not open it as a double-click would ({reason}). Start Anki with the "
        f"add-on AnkiConnect, or name a closed collection with --collection, or import the file in Anki by hand."
    )
