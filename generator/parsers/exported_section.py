"""The lines of one section of a Markdown export in, what they say of its card out."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from generator.cards import NoteType
from generator.exchange import is_title, unshielded

_CALLOUT = re.compile(r"> \[!(question|source|extra)\] ?(.*)")
_TAGS = re.compile(r' tags="([^"]*)"')


def is_deck(lines: Sequence[str], at: int, starts: Sequence[int]) -> bool:
    """Whether the line at this index names the deck of the sections below: the first line, or one right above any."""
    if not is_title(lines[at]):
        return False
    following = next((place for place in range(at + 1, len(lines)) if lines[place].strip()), None)
    return at == next((place for place, line in enumerate(lines) if line.strip()), 0) or following in starts


def read_section(lines: Sequence[str]) -> dict[str, str]:
    """What the section says, by the names of exchange.COLUMNS."""
    heading, _, attributes = lines[0].removeprefix("## ").rpartition("{#")
    tags = _TAGS.search(attributes)
    said = attributes[: tags.start()] if tags else attributes
    rest, callouts = _callouts(lines[1:])
    return {
        "Question": callouts.get("question", heading.removesuffix(" ")),
        "Answer": unshielded("\n".join(rest).strip("\n")),
        "Source": callouts.get("source", ""),
        "Extra": callouts.get("extra", ""),
        "Tags": html.unescape(tags.group(1)) if tags else "",
        "Type": NoteType.CLOZE if "type=cloze" in said else NoteType.QA,
        "Reversed": "yes" if ".reversed" in said else "",
    }


def _callouts(lines: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The lines that are no callout's, and the callouts by name."""
    rest: list[str] = []
    found: dict[str, list[str]] = {}
    inside = ""
    for line in lines:
        begun = _CALLOUT.fullmatch(line)
        if begun:
            inside = begun.group(1)
            found[inside] = [begun.group(2)]
        elif inside and line.startswith(">"):
            found[inside].append(line[1:].removeprefix(" "))
        else:
            inside = ""
            rest.append(line)
    return rest, {name: "\n".join(words) for name, words in found.items()}
