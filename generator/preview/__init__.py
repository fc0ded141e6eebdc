"""The cards of a deck in, one page that shows each as Anki does out, with what is wrong with it beside."""

from generator.preview.cards import Sides, cards_of
from generator.preview.entries import Change, Entry
from generator.preview.page import page

__all__ = ["Change", "Entry", "Sides", "cards_of", "page"]
