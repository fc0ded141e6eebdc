"""AnkiConnect as the add-on speaks it, on loopback, with a real Anki collection behind it; also its ways to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from anki.collection import DeckIdLimit, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki_bench import Bench

Answer = tuple[int, bytes]


class Api:
    """The actions, as the add-on does them; its import merges note types, which the import dialog does not."""

    def __init__(self, bench: Bench, *, key: str = "", tells_mod: bool = True) -> None:
        self.col, self.key, self.tells_mod = bench.col, key, tells_mod
        self.asked: list[str] = []

    def requestPermission(self) -> dict[str, object]:
        return {"permission": "granted", "requireApikey": bool(self.key), "version": 6}

    def apiReflect(self, scopes: list[str], actions: list[str]) -> dict[str, object]:
        return {"scopes": scopes, "actions": [name for name in actions if hasattr(self, name)]}

    def modelNamesAndIds(self) -> dict[str, int]:
        return {kind.name: kind.id for kind in self.col.models.all_names_and_ids()}

    def modelFieldNames(self, modelName: str) -> list[str]:
        return self.col.models.field_names(self._kind(modelName))

    def modelTemplates(self, modelName: str) -> dict[str, object]:
        return {one["name"]: {"Front": one["qfmt"], "Back": one["afmt"]} for one in self._kind(modelName)["tmpls"]}

    def modelStyling(self, modelName: str) -> dict[str, str]:
        return {"css": self._kind(modelName)["css"]}

    def deckNames(self) -> list[str]:
        return [deck.name for deck in self.col.decks.all_names_and_ids()]

    def findNotes(self, query: str) -> list[int]:
        return list(self.col.find_notes(query))

    def notesInfo(self, notes: list[int]) -> list[dict[str, object]]:
        return [self._info(id_) for id_ in notes]

    def getDecks(self, cards: list[int]) -> dict[str, list[int]]:
        decks: dict[str, list[int]] = {}
        for card in cards:
            decks.setdefault(self.col.decks.name(self.col.get_card(card).did), []).append(card)
        return decks

    def getMediaDirPath(self) -> str:
        return self.col.media.dir()

    def exportPackage(self, deck: str, path: str, includeSched: bool) -> bool:
        options = ExportAnkiPackageOptions(with_scheduling=includeSched, with_media=True, legacy=True)
        limit = DeckIdLimit(deck_id=self.col.decks.id_for_name(deck))
        self.col.export_anki_package(out_path=path, options=options, limit=limit)
        return True

    def importPackage(self, path: str) -> bool:
        options = ImportAnkiPackageOptions(merge_notetypes=True, with_scheduling=True, with_deck_configs=True)
        self.col.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options))
        self.col.models._clear_cache()
        return True

    def suspend(self, cards: list[int]) -> bool:
        self.col.sched.suspend_cards(cards)
        return True

    def deleteNotes(self, notes: list[int]) -> None:
        self.col.remove_notes(notes)

    def answer(self, body: bytes) -> Answer:
        """One exchange: status and body. The status is 200 for refusals, too."""
        asked = json.loads(body)
        name = asked["action"]
        self.asked.append(name)
        try:
            if name != "requestPermission" and asked.get("key", "") != self.key:
                raise PermissionError("valid api key must be provided")
            if name.startswith("_") or not hasattr(self, name):
                raise AttributeError("unsupported action")
            said = {"result": getattr(self, name)(**asked["params"]), "error": None}
        except Exception as error:
            said = {"result": None, "error": str(error)}
        return 200, json.dumps(said).encode()

    def _kind(self, name: str) -> dict[str, Any]:
        found = self.col.models.by_name(name)
        if found is None:
            raise KeyError(f"model was not found: {name}")
        return found

    def _info(self, id_: int) -> dict[str, object]:
        note = self.col.get_note(id_)
        fields = {name: {"value": value, "order": at} for at, (name, value) in enumerate(note.items())}
        kind = note.note_type()
        assert kind is not None
        told = {"noteId": note.id, "tags": note.tags, "fields": fields, "modelName": kind["name"]}
        cards = {"cards": [card.id for card in note.cards()]}
        return told | cards | ({"mod": note.mod} if self.tells_mod else {})


@contextmanager
def serving(answer: Callable[[bytes], Answer | None]) -> Iterator[int]:
    """A server on loopback that answers so; yields its port. None breaks the connection off."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert "Origin" not in self.headers
            said = answer(self.rfile.read(int(self.headers["Content-Length"])))
            if said is None:
                return
            self.send_response(said[0])
            self.send_header("Content-Length", str(len(said[1])))
            self.end_headers()
            self.wfile.write(said[1])

        def log_message(self, *words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
