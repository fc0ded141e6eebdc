"""An AnkiConnect without an Anki: it answers an import well, or with whatever a test makes of one of its answers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generator.cards import FIELDS
from generator.notetype import designs
from generator.packaging import note_ids

FIRST = note_ids("things", 0).start
IDS = (FIRST, FIRST + 2)
"""The ids that the first two notes of the deck things have in its package; that of its card follows a note's."""
Send = Callable[[socket.socket, str], None]
"""Sends the answer to an action, whole or not."""


class Anki:
    """Knows two notes of the deck things, and writes `export` where it is to export a deck."""

    def __init__(self, folder: Path, export: bytes | None) -> None:
        (folder / "collection.media").mkdir(parents=True, exist_ok=True)
        (folder / "collection.anki2").touch()
        self._folder, self._export = folder, export

    def answer(self, action: str, params: dict[str, Any]) -> Any:
        """What AnkiConnect would say."""
        design = next(iter(designs()))
        said: dict[str, Callable[[], Any]] = {
            "requestPermission": lambda: {"permission": "granted"},
            "apiReflect": lambda: {"actions": params["actions"]},
            "modelNamesAndIds": lambda: {"Basic": 1_500_000_000_000, str(design.name): design.id},
            "modelFieldNames": lambda: list(FIELDS),
            "modelTemplates": lambda: {one.name: {"Front": one.front, "Back": one.back} for one in design.templates},
            "modelStyling": lambda: {"css": design.css},
            "findNotes": lambda: self._find(params["query"]),
            "notesInfo": lambda: [self._note(id_) for id_ in params["notes"]],
            "getDecks": lambda: {"Things": params["cards"]},
            "deckNames": lambda: ["Default", "Things"],
            "getMediaDirPath": lambda: str(self._folder / "collection.media"),
            "exportPackage": lambda: self._write(Path(params["path"])),
            "importPackage": lambda: True,
            "suspend": lambda: True,
            "deleteNotes": lambda: None,
        }
        return said[action]()

    def _find(self, query: str) -> list[int]:
        """Two notes of the deck, and one that is not of it."""
        if query == "deck:*":
            return [7, *IDS]
        return [] if query.startswith(("deck:", '"note:')) else [*IDS]

    def _write(self, path: Path) -> bool:
        if self._export is not None and path.parent.is_dir():
            path.write_bytes(self._export)
        return True

    def _note(self, id_: int) -> dict[str, Any]:
        texts = {name: f"{name} {id_}" for name in FIELDS} | {"Key": f"things/what-is-thing-{1 + (id_ - FIRST) // 2}"}
        fields = {name: {"value": texts[name], "order": at} for at, name in enumerate(FIELDS)}
        told = {"noteId": id_, "modelName": str(next(iter(designs())).name), "tags": ["t"], "fields": fields}
        return told | {"cards": [id_ + 1], "mod": 1_600_000_000}


class Stranger(Anki):
    """Knows one note, and none of the deck."""

    def _find(self, query: str) -> list[int]:
        return [7] if query == "deck:*" else []


def reply(result: object, error: object = None) -> bytes:
    """The body of a reply."""
    return json.dumps({"result": result, "error": error}).encode()


def whole(body: bytes, status: str = "200 OK") -> bytes:
    """A reply over HTTP."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def lying(anki: Anki, lies: dict[str, Send], asked: list[str] | None = None) -> Iterator[int]:
    """Serve `anki` on loopback; actions among `lies` are answered by those. Yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, anki, lies, [] if asked is None else asked))
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            # What wakes the thread that waits for the next question: one that ends at once.
            socket.create_connection(server.getsockname()).close()
            thread.join()


def _serve(server: socket.socket, anki: Anki, lies: dict[str, Send], asked: list[str]) -> None:
    while True:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as lines:
            length = 0
            while (line := lines.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                return
            question = json.loads(lines.read(length))
            action = question["action"]
            asked.append(action)
            try:
                if action in lies:
                    lies[action](connection, action)
                else:
                    connection.sendall(whole(reply(anki.answer(action, question["params"]))))
            except OSError:
                continue  # The other side has heard enough.
