"""Pages in, a server for this machine's own browsers out, which tells them when a page has changed."""

from __future__ import annotations

import contextlib
import http.server
import json
import mimetypes
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from urllib.parse import unquote

from generator.plain_pages import contents, fault_page

_ALIVE = 15.0
"""Seconds after which a silent connection is told something, to learn whether anybody still listens."""


MOST_CONNECTIONS = 64
"""Connections that are held at once, each by a thread; a browser holds one for each tab."""

_REQUEST = 10
"""Seconds in which a request has to go on arriving; a browser's is there at once."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One deck's page as served, the version it says it is, and why it is not newer ("" where it is current).

    `files` are those that the page links to, by their addresses relative to it.
    """

    title: str
    html: str
    version: str
    fault: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


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
        old = self.pages.get(name)
        if old is None or not old.version:
            old = Shown(name, fault_page(name, fault), "")
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

    def __init__(self, address: tuple[str, int], handler: type[http.server.BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Answer in a thread, but no more than so many at once: whoever holds more gets nothing."""
        if not self._free.acquire(blocking=False):
            with contextlib.suppress(OSError):
                request.sendall(b"HTTP/1.0 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread could be started
            self._free.release()
            raise

    def process_request_thread(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        """Answer one connection until it ends, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

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
    timeout = _REQUEST

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
        elif name in pages and rest in pages[name].files:
            self._send_bytes(pages[name].files[rest], mimetypes.guess_type(rest)[0] or "application/octet-stream")
        elif not name:
            self._send(contents({name: page.title for name, page in pages.items()}))
        else:
            self._send("There is no such page here.", HTTPStatus.NOT_FOUND)

    def _send(self, text: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send_bytes(text.encode(), f"text/{'html' if text.startswith('<') else 'plain'}; charset=utf-8", status)

    def _send_bytes(self, data: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._begin(status, kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _tell(self, name: str) -> None:
        """Say the version and the fault of a page, and again whenever one of them changes."""
        self._begin(HTTPStatus.OK, "text/event-stream; charset=utf-8")
        self.end_headers()
        known = None
        while True:
            now = self.server.site.wait(name, known)
            said = ": still here" if now == known else f"data: {json.dumps({'version': now[0], 'fault': now[1]})}"
            self.wfile.write(f"{said}\n\n".encode())
            known = now

    def _begin(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is http.server's)
        """Print nothing."""
