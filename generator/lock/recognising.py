"""Tell which card of the sources each note of a package was made from, by what the card would ship."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence, Sized
from typing import NamedTuple, Protocol

from generator.cards import FIELDS, SourceCard, StoredNote

MANY = 50
"""Cards that are tried for one note with an edit; where more might be it, nothing is told."""

MORE = 8
"""Cards with one question that may have left the page since those that are there were born: their guids are tried."""

Shown = tuple[str, str]
"""The fields Question and Answer of a note, as HTML."""

Text = tuple[str, str | None]
"""Question and answer of a card as scraped."""


class Appearance(Protocol):
    """How a card would ship under a key, with the edit of that key."""

    def shown(self, key: str, card: SourceCard) -> Shown:
        """Return the fields Question and Answer."""

    def is_edited(self, key: str) -> bool:
        """Tell whether the key has an edit."""

    def is_made_against(self, key: str, card: SourceCard) -> bool:
        """Tell whether the key's edit says that it was made against the text of this card."""


class Scraped(NamedTuple):
    """The cards that notes were made from, and the question of edited notes of which no more is sure, by guid."""

    cards: Mapping[str, SourceCard]
    questions: Mapping[str, str]


def cards_of(
    notes: Sequence[StoredNote],
    cards: Sequence[SourceCard],
    guid_of: Callable[[str, int], str],
    appearance: Appearance,
) -> Scraped:
    """Find the card of each note; notes of which it is not sure are left out.

    The order of the page proves nothing, for it may have changed since, and the guid tells only with which question the
    note was born. What the note shows tells most.
    """
    own = {card.key: card for card in cards if card.key}
    found = {card.guid: card for card in cards if card.guid}
    found |= {note.guid: own[key_of(note)] for note in notes if key_of(note) in own}
    known = set(map(id, found.values()))
    texts: dict[Text, deque[SourceCard]] = defaultdict(deque)
    for card in cards:
        if id(card) not in known:
            texts[card.question, card.answer].append(card)
    unknown = [note for note in notes if note.guid not in found]
    candidates = _Candidates(texts, _born(unknown, texts, guid_of), appearance)
    may_be = {note.guid: candidates.of(note) for note in unknown}
    edited = {note.guid for note in unknown if appearance.is_edited(key_of(note))}
    # A note without an edit shows the page's own words, and so is told first.
    _tell_apart({guid: may_be[guid] for guid in may_be if guid not in edited}, texts, found)
    _tell_apart(may_be, texts, found)
    return Scraped(found, {guid: may_be[guid][0][0] for guid in edited if guid not in found and may_be[guid]})


def key_of(note: StoredNote) -> str:
    """Return the card's key, which stands behind the deck's in the field Key."""
    return note.key.partition("/")[2]


def _born(
    notes: Sequence[StoredNote], texts: Mapping[Text, Sized], guid_of: Callable[[str, int], str]
) -> Mapping[str, list[Text]]:
    """Find the texts that ask what the note with this guid asked when it was first seen, for every such note."""
    guids = {note.guid for note in notes}
    asking: dict[str, list[Text]] = defaultdict(list)
    times: Counter[str] = Counter()
    for text, cards in texts.items():
        asking[text[0]].append(text)
        times[text[0]] += len(cards)
    return {
        guid: some
        for question, some in asking.items()
        for occurrence in range(times[question] + MORE)
        if (guid := guid_of(question, occurrence)) in guids
    }


def _tell_apart(
    may_be: Mapping[str, Sequence[Text]], left: Mapping[Text, deque[SourceCard]], found: dict[str, SourceCard]
) -> None:
    """Give each note its card, where there is one text that it may have; of cards with that text, the first.

    Goes on while a note that was told leaves only one text for another.
    """
    waiting = [guid for guid in may_be if guid not in found]
    before = -1
    while before != len(waiting):
        before = len(waiting)
        for guid in waiting:
            free = [text for text in may_be[guid] if left[text]]
            if len(free) == 1:
                found[guid] = left[free[0]].popleft()
        waiting = [guid for guid in waiting if guid not in found]


class _Candidates:
    """Finds the texts that would ship as a note did."""

    def __init__(
        self,
        texts: Mapping[Text, deque[SourceCard]],
        born: Mapping[str, list[Text]],
        appearance: Appearance,
    ) -> None:
        self._born, self._appearance = born, appearance
        self._asking: dict[str, list[Text]] = defaultdict(list)
        self._answering: dict[str, list[Text]] = defaultdict(list)
        self._same: dict[Shown, list[Text]] = defaultdict(list)
        for text, cards in texts.items():
            question, answer = shown = appearance.shown("", cards[0])
            self._asking[question].append(text)
            self._answering[answer].append(text)
            self._same[shown].append(text)
        self._cards = {text: cards[0] for text, cards in texts.items()}

    def of(self, note: StoredNote) -> Sequence[Text]:
        """Return the texts that the note may be made from."""
        question, answer = (note.fields[FIELDS.index(name)] for name in ("Question", "Answer"))
        key, born = key_of(note), self._born.get(note.guid, [])
        if not self._appearance.is_edited(key):
            return self._same.get((question, answer), [])
        likely = dict.fromkeys([*self._asking.get(question, []), *self._answering.get(answer, []), *born])
        if len(likely) > MANY:
            return []
        fitting = [text for text in likely if self._appearance.shown(key, self._cards[text]) == (question, answer)]
        against = [text for text in fitting if self._appearance.is_made_against(key, self._cards[text])]
        return against or [text for text in fitting if text in born] or fitting
