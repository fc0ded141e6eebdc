"""Pages in, a server for this machine's own browsers out, which tells them when a page has changed."""

from __future__ import annotations

import contextlib
import html
import http.server
import json
import os
import socketserver
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import quote, unquote

_ALIVE = 15.0
"""Seconds after which a silent connection is told something, to learn whether anybody still listens."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One deck's page as served, the version it says it is, and why it is not newer ("" where it is current)."""

    title: str
    html: str
    version: str
    fault: str = ""


class Site:
    """The pages by their names in the address, and those who wait for news of them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}/"
        self.hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self._pages: dict[str, Shown] = {}
        self._news = threading.Condition()

    def show(self, name: str, page: Shown) -> None:
        """Serve `page` from now on, and tell those who look at an older one."""
        with self._news:
            self._pages[name] = page
            self._news.notify_all()

    def fail(self, name: str, fault: str) -> None:
        """Keep the page that there is, and say on it why it is not newer."""
        old = self.pages.get(name, Shown(name, _shell(name, f"<p>{html.escape(fault)}</p>"), ""))
        self.show(name, replace(old, fault=fault))

    @property
    def pages(self) -> dict[str, Shown]:
        """The pages as they are now."""
        with self._news:
            return dict(self._pages)

    def wait(self, name: str, known: tuple[str, str] | None) -> tuple[str, str]:
        """The page's version and fault: at once where they are not the `known` ones, else on news, or soon."""
        with self._news:
            if self._state(name) == known:
                self._news.wait(_ALIVE)
            return self._state(name)

    def _state(self, name: str) -> tuple[str, str]:
        return (self._pages[name].version, self._pages[name].fault)


@contextlib.contextmanager
def site(port: int) -> Iterator[Site]:
    """A site served until the block ends, to this machine alone: on `port`, or on a free one where that is taken."""
    server = _listen(port)
    server.site = Site(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()


def _listen(port: int) -> _Server:
    try:
        return _Server(("127.0.0.1", port), _Handler)
    except OSError:
        return _Server(("127.0.0.1", 0), _Handler)


class _Server(http.server.ThreadingHTTPServer):
    # Elsewhere this means that a port just left can be used again; on Windows, that two programs share one.
    allow_reuse_address = os.name != "nt"
    daemon_threads = True
    site: Site

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in mid-sentence is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    timeout = 60

    def do_GET(self) -> None:
        """Answer a browser of this machine; another site's page could reach us under a name of its own, so not that."""
        if self.headers.get("Host", "").lower() not in self.server.site.hosts:
            self._send("This preview is for this computer alone.", HTTPStatus.FORBIDDEN)
            return
        pages = self.server.site.pages
        name, slash, rest = unquote(self.path.partition("?")[0]).removeprefix("/").partition("/")
        if name in pages and slash and rest == "events":
            self._tell(name)
        elif name in pages and slash and not rest:
            self._send(pages[name].html)
        elif not name:
            self._send(_contents(pages))
        else:
            self._send("There is no such page here.", HTTPStatus.NOT_FOUND)

    def _send(self, text: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        data = text.encode()
        self._begin(status, "text/html" if text.startswith("<") else "text/plain")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _tell(self, name: str) -> None:
        """Say the version and the fault of a page, and again whenever one of them changes."""
        self._begin(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        known = None
        while True:
            now = self.server.site.wait(name, known)
            said = ": still here" if now == known else f"data: {json.dumps({'version': now[0], 'fault': now[1]})}"
            self.wfile.write(f"{said}\n\n".encode())
            known = now

    def _begin(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is http.server's)
        """Print nothing."""


def _contents(pages: dict[str, Shown]) -> str:
    """The list of decks; with one deck alone, its page at once."""
    links = "".join(f'<li><a href="/{quote(name)}/">{html.escape(page.title)}</a></li>' for name, page in pages.items())
    alone = f'<meta http-equiv="refresh" content="0; url=/{quote(next(iter(pages)))}/">' if len(pages) == 1 else ""
    return _shell("Decks", f"<ul>{links}</ul>", alone)


def _shell(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">{head}'
        f"<title>{html.escape(title)}</title></head><body><h1>{html.escape(title)}</h1>{body}</body></html>"
    )
