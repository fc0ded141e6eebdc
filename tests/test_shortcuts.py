"""Any text in: what is asked first, to be fast, says what the slow way says."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from generator.cards import UNKEEPABLE, EditedCard, Markup, Note, NoteType, Origin, Text, only_shows
from generator.lint.words import words_of
from generator.parsers import FORMATS, PARSERS
from generator.structured import cards_json

PLACE = Origin("source_cards/d/scraped.txt", 3)
CARD = EditedCard("k", "guid", PLACE, Text("", Markup.PLAIN, PLACE), None)
NOTE = Note("k", "guid", NoteType.QA, ("",) * 9, (), "D", PLACE)
ODD = st.sampled_from("a1_'’ -.`\u00a0\u200bé\ufdd0\x85\x7f\n\t")
ANY = st.text() | st.text(st.characters(max_codepoint=0x2FF)) | st.text(ODD)


@given(ANY)
def test_a_text_that_only_shows_has_nothing_to_replace(text: str) -> None:
    """No character Anki cannot keep, and none that is invisible, passes for one that shows."""
    if only_shows(text):
        assert not UNKEEPABLE.search(text)
        assert not re.search("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]", text)


@given(st.text(st.characters(max_codepoint=0x7F)))
@example("it's a 'quoted' x_y-1")
def test_words_of_ascii_are_the_words_of_any_text(text: str) -> None:
    """The words of plain English are found without the pattern that finds those of any language."""
    assert words_of(text) == words_of(text + " é")[:-1]


@given(ANY.filter(lambda text: text.encode("utf-8", "ignore").decode() == text), st.lists(st.text("ab:"), max_size=2))
def test_cards_json_is_as_json_writes_it(text: str, tags: list[str]) -> None:
    """Whatever a card holds, the file is what Python's json writes with an indent of two."""
    said = Text(text, Markup.MARKDOWN, PLACE)
    cards = [CARD, replace(CARD, key="l", question=said, answer=said, extra=said, reversed=True)]
    notes = [NOTE, replace(NOTE, key="l", tags=tuple(tags), clozes=(1, 2), fields=(text,) * 9)]
    for size in range(3):
        shown = "".join(cards_json("d", "D", text, [text] * size, cards[:size], notes[:size], "source_cards/d"))
        assert json.dumps(json.loads(shown), ensure_ascii=False, indent=2) + "\n" == shown


@given(ANY)
def test_few_characters_are_few_words(text: str) -> None:
    """An answer is not split into words where it is too short to have too many."""
    assert len(words_of(text)) <= len(text) / (1 + text.isascii()) + 0.5


def test_signs_are_folded() -> None:
    """A sign with a capital letter would be found on no page."""
    assert all(sign == sign.casefold() for layout in PARSERS for sign in layout.signs)
    assert len(FORMATS) > len(PARSERS)
