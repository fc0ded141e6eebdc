"""Work in, its result out: done by a second process meanwhile where there is one to be had, else when it is asked for.

The second process is a copy of this one (fork), so that nothing has to be handed to it. It never changes a result:
where it dies, for whatever reason, the work is done here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar

T = TypeVar("T")


@contextlib.contextmanager
def beside(work: Callable[[], T], *, pays: bool) -> Iterator[Callable[[], T]]:
    """Begin `work` where it `pays` to have it done beside what the block does; yields what gives its result, once.

    What `work` changes is lost, so it may only return something. What it raises, the asking raises.
    """
    reader, writer = os.pipe()
    child = _fork() if pays and _can_fork() else None
    if child == 0:
        os.close(reader)
        _answer(work, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        try:
            yield lambda: _result(pipe.read(), work)
        finally:
            if child:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _fork() -> int | None:
    """As os.fork; None where the system has no room for another process."""
    try:
        return os.fork()
    except OSError:
        return None


def _can_fork() -> bool:
    """Whether a copy of this process would run on a processor of its own, and safely: with no thread left behind."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _answer(work: Callable[[], object], writer: int) -> NoReturn:
    """In the second process: hand the result over and end, without a word and without what an end would do here."""
    import pickle  # a deck for one process does without

    with contextlib.suppress(BaseException), os.fdopen(writer, "wb") as pipe:
        pipe.write(pickle.dumps(work()))
    os._exit(0)


def _result(data: bytes, work: Callable[[], T]) -> T:
    """What the second process answered; where that is nothing, or no whole answer, the work is done now."""
    if not data:
        return work()
    import pickle

    try:
        result: T = pickle.loads(data)  # noqa: S301 - written by our own second process
    except (pickle.UnpicklingError, EOFError):
        return work()
    return result
