"""The last package and a new one in, what real Anki makes of a studied collection out.

Anki is AGPL-3.0 and an optional extra, so it runs apart, as generator/importing/throwaway.py.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from generator.errors import DeckwrightError
from generator.system import processes

_TIMEOUT = 600


@dataclass(frozen=True, slots=True)
class NoteOutcome:
    """What became of one note: the part it played before ("suspended", "edited"…), and Anki's word after.

    `lost` says what the import took from the learner besides replaced content; "" is nothing.
    """

    key: str
    part: str
    outcome: str
    lost: str


@dataclass(frozen=True, slots=True)
class Verification:
    """All that became of the notes, and the version of Anki that said so."""

    anki: str
    notes: tuple[NoteOutcome, ...]

    @property
    def lost(self) -> tuple[NoteOutcome, ...]:
        """The notes on which progress or identity was lost: none, or the build must not be imported."""
        return tuple(note for note in self.notes if note.lost)


def verify(last: Path, new: Path) -> Verification:
    """Import `last` into a throw-away collection, study, suspend, flag and edit there, then import `new`.

    Raises DeckwrightError where Anki is not installed or does not finish.
    """
    if importlib.util.find_spec("anki") is None:
        raise DeckwrightError("verify needs Anki's own library; install it with: pip install 'deckwright[anki]'")
    command = processes.module_command("generator.importing.throwaway", str(last), str(new))
    try:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT,
            check=False,
            env=processes.environment(PYTHONUTF8="1"),
        )
    except subprocess.TimeoutExpired as error:
        raise DeckwrightError(f"Anki did not finish the imports within {_TIMEOUT} seconds.") from error
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise DeckwrightError(
            f"{last.as_posix()}: Anki could not import this package and then the new one ({reason}). If the file is "
            f"damaged, deckwright build writes it anew."
        )
    said = json.loads(done.stdout.splitlines()[-1])
    return Verification(said["anki"], tuple(NoteOutcome(**note) for note in said["notes"]))
