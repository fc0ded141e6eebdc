"""Match cards that no exact match explains to the notes they may be: for sure, in doubt, or new.

Each pair is scored by question, answer and neighbours (scoring.py), and the best pair goes first, one to one. The score
only says which pairs to look at: whether two are one card is decided by what differs in their words (evidence.py).
The numbers below are measured: docs/matching.md says on what, and a test holds the result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from generator.lock.evidence import Evidence
from generator.lock.rewording import Change
from generator.lock.scoring import UNLIKE, Scores, Side, candidates

SURE = 0.72
"""A pair whose question changed in more than small things must score this much, besides having the evidence."""
MARGIN = 0.08
"""How far the best pair must be ahead of the next one, for the card and for the note."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs (card, note) that are sure, and for each doubtful card the notes it may be, likeliest first."""

    sure: dict[int, int]
    doubtful: dict[int, tuple[int, ...]]


def match(cards: Sequence[Side], notes: Sequence[Side], settled: Sequence[Side] = ()) -> Matching:
    """Match `cards` to `notes`, both given by index.

    `settled` are notes that another card has for sure: a card as much like one of them as like an open
    note is one of a family of cards alike, where likeness proves little.
    """
    if not cards or not notes:
        return Matching({}, {})
    everyone = [*notes, *settled]
    score = Scores(cards, everyone)
    pairs = sorted(
        ((score(c, n), c, n) for c, found in enumerate(candidates(cards, everyone)) for n in found),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    return _decide([pair for pair in pairs if pair[0] >= UNLIKE], _Judge(cards, everyone), len(notes))


def _decide(pairs: Sequence[tuple[float, int, int]], judge: _Judge, open_notes: int) -> Matching:
    """Take the best pair first; one without evidence, or with a rival, makes its card doubtful."""
    of_card: dict[int, list[tuple[float, int]]] = defaultdict(list)
    of_note: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for value, c, n in pairs:
        of_card[c].append((value, n))
        of_note[n].append((value, c))
    sure: dict[int, int] = {}
    taken: set[int] = set()
    doubtful: dict[int, tuple[int, ...]] = {}
    for value, c, n in pairs:
        if c in sure or c in doubtful or n in taken or n >= open_notes:
            continue
        rivals = [(c, other) for v, other in of_card[c] if other not in (n, *taken) and v > value - MARGIN]
        rivals += [(other, n) for v, other in of_note[n] if other != c and other not in sure and v > value - MARGIN]
        if judge.is_sure(c, n, value, rivals):
            sure[c] = n
            taken.add(n)
        else:
            free = (other for v, other in of_card[c] if other < open_notes and other not in taken)
            doubtful[c] = tuple(free)[:3]
    return Matching(sure, doubtful)


class _Judge:
    """Says which pairs are one card for sure."""

    def __init__(self, cards: Sequence[Side], notes: Sequence[Side]) -> None:
        self._cards, self._notes = cards, notes
        self._evidence = Evidence(cards, notes)

    def is_sure(self, c: int, n: int, value: float, rivals: Sequence[tuple[int, int]]) -> bool:
        """Tell whether card `c` is note `n`, which scores `value`; `rivals` are pairs that score nearly as much.

        Where the question changed in small things only, a rival counts if it might be the same card, too: the cards of
        a family score alike.
        """
        if not self._is_same(c, n):
            return False
        if self._evidence.asks(self._cards[c], self._notes[n]) <= Change.SMALL:
            return not any(self._is_same(*rival) for rival in rivals)
        return value >= SURE and not rivals

    def _is_same(self, c: int, n: int) -> bool:
        card, note = self._cards[c], self._notes[n]
        return self._evidence.is_same(card, note, returns=note.left)
