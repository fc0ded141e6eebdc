"""Messages in, the words of a model out, over the OpenAI-compatible protocol; the only door to the network."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from generator.completion.asking import BusyError
from generator.completion.endpoint import KEY, Endpoint, is_here
from generator.completion.prompt import SCHEMA, Messages
from generator.completion.replies import UnusableError, read_completion
from generator.errors import DeckwrightError

if TYPE_CHECKING:
    import httpx2

LARGEST = 1 << 20
"""Bytes of a reply that are read; an answer for a card is a thousandth of it."""
_CONNECT = 10.0
_BUSY = (408, 409, 425, 429)
_REQUEST_AT_FAULT = (400, 404, 422)


class Client:
    """Asks one endpoint, until it is closed at the end of a `with`; remembers whether its server takes a schema."""

    def __init__(self, where: Endpoint) -> None:
        try:
            import httpx2
        except ImportError:
            raise DeckwrightError("Asking a model needs an extra: pip install 'deckwright[ai]'") from None
        self._where = where
        self._schema = True
        self._http = httpx2.Client(
            headers={"Accept": "application/json", "Accept-Encoding": "identity"}
            | ({"Authorization": f"Bearer {where.key}"} if where.key else {}),
            timeout=httpx2.Timeout(where.timeout, connect=min(_CONNECT, where.timeout)),
            trust_env=not is_here(urlsplit(where.url).hostname or ""),
            follow_redirects=False,
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, messages: Messages) -> str:
        """The model's words.

        Raises UnusableError or BusyError where another try may help, DeckwrightError where none does.
        """
        status, body = self._post(messages)
        if status in (400, 422) and self._schema:
            self._schema = False
            status, body = self._post(messages)
        if status in (400, 422):
            raise UnusableError(f"the server refused it ({status}){self._quoted(body)}")
        if status == 404:
            raise DeckwrightError(
                f"{self._where.host} knows no such address or model (404){self._quoted(body)}; "
                f"check --base-url, which often ends in /v1, and --model."
            )
        return read_completion(body)

    def _post(self, messages: Messages) -> tuple[int, bytes]:
        asked: dict[str, object] = {"model": self._where.model, "messages": list(messages)}
        if self._schema:
            schema = {"name": "flashcard", "strict": True, "schema": SCHEMA}
            asked["response_format"] = {"type": "json_schema", "json_schema": schema}
        return _within(self._where.timeout, lambda: self._exchange(asked), self._too_slow())

    def _exchange(self, asked: dict[str, object]) -> tuple[int, bytes]:
        import httpx2

        until = time.monotonic() + self._where.timeout
        try:
            with self._http.stream("POST", f"{self._where.url}/chat/completions", json=asked) as response:
                self._check(response)
                return response.status_code, self._read(response, until)
        except httpx2.TimeoutException:
            raise self._too_slow() from None
        except httpx2.ConnectError:
            raise DeckwrightError(f"{self._where.host} cannot be reached; is it running, are you online?") from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise BusyError(f"{self._where.host} broke off ({type(error).__name__})") from None

    def _check(self, response: httpx2.Response) -> None:
        """Stop at every reply that holds no completion, before its body is read."""
        host, status = self._where.host, response.status_code
        if 300 <= status < 400:
            raise DeckwrightError(
                f"{host} sends on to another address ({status}), which is not followed, for your key and cards would "
                f"go there; put the right address into --base-url."
            )
        if status in (401, 403):
            raise DeckwrightError(f"{host} refuses the key ({status}); put a valid one into {KEY}.")
        if status in _BUSY or status >= 500:
            raise BusyError(f"{host} is busy ({status})", _seconds(response.headers.get("Retry-After", "")))
        if status != 200 and status not in _REQUEST_AT_FAULT:
            raise DeckwrightError(f"{host} answers with status {status}; check --base-url and your account there.")
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if status == 200 and kind != "application/json":
            raise DeckwrightError(
                f"{host} sends a web page or something else where a model's reply should be; check --base-url, which "
                f"often ends in /v1."
            )

    def _read(self, response: httpx2.Response, until: float) -> bytes:
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > LARGEST:
                raise UnusableError("the reply is far too long")
            if time.monotonic() > until:
                raise self._too_slow()
        return bytes(body)

    def _too_slow(self) -> BusyError:
        return BusyError(f"{self._where.host} did not reply within {self._where.timeout:g} seconds")

    def _quoted(self, body: bytes) -> str:
        """What the server says of its refusal, unless a part of the key is in it."""
        try:
            said = json.loads(body)["error"]
            words = " ".join(str(said["message"] if isinstance(said, dict) else said).split())[:200]
        except (ValueError, LookupError, TypeError, RecursionError):
            return ""
        key = self._where.key
        leaks = any(key[at : at + 6] in words for at in range(max(1, len(key) - 5))) if key else False
        return f': "{words}"' if words and not leaks else ""


def _within(seconds: float, work: Callable[[], tuple[int, bytes]], late: BusyError) -> tuple[int, bytes]:
    """What `work` returns or raises; `late` where it takes longer, whatever a server does to make it last."""
    done: list[tuple[int, bytes] | BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            done.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(seconds)
    if not done:
        raise late
    if isinstance(done[0], BaseException):
        raise done[0]
    return done[0]


def _seconds(retry_after: str) -> float | None:
    """What Retry-After asks for, in seconds or as a date; None where it says nothing that can be read."""
    if retry_after.strip().isascii() and retry_after.strip().isdecimal():
        return float(retry_after.strip()[:9])
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
