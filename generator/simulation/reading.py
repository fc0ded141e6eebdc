"""The folder simulations/ of a deck in, its snippets with what is recorded of them out; nothing is run."""

from __future__ import annotations

import dataclasses
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from generator.cards import EditedCard, Origin, Problem, Simulation
from generator.names import is_device

LARGEST_SCRIPT = 200_000
LARGEST_FILE = 4_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")


@dataclass(frozen=True, slots=True)
class Library:
    """The snippets of a deck: the names of all files, what could be read, the names to be run anew, the problems."""

    names: tuple[str, ...] = ()
    simulations: tuple[Simulation, ...] = ()
    stale: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def of(self, card: EditedCard) -> tuple[Simulation, ...]:
        """The simulations of a card."""
        return tuple(each for each in self.simulations if each.is_of(card))

    @property
    def bound(self) -> tuple[tuple[Origin, str], ...]:
        """Every key that a snippet names, and where."""
        return tuple((each.origin, key) for each in self.simulations for key in each.cards)


def read_library(folder: Path, shown: str, slug: str) -> Library:
    """The snippets in `folder` of the deck `slug`; messages call the folder `shown`."""
    paths = _scripts(folder)
    read = [_read(path, f"{shown}/{path.name}") for path in paths]
    simulations, problems, stale = [], [each for each in read if isinstance(each, Problem)], set()
    for each in read:
        if isinstance(each, Simulation):
            recorded, wrong = _with_recording(each, folder)
            simulations.append(recorded)
            if wrong:
                stale.add(each.name)
                problems.append(_stale(each, wrong, slug))
    return Library(tuple(path.stem for path in paths), tuple(simulations), frozenset(stale), tuple(problems))


def _scripts(folder: Path) -> list[Path]:
    """List the scripts in `folder`. Raises OSError where it cannot be read: Path.glob would find none, in silence."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".py" and path.stem)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _read(path: Path, shown: str) -> Simulation | Problem:
    from generator.simulation.metadata import bad_snippet, read_metadata

    place = Origin(shown, 1)
    if is_device(path.stem):
        return bad_snippet(place, "Windows keeps this name for a device; rename the snippet")
    if not _NAME.fullmatch(path.stem):
        return bad_snippet(place, "a snippet is named with the letters A to Z and a to z, digits, _ and -; rename it")
    code = _bytes_of(path)
    if code is None:
        return bad_snippet(place, "the snippet must be a plain file of this folder; put the file itself there")
    if len(code) > LARGEST_SCRIPT:
        return bad_snippet(place, f"over {LARGEST_SCRIPT:,} bytes nobody reads a snippet; make it shorter")
    try:
        text = code.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = code.count(b"\n", 0, error.start) + 1
        return bad_snippet(Origin(shown, line), "the snippet is not UTF-8; save it as UTF-8")
    return read_metadata(path.stem, text, shown)


def _with_recording(simulation: Simulation, folder: Path) -> tuple[Simulation, str]:
    """The simulation with what is recorded of it, and why that has to be done anew ("" where it has not)."""
    from generator.simulation.drawing import NoDrawing, inert, inline  # loads lxml
    from generator.simulation.results import NoResults, claims, is_of, read_results, trace

    drawn, told = (_bytes_of(folder / f"{simulation.name}{ending}") for ending in (".svg", ".json"))
    if drawn is None or told is None:
        return simulation, "nothing is recorded of this snippet, so its cards do not show it"
    try:
        content = read_results(told.decode("utf-8", "replace"))
        figure = inline(inert(drawn), f"{simulation.name}-", simulation.see)
    except (NoResults, NoDrawing) as error:
        return simulation, f"what is recorded of this snippet cannot be read: {error}"
    found = dataclasses.replace(simulation, figure=figure, claims=claims(content), trace=trace(content))
    if not all(claim.holds for claim in found.claims):
        return simulation, "a number recorded of this snippet misses its theory, so its cards do not show it"
    wrong = (
        ""
        if is_of(content, simulation.code, drawn)
        else "the snippet, its figure or its numbers have changed since it was run"
    )
    return found, wrong


def _stale(simulation: Simulation, wrong: str, slug: str) -> Problem:
    place = Origin(simulation.origin.path, 1)
    return Problem(place, "stale-simulation", f"{wrong}; run it: deckwright simulate {slug} --stale")


def _bytes_of(path: Path) -> bytes | None:
    """Read a plain file of its folder; None for anything else: a link could bring in what nobody meant to ship.

    Raises OSError where it cannot be read: what is recorded would seem to be missing, and its card would change.
    """
    try:
        state = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST_FILE:
        return None
    return path.read_bytes()
