"""What a build knew and the places of the cards that changed in, a build of these and those akin to them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from generator import edits, lint, lock, pipeline
from generator.cards import EditedCard, KnownCard
from generator.retouching.touched import Touched, spread
from generator.stages import Prepared, Recognised, Sources
from generator.standing import Kept

MOST = 4
"""A whole build is sooner done where more than one in so many cards must be looked at."""


@dataclass(frozen=True, slots=True)
class Part:
    """A build of some cards of a deck: which, how they were before, as they are now, and the lines of the lock."""

    touched: Touched
    cards: Mapping[int, KnownCard]
    prepared: Prepared
    prints: lint.Prints
    tongue: lint.Tongue
    lines: lock.LockLines


def part_of(
    sources: Sources,
    kept: Kept,
    written: Sequence[edits.Edit],
    scraped: Mapping[int, KnownCard],
    changed: Set[int],
    now: int,
) -> Part | None:
    """Build the cards at the places `changed`, of which some are `scraped` anew, and all that may look otherwise now.

    None where what they say may change what is said of others in a way that only a whole build tells.
    """
    order = sorted(changed)
    before = kept.cards.at(order)
    prints = _prints(sources, [{**before, **scraped}[place] for place in order], written)
    touched = spread(kept.prints, prints, order)
    cards = {**kept.cards.at(sorted(touched.akin)), **scraped}
    if not order or len(cards) * MOST > len(kept.keys) or any(card.source.key for card in cards.values()):
        return None
    lines = lock.LockLines(sources.deck.lock)
    guids = {note.key: note.guid for note in lines.notes(card.key for card in cards.values())}
    if any(guids[card.key] != card.guid for card in cards.values()):
        return None  # the lock says who is who, whatever is remembered
    prepared = pipeline.finish(_recognised(sources, kept, written, cards, lines), now)
    by_key = {card.key: card for card in prepared.cards}
    now_told = {place: by_key[kept.keys[place]] for place in order}
    words = [*_words_before(before.values(), kept), *_words_now(now_told.values())]
    tongue = lint.retold(kept.tongue, now_told)
    is_plain = _is_plain(prepared, kept) and not any(each in text for each in kept.tongue.suspects for text in words)
    return Part(touched, cards, prepared, prints, tongue, lines) if tongue and is_plain else None


def _prints(sources: Sources, cards: Sequence[KnownCard], written: Sequence[edits.Edit]) -> lint.Prints:
    keys = {card.key for card in cards}
    own = [edit for edit in written if edit.key in keys]
    return lint.prints_of(edits.apply_edits(cards, own, (), {}, markdown=sources.deck.settings.markdown)[0])


def _recognised(
    sources: Sources,
    kept: Kept,
    written: Sequence[edits.Edit],
    cards: Mapping[int, KnownCard],
    lines: lock.LockLines,
) -> Recognised:
    """The part of the deck that these cards are, as if it was read alone."""
    keys = {card.key for card in cards.values()}
    notes = lines.notes(keys)
    known = lock.Lock(notes, lines.note_types(), kept.prefix, sources.deck.settings.name)
    in_order = tuple(cards[place] for place in sorted(cards))
    identified = lock.Identified(in_order, before={note.key: note.follows for note in notes})
    own = tuple(edit for edit in written if edit.key in keys)
    return Recognised(replace(sources, lock=known), (), own, known, identified, kept.tongue)


def _is_plain(prepared: Prepared, kept: Kept) -> bool:
    """Whether nothing comes or goes that other cards or the whole deck has to do with, and no card ships no more."""
    out, types = {each.key for each in kept.left_out}, {*kept.note_types}
    stopped = {card.key for card in prepared.cards} - {note.key for note in prepared.stamped.notes} - out
    is_alone = not any(card.allowed for card in prepared.cards) and not any(
        note.media or note.note_type not in types for note in prepared.stamped.notes
    )
    of_deck = [each for each in prepared.problems if not each.key and each.rule not in lint.OF_THE_DECK]
    return prepared.heard.fits and is_alone and not stopped and not of_deck


def _words_now(cards: Iterable[EditedCard]) -> Iterator[str]:
    return (text.value for card in cards for text in (card.question, card.answer, card.extra) if text)


def _words_before(cards: Iterable[KnownCard], kept: Kept) -> Iterator[str]:
    """What the cards said, in words that were scraped or written; a name in them may tell that it is one elsewhere."""
    written = {key: words for key, _, _, words in kept.edits}
    for card in cards:
        yield from (card.source.question, card.source.answer or "", card.source.extra, written.get(card.key, ""))
