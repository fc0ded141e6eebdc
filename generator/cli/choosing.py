"""What the user wishes and what is there in, what they chose out, after the questions that takes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from generator import importing
from generator.cards import StoredNote
from generator.cli.printing import printable, say
from generator.closed_collection import ClosedCollection
from generator.delivery import Parcel
from generator.destination import Destination, RunningAnki
from generator.errors import DeckwrightError

_USUAL = importing.Endpoint()


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of deckwright import."""

    collection: Path | None
    host: str | None
    port: int | None
    timeout: float
    key: str | None = field(repr=False)
    dry_run: bool
    adopt: bool
    prune: bool
    yes: bool
    verbose: bool

    @property
    def endpoint(self) -> importing.Endpoint:
        """Where AnkiConnect is looked for."""
        return importing.Endpoint(self.host or _USUAL.host, self.port or _USUAL.port, self.key or "", self.timeout)

    @property
    def needs_collection(self) -> str:
        """The first option that a double-click could not fulfil; "" for none."""
        wanted = (("--dry-run", self.dry_run), ("--adopt", self.adopt), ("--prune", self.prune))
        return next((option for option, given in wanted if given), "")


def wants_as_built(parcels: Sequence[Parcel], wishes: Wishes) -> bool:
    """Name the builds that are older than their sources, and ask whether these are meant all the same.

    Raises DeckwrightError where nobody is there to answer.
    """
    old = [parcel.built_from for parcel in parcels if not parcel.is_current]
    for name in old:
        click.echo(
            f"{name}: the sources have changed since the last build, which is what is imported; to have the changes in "
            f"Anki, too: deckwright build {name}",
            err=True,
        )
    if not old or wishes.dry_run:
        return True
    try:
        return agreed("Import the last build all the same?", wishes)
    except click.Abort as error:  # ctrl-C, or no terminal
        raise DeckwrightError(
            f"Nothing was imported. Build first: deckwright build {' '.join(old)}; or, to import the last build all "
            f"the same, run the command again with --yes."
        ) from error


def choose(wishes: Wishes) -> Destination | None:
    """Where to import: what was named, else a running Anki, else a collection the user says yes to; None for none."""
    if wishes.collection:
        return ClosedCollection(_file_of(wishes.collection))
    try:
        importing.caution.check_running(wishes.endpoint)
    except importing.NobodyThereError:
        if wishes.host or wishes.port:
            raise
        return _ask_for_collection(wishes)
    return RunningAnki(wishes.endpoint)


def retired(parcels: Sequence[Parcel], theirs: Sequence[StoredNote], wishes: Wishes) -> tuple[dict[str, str], str]:
    """The retired notes that are still in Anki, guid by Key, and what to do with them: suspend, delete, or nothing."""
    if not any(parcel.has_sources for parcel in parcels):
        raise DeckwrightError("--prune has to know which notes are retired; name the deck instead of the package.")
    # AnkiConnect tells no guids: there only the notes of the package have one, and retired ones have "".
    there = {(note.key, note.guid) for note in theirs}
    every = ((key, guid) for parcel in parcels for key, guid in parcel.retired.items())
    keys = {key: guid for key, guid in every if {(key, guid), (key, "")} & there}
    for key in keys:
        say(f"retired, still in Anki  {key}")
    if not keys:
        say("No retired note is in Anki.")
    if not keys or wishes.dry_run:
        return {}, ""
    if wishes.yes:
        return keys, "suspend"
    how = click.prompt(
        f"Suspend or delete {'it' if len(keys) == 1 else f'these {len(keys):,} notes'}, or keep as is?",
        type=click.Choice(["suspend", "delete", "keep"]),
        default="keep",
    )
    return (keys, str(how)) if how != "keep" else ({}, "")


def _file_of(path: Path) -> Path:
    return path / "collection.anki2" if path.is_dir() else path


def _home() -> Path:
    """The user's home; where there is none, as in many a container, a place that holds no profile."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def _ask_for_collection(wishes: Wishes) -> Destination | None:
    """A closed collection of this platform's profiles; only read for a dry run, so nothing is asked then."""
    found = [each for each in map(ClosedCollection, importing.collections(_home(), os.environ)) if _is_free(each)]
    if not found or not (wishes.dry_run or importing.closed.is_installed()):
        return None
    if wishes.dry_run:
        say("No Anki answers; looking into a closed collection.")
        return found[0]
    if len(found) > 1:
        return _one_of(found, wishes)
    return found[0] if agreed(f"No Anki answers. Import into the closed collection {found[0]}?", wishes) else None


def _one_of(found: Sequence[ClosedCollection], wishes: Wishes) -> Destination | None:
    for number, each in enumerate(found, start=1):
        say(f"{number}  {each}")
    if wishes.yes:
        raise DeckwrightError("There are several profiles; name the collection of one with --collection.")
    number = click.prompt(
        "No Anki answers. Import into which of these (0: none)?", type=click.IntRange(0, len(found)), default=0
    )
    return found[number - 1] if number else None


def _is_free(collection: ClosedCollection) -> bool:
    try:
        collection.theirs(())
    except DeckwrightError:
        return False
    return True


def agreed(question: str, wishes: Wishes) -> bool:
    """Ask, unless the user wishes that nothing is asked."""
    return wishes.yes or click.confirm(printable(question))
