"""What the preview shows of one card of the deck."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.preview.cards import Sides


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an import would change: its name, and its words with " ", "-" or "+" before each."""

    name: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A card of the deck: where it stands, who wrote it, what is wrong with it, and the cards Anki makes of it.

    `question` is shown where Anki makes none. `status` is what an import would do ("" where that was not asked).
    """

    key: str
    origin: str
    provenance: str
    question: str
    tags: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    cards: tuple[Sides, ...] = field(default=(), repr=False)
    status: str = ""
    changes: tuple[Change, ...] = ()
