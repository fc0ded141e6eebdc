"""Let one run at a time work in a deck; the only door to filelock."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.errors import DeckwrightError

NAME = ".deckwright.lock"
"""The file that is locked. It lies in the deck itself, where others see it who reach the same folder by a network."""

_UNSUPPORTED = frozenset((errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK, errno.EROFS))
"""What file systems answer that know no locks, or where nothing can be written in any case."""


@contextlib.contextmanager
def alone_in(folder: Path, waits: Callable[[Path], None] = lambda _: None) -> Iterator[None]:
    """Wait until no other run works in `folder`, then keep others out until the block ends.

    `waits` is called with the folder where there is another run. The system lets go of the lock of a run that is
    killed; the file it leaves is empty, blocks nobody, and goes with the next run. Raises DeckwrightError where the
    folder could be written and yet not locked.
    """
    from filelock import FileLock, Timeout  # takes as long to load as ten cards to check

    place = Path(os.path.realpath(folder)) / NAME
    # Whoever may write the folder must be able to lock it, whatever the umask of the run before.
    lock = FileLock(place, mode=0o666)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waits(folder)
            lock.acquire()
    except (OSError, NotImplementedError) as error:
        _check_unwritable(place, folder, error)
        yield
        return
    try:
        yield
    finally:
        # While the lock is still held, so that nobody's file is taken away; who waits for this one notices that it is
        # gone. Windows deletes no open file: there, filelock does it after.
        if os.name != "nt":
            with contextlib.suppress(OSError):
                place.unlink()
        lock.release()


def _check_unwritable(place: Path, folder: Path, error: Exception) -> None:
    """Go on without a lock where no file of the deck can be replaced anyway, or the file system knows no locks."""
    code = getattr(error, "errno", None) or errno.ENOSYS
    if code in _UNSUPPORTED or not os.access(folder, os.W_OK | os.X_OK):
        return
    raise DeckwrightError(
        f"{place.as_posix()}: the deck cannot be locked for one run ({os.strerror(code)}). Where no other deckwright "
        f"works there, delete this file, then run the same command again."
    ) from error
