"""A closed collection and packages in, what Anki's own library did with them out.

Anki is AGPL-3.0 and an optional extra, so it runs apart, as generator/importing/inside.py.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.errors import DeckwrightError
from generator.importing import attended
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
class Stray:
    """A note of ours that is no longer in our note type as we made it, so that Anki does not update it.

    `fields` are those of the package. `there` is the note type it is in; `deck`, `question` and `reviews` are as Anki
    has them, and `reason` says why it cannot be brought back ("" where it can).
    """

    guid: str
    key: str
    note_type: str
    fields: tuple[str, ...]
    there: str
    deck: str = ""
    question: str = ""
    reviews: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What one import shall do: import packages, take over notes, suspend or delete the retired ones.

    `restored` are the names of our note types that get their own fields and templates again, `strays` the notes that
    are brought back into ours. `retired` has the guid of each by its Key, `moved` the new Key of each note of another
    deck by its guid. `expect` says whether it will probably change something; where it is wrong, that costs time alone.
    """

    packages: tuple[str, ...]
    twins: tuple[Twin, ...] = ()
    strays: tuple[Stray, ...] = ()
    restored: tuple[str, ...] = ()
    retired: Mapping[str, str] = field(default_factory=dict)
    prune: str = ""
    moved: Mapping[str, str] = field(default_factory=dict)
    expect: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: Anki's word on each note by guid, the guids taken over, how many were pruned.

    `backup` is where the collection was copied to before, "" where nothing was changed. `brought_back` are the guids
    of notes of ours that are in our note type again with our text, `edited` of those that are so with the user's;
    `set_apart` are the names of note types in which those stay that would have lost something.
    """

    backup: str
    words: dict[str, str]
    adopted: tuple[str, ...] = ()
    pruned: int = 0
    brought_back: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    set_apart: tuple[str, ...] = ()


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


def check(path: Path, shown: str) -> None:
    """Refuse what an import would refuse: a collection that is damaged, or that this Anki may not open.

    Without Anki's own library nothing is known of that. Raises DeckwrightError.
    """
    if is_installed():
        look(path, shown, (), ())


def look(
    path: Path, shown: str, twins: Sequence[Twin], strays: Sequence[Stray]
) -> tuple[tuple[Twin, ...], tuple[Stray, ...]]:
    """Add what the collection knows of these notes; nothing is changed. Raises DeckwrightError."""
    asked = {"twins_": list(map(dataclasses.asdict, twins)), "strays": list(map(dataclasses.asdict, strays))}
    said = _run(path, shown, {"look": asked})
    return tuple(Twin(**twin) for twin in said["twins"]), tuple(Stray(**stray) for stray in said["strays"])


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
        done = attended.run(command, task, processes.environment(PYTHONUTF8="1"), _TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise DeckwrightError(f"{shown}: Anki did not finish within an hour; the collection is as it was.") from error
    except KeyboardInterrupt as error:
        raise DeckwrightError(refusal(shown, "", "Ctrl-C")) from error
    answers = [line.removeprefix(_MINE) for line in done.stdout.splitlines() if line.startswith(_MINE)]
    said: dict[str, Any] = json.loads(answers[-1]) if answers else {}
    if done.returncode or "kind" in said or not said:
        raise DeckwrightError(refusal(shown, said.get("kind", ""), said.get("reason", done.stderr.strip()[-300:])))
    return said
