"""A server on loopback that speaks the OpenAI-compatible protocol, and misbehaves as it is told, request by request."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]
ANSWER = "A bend in a rope that does not cross itself."
GOOD = {"answer": ANSWER, "confidence": "medium", "sources": ["The Ashley Book of Knots"]}


class ModelServer(ThreadingHTTPServer):
    """Gives the replies in turn, the last one for ever; keeps what it was asked."""

    daemon_threads = True

    def __init__(self, replies: Sequence[Reply]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = list(replies)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def questions(self) -> list[str]:
        """The question of each request, in order."""
        return [json.loads(asked["messages"][1]["content"])["question"] for asked in self.asked]


class Handler(BaseHTTPRequestHandler):
    """One request: kept, then answered by the reply whose turn it is."""

    server: ModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.server.replies[min(len(self.server.asked), len(self.server.replies)) - 1](self)

    def send(self, body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def completion(content: object, finish: str = "stop") -> bytes:
    """A chat completion with these words of the model."""
    message = {"role": "assistant", "content": content}
    return json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": finish}]}).encode()


def words(content: str, finish: str = "stop") -> Reply:
    """The model says just this."""
    return lambda handler: handler.send(completion(content, finish))


def answer(text: str, confidence: str = "high", sources: Sequence[str] = ()) -> Reply:
    """The model gives this answer in the form that was asked for."""
    return words(json.dumps({"answer": text, "confidence": confidence, "sources": list(sources)}))


def status(code: int, body: object = None, **headers: str) -> Reply:
    """The server refuses."""
    said = json.dumps(body or {"error": {"message": "no"}}).encode()
    return lambda handler: handler.send(said, code, **headers)


def echo_key(code: int) -> Reply:
    """The server refuses, and says the key aloud."""
    return lambda handler: handler.send(
        json.dumps({"error": {"message": f"bad: {handler.headers['Authorization']}"}}).encode(), code
    )


def sleep(seconds: float) -> Reply:
    """The server says nothing for so long."""
    return lambda handler: time.sleep(seconds)


def drip(handler: Handler) -> None:
    """A header that never ends, a byte at a time: no single read takes long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def drip_body(handler: Handler) -> None:
    """The same with the body."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n")
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def half(handler: Handler) -> None:
    """Half an answer, and the line goes dead."""
    body = completion(json.dumps(GOOD))
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])


def no_schema(handler: Handler) -> None:
    """A server that knows no response_format."""
    if "response_format" in handler.server.asked[-1]:
        status(400, {"error": {"message": "unknown field response_format"}})(handler)
        return
    good(handler)


good = words(json.dumps(GOOD))
fenced = words(f"```json\n{json.dumps(GOOD)}\n```")
thinking = words(f"<think>\nHm, {{a knot?}}\n</think>\n\n{json.dumps(GOOD)}")
cut = words(json.dumps(GOOD)[:40], "length")
whole_but_cut = words(json.dumps(GOOD), "length")
filtered = words(json.dumps(GOOD), "content_filter")
prose = words("Sure! Here is the answer: a bend.")
deep = words("[" * 100_000)
a_list = words("[1, 2]")
wrong_shape = words(json.dumps({"answer": 5}))
no_confidence = words(json.dumps({"answer": "A bend.", "sources": []}))
bad_sources = words(json.dumps({"answer": "A bend.", "confidence": "low", "sources": "Ashley"}))
chinese = answer("绳子上的一个弯曲部分,不与自身交叉。")
german = answer("Das ist eine Biegung in einem Seil, die sich nicht mit dem Seil kreuzt und auch nicht schließt.")
novel = answer("word " * 2000)
parrot = answer("What is a bight?")
control = answer("A bend\x00 in a rope.")
surrogate = words('{"answer": "A \\ud800 bend.", "confidence": "low", "sources": []}')
sections = answer("## a rope {#what-is-a-bend}\n\t*")
nothing = words("")
tool_call = words(None)  # type: ignore[arg-type]


def bad_json(handler: Handler) -> None:
    """The server's own words are no JSON."""
    handler.send(b'{"choices": [')


def wrong_protocol(handler: Handler) -> None:
    """JSON, and no completion."""
    handler.send(b'{"choices": []}')


def html(handler: Handler) -> None:
    """A login page, with status 200."""
    handler.send(b"<html><h1>Log in</h1></html>", kind="text/html; charset=utf-8")


def huge(handler: Handler) -> None:
    """A reply of 64 MiB, or as much of it as anybody takes."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(1 << 26))
    handler.end_headers()
    for _ in range(1 << 10):
        handler.wfile.write(b" " * (1 << 16))
