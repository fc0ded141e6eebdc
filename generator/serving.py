"""Pages in, a server that only this machine reaches out; each page tells whether there is a newer one."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HOST = "127.0.0.1"


class PageServer:
    """Serves pages by name, from a thread of its own; `url` is where they are listed."""

    def __init__(self, pages: Mapping[str, str], port: int) -> None:
        """Begin at `port`, or at any free one where that is taken."""
        self.pages: Mapping[str, str] = pages
        try:
            self._server = ThreadingHTTPServer((HOST, port), self._handler())
        except OSError:
            self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self.url = f"http://{HOST}:{self._server.server_port}/"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, host: str, path: str) -> tuple[HTTPStatus, str, str]:
        """Status, kind and text for a request of `path`; a page of elsewhere that goes by our address is refused."""
        if host not in (f"{each}:{self._server.server_port}" for each in (HOST, "localhost")):
            return HTTPStatus.FORBIDDEN, "text/plain", "This page is for this machine alone."
        slug, _, rest = path.lstrip("/").partition("/")
        if not slug:
            return HTTPStatus.OK, "text/html", self._list()
        if slug in self.pages and rest == "version":
            return HTTPStatus.OK, "text/plain", hashlib.sha256(self.pages[slug].encode()).hexdigest()
        if slug in self.pages and not rest:
            return HTTPStatus.OK, "text/html", self.pages[slug]
        return HTTPStatus.NOT_FOUND, "text/plain", "There is no such page here."

    def _list(self) -> str:
        links = "".join(f'<li><a href="{slug}/">{html.escape(slug)}</a></li>' for slug in self.pages)
        return f'<!DOCTYPE html><html lang="en"><title>Previews</title><h1>Previews</h1><ul>{links}</ul></html>'

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self.answer

        class Handler(BaseHTTPRequestHandler):
            """Answers what is asked, and prints nothing."""

            def do_GET(self) -> None:
                """Send a page, its version, or the list."""
                status, kind, text = answer(self.headers.get("Host", ""), self.path.partition("?")[0])
                data = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the library's)
                """Say nothing: each page asks once a second."""

        return Handler
