"""Source cards and the lock in, cards with key and guid out: the same card is the same note for ever."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.cards import KnownCard, Problem, SourceCard
from generator.lock.evidence import letters
from generator.lock.exact import match_exactly, match_guids, match_keys, plain, unmatched
from generator.lock.gaps import NOWHERE, gaps, page_order
from generator.lock.matching import match
from generator.lock.naming import Names, new_guid
from generator.lock.records import Lock, LockedNote
from generator.lock.scoring import Side


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
            source = doubt.card.source
            choices = "; ".join(f"{at} = {_named(note, source)}" for at, note in enumerate(doubt.candidates, 1))
            others = "".join(f"{at}, " for at in range(2, len(doubt.candidates) + 1))
            message = (
                f"{_quote(source.question)} may be a card you know: {choices}. It is left out until you say "
                f"which: deckwright settle {slug} {doubt.card.key} 1 (or {others}new)"
            )
            yield Problem(source.origin, "doubtful-match", message, doubt.card.key)


def identify(cards: Sequence[SourceCard], prefix: str, lock: Lock, taken: Container[str] = ()) -> Identified:
    """Give each card the key and guid it has in `lock`, or new ones; new guids are made from the deck's `prefix`.

    No new guid is one of those `taken` by other decks, also where the card brings it along from an export.

    Raises DeckwrightError where a card of the user's own takes the key of one that is on the page.
    """
    left = {note.key: note for note in lock.notes}
    known: dict[int, LockedNote] = {}
    match_keys(cards, functools.partial(new_guid, prefix, has_id=bool(lock.id)), left, known)
    match_guids(cards, left, known)
    match_exactly(cards, left, known, lock)
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


def _doubts_before(
    cards: Sequence[SourceCard], left: Mapping[str, LockedNote], known: Mapping[int, LockedNote], lock: Lock
) -> dict[int, tuple[LockedNote, ...]]:
    """The cards that were in doubt at the last build and read as they did: in doubt still, if a note is free."""
    if not lock.doubts:
        return {}
    asked = {(plain(doubt.question), plain(doubt.answer)): doubt.candidates for doubt in lock.doubts}
    doubtful = {}
    for at, card in unmatched(cards, known):
        keys = asked.get((plain(card.question), plain(card.answer)), ())
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
    places = [at for at, _ in unmatched(cards, known) if at not in asked]
    if not places or not left:
        return {}
    questions = {letters(cards[at].question) for at in places}
    candidates = [
        note
        for note in left.values()
        if note.key not in pending and (not note.retired or letters(note.question) in questions)
    ]
    matched = {note.key for note in known.values()}
    own = {card.key for card in cards}
    old_gaps = gaps(page_order(note for note in lock.notes if note.key not in own), matched)
    new_gaps = gaps([known[at].key if at in known else at for at, card in enumerate(cards) if not card.key], matched)
    sides = [Side(cards[at].question, cards[at].answer, new_gaps[at]) for at in places]
    found = match(
        sides,
        [Side(note.question, note.answer, old_gaps.get(note.key, NOWHERE), left=note.retired) for note in candidates],
        [
            Side(note.question, note.answer, NOWHERE)
            for note in (*known.values(), *(left[key] for key in sorted(pending)))
        ],
    )
    for c, n in found.sure.items():
        known[places[c]] = left.pop(candidates[n].key)
    return {places[c]: tuple(candidates[n] for n in may_be) for c, may_be in found.doubtful.items()}


def _named(note: LockedNote, source: SourceCard) -> str:
    """Name a note that a card may be, with its answer where the questions are the same."""
    is_same = plain(note.question) == plain(source.question)
    answer = f" / {_quote(note.answer)}" if note.answer else " without an answer"
    gone = ", which left the page" if note.retired else ""
    return f"{_quote(note.question)}{answer if is_same else ''}{gone}"


def _quote(question: str) -> str:
    words = " ".join(question.split())
    return f'"{words}"' if len(words) <= 80 else f'"{words[:79]}…"'
