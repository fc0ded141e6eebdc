"""A misspelt word and what was meant in, the same with the apostrophe that may have been lost out."""

from __future__ import annotations

_SHORT = {"youre": "you're", "theyre": "they're", "wheres": "where's", "whos": "who's"}
_OWNERS = frozenset(("child", "children", "life", "men", "sheep", "wife", "women"))


def with_apostrophe(word: str, meant: tuple[str, ...]) -> tuple[str, ...]:
    """Many pages lose apostrophes, and "the countrys capital" asks for "country's", not for "countries"."""
    lower, owner = word.casefold(), word[:-1]
    if lower in _SHORT:
        return (word[0] + _SHORT[lower][1:], *meant)
    is_owner = lower.endswith("s") and (lower[:-1] in _OWNERS or f"{lower[:-2]}ies" == meant[0].casefold())
    return (f"{owner}'s", *meant) if is_owner else meant
