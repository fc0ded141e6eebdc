"""What every form of export is written from: the shipped cards, their words in one markup."""

from __future__ import annotations

from dataclasses import dataclass

from generator.cards import Markup, NoteType


@dataclass(frozen=True, slots=True)
class Entry:
    """One shipped card: its words, and `fields` as Anki stores them."""

    key: str
    guid: str
    deck: str
    note_type: NoteType
    tags: tuple[str, ...]
    reversed: bool
    question: str
    answer: str
    source: str
    extra: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """A deck with its cards in the order of study; all words are to be read as `markup` says."""

    deck: str
    markup: Markup
    entries: tuple[Entry, ...]
