"""Follow symbolic links only where they stay inside given folders.

A cloned deck may hold links to any file of the user: what they lead to would be shipped in a package, or overwritten.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from generator.errors import DeckwrightError

_INSTEAD = "Put the file or folder itself there, or delete the link."


def real_path(path: Path, roots: Sequence[Path], shown: str) -> Path:
    """Find where `path`, which messages call `shown`, lies when all links are followed; it need not exist yet.

    Raises DeckwrightError where a link leads out of all `roots` (where there are any), to nothing, or in a circle. A
    path that cannot be followed for another reason is left to those who open the file: the system tells them why.
    """
    if fault := next(filter(None, map(_fault_of, (path, *path.parents))), ""):
        raise DeckwrightError(f"{shown}: {fault} {_INSTEAD}")
    real = Path(os.path.realpath(path))
    if roots and not any(real.is_relative_to(os.path.realpath(root)) for root in roots):
        raise DeckwrightError(
            f"{shown}: a link leads from here out of the project, to {real.as_posix()}. {_INSTEAD} To keep a deck in a "
            f"synced folder, put the whole project there."
        )
    return real


def _fault_of(path: Path) -> str:
    """Say what is wrong with a link that leads nowhere; "" for any other file, and for what is not there."""
    try:
        path.stat()
    except FileNotFoundError:
        return f"the link {path.as_posix()} leads to what is not there." if path.is_symlink() else ""
    except OSError as error:
        return f"the link {path.as_posix()} leads in a circle." if error.errno == errno.ELOOP else ""
    return ""
