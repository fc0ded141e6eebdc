"""Nothing in, a folder out that is thrown away with all that is in it, however deep."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder for as long as it is needed. Raises OSError where none can be made."""
    folder = Path(tempfile.mkdtemp(prefix="deckwright-")).resolve()
    try:
        yield folder
    finally:
        _throw_away(folder)


def _throw_away(folder: Path) -> None:
    """Empty one folder after the other, each moved up first: a path can be longer than the system takes."""
    full = [folder]
    for each in full:
        with contextlib.suppress(OSError):
            full += _emptied(each, folder, len(full))
    for each in reversed(full):
        with contextlib.suppress(OSError):
            each.rmdir()


def _emptied(folder: Path, top: Path, number: int) -> list[Path]:
    """Remove the files of `folder`, and move its folders to `top`, where they are numbered on; where they are now."""
    moved: list[Path] = []
    for path in list(folder.iterdir()):
        with contextlib.suppress(OSError):
            if path.is_symlink() or not path.is_dir():
                path.unlink()
                continue
            path.chmod(0o700)
            moved.append(path.rename(top / f".{number + len(moved)}"))
    return moved
