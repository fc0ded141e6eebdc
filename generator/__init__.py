"""deckwright: scraped flashcard text in, an Anki deck that is safe to regenerate for years out."""

__version__ = "0.1.0"
