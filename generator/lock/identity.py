"""Source cards and the lock in, cards with key and guid out: the same card is the same note for ever."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.cards import KnownCard, Problem, SourceCard
from generator.errors import DeckwrightError
from generator.lock.gaps import NOWHERE, gaps, page_order
from generator.lock.labelled import Labelled
from generator.lock.matching import Side, match
from generator.lock.naming import Names, new_guid
from generator.lock.records import Lock, LockedNote


@dataclass(frozen=True, slots=True)
class Doubt:
    """A card that may be one of several known notes, or new; `card.key` is the key it would have as new."""

    card: KnownCard
    candidates: tuple[LockedNote, ...]


@dataclass(frozen=True, slots=True)
class Identified:
    """Every card that is known for sure or new, in the order given, and the doubts about the others.

    `before` says which card stands before each on the page, where the cards are only some of the page's.
    """

    cards: tuple[KnownCard, ...]
    doubts: tuple[Doubt, ...] = ()
    before: Mapping[str, str] | None = None

    @property
    def predecessors(self) -> Mapping[str, str]:
        """For each scraped card the key of the one before it; the user's own cards stand on no page."""
        if self.before is not None:
            return self.before
        keys = [card.key for card in self.cards if not card.source.key]
        return dict(zip(keys[1:], keys, strict=False))

    @property
    def pending(self) -> frozenset[str]:
        """The keys of notes that a doubtful card may be: not retired before the doubt is settled."""
        return frozenset(note.key for doubt in self.doubts for note in doubt.candidates)

    def problems(self, slug: str) -> Iterator[Problem]:
        """One problem a doubt, with the command that settles it."""
        for doubt in self.doubts:
            choices = "; ".join(f"{at} = {_quote(note.question)}" for at, note in enumerate(doubt.candidates, 1))
            others = "".join(f"{at}, " for at in range(2, len(doubt.candidates) + 1))
            message = (
                f"{_quote(doubt.card.source.question)} may be a card you know: {choices}. It is left out until you say "
                f"which: deckwright settle {slug} {doubt.card.key} 1 (or {others}new)"
            )
            yield Problem(doubt.card.source.origin, "doubtful-match", message, doubt.card.key)


def identify(cards: Sequence[SourceCard], prefix: str, lock: Lock, taken: Container[str] = ()) -> Identified:
    """Give each card the key and guid it has in `lock`, or new ones; new guids are made from the deck's `prefix`.

    No new guid is one of those `taken` by other decks, also where the card brings it along from an export.

    Raises DeckwrightError where a card of the user's own takes the key of one that is on the page.
    """
    left = {note.key: note for note in lock.notes}
    known: dict[int, LockedNote] = {}
    _match_keys(cards, functools.partial(new_guid, prefix, has_id=bool(lock.id)), left, known)
    _match_guids(cards, left, known)
    _match_exactly(cards, left, known, lock)
    doubtful = _doubts_before(cards, left, known, lock)
    doubtful |= _match_reworded(cards, left, known, lock, doubtful)
    names = Names(prefix, lock, taken, (card.key for card in cards if card.key))
    named = [
        KnownCard(known[at].key, known[at].guid, card) if at in known else names.new(card)
        for at, card in enumerate(cards)
    ]
    return Identified(
        tuple(card for at, card in enumerate(named) if at not in doubtful),
        tuple(Doubt(named[at], notes) for at, notes in sorted(doubtful.items())),
    )


def _match_keys(
    cards: Sequence[SourceCard],
    guid_of: Callable[[str, int], str],
    left: dict[str, LockedNote],
    known: dict[int, LockedNote],
) -> None:
    """Cards of the user's own bring their key along; one that left the page may be kept so, with its history."""
    own = [(at, card) for at, card in enumerate(cards) if card.key in left]
    on_page = {_plain(card.question): card.origin for card in cards if not card.key} if own else {}
    for at, card in own:
        note = left.pop(card.key)
        place = on_page.get(_plain(note.question))
        if place and note.guid != guid_of(card.key, 0):
            raise DeckwrightError(
                f"{card.origin}: {card.key} is the key of the card at {place}, so it cannot be a card of your own; "
                f"take .added away to change that card, or choose another key."
            )
        known[at] = note


def _match_guids(cards: Sequence[SourceCard], left: dict[str, LockedNote], known: dict[int, LockedNote]) -> None:
    """Cards of an export bring their guid along: the same guid is the same note, whatever its words."""
    keys = {note.guid: note.key for note in left.values()}
    for at, card in _open(cards, known):
        if card.guid and (key := keys.pop(card.guid, "")):
            known[at] = left.pop(key)


def _match_exactly(
    cards: Sequence[SourceCard], left: dict[str, LockedNote], known: dict[int, LockedNote], lock: Lock
) -> None:
    """Question and answer unchanged, in order; then the question alone, where one card and one note have it."""
    if not left:
        return
    told = Labelled(left.values(), lambda note: (_plain(note.question), _plain(note.answer)))
    if told.has_twins:
        told.put_in_order({key: at for at, key in enumerate(page_order(lock.notes))})
    for at, card in _open(cards, known):
        if note := told.take((_plain(card.question), _plain(card.answer))):
            known[at] = left.pop(note.key)
    asked = Labelled(left.values(), lambda note: _plain(note.question))
    times = Counter(_plain(card.question) for _, card in _open(cards, known))
    for at, card in list(_open(cards, known)):
        question = _plain(card.question)
        if times[question] == 1 and (only := asked.only(question)):
            known[at] = left.pop(only.key)


def _doubts_before(
    cards: Sequence[SourceCard], left: Mapping[str, LockedNote], known: Mapping[int, LockedNote], lock: Lock
) -> dict[int, tuple[LockedNote, ...]]:
    """The cards that were in doubt at the last build and read as they did: in doubt still, if a note is free."""
    if not lock.doubts:
        return {}
    asked = {(_plain(doubt.question), _plain(doubt.answer)): doubt.candidates for doubt in lock.doubts}
    doubtful = {}
    for at, card in _open(cards, known):
        keys = asked.get((_plain(card.question), _plain(card.answer)), ())
        if notes := tuple(left[key] for key in keys if key in left):
            doubtful[at] = notes
    return doubtful


def _match_reworded(
    cards: Sequence[SourceCard],
    left: dict[str, LockedNote],
    known: dict[int, LockedNote],
    lock: Lock,
    asked: Mapping[int, tuple[LockedNote, ...]],
) -> dict[int, tuple[LockedNote, ...]]:
    """Enter the sure matches of reworded cards into `known`; returns the doubtful ones by card.

    Cards and notes that are `asked` about already are no one else's before that is settled.
    """
    pending = {note.key for notes in asked.values() for note in notes}
    places = [at for at, _ in _open(cards, known) if at not in asked]
    active = [note for note in left.values() if not note.retired and note.key not in pending]
    if not places or not left:
        return {}
    matched = {note.key for note in known.values()}
    own = {card.key for card in cards}
    old_gaps = gaps(page_order(note for note in lock.notes if note.key not in own), matched)
    new_gaps = gaps([known[at].key if at in known else at for at, card in enumerate(cards) if not card.key], matched)
    sides = [Side(cards[at].question, cards[at].answer, new_gaps[at]) for at in places]
    found = match(
        sides,
        [Side(note.question, note.answer, old_gaps.get(note.key, NOWHERE)) for note in active],
        [
            Side(note.question, note.answer, NOWHERE)
            for note in (*known.values(), *(left[key] for key in sorted(pending)))
        ],
    )
    for c, n in found.sure.items():
        known[places[c]] = left.pop(active[n].key)
    return {places[c]: tuple(active[n] for n in candidates) for c, candidates in found.doubtful.items()}


def _open(cards: Sequence[SourceCard], known: Mapping[int, LockedNote]) -> Iterator[tuple[int, SourceCard]]:
    """The scraped cards that are not known yet, with their places."""
    return ((at, card) for at, card in enumerate(cards) if at not in known and not card.key)


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _quote(question: str) -> str:
    words = " ".join(question.split())
    return f'"{words}"' if len(words) <= 80 else f'"{words[:79]}…"'
