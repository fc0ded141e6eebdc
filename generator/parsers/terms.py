"""A list of terms in, a card for each line out: as `separated`, by marks that texts hold, too."""

from __future__ import annotations

from generator.parsers.layout import Sheet
from generator.parsers.separated import parse, seen

__all__ = ["parse", "recognises"]


def recognises(sheet: Sheet) -> str:
    """What was seen where nearly all records hold one separator just once, and begin with a short term of their own."""
    return seen(sheet, is_weak=True)
