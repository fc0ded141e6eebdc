"""What a rule found that has one right answer in, the same put right in edits.md out: what `check --fix` does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator import editing, lint
from generator.stages import Prepared

_ADDRESS = re.compile(r"\]\([^()\n]*\)|<[^<>\s]*>|\b\w+://\S*|(?<!\\)\$[^$\n]*(?<!\\)\$")
"""What may hold a misspelt word that has to stay: addresses, names of files, formulas."""

_SOURCE = re.compile(r"(?m)^ {0,3}> ?\[!source\].*(?:\n {0,3}>(?! ?\[!).*)*")
"""The callout that names where an answer can be read; titles are quoted as they are."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A word of a card that was put right."""

    key: str
    word: str
    meant: str


def fix(prepared: Prepared) -> list[Fixed]:
    """Write every misspelt word that has one right spelling as it should be, in edits.md; the page stays as it is.

    A card may keep its words with allow=; one whose edit is stale waits, for a changed edit counts as accepted.
    Raises DeckwrightError where edits.md cannot be written.
    """
    wanted: dict[str, dict[str, str]] = {}
    stale = {problem.key for problem in prepared.problems if problem.rule == "stale-edit"}
    reported = {problem.key for problem in prepared.problems if problem.rule == "misspelling"} - stale - {""}
    settings = prepared.deck.settings
    material = lint.Material(prepared.cards, (), {}, words=settings.words, language=settings.language)
    for found in lint.misspellings(material) if reported else ():
        if len(found.meant) == 1 and found.card.key in reported:
            wanted.setdefault(found.card.key, {})[found.word] = found.meant[0]
    return [done for key, words in wanted.items() for done in _fix_card(prepared, key, words)]


def _fix_card(prepared: Prepared, key: str, words: Mapping[str, str]) -> Sequence[Fixed]:
    """The words of one card that were put right; none where its section leaves no place for them."""
    offered = editing.offer(prepared, key)
    text, done = _reworded(offered.text, words)
    section = editing.taken(offered, text)
    if not section:
        return ()
    editing.keep(prepared.deck, offered, section)
    return [Fixed(key, word, meant) for word, meant in words.items() if word in done]


def _reworded(text: str, words: Mapping[str, str]) -> tuple[str, set[str]]:
    """The section with other words, and which there were; braces of the heading, code and addresses are left alone."""
    whole = re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, words))})(?![\w/-])")
    found = list(whole.finditer(_masked(text)))
    parts, at = [], 0
    for word in found:
        parts += [text[at : word.start()], words[word.group()]]
        at = word.end()
    return "".join([*parts, text[at:]]), {word.group() for word in found}


def _masked(text: str) -> str:
    """The section with blanks wherever no word may be changed; all else keeps its place."""
    heading, newline, body = text.partition("\n")
    at = heading.rindex("{#")
    masked = lint.without_code(f"{heading[:at]}{' ' * (len(heading) - at)}{newline}{body}")
    for part in (_SOURCE, _ADDRESS):
        masked = part.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), masked)
    return masked
