"""The cards of a deck in, one HTML page that shows them as Anki does out; it needs no server and no network."""

from __future__ import annotations

import base64
import hashlib
import html
import mimetypes
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources

from generator import notetype
from generator.preview.entries import Change, Entry

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_SOUND = re.compile(r"\[sound:([^\]]+)\]")
_MARKS = {"-": "del", "+": "ins", " ": "span"}


def page(name: str, entries: Sequence[Entry], general: Iterable[str], media: Mapping[str, bytes], *, live: bool) -> str:
    """The page of the deck `name`; `general` are the problems of no card, `media` the packaged files by name.

    A `live` page asks the server it came from whether there is a newer one.
    """
    files = {each: _data_uri(each, data) for each, data in media.items()}
    script = _read("page.js") + (_read("live.js") if live else "")
    design = notetype.designs()[0]
    texts = {
        "policy": _policy(script, live=live),
        "title": html.escape(name),
        "css": f"{design.css}\n{_read('page.css')}",
        "general": "".join(f"<li>{html.escape(problem)}</li>" for problem in general),
        "rules": _options(sorted({rule for entry in entries for rule, _ in entry.problems})),
        "tags": _options(sorted({tag for entry in entries for tag in entry.tags})),
        "sources": _options(sorted({entry.provenance for entry in entries})),
        "states": _options(sorted({entry.status for entry in entries if entry.status})),
        "entries": "".join(_entry(entry, files) for entry in entries),
        "script": script,
    }
    return re.sub(r"%(\w+)%", lambda place: texts.get(place[1], place[0]), _read("page.html"))


def _entry(entry: Entry, files: Mapping[str, str]) -> str:
    data = {
        "rules": " ".join(rule for rule, _ in entry.problems),
        "tags": " ".join(entry.tags),
        "source": entry.provenance,
        "state": entry.status,
    }
    said = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    marks = [entry.provenance, entry.status, *entry.tags]
    shown = "".join(f'<span class="pv-mark">{html.escape(mark)}</span>' for mark in marks if mark)
    head = f'<h2>{html.escape(entry.key)}</h2>{shown}<span class="pv-place">{html.escape(entry.origin)}</span>'
    wrong = "".join(f"<li>{html.escape(message)}</li>" for _, message in entry.problems)
    problems = f'<ul class="pv-problems">{wrong}</ul>' if wrong else ""
    body = "".join(_card(each.name, each.question, each.answer, files) for each in entry.cards)
    none = f'<p class="pv-none">{html.escape(entry.question)}</p>'
    changes = "".join(map(_change, entry.changes))
    inside = f"<header>{head}</header>{problems}{changes}{body or none}"
    return f'<article class="pv-entry" id="{entry.key}"{said}>{inside}</article>\n'


def _card(name: str, question: str, answer: str, files: Mapping[str, str]) -> str:
    sides = (
        f'<div class="card pv-question">{_with_files(question, files)}</div>'
        f'<div class="card pv-answer" hidden>{_with_files(answer, files)}</div>'
    )
    turn = '<button type="button">Show answer</button>'
    return f'<div class="pv-card" role="group" aria-label="{html.escape(name)}">{sides}{turn}</div>'


def _change(change: Change) -> str:
    words = " ".join(f"<{_MARKS[mark]}>{html.escape(word)}</{_MARKS[mark]}>" for mark, word in change.words)
    return f'<p class="pv-change"><b>{html.escape(change.name)}</b> {words}</p>'


def _with_files(side: str, files: Mapping[str, str]) -> str:
    """The side with pictures and sound within itself."""
    played = _SOUND.sub(lambda sound: f'<audio controls preload="none" src="{files.get(sound[1], "")}"></audio>', side)
    return (
        re.sub(r'(<img src=")([^"]+)"', lambda found: f'{found[1]}{files.get(found[2], "")}"', played)
        if files
        else played
    )


def _data_uri(name: str, data: bytes) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _options(values: Iterable[str]) -> str:
    return "".join(f"<option>{html.escape(value)}</option>" for value in values)


def _policy(script: str, *, live: bool) -> str:
    """What the page may do (Content Security Policy): run these scripts, and nothing else; fetch nothing."""
    of_cards = {
        found for design in notetype.designs() for each in design.templates for found in _SCRIPT.findall(each.back)
    }
    hashes = " ".join(f"'sha256-{_sha256(text)}'" for text in sorted({script, *of_cards}))
    connect = "'self'" if live else "'none'"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; media-src data:; "
        f"connect-src {connect}; base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
