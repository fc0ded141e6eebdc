"""The rule on text that was once decoded wrongly: the only door to ftfy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.cards import Origin, Problem, Text
from generator.lint.material import Material

_DOUBTFUL = re.compile("[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[\x80-\x9fŒœÂÃВГРСΒΓΞΟ]))")
"""What text must hold to be taken for wrongly decoded: ftfy.badness asks for two odd characters, or one of these."""


def mojibake(material: Material) -> Iterator[Problem]:
    """UTF-8 read as Windows-1252 shows "Ã©" for "é"; what was meant can be told, and is offered, never put in."""
    for card in material.cards:
        for text in (card.question, card.answer):
            if text is not None and not text.value.isascii() and _DOUBTFUL.search(text.value):
                for line, broken, meant in _repairs(text):
                    message = (
                        f'"{_short(broken)}" looks like text that was decoded wrongly and may mean "{_short(meant)}"; '
                        f"if so, write that in edits.md under ## {{#{card.key}}}"
                    )
                    yield Problem(Origin(text.origin.path, line), "mojibake", message, card.key)


def _repairs(text: Text) -> Iterator[tuple[int, str, str]]:
    """Each line that can be repaired: its number, as it is, and as it was meant."""
    from ftfy import fix_encoding  # only decks with more than ASCII wait for it

    for at, line in enumerate(text.value.split("\n")):
        if not line.isascii() and (meant := fix_encoding(line)) != line:
            yield text.origin.line + at, line, meant


def _short(line: str) -> str:
    words = " ".join(line.split())
    return words if len(words) <= 60 else words[:59] + "…"
