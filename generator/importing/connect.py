"""A question to AnkiConnect in, its answer out: the add-on's protocol, version 6, as JSON over HTTP."""

from __future__ import annotations

import http.client
import json
import socket
from dataclasses import dataclass, field
from typing import Any

from generator.errors import DeckwrightError

KEY = "DECKWRIGHT_ANKI_KEY"
"""The environment variable that holds AnkiConnect's API key."""

_VERSION = 6
_MOST = 1 << 30


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where AnkiConnect answers: host, port, API key ("" where none is set), seconds to wait for an answer."""

    host: str = "127.0.0.1"
    port: int = 8765
    key: str = field(repr=False, default="")
    timeout: float = 30.0

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class NobodyThereError(DeckwrightError):
    """Nothing listens at the endpoint: Anki is closed, or has no AnkiConnect."""


class RefusedError(DeckwrightError):
    """Anki was asked, and said no."""


def ask(to: Endpoint, action: str, patience: float = 0.0, **params: Any) -> Any:  # noqa: ANN401  (any JSON)
    """AnkiConnect's answer to `action`; `patience` are the seconds to wait where that is more than usual.

    Raises NobodyThereError where nothing listens, RefusedError with AnkiConnect's reason where it gives one, and
    DeckwrightError for all else.
    """
    question = {"action": action, "version": _VERSION, "params": params} | ({"key": to.key} if to.key else {})
    status, answer = _post(to, json.dumps(question).encode(), max(patience, to.timeout), action)
    said = _parsed(answer)
    if status != 200 or not isinstance(said, dict) or not {"result", "error"} <= said.keys():
        raise DeckwrightError(
            f"What answers at {to} is not AnkiConnect, or one older than version {_VERSION}; update the add-on (Tools "
            f"→ Add-ons), or name another place with --host and --port."
        )
    if said["error"] is not None:
        raise RefusedError(_refused(to, action, str(said["error"])))
    return said["result"]


def _post(to: Endpoint, body: bytes, timeout: float, action: str) -> tuple[int, bytes]:
    """One exchange; no proxy is asked, for Anki is where the user says it is."""
    connection = http.client.HTTPConnection(to.host, to.port, timeout=timeout)
    try:
        _connect(connection, to)
        connection.request("POST", "/", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read(_MOST)
    except TimeoutError as error:
        raise DeckwrightError(
            f"AnkiConnect at {to} did not finish {action} within {timeout:g} seconds. Anki may be busy, or wait for an "
            f"answer in a window; look there, and run the command again (--timeout waits longer)."
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise DeckwrightError(
            f"The connection to {to} broke off during {action} ({type(error).__name__}); Anki was closed, or has "
            f"died. Start it again, and run the same command."
        ) from error
    finally:
        connection.close()


def _connect(connection: http.client.HTTPConnection, to: Endpoint) -> None:
    try:
        connection.connect()
    except TimeoutError:
        raise
    except socket.gaierror as error:
        raise DeckwrightError(f"--host {to.host}: there is no such host.") from error
    except OSError as error:
        raise NobodyThereError(
            f"Nothing answers at {to} ({error.strerror}): start Anki, with the add-on AnkiConnect (2055492159) "
            f"installed; or close Anki and name its collection with --collection."
        ) from error


def _parsed(answer: bytes) -> Any:  # noqa: ANN401
    try:
        return json.loads(answer)
    except ValueError:
        return None


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
