"""The files of a build in, in pieces, and what makes its package; all of them in their places out, or none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from generator.beside import beside
from generator.files import Writing
from generator.stages import Written


def place(
    lock: tuple[Path, Iterable[bytes]],
    companions: Mapping[Path, Iterable[bytes]],
    package: Path,
    pack: Callable[[], bytes],
    *,
    within: Sequence[Path],
    pays: bool,
) -> Written:
    """Write the lock, the companions and, to `package`, what `pack` makes: each whole, and in this order.

    Nothing takes its place before all of it lies ready on the disk. A second process makes the package meanwhile where
    that `pays`. Raises DeckwrightError where a place cannot be written, or a link leads from it out of the folders
    `within`.
    """
    with beside(pack, pays=pays) as made, Writing(within) as writing:
        for path, data in (lock, *companions.items()):
            writing.add(path, data)
        packed = made()
        changed = writing.add(package, [packed])
        writing.put()
    exports = tuple(path for path in companions if path.parent == package.parent)
    return Written(package, hashlib.sha256(packed).hexdigest(), len(packed), changed, exports)
