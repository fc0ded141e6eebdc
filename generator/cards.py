"""The nouns every step shares: frozen values only, from the scraped page to the note that Anki stores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

ERROR_RULES = frozenset(
    {
        "braces-in-cloze",
        "cloze-renumbered",
        "doubtful-match",
        "draft-answer",
        "missing-answer",
        "missing-media",
        "missing-question",
        "no-card",
        "note-type-change",
    }
)
"""The rules whose problems keep a card out of the package; every other rule only warns."""

UNKEEPABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
"""Characters Anki cannot keep: controls but tab and newline, surrogates, noncharacters (Unicode 23.7)."""


def only_shows(text: str) -> bool:
    """Whether each character is a blank, a tab, a line end or one that shows: none is UNKEEPABLE or unseen.

    Tells nearly every text at once, which the pattern takes fifty times as long for.
    """
    return text.replace("\n", "").replace("\t", "").isprintable()


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where something was written: a path as the user would type it, and a line counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong with the material: where, by which rule, and a sentence that helps.

    `key` names the card it is about, once that is known; "" is a problem of the page or the deck.
    """

    origin: Origin
    rule: str
    message: str
    key: str = ""

    @property
    def is_error(self) -> bool:
        """Whether this problem keeps its card out of the package."""
        return self.rule in ERROR_RULES

    def __str__(self) -> str:
        return f"{self.origin}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Page:
    r"""One scraped page: the path as shown in messages, and its text with newlines only as \n.

    Of a page of HTML, `text` is what it shows, `numbers` are the lines of the file that the lines of `text`
    come from, `parts` the classes of the elements each stands in, from the outermost ("<h1>" for a title),
    and `pictures` its pictures: how many lines stand before each, and its address. Else these are ().
    """

    path: str
    text: str
    numbers: tuple[int, ...] = ()
    parts: tuple[tuple[str, ...], ...] = ()
    pictures: tuple[tuple[int, str], ...] = ()


class Fate(StrEnum):
    """What became of one line of a scraped page."""

    BLANK = "blank"
    FURNITURE = "furniture"
    MARKER = "marker"
    QUESTION = "question"
    ANSWER = "answer"
    ROW = "row"
    PROBLEM = "problem"


class LineFate(NamedTuple):
    """The account of one line: what it was taken for, and the number of its card from 1 (0: none)."""

    fate: Fate
    card: int = 0


class NoteType(StrEnum):
    """The two note types, by the names Anki shows."""

    QA = "deckwright Q&A"
    CLOZE = "deckwright Cloze"


@dataclass(frozen=True, slots=True)
class SourceCard:
    """One flashcard as scraped. `answer` is None where the page has none.

    `origin` is the card's first line, `question_line` and `answer_line` where the two texts begin;
    `number` is the card's number as printed, `page` the title of its page. `key` is set only where
    the user gave one (a card of their own in edits.md). An export of Anki may say more of a note: its guid,
    its note type, its tags, and the deck it lies in; one of deckwright's, what its other fields hold, too, and which
    deck it came from: what Key fields begin with there, "*" where the export does not say.
    """

    question: str
    answer: str | None
    origin: Origin = field(compare=False)
    question_line: int = field(default=0, compare=False)
    answer_line: int = field(default=0, compare=False)
    number: str = ""
    page: str = ""
    key: str = ""
    guid: str = ""
    note_type: NoteType = NoteType.QA
    tags: tuple[str, ...] = ()
    deck: str = ""
    source: str = ""
    extra: str = ""
    reversed: bool = False
    came_from: str = ""


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What a parser made of a page: its cards, its problems, and an account with one entry a line.

    An export also says the full name of the `deck` in Anki, and whether its words are `markdown`.
    """

    title: str
    description: str
    cards: tuple[SourceCard, ...]
    problems: tuple[Problem, ...]
    account: Sequence[LineFate]
    deck: str = ""
    markdown: bool = False


@dataclass(frozen=True, slots=True)
class KnownCard:
    """A source card with its identity: the key people use and the guid Anki uses, both for ever."""

    key: str
    guid: str
    source: SourceCard


class Markup(StrEnum):
    """How the words of a field are to be read: as they are, as Markdown, or as one line of Markdown."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    INLINE = "inline"


@dataclass(frozen=True, slots=True)
class Text:
    """Words for one field, how to read them, and where they stand."""

    value: str
    markup: Markup
    origin: Origin = field(compare=False)


class Block(NamedTuple):
    """A top-level block of a Markdown document: its kind, its marks ("##"), and its lines from 0."""

    kind: str
    marks: str
    start: int
    end: int


FIELDS = ("Question", "Answer", "Simulation", "Source", "Extra", "Reverse", "Key", "Spare 1", "Spare 2")
"""The fields of both note types, in the order chosen once and for ever."""


class Provenance(StrEnum):
    """Who wrote the words a card ships with."""

    SCRAPED = "scraped"
    EDITED = "edited"
    COMPLETED = "completed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class EditedCard:
    """A card as it shall ship, still as text: what was scraped with what people wrote laid over it.

    `edit` is the hash of the words laid over it, `was` that of the scraped text they were made against;
    both "" for a card without an edit. `edited_at` is where that edit begins.
    """

    key: str
    guid: str
    origin: Origin
    question: Text
    answer: Text | None
    source: Text | None = None
    extra: Text | None = None
    note_type: NoteType = NoteType.QA
    reversed: bool = False
    draft: bool = False
    simulation: str = ""
    number: str = ""
    page: str = ""
    tags: tuple[str, ...] = ()
    allowed: tuple[tuple[str, str], ...] = ()
    provenance: Provenance = Provenance.SCRAPED
    edit: str = ""
    was: str = ""
    edited_at: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file of media/ as it is packaged: the name notes use (from its content's hash) and the bytes."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """A number a snippet computed, what theory says it is, how far the two may be apart, and what it is."""

    label: str
    value: float
    reference: float
    tolerance: float

    @property
    def holds(self) -> bool:
        """Whether the number is as theory says."""
        return abs(self.value - self.reference) <= self.tolerance


@dataclass(frozen=True, slots=True)
class Simulation:
    """A snippet of the deck and what is recorded of its last run; without a figure, nothing is.

    `code` is the whole script, `needs` the packages it asks for, `see` a sentence on what to see in the figure,
    `cards` the keys of the cards it belongs to, named at `origin`. `figure` is the drawing, an <svg> for a page, which
    only draws; `trace` is the run itself as JSON ("" where it was not recorded).
    """

    name: str
    code: str
    needs: tuple[str, ...]
    see: str
    cards: tuple[str, ...]
    origin: Origin = field(compare=False)
    figure: str = field(default="", repr=False)
    claims: tuple[Claim, ...] = ()
    trace: str = field(default="", repr=False)

    def is_of(self, card: EditedCard) -> bool:
        """Whether it belongs to `card`: one of the two names the other."""
        return card.key in self.cards or card.simulation == self.name


@dataclass(frozen=True, slots=True)
class Note:
    """What Anki stores for one card of ours: field HTML, in the order of FIELDS.

    `clozes` are the numbers of its clozes, `media` the packaged names its fields use, `deck` the full
    name of its deck. `mod` is the second its content last changed; 0 until it is stamped.
    """

    key: str
    guid: str
    note_type: NoteType
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    deck: str
    origin: Origin = field(compare=False)
    clozes: tuple[int, ...] = ()
    media: tuple[str, ...] = ()
    mod: int = 0

    def stamped(self, mod: int) -> Note:
        """The same note with this mod."""
        content = (self.key, self.guid, self.note_type, self.fields, self.tags, self.deck)
        return Note(*content, self.origin, self.clozes, self.media, mod)


class LeftOut(NamedTuple):
    """A card that is in the sources but not in the package, for a reason that is among the problems."""

    key: str
    origin: Origin
    question: str


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note as a package or a collection holds it: its note type's name, field HTML, sorted tags, mod.

    `key` is what its Key field says ("" where it has none): the deck's slug, a slash, the card's key. `stray` is the
    name of its note type where that is not one of ours as we made it, "" where it is. `id` is the one it has there.
    """

    guid: str
    note_type: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    mod: int
    key: str
    stray: str = ""
    id: int = field(default=0, compare=False)


def same_tags(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether these are the same tags for Anki, which keeps its own spelling of a tag that it knows."""
    return sorted(tag.casefold() for tag in one) == sorted(tag.casefold() for tag in other)
