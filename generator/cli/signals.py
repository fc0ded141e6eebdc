"""What ctrl-C, a closed terminal and a kill do while something runs that must not be lost or left behind."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from types import FrameType

_Handler = Callable[[int, FrameType | None], object]


@contextlib.contextmanager
def left_to_others() -> Iterator[None]:
    """Let ctrl-C reach the program that is waited for, like an editor, and not this one."""
    # A function, not SIG_IGN: the other program would inherit that one.
    with _handled([signal.SIGINT], lambda _number, _frame: None):
        yield


@contextlib.contextmanager
def ended_in_order() -> Iterator[None]:
    """Take a kill, or the end of the terminal, as ctrl-C: what runs is stopped, and what is left is said."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # One that somebody has ignored, as nohup does, stays ignored.
    numbers = [each for each in map(signal.Signals.__getitem__, names) if signal.getsignal(each) is signal.SIG_DFL]
    with _handled(numbers, signal.default_int_handler):
        yield


@contextlib.contextmanager
def _handled(numbers: Iterable[int], handler: _Handler) -> Iterator[None]:
    """Answer these signals so while the block runs; Python lets only the main thread do that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
