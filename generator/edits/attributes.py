"""The words between braces behind a section's heading in, their meaning out: {#key .draft tags="a b"}."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from generator.cards import Origin
from generator.errors import DeckwrightError, nearest

FLAGS = ("added", "draft", "reversed")
VALUES = ("by", "on", "tags", "type", "simulation", "was", "allow")
_PIECE = re.compile(r'\s*(?:([#.])([^\s#.="]+)|([A-Za-z-]+)=(?:"([^"]*)"|([^\s"]+)))(?=\s|$)')
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Attributes:
    """A heading's attributes: the card's key, the flags that are set, and the values by name."""

    key: str
    flags: frozenset[str]
    values: dict[str, str]


def split_heading(heading: str) -> tuple[str, str | None]:
    """A heading as its text and what stands in its attribute braces; None where it has none."""
    text, brace, attributes = heading.rpartition("{#")
    if not brace or not attributes.rstrip().endswith("}"):
        return heading.strip(), None
    return text.strip(), "#" + attributes.rstrip()[:-1]


def read_attributes(text: str, origin: Origin) -> Attributes:
    """The attributes written as `text`. Raises DeckwrightError for a word that is none, with the nearest."""
    key, flags, values, at = "", set(), {}, 0
    text = text.rstrip()
    while at < len(text):
        piece = _PIECE.match(text, at)
        if not piece:
            raise DeckwrightError(
                f'{origin}: "{text[at:].strip()}" cannot be read as an attribute; write {{#key .flag name="value"}}.'
            )
        mark, word, name, quoted, bare = piece.groups()
        if mark == "#" and key:
            raise DeckwrightError(f'{origin}: two keys, "{key}" and "{word}"; a section is about one card.')
        if name in values:
            raise DeckwrightError(f"{origin}: {name}= stands here twice; make it one.")
        if mark == "#":
            key = word
        elif mark == ".":
            flags.add(_known(word, FLAGS, ".", origin))
        else:
            values[_known(name, VALUES, "", origin)] = quoted if quoted is not None else bare
        at = piece.end()
    if not _KEY.fullmatch(key):
        raise DeckwrightError(f'{origin}: "{key}" is no card\'s key; a key has only a-z, 0-9 and single hyphens.')
    return Attributes(key, frozenset(flags), values)


def reworded(heading: str, without: Collection[str], also: str = "") -> str:
    """A heading with its attributes but for those in `without` (".draft", "by="), and with `also` behind them."""
    at = heading.rindex("{#")
    pieces = _PIECE.finditer(heading[at + 1 :].rstrip()[:-1])
    named = [(f"{found[1] or ''}{found[2] or ''}" or f"{found[3]}=", found.group().strip()) for found in pieces]
    kept = [piece for name, piece in named if name not in without]
    return f"{heading[:at]}{{{' '.join([*kept, also] if also else kept)}}}"


def _known(word: str, known: tuple[str, ...], prefix: str, origin: Origin) -> str:
    if word in known:
        return word
    everything = [f".{flag}" for flag in FLAGS] + [f"{value}=" for value in VALUES]
    raise DeckwrightError(
        f'{origin}: there is no attribute "{prefix}{word}".{nearest(prefix + word, everything)} '
        f"The attributes are {', '.join(everything)}."
    )
