"""Bound one exchange over the network: its whole time and the bytes it may bring."""

from __future__ import annotations

import io
import socket
import time
from typing import Any

LONGEST = 86_400.0
"""A day: more than any import takes, and less than the largest number of seconds a socket can wait for."""


class TooLargeError(Exception):
    """The other side sends more than the exchange may bring."""


class Deadline:
    """The moment at which an exchange must be over, whatever came until then."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds if 0 < seconds < LONGEST else LONGEST
        self._end = time.monotonic() + self.seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises TimeoutError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class BoundedSocket:
    """A socket for http.client that keeps to a deadline and to a number of bytes.

    The timeout of a plain socket begins anew with each byte, so that a server which sends one now and then would never
    meet it. And http.client reads some answers to their end however long they are, so the bytes are counted here,
    below it.
    """

    def __init__(self, plain: socket.socket, deadline: Deadline, most: int) -> None:
        self._plain, self._deadline, self._most = plain, deadline, most

    def sendall(self, data: bytes) -> None:
        """Send all of `data`; the socket's own timeout bounds one such call as a whole."""
        self._plain.settimeout(self._deadline.left())
        self._plain.sendall(data)

    def makefile(self, mode: str = "rb", *_: Any) -> io.BufferedReader:  # noqa: ANN401  (http.client's own call)
        """Return what is received as a file to read from."""
        assert mode == "rb"
        return io.BufferedReader(_Received(self._plain, self._deadline, self._most))

    def close(self) -> None:
        """Do nothing: http.client closes it before the answer is read, and who opened the socket closes it."""


class _Received(io.RawIOBase):
    def __init__(self, plain: socket.socket, deadline: Deadline, most: int) -> None:
        super().__init__()
        self._plain, self._deadline, self._left = plain, deadline, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  (any buffer)
        self._plain.settimeout(self._deadline.left())
        count = self._plain.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise TooLargeError
        return count
