"""What the rules look at: the cards, the notes made of them, and what the lock remembers of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.cards import EditedCard, Note, Origin, SourceCard
from generator.lint.heard import Spelt, Tongue
from generator.lint.prints import Prints

EMPTY = re.compile(r"(?:\s|&nbsp;|</?(?:br|div|p)\s*/?>)*")
"""What Anki takes for an empty field (its template code asks just that), and paragraphs without words."""


class Shipped(NamedTuple):
    """How a note last went out: its note type's name, and the numbers of its clozes."""

    note_type: str
    clozes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A deck before it is shipped: cards and notes in the same order, `shipped` by key.

    `doubtful` are the scraped cards that are left out because nobody has said yet which they are. `folder` is the
    deck's as messages show it, `media` the packaged names of its files by path, `sizes` their bytes, `snippets` the
    names of its simulations, `bound` the keys that those name and where, `words` and `language` what deck.toml says of
    spelling, `drifted` the note types that are not as last shipped. `tongue` is what the whole deck tells where the
    cards are only a part of it. `prints`, `spelt` and `numbered` are those of the cards, where they are known already.
    """

    cards: Sequence[EditedCard]
    notes: tuple[Note, ...]
    shipped: Mapping[str, Shipped]
    doubtful: tuple[SourceCard, ...] = ()
    folder: str = ""
    media: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    snippets: tuple[str, ...] = ()
    bound: tuple[tuple[Origin, str], ...] = ()
    words: tuple[str, ...] = ()
    language: str = ""
    drifted: tuple[str, ...] = ()
    tongue: Tongue | None = None
    prints: Prints | None = None
    spelt: Spelt | None = None
    numbered: tuple[tuple[Origin, str, str], ...] | None = None
