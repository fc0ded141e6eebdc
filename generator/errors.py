"""What stops the program: whole sentences that say what is wrong, where, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property


class DeckwrightError(Exception):
    """The program cannot go on; the message is all a user sees, so it ends with the next step."""


class PackageError(DeckwrightError):
    """A package or collection cannot be read; `reason` is the part of the sentence that says why."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


LONGEST = 100
"""Characters of a word that is compared; a longer one is no name that somebody mistyped."""

_FEW, _RAREST, _LIST, _AKIN, _BEST = 50, 5, 300, 60, 6
"""Words so few are all compared. Of more, those are that share one of the word's so many rarest triples of letters, of
each triple the first so many; of them so many that share the most rare ones, and of these that share the most triples:
what a look costs does not grow with the words.
"""


class Vocabulary:
    """The known words, to be asked again and again which of them is meant by a mistyped one."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = known

    @cached_property
    def _by_small(self) -> dict[str, str]:
        return {word.casefold(): word for word in self._known if len(word) <= LONGEST}

    @cached_property
    def _words(self) -> list[str]:
        return [*self._by_small]

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        having: dict[str, list[int]] = {}
        for at, small in enumerate(self._words):
            for triple in _triples(small):
                having.setdefault(triple, []).append(at)
        return having

    def nearest(self, word: str) -> str:
        """Name the known word most like `word`, as the end of a sentence; "" where nothing is near.

        >>> Vocabulary(["name", "tags"]).nearest("nmae")
        ' Did you mean "name"?'
        """
        import difflib

        small = word.casefold()
        if len(small) > LONGEST:
            return ""
        close = difflib.get_close_matches(small, self._candidates(small), n=1, cutoff=0.5)
        return f' Did you mean "{self._by_small[close[0]]}"?' if close else ""

    def _candidates(self, small: str) -> list[str]:
        if len(self._words) <= _FEW:
            return self._words
        lists = sorted(filter(None, map(self._having.get, sorted(_triples(small)))), key=len)
        shared = Counter(at for places in lists[:_RAREST] for at in places[:_LIST])
        akin = [self._words[at] for at, _ in shared.most_common(_AKIN)]
        wanted = _triples(small)
        return sorted(akin, key=lambda word: (-len(wanted & _triples(word)), word))[:_BEST]


def nearest(word: str, known: Iterable[str]) -> str:
    """Name the known word most like `word`, as the end of a sentence; "" where nothing is near."""
    return Vocabulary(known).nearest(word)


def _triples(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[at : at + 3] for at in range(len(framed) - 2)}
