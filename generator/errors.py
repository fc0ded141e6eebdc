"""What stops the program: whole sentences that say what is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable


class DeckwrightError(Exception):
    """The program cannot go on; the message is all a user sees, so it ends with the next step."""


class PackageError(DeckwrightError):
    """A package or collection cannot be read; `reason` is the part of the sentence that says why."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like `word`, as the end of a sentence; "" where nothing is near.

    >>> nearest("nmae", ["name", "tags"])
    ' Did you mean "name"?'
    """
    import difflib

    by_small = {one.casefold(): one for one in known}
    close = difflib.get_close_matches(word.casefold(), by_small, n=1, cutoff=0.5)
    return f' Did you mean "{by_small[close[0]]}"?' if close else ""
