"""The cards of a deck in, one page of HTML that shows each as Anki does out; it needs no server and no network."""

from generator.preview.page import FOLDER, Page, is_ours, page
from generator.preview.templates import Sides, sides
from generator.preview.view import Entry, View

__all__ = ["FOLDER", "Entry", "Page", "Sides", "View", "is_ours", "page", "sides"]
