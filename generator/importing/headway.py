"""How far an import has come in, the error that stops it there with that said out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.errors import DeckwrightError
from generator.importing.connect import Endpoint, NobodyThereError, RefusedError

UNTOUCHED = "Nothing was imported."
ARRIVED = "All was imported; the next run says what became of each card, and does what is left to do."


@contextmanager
def saying(at: Endpoint, how_far: str, refused: str = "") -> Iterator[None]:
    """Whatever stops the work inside says `how_far` it has come; `refused` where Anki itself said no.

    Raises DeckwrightError.
    """
    try:
        yield
    except NobodyThereError as error:
        raise DeckwrightError(
            f"The Anki at {at} answered at first and does so no longer; it was closed, or has died. Start it again. "
            f"{how_far}"
        ) from error
    except RefusedError as error:
        raise DeckwrightError(f"{error} {refused or how_far}") from error
    except DeckwrightError as error:
        raise DeckwrightError(f"{error} {how_far}") from error
    except KeyboardInterrupt as error:
        raise DeckwrightError(f"Stopped. {how_far}") from error


def while_importing(package: Path, before: Sequence[Path]) -> tuple[str, str]:
    """How far it has come when Anki falls silent over `package`, and when it refuses it; `before` are imported."""
    done = f"{', '.join(path.name for path in before)} {'are' if before[1:] else 'is'} imported. " if before else ""
    return (
        f"{done}Of {package.name} Anki has all or nothing; the next run does what is missing.",
        f"{done}Of {package.name} nothing was imported.",
    )
