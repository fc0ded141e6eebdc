"""edits.md in, the edits it holds out; known cards in, the cards as they shall ship out."""

from generator.edits.applying import DRAFT_TAG, added_cards, apply_edits, is_stale, scraped_hash
from generator.edits.attributes import reworded
from generator.edits.book import Book, open_book, put, read_section, take_out
from generator.edits.sections import Edit, read_edits

__all__ = [
    "DRAFT_TAG",
    "Book",
    "Edit",
    "added_cards",
    "apply_edits",
    "is_stale",
    "open_book",
    "put",
    "read_edits",
    "read_section",
    "reworded",
    "scraped_hash",
    "take_out",
]
