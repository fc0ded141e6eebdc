"""edits.md in, the edits it holds out; known cards in, the cards as they shall ship out."""

from generator.edits.applying import added_cards, apply_edits, is_stale, scraped_hash
from generator.edits.sections import Edit, read_edits

__all__ = ["Edit", "added_cards", "apply_edits", "is_stale", "read_edits", "scraped_hash"]
