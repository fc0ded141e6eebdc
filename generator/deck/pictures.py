"""The folder media/ in, its files out, each under a name made from its content: a note cannot name two."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

from generator.cards import Picture
from generator.errors import DeckwrightError

ENDINGS = (
    *(".apng", ".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
    *(".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav"),
    *(".mp4", ".webm"),
)
"""What media/ may hold: pictures, sound, film. A page or a script has no place on a card."""


def read_pictures(folder: Path, shown: str) -> dict[str, Picture]:
    """Every file below `folder` by its path as edits.md writes it ("media/x.png").

    Raises DeckwrightError for a link that leads out of the folder and for files that are no media.
    """
    if not folder.is_dir():
        return {}
    root = folder.resolve()
    pictures = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).as_posix()
        if path.is_dir() or path.name in (".DS_Store", "Thumbs.db", ".gitkeep"):
            continue
        if not path.resolve().is_relative_to(root) or not path.is_file():
            raise DeckwrightError(f"{shown}/{inside}: this leads out of media/; put the file itself there.")
        pictures[f"media/{inside}"] = _read(path, f"{shown}/{inside}")
    return pictures


def _read(path: Path, shown: str) -> Picture:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise DeckwrightError(f"{shown}: no picture, sound or film ({', '.join(ENDINGS)}); move it out of media/.")
    data = path.read_bytes()
    if ending == ".svg":
        _check_svg(data, shown)
    return Picture(f"dw-{hashlib.sha256(data).hexdigest()[:20]}{ending}", data)


def _check_svg(data: bytes, shown: str) -> None:
    """Refuse a drawing that could run or fetch anything."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        raise DeckwrightError(f"{shown}: a drawing with a DOCTYPE is refused; save it as plain SVG without one.")
    try:
        elements = list(ElementTree.fromstring(data).iter())  # noqa: S314  (no DOCTYPE, so no entities)
    except ElementTree.ParseError as error:
        raise DeckwrightError(f"{shown}: this is not a drawing that can be read ({error}).") from error
    for element in elements:
        if wrong := _active_part(element):
            raise DeckwrightError(f"{shown}: a drawing with {wrong} is refused; save it as plain SVG without it.")


def _active_part(element: ElementTree.Element) -> str:
    tag = str(element.tag).rpartition("}")[2].lower()
    if tag in ("script", "foreignobject", "iframe", "handler", "listener"):
        return f"<{tag}>"
    for name, value in element.attrib.items():
        bare = name.rpartition("}")[2].lower()
        if bare.startswith("on"):
            return f"the attribute {bare}"
        if bare in ("href", "src") and not value.strip().startswith(("#", "data:image/")):
            return f"a link to {value[:60]}"
    style = (element.text or "") if tag == "style" else ""
    for value in (style, *element.attrib.values()):
        if re.search(r"@import|url\(\s*[\"']?(?!#|data:image/|[\"']?#)", value, re.IGNORECASE):
            return "a style that fetches something"
    return ""
