"""The folder media/ in, its files out, each under a name made from its content: a note cannot name two."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cards import Picture
from generator.deck.finding import files_below
from generator.errors import DeckwrightError
from generator.normal_form import nfc

if TYPE_CHECKING:
    from xml.etree import ElementTree

ENDINGS = (
    *(".apng", ".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
    *(".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"),
    *(".mp4", ".webm"),
)
"""What media/ may hold: pictures, sound, film. A page or a script has no place on a card."""

_HIDES = (
    (re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE), "a DOCTYPE"),
    (re.compile(r"<\?xml-stylesheet"), "a style sheet of its own"),
)
_OTHER_ENCODING = re.compile(r"""<\?xml[^>]*\bencoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_INSIDE = re.compile(r"\s*(?:#|data:image/(?!svg))", re.IGNORECASE)
_FETCHES = re.compile(
    r"""\\|@import|image-set\(|image\(|src\(|url\(\s*["']?(?![\s"']|#|data:image/(?!svg))""", re.IGNORECASE
)
"""What fetches in a style; a backslash could spell any of it."""


def read_pictures(folder: Path, shown: str) -> dict[str, Picture]:
    """Every file below `folder` by its path as edits.md writes it ("media/x.png"), in NFC: some disks part accents.

    Raises DeckwrightError for a link that leads out of the folder and for files that are no media.
    """
    if not folder.is_dir():
        return {}
    root = Path(os.path.realpath(folder))
    if root.parent != Path(os.path.realpath(folder.parent)):
        raise DeckwrightError(f"{shown}: this leads out of the deck's folder; put the files themselves there.")
    pictures = {}
    for path in files_below(folder):
        inside = path.relative_to(folder).as_posix()
        if path.name in (".DS_Store", "Thumbs.db", ".gitkeep"):
            continue
        _check_kind(path, root, f"{shown}/{inside}")
        name = nfc(f"media/{inside}")
        if name in pictures:
            raise DeckwrightError(f"{shown}/{inside}: two files have this name, written differently; rename one.")
        pictures[name] = _read(path, f"{shown}/{inside}")
    return pictures


def _check_kind(path: Path, root: Path, shown: str) -> None:
    """Refuse a link that leads out of media/, and what is no file: a folder that is linked, or a pipe without end."""
    if not Path(os.path.realpath(path)).is_relative_to(root):
        raise DeckwrightError(f"{shown}: this leads out of media/; put the file itself there.")
    if not path.is_file():
        raise DeckwrightError(f"{shown}: this is not a plain file, nor a link to one; put the file itself there.")


def _read(path: Path, shown: str) -> Picture:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise DeckwrightError(f"{shown}: no picture, sound or film ({', '.join(ENDINGS)}); move it out of media/.")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeckwrightError(f"{shown}: cannot be read ({error.strerror}); check the permissions.") from error
    if ending == ".svg":
        _check_svg(data, shown)
    return Picture(f"dw-{hashlib.sha256(data).hexdigest()[:20]}{ending}", data)


def _check_svg(data: bytes, shown: str) -> None:
    """Refuse a drawing that could run or fetch anything."""
    from xml.etree import ElementTree

    text = _svg_text(data, shown)
    for hiding, name in _HIDES:
        if hiding.search(text):
            raise DeckwrightError(f"{shown}: a drawing with {name} is refused; save it as plain SVG without one.")
    try:
        elements = list(ElementTree.fromstring(text).iter())  # noqa: S314  (no DOCTYPE, so no entities)
    except ElementTree.ParseError as error:
        raise DeckwrightError(f"{shown}: this is not a drawing that can be read ({error}).") from error
    for element in elements:
        if wrong := _active_part(element):
            raise DeckwrightError(f"{shown}: a drawing with {wrong} is refused; save it as plain SVG without it.")


def _svg_text(data: bytes, shown: str) -> str:
    """The drawing as text; in another encoding it could say one thing here and another in Anki."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if (data and not text) or _OTHER_ENCODING.match(text):
        raise DeckwrightError(f"{shown}: a drawing is read as UTF-8 only; save it as plain SVG in UTF-8.")
    return text


def _active_part(element: ElementTree.Element) -> str:
    space, _, name = str(element.tag).rpartition("}")
    tag = name.lower()
    if tag in ("script", "foreignobject", "iframe", "handler", "listener"):
        return f"<{tag}>"
    if space.endswith("/xhtml"):
        return "parts of a web page"
    for name, value in element.attrib.items():
        if wrong := _active_attribute(name.rpartition("}")[2].lower(), value):
            return wrong
    styles = [value for name, value in element.attrib.items() if not name.startswith("{")]
    styles += ["".join(element.itertext())] if tag == "style" else []
    return "a style that fetches something" if any(map(_FETCHES.search, styles)) else ""


def _active_attribute(name: str, value: str) -> str:
    if name.startswith("on"):
        return f"the attribute {name}"
    if name in ("href", "src", "base") and not _INSIDE.match(value):
        return f"a link to {value[:60]}"
    moved = value.strip().rpartition(":")[2].lower() if name == "attributename" else ""
    return f"an animation of {moved}" if moved == "href" or moved.startswith("on") else ""
