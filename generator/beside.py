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
from typing import BinaryIO, NoReturn, TypeVar

T = TypeVar("T")
_END = b"\xff" * 8


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


@contextlib.contextmanager
def beside_in_pieces(
    work: Callable[[], Iterable[bytes]], *, pays: bool
) -> Iterator[Callable[[Callable[[Iterator[bytes]], T]], T]]:
    """As `beside`, for work whose result comes in pieces; yields what hands them to the function it is given.

    Neither process holds all pieces at once. Where the second one dies, the function is called anew.
    """
    reader, writer = os.pipe()
    child = _fork() if pays and _can_fork() else None
    if child == 0:
        os.close(reader)
        _tell(work, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        try:
            yield lambda take: _taken(take, pipe, work)
        finally:
            if child:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _tell(work: Callable[[], Iterable[bytes]], writer: int) -> NoReturn:
    """In the second process: hand over each piece behind its length, and then a length that none has."""
    with contextlib.suppress(BaseException), os.fdopen(writer, "wb") as pipe:
        for piece in work():
            pipe.write(len(piece).to_bytes(8, "little") + piece)
        pipe.write(_END)
    os._exit(0)


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


@contextlib.contextmanager
def standing_by(work: Callable[[str], bytes], *, pays: bool) -> Iterator[Callable[[str], bytes]]:
    """Have a second process wait for the one thing it is asked for; yields what asks it.

    It is begun at once, and so holds no more than this process does now. Where it does not pay, cannot be, or dies,
    the work is done here.
    """
    asked, asking = os.pipe()
    told, telling = os.pipe()
    child = _fork() if pays and _can_fork() else None
    if child == 0:
        os.close(asking)
        os.close(told)
        _serve(work, asked, telling)
    os.close(asked)
    os.close(telling)
    with os.fdopen(told, "rb") as answers, os.fdopen(asking, "wb") as questions:
        try:
            yield lambda words: (_asked(words, questions, answers) if child else b"") or work(words)
        finally:
            if child:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _serve(work: Callable[[str], bytes], asked: int, telling: int) -> NoReturn:
    """In the second process: wait for the question, answer it, and end."""
    with contextlib.suppress(BaseException), os.fdopen(asked, "rb") as question, os.fdopen(telling, "wb") as answer:
        if words := question.readline().decode():
            data = work(words.removesuffix("\n"))
            answer.write(len(data).to_bytes(8, "little") + data)
    os._exit(0)


def _asked(words: str, questions: BinaryIO, answers: BinaryIO) -> bytes:
    """What the second process answers; b"" where it died before it had answered in full.

    The question ends with its line, for other processes begun meanwhile may hold the pipe open.
    """
    with contextlib.suppress(OSError):
        questions.write(f"{words}\n".encode())
        questions.flush()
        size = int.from_bytes(answers.read(8), "little")
        data = answers.read(size)
        return data if len(data) == size else b""
    return b""
