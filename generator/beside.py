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
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, TypeVar

T = TypeVar("T")
_END = b"\xff" * 8


@contextlib.contextmanager
def beside(work: Callable[[], T], *, pays: bool) -> Iterator[Callable[[], T]]:
    """Begin `work` where it `pays` to have it done beside what the block does; yields what gives its result, once.

    What `work` changes is lost, so it may only return something. What it raises, the asking raises.
    """
    with _second(lambda answer: _tell_at_once(work, answer), pays=pays) as pipe:
        yield lambda: _result(pipe.read(), work)


@contextlib.contextmanager
def beside_in_pieces(
    work: Callable[[], Iterable[bytes]], *, pays: bool
) -> Iterator[Callable[[Callable[[Iterator[bytes]], T]], T]]:
    """As `beside`, for work whose result comes in pieces; yields what hands them to the function it is given.

    Neither process holds all pieces at once. Where the second one dies, the function is called anew.
    """
    with _second(lambda answer: _tell_in_pieces(work, answer), pays=pays) as pipe:
        yield lambda take: _taken(take, pipe, work)


@contextlib.contextmanager
def standing_by(work: Callable[[str], bytes], *, pays: bool) -> Iterator[Callable[[str], bytes]]:
    """Have a second process wait for the one thing it is asked for; yields what asks it.

    It is begun at once, and so holds no more than this process does now. Where it does not pay, cannot be, or dies,
    the work is done here.
    """
    asked, asking = os.pipe()

    def serve(answer: BinaryIO) -> None:
        os.close(asking)
        with os.fdopen(asked, "rb") as question:
            if words := question.readline().decode():
                _tell_in_pieces(lambda: [work(words.removesuffix("\n"))], answer)

    try:
        with _second(serve, pays=pays) as pipe:
            os.close(asked)
            yield lambda words: _asked(words, asking, pipe) or work(words)
    finally:
        os.close(asking)


@contextlib.contextmanager
def _second(tell: Callable[[BinaryIO], object], *, pays: bool) -> Iterator[BinaryIO]:
    """Let a second process `tell` something, where that pays and can be; yields where it can be read.

    It ends without a word, and without what an end would do here; at the latest when the block is left.
    """
    reader, writer = os.pipe()
    child = _fork() if pays and _can_fork() else None
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(reader)
            with os.fdopen(writer, "wb") as pipe:
                tell(pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        try:
            yield pipe
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


def _tell_at_once(work: Callable[[], object], answer: BinaryIO) -> None:
    import pickle  # a deck for one process does without

    answer.write(pickle.dumps(work()))


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


def _tell_in_pieces(work: Callable[[], Iterable[bytes]], answer: BinaryIO) -> None:
    """Hand over each piece behind its length, and then a length that none has."""
    for piece in work():
        answer.write(len(piece).to_bytes(8, "little") + piece)
    answer.write(_END)


def _taken(take: Callable[[Iterator[bytes]], T], pipe: BinaryIO, work: Callable[[], Iterable[bytes]]) -> T:
    try:
        return take(_pieces(pipe))
    except EOFError:
        return take(iter(work()))


def _pieces(pipe: BinaryIO) -> Iterator[bytes]:
    """What the second process tells. Raises EOFError where it dies before the last piece."""
    while head := pipe.read(8):
        if head == _END:
            return
        size = int.from_bytes(head, "little")
        piece = pipe.read(size)
        if len(piece) < size:
            break
        yield piece
    raise EOFError


def _asked(words: str, asking: int, pipe: BinaryIO) -> bytes:
    """What the second process answers; b"" where it died before it had answered in full.

    The question ends with its line, for other processes begun meanwhile may hold the pipe open.
    """
    with contextlib.suppress(OSError, EOFError):
        os.write(asking, f"{words}\n".encode())
        return b"".join(_pieces(pipe))
    return b""
