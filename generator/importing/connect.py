"""Ask AnkiConnect something: the add-on's protocol, version 6, as JSON over HTTP."""

from __future__ import annotations

import http.client
import json
import socket
from dataclasses import dataclass, field
from typing import Any

from generator.errors import DeckwrightError
from generator.importing import replies
from generator.importing.deadline import BoundedSocket, Deadline, TooLargeError

KEY = "DECKWRIGHT_ANKI_KEY"
"""The environment variable that holds AnkiConnect's API key."""

_VERSION = 6
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where AnkiConnect answers: host, port, API key ("" where none is set), seconds to wait for an answer."""

    host: str = "127.0.0.1"
    port: int = 8765
    key: str = field(repr=False, default="")
    timeout: float = 30.0

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def host_header(self) -> str:
        """The host as HTTP names it: ASCII, an IPv6 address between brackets."""
        name = self.host.encode("ascii", "replace").decode("ascii")
        return f"{f'[{name}]' if ':' in name else name}:{self.port}"


class NobodyThereError(DeckwrightError):
    """Nothing listens at the endpoint: Anki is closed, or has no AnkiConnect."""


class RefusedError(DeckwrightError):
    """Anki was asked, and said no."""


def ask(to: Endpoint, action: str, patience: float = 0.0, **params: Any) -> Any:  # noqa: ANN401  (any JSON)
    """Return AnkiConnect's answer to `action`, which is of the shape that replies.py says.

    `patience` are the seconds the whole exchange may take where that is more than usual. Raises NobodyThereError where
    nothing listens, RefusedError with AnkiConnect's reason where it gives one, and DeckwrightError for all else.
    """
    question = {"action": action, "version": _VERSION, "params": params} | ({"key": to.key} if to.key else {})
    status, answer = _post(to, json.dumps(question).encode(), Deadline(max(patience, to.timeout)), action)
    try:
        if status != http.HTTPStatus.OK:
            raise replies.WrongReplyError(f"its status is {status}")
        result, error = replies.parse(answer)
        if not error:
            replies.check(action, result)
    except replies.WrongReplyError as wrong:
        raise DeckwrightError(_strange(to, action, str(wrong))) from wrong
    if error:
        raise RefusedError(_refused(to, action, error))
    return result


def _post(to: Endpoint, body: bytes, deadline: Deadline, action: str) -> tuple[int, bytes]:
    """Exchange one question for one answer; no proxy is asked, for Anki is where the user says it is."""
    most = replies.SHAPES[action].most
    try:
        with _connect(to, deadline) as plain:
            connection = http.client.HTTPConnection("localhost")
            connection.sock = BoundedSocket(plain, deadline, most)
            connection.request("POST", "/", body, {"Content-Type": "application/json", "Host": to.host_header})
            response = connection.getresponse()
            # Piece by piece: asked for all at once, Python makes room for as much as the header promises.
            return response.status, b"".join(iter(lambda: response.read(_PIECE), b""))
    except TimeoutError as error:
        raise DeckwrightError(
            f"AnkiConnect at {to} did not finish {action} within {deadline.seconds:g} seconds. Anki may be busy, or "
            f"wait for an answer in a window; look there, and run the command again (--timeout waits longer)."
        ) from error
    except TooLargeError as error:
        raise DeckwrightError(_strange(to, action, f"it is larger than {most >> 20} MiB")) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DeckwrightError(
            f"The connection to {to} broke off during {action} ({type(error).__name__}); Anki was closed, or has "
            f"died. Start it again, and run the same command."
        ) from error


def _connect(to: Endpoint, deadline: Deadline) -> socket.socket:
    try:
        return socket.create_connection((to.host, to.port), timeout=deadline.left())
    except TimeoutError:
        raise
    except (socket.gaierror, ValueError) as error:
        raise DeckwrightError(f"--host {to.host}: there is no such host.") from error
    except OSError as error:
        raise NobodyThereError(
            f"Nothing answers at {to} ({error.strerror}): start Anki, with the add-on AnkiConnect (2055492159) "
            f"installed; or close Anki and name its collection with --collection."
        ) from error


def _strange(to: Endpoint, action: str, wrong: str) -> str:
    """Say that the answer to `action` is not AnkiConnect's."""
    return (
        f"What answers at {to} is not AnkiConnect, or one older than version {_VERSION}, or one that is broken (the "
        f"answer to {action}: {wrong}). Update the add-on (Tools → Add-ons) and start Anki again, or name another "
        f"place with --host and --port."
    )


def _refused(to: Endpoint, action: str, reason: str) -> str:
    """AnkiConnect's own words, with what to do about them."""
    if "api key" in reason:
        wrong = f"The API key in {KEY} (or --key) is not the one" if to.key else "AnkiConnect wants the API key that is"
        return f"{wrong} set in Anki under Tools → Add-ons → AnkiConnect → Config; put that one into {KEY}."
    if reason == "unsupported action":
        return f"This AnkiConnect does not know {action}; update it in Anki under Tools → Add-ons."
    if reason.endswith("not available"):
        return f"Anki at {to} has no collection open ({reason}); choose a profile there and run the command again."
    if any(mark in reason for mark in ("DiskFull", "disk is full", "os error 28", "os error 112")):
        return f"Anki has no room left on its disk ({action}). Make room, and run the same command."
    return f"Anki refused {action}: {reason}{'' if reason.endswith(('.', '!', '?')) else '.'}"
