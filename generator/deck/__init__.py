"""A deck folder in, its settings, pages and pictures out: the only room that reads source files."""

from generator.deck.finding import files_below, find_folders
from generator.deck.folder import (
    PAGE_ENDINGS,
    Deck,
    find_decks,
    home_of,
    open_deck,
    page_files,
    shown,
    sibling_locks,
)
from generator.deck.links import SOURCES, output_roots, project_of
from generator.deck.pages import decode, read_bytes, read_page
from generator.deck.pictures import read_pictures
from generator.deck.settings import Settings, line_that_sets, read_settings, write_settings

__all__ = [
    "PAGE_ENDINGS",
    "SOURCES",
    "Deck",
    "Settings",
    "decode",
    "files_below",
    "find_decks",
    "find_folders",
    "home_of",
    "line_that_sets",
    "open_deck",
    "output_roots",
    "page_files",
    "project_of",
    "read_bytes",
    "read_page",
    "read_pictures",
    "read_settings",
    "shown",
    "sibling_locks",
    "write_settings",
]
