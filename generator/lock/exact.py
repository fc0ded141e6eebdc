"""Match cards to the notes of a lock by what proves who they are: key, guid, question and answer unchanged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.cards import SourceCard
from generator.errors import DeckwrightError
from generator.lock.gaps import page_order
from generator.lock.labelled import Labelled
from generator.lock.records import Lock, LockedNote


def match_keys(
    cards: Sequence[SourceCard],
    guid_of: Callable[[str, int], str],
    left: dict[str, LockedNote],
    known: dict[int, LockedNote],
) -> None:
    """Match cards of the user's own, which bring their key along; one that left the page may be kept so.

    Raises DeckwrightError where one takes the key of a card on the page.
    """
    own = [(at, card) for at, card in enumerate(cards) if card.key in left]
    on_page = {plain(card.question): card.origin for card in cards if not card.key} if own else {}
    for at, card in own:
        note = left.pop(card.key)
        place = on_page.get(plain(note.question))
        if place and note.guid != guid_of(card.key, 0):
            raise DeckwrightError(
                f"{card.origin}: {card.key} is the key of the card at {place}, so it cannot be a card of your own; "
                f"take .added away to change that card, or choose another key."
            )
        known[at] = note


def match_guids(cards: Sequence[SourceCard], left: dict[str, LockedNote], known: dict[int, LockedNote]) -> None:
    """Match cards of an export, which bring their guid along: the same guid is the same note, whatever its words."""
    keys = {note.guid: note.key for note in left.values()}
    for at, card in unmatched(cards, known):
        if card.guid and (key := keys.pop(card.guid, "")):
            known[at] = left.pop(key)


def match_exactly(
    cards: Sequence[SourceCard], left: dict[str, LockedNote], known: dict[int, LockedNote], lock: Lock
) -> None:
    """Match where question and answer are unchanged, in order; then by the question alone, where only one has it."""
    if not left:
        return
    told = Labelled(left.values(), lambda note: (plain(note.question), plain(note.answer)))
    if told.has_twins:
        told.put_in_order({key: at for at, key in enumerate(page_order(lock.notes))})
    for at, card in unmatched(cards, known):
        if note := told.take((plain(card.question), plain(card.answer))):
            known[at] = left.pop(note.key)
    _match_only_ones(cards, left, known, lock)


def _match_only_ones(
    cards: Sequence[SourceCard], left: dict[str, LockedNote], known: dict[int, LockedNote], lock: Lock
) -> None:
    """Match by the question alone where one card and one note have it, and no note that left the page had it.

    Where several ask the same, the question says nothing, and what left the page may come back with another answer.
    """
    places = [at for at, _ in unmatched(cards, known)]
    if not places or not left:
        return
    own = {card.key for card in cards}
    times = Counter(plain(card.question) for card in cards if not card.key)
    asked: dict[str, list[LockedNote]] = defaultdict(list)
    for note in lock.notes:
        if note.key not in own:
            asked[plain(note.question)].append(note)
    for at in places:
        question = plain(cards[at].question)
        notes = asked.get(question, [])
        if len(notes) == times[question] == 1 and not notes[0].retired and notes[0].key in left:
            known[at] = left.pop(notes[0].key)


def unmatched(cards: Sequence[SourceCard], known: Mapping[int, LockedNote]) -> Iterator[tuple[int, SourceCard]]:
    """Go through the scraped cards that are not known yet, with their places."""
    return ((at, card) for at, card in enumerate(cards) if at not in known and not card.key)


def plain(text: str | None) -> str:
    """Make one blank of each run of blanks and line ends; a missing text is an empty one."""
    return " ".join((text or "").split())
