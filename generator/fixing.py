"""What a rule found that has one right answer in, the same put right in edits.md out: what `check --fix` does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator import editing, lint
from generator.stages import Prepared


@dataclass(frozen=True, slots=True)
class Fixed:
    """A word of a card that was put right."""

    key: str
    word: str
    meant: str


def fix(prepared: Prepared) -> list[Fixed]:
    """Write every misspelt word that has one right spelling as it should be, in edits.md; the page stays as it is.

    Raises DeckwrightError where edits.md cannot be written.
    """
    deck = prepared.deck
    material = lint.Material(prepared.cards, (), {}, words=deck.settings.words, language=deck.settings.language)
    wanted: dict[str, dict[str, str]] = {}
    for found in lint.misspellings(material):
        if len(found.meant) == 1 and "misspelling" not in deck.settings.rules:
            wanted.setdefault(found.card.key, {})[found.word] = found.meant[0]
    return [done for key, words in wanted.items() for done in _fix_card(prepared, key, words)]


def _fix_card(prepared: Prepared, key: str, words: Mapping[str, str]) -> Sequence[Fixed]:
    """The words of one card; none where its section leaves no place for them."""
    offered = editing.offer(prepared, key)
    section = editing.taken(offered, _reworded(offered.text, words))
    if not section:
        return ()
    editing.keep(prepared.deck, offered, section)
    return [Fixed(key, word, meant) for word, meant in words.items()]


def _reworded(text: str, words: Mapping[str, str]) -> str:
    """The section with other words; the heading's braces, in which the key stands, are left alone."""
    heading, _, body = text.partition("\n")
    at = heading.rindex("{#")
    whole = re.compile(rf"(?<![\w`/-])(?:{'|'.join(map(re.escape, words))})(?![\w`/-])")
    asked, told = (whole.sub(lambda found: words[found.group()], part) for part in (heading[:at], body))
    return f"{asked}{heading[at:]}\n{told}"
