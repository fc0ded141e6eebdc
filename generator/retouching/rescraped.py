"""The pages of a deck in, the cards out that have another answer than before; None where more than answers changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from generator import deck as decks
from generator import lint, lock, parsers, pipeline
from generator.beside import beside_in_pieces
from generator.cards import KnownCard, Problem, SourceCard
from generator.standing import Kept


class Rescraped(NamedTuple):
    """The cards with another answer, by their places in study order, and the problems of all pages."""

    cards: Mapping[int, KnownCard]
    problems: Sequence[Problem]


def rescraped(deck: decks.Deck, kept: Kept) -> Rescraped | None:
    """What differs on the deck's pages. A card keeps its key where no other card or note asks what it asks."""
    with beside_in_pieces(lambda: pipeline.parsed(deck), pays=True) as pieces:
        parsed = pieces(parsers.pages_of)
    cards = [card for page in parsed for card in page.cards]
    added = {key for key, is_added, _, _ in kept.edits if is_added}
    own = sum(key in added for key in kept.keys)
    if tuple((page.title, page.description) for page in parsed) != kept.titles or len(cards) + own != len(kept.keys):
        return None
    scraped = iter(cards)
    sources = [None if key in added else next(scraped) for key in kept.keys]
    places = list(kept.cards.differing(sources))
    known = {
        place: KnownCard(card.key, card.guid, source)
        for place, card in kept.cards.at(places).items()
        if (source := sources[place]) and _is_answer_alone(card.source, source)
    }
    if len(known) < len(places) or not _are_alone(deck, cards, [card.source for card in known.values()]):
        return None
    problems = lint.settle((), [problem for page in parsed for problem in page.problems], deck.settings.rules)
    return Rescraped(known, problems)


def _is_answer_alone(before: SourceCard, now: SourceCard) -> bool:
    """Whether all but the answer is as it was, and the card where it was: problems elsewhere may name its line."""
    return now == replace(before, answer=now.answer) and now.origin == before.origin


def _are_alone(deck: decks.Deck, cards: Sequence[SourceCard], wanted: Sequence[SourceCard]) -> bool:
    """Whether no other card, and no note that has left the pages, asks what one of those wanted asks."""
    times = Counter(" ".join(card.question.split()) for card in cards) if wanted else Counter()
    times.update(" ".join(note.question.split()) for note in lock.LockLines(deck.lock).retired())
    return all(times[" ".join(card.question.split())] == 1 for card in wanted)
