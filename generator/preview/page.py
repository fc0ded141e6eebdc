"""A view in, its page out: styles, scripts, cards and media in one file that may not load anything else."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import mimetypes
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from generator.cards import Problem
from generator.comparison import FieldChange
from generator.notetype import designs
from generator.preview.templates import sides
from generator.preview.view import CHANGES, Entry, View

_SCRIPTS = ("card.js", "entry.js", "filters.js", "page.js")
_PLACE = re.compile(r"%(title|policy|style|data|script|live)%")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SCREEN = re.compile(r"@media (?=\((?:max|min)-width:)")
_CONTEXT = 8

FOLDER = "preview-media"
"""Where the files lie that are too large to be inside the page."""

EMBEDDED = 4 << 20
"""Bytes of media inside a page: a browser holds each three times over, and a page of 250 MB opens on no phone."""


@dataclass(frozen=True, slots=True)
class Page:
    """The HTML, and a version that changes exactly when what it shows does.

    `files` are those that the page links to, by their paths beside it.
    """

    html: str
    version: str
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def page(view: View, *, live: bool = False) -> Page:
    """The page of `view`; a `live` one listens to the server it came from, and loads anew when that says so."""
    linked = _linked(view.media)
    data, script = _data(view, linked), _own_script()
    version = hashlib.sha256(data.encode()).hexdigest()[:16]
    parts = {
        "title": html.escape(view.name),
        "policy": _policy(script, live=live, links=bool(linked)),
        "style": _style(),
        "data": data,
        "script": script,
        "live": version if live else "",
    }
    files = {f"{FOLDER}/{name}": view.media[name] for name in linked}
    return Page(_PLACE.sub(lambda found: parts[found[1]], _read("page.html")), version, files)


def is_ours(path: Path) -> bool:
    """Tell whether the file is such a page: its first lines have what no other program writes there; or is empty."""
    with path.open("rb") as file:
        begin = file.read(200)
    return not begin or b" data-live=" in begin


def _linked(media: Mapping[str, bytes]) -> frozenset[str]:
    """Choose the files that lie beside the page: the largest, until those in it are no more than EMBEDDED together."""
    inside, linked = sum(map(len, media.values())), set()
    for name in sorted(media, key=lambda name: (-len(media[name]), name)):
        if inside <= EMBEDDED:
            break
        inside -= len(media[name])
        linked.add(name)
    return frozenset(linked)


def _policy(script: str, *, live: bool, links: bool) -> str:
    """Allow nothing to be loaded but what lies beside the page, and no script but its own and those of templates."""
    beside = " 'self' file:" if links else ""  # for some browsers a file is not of the same origin as the next one
    templates = "".join(template.front + template.back for design in designs() for template in design.templates)
    known = dict.fromkeys([script, *_SCRIPT.findall(templates)])
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in known)
    rules = [
        "default-src 'none'",
        f"script-src {hashes}",
        "style-src 'unsafe-inline'",
        f"img-src data:{beside}",
        f"media-src data:{beside}",
        "connect-src 'self'" if live else "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(rules)


def _style() -> str:
    """The page's own style, and the note types': their rules for a narrow window hold for a narrow card."""
    styles = dict.fromkeys(design.css for design in designs())
    return _read("page.css") + "\n" + _SCREEN.sub("@container card ", "\n".join(styles))


def _own_script() -> str:
    return "(() => {\n" + "\n".join(map(_read, _SCRIPTS)) + "\n})();"


def _data(view: View, linked: Set[str]) -> str:
    """All that the scripts show, as JSON in which nothing can end the element around it."""
    content = {
        "name": view.name,
        "slug": view.slug,
        "description": view.description,
        "language": view.language,
        "against": view.against,
        "retired": view.retired,
        "changes": CHANGES,
        "problems": _problems(view.problems),
        "entries": [_entry(entry) for entry in view.entries],
        "media": {
            name: f"{FOLDER}/{quote(name)}" if name in linked else _data_uri(name, data)
            for name, data in view.media.items()
        },
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _entry(entry: Entry) -> dict[str, object]:
    types = {design.name: design for design in designs()}
    made = sides(entry.note, types[entry.note.note_type]) if entry.note else ()
    return {
        "key": entry.key,
        "number": entry.number,
        "place": entry.place,
        "question": entry.question,
        "provenance": entry.provenance,
        "draft": entry.draft,
        "ships": entry.ships,
        "tags": entry.note.tags if entry.note else (),
        "cards": [[f"{card.template} {card.number}", card.number, card.front, card.back] for card in made],
        "problems": _problems(entry.problems),
        "change": entry.change,
        "fields": [{"name": change.name, "words": _words(change)} for change in entry.fields],
    }


def _problems(problems: Iterable[Problem]) -> list[dict[str, object]]:
    return [
        {"place": str(each.origin), "rule": each.rule, "message": each.message, "error": each.is_error}
        for each in problems
    ]


def _words(change: FieldChange) -> list[tuple[str, str]]:
    """The words that go and come with a few around them; dots for the others, nothing where only markup differs."""
    marks = [word.mark for word in change.words]
    near = {at + step for at, mark in enumerate(marks) if mark != " " for step in range(-_CONTEXT, _CONTEXT + 1)}
    runs: list[tuple[str, str]] = []
    for at, word in enumerate(change.words):
        mark, text = (word.mark, word.text) if at in near else (" ", "…")
        if runs and runs[-1][0] == mark:
            if not runs[-1][1].endswith(text) or text != "…":
                runs[-1] = (mark, f"{runs[-1][1]} {text}")
        else:
            runs.append((mark, text))
    return runs if near else []


def _data_uri(name: str, data: bytes) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


@cache
def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8").strip()
