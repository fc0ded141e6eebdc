"""What an export says of each card in, by the names of its columns; the page with its cards out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TypeAlias

from generator.cards import NoteType, Origin, ParsedPage, SourceCard
from generator.errors import DeckwrightError
from generator.parsers.ledger import Ledger

Values: TypeAlias = Mapping[str, str]
"""A card by exchange.COLUMNS, and its Key where the export has it, each a text; what is not there is ""."""
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def close(ledger: Ledger, found: Iterable[tuple[int, int, Values]]) -> ParsedPage:
    """The page of these cards, each with its first and last line from 1.

    Raises DeckwrightError where some of them are Markdown and others plain text, or one has no known type.
    """
    told = list(found)
    root = common_root([values.get("Deck", "") for _, _, values in told])
    for first, last, values in told:
        ledger.add_row(first, last, _card(Origin(ledger.path, first), values, root))
    repeated_guids(ledger)
    markups = Counter(values.get("Markup", "") for _, _, values in told)
    if len(markups) > 1:
        wanted = ", ".join(f'"{name}" {times} times' for name, times in sorted(markups.items()))
        raise DeckwrightError(f"{ledger.path}:1: the column Markup must say the same of all cards; it says {wanted}.")
    return replace(ledger.close(root), deck=root, markdown="markdown" in markups)


def common_root(decks: Sequence[str]) -> str:
    """What the names of all decks begin with, in whole parts."""
    split = [deck.split("::") for deck in dict.fromkeys(decks) if deck]
    if not split:
        return ""
    levels = zip(*split, strict=False)
    return "::".join(parts[0] for parts in takewhile(lambda parts: len(set(parts)) == 1, levels))


def below(deck: str, root: str) -> str:
    """The rest of a deck's name behind the root of all, which is the title of its page."""
    return deck.removeprefix(root).removeprefix("::")


def home(key: str) -> str:
    """Tell which deck a note of ours came from by its Key field; "*" where that does not say."""
    prefix, slash, _ = key.partition("/")
    return prefix if slash and _PREFIX.fullmatch(prefix) else "*"


def repeated_guids(ledger: Ledger) -> None:
    """Report each card whose guid another card had before it."""
    seen: dict[str, int] = {}
    for card in ledger.cards:
        if card.guid and card.guid in seen:
            message = f"the guid {card.guid} stands on line {seen[card.guid]} already, so this note gets one of its own"
            ledger.problem("known-guid", card.origin.line - 1, message)
        seen.setdefault(card.guid, card.origin.line)


def _card(origin: Origin, values: Values, root: str) -> SourceCard:
    kind = values.get("Type", NoteType.QA)
    if kind not in list(NoteType):
        raise DeckwrightError(
            f'{origin}: there is no note type "{kind}"; the column Type says {" or ".join(NoteType)}.'
        )
    return SourceCard(
        question=values.get("Question", ""),
        answer=values.get("Answer") or None,
        origin=origin,
        question_line=origin.line,
        answer_line=origin.line,
        page=below(values.get("Deck", ""), root),
        guid=values.get("Guid", ""),
        note_type=NoteType(kind),
        tags=tuple(values.get("Tags", "").split()),
        source=values.get("Source", ""),
        extra=values.get("Extra", ""),
        reversed=bool(values.get("Reversed")),
        came_from=home(values.get("Key", "")) if values.get("Guid") else "",
    )
