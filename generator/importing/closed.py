"""A closed collection and packages in, what Anki's own library did with them out.

Anki is AGPL-3.0 and an optional extra, so it runs apart, as generator/importing/inside.py.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.errors import DeckwrightError
from generator.importing.refusals import refusal
from generator.system import processes

_TIMEOUT = 3600
_MINE = "deckwright:"


@dataclass(frozen=True, slots=True)
class Twin:
    """Two notes that ask the same: `other` is the guid of the user's, `guid` and `key` are those of ours.

    The rest is as Anki has the user's note; before it was asked, `note_type` is that of ours. `reviews` says how often
    the user's was answered, `reason` why it cannot be taken over ("" where it can).
    """

    other: str
    guid: str
    key: str
    note_type: str = ""
    deck: str = ""
    question: str = ""
    reviews: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What one import shall do: import packages, take over notes, suspend or delete the retired ones (by Key)."""

    packages: tuple[str, ...]
    twins: tuple[Twin, ...] = ()
    retired: tuple[str, ...] = ()
    prune: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: the backup, Anki's word on each note by guid, the guids taken over, how many were pruned."""

    backup: str
    words: dict[str, str]
    adopted: tuple[str, ...] = ()
    pruned: int = 0


def is_installed() -> bool:
    """Whether Anki's own library is there."""
    return importlib.util.find_spec("anki") is not None


def check_closed(path: Path, shown: str) -> None:
    """Refuse a collection that Anki may have open, or that cannot be written. Raises DeckwrightError."""
    if not path.is_file():
        raise DeckwrightError(f"{shown}: there is no such collection; it is named collection.anki2 in your profile.")
    if beside := journal(path):
        raise DeckwrightError(
            f"{shown}: {beside} lies beside it. If Anki runs, close it; if not, it was stopped in the midst of "
            f"writing. Open Anki, close it again, and run the same command."
        )
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise DeckwrightError(f"{shown}: you may not write there; change the permissions of the file and its folder.")


def journal(path: Path) -> str:
    """The name of the file beside the collection that holds what is not in it yet; "" where all is."""
    places = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return next((place.name for place in places if place.is_file() and place.stat().st_size), "")


def look(path: Path, shown: str, twins: Sequence[Twin]) -> tuple[Twin, ...]:
    """The `twins` with what the collection knows of them; nothing is changed. Raises DeckwrightError."""
    said = _run(path, shown, {"look": [dataclasses.asdict(twin) for twin in twins]})
    return tuple(Twin(**twin) for twin in said["twins"])


def carry_out(path: Path, shown: str, job: Job) -> Done:
    """Do the `job` in the collection at `path`, all of it or nothing, with a backup before.

    Raises DeckwrightError where Anki refuses; the collection is then as it was.
    """
    return Done(**_run(path, shown, {"job": dataclasses.asdict(job)}))


def _run(path: Path, shown: str, task: dict[str, Any]) -> dict[str, Any]:
    """Hand `task` to Anki in a process of its own; its answer is the last line that is ours."""
    if not is_installed():
        raise DeckwrightError(
            f"{shown}: only Anki's own library may write there; install it with: pip install 'deckwright[anki]'"
        )
    command = processes.module_command("generator.importing.inside", str(path.resolve()))
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=json.dumps(task),
            capture_output=True,
            encoding="utf-8",
            timeout=_TIMEOUT,
            check=False,
            env=processes.environment(PYTHONUTF8="1"),
        )
    except subprocess.TimeoutExpired as error:
        raise DeckwrightError(f"{shown}: Anki did not finish within an hour; the collection is as it was.") from error
    except KeyboardInterrupt as error:
        raise DeckwrightError(refusal(shown, "", "Ctrl-C")) from error
    answers = [line.removeprefix(_MINE) for line in done.stdout.splitlines() if line.startswith(_MINE)]
    said: dict[str, Any] = json.loads(answers[-1]) if answers else {}
    if done.returncode or "kind" in said or not said:
        raise DeckwrightError(refusal(shown, said.get("kind", ""), said.get("reason", done.stderr.strip()[-300:])))
    return said
