"""Any text in: what is asked first, to be fast, says what the slow way says."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.cards import (
    UNKEEPABLE,
    EditedCard,
    Fate,
    LineFate,
    Markup,
    Note,
    NoteType,
    Origin,
    Page,
    Text,
    only_shows,
)
from generator.lint.words import words_of
from generator.lock.stamping import hash_of, written_hash
from generator.parsers import FORMATS, PARSERS
from generator.parsers.account import Account, entry
from generator.parsers.hypertext import fragment
from generator.parsers.layout import WHITE_SPACE, Sheet
from generator.parsers.rows import has_html
from generator.parsers.separators import BLANK, LINE, WEAK, Reading, _fits, _often_enough, records
from generator.rendering.markdown import render_markdown
from generator.rendering.plain import _PROSE, is_prose, render_plain
from generator.structured import cards_json

ROOT = Path(__file__).parents[1]
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


LINES = st.lists(
    st.sampled_from(
        [*("Terms in this \u017fet (3)", "2 CARDS in this set", "front 1", "bac\u212a 1", "back 1", "New cards")]
        + [*("Like this study set? Create a free account to save it", "Create an account", "Term", "Definition")]
        + [*("Name | Mastery | Learn | Test", "3 Terms", "** 3. question 2*: a", "Q: a", "A: b", "A. b", "a bend")]
        + [*("a,b", "a, b", "a,", "a\t<b>b</b>", "a\tb", "a=b", "a - b", "ab ***", "x - y: z", "", "\u3000", "1")]
    ),
    max_size=12,
)


@settings(max_examples=300)
@given(LINES)
def test_a_layout_that_knows_a_page_is_asked_about_it(lines: list[str]) -> None:
    """No page is kept from its layout for want of a sign."""
    sheet = Sheet(Page("p.txt", "\n".join(lines)))
    signs = sheet.signs(sign for layout in PARSERS for sign in layout.signs)
    assert all(layout.may_know(signs) for layout in PARSERS if layout.recognises(sheet))


@settings(max_examples=300)
@given(LINES.filter(lambda lines: not any(map(has_html, lines))))
@example([f"{line}\n" for line in (*(f"a{at},b" for at in range(11)), *(f"c{at}," for at in range(7)), "d", "e")])
def test_marks_too_seldom_for_a_page_fit_nowhere(lines: list[str]) -> None:
    """Every mark that parts the cards in some way was counted often enough to be tried."""
    sheet = Sheet(Page("p.txt", "\n".join(lines)))
    tried = _often_enough(sheet, WEAK)
    blocks = [record.text for record in records(sheet.lines, BLANK)]
    for texts, after in ((blocks, BLANK), ([line for line in sheet.lines if line.strip(WHITE_SPACE)], LINE)):
        assert not texts or all(mark in tried for mark in WEAK if _fits(texts, Reading(mark, after)))


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="<&")).filter(str.strip) | st.text("a é ")
)
def test_a_cell_without_markup_is_what_the_parser_shows_of_it(text: str) -> None:
    """A comment, which shows nothing, sends the same cell the long way."""
    assert fragment(text, "p.txt") == fragment(text + "<!---->", "p.txt")


@given(st.lists(st.tuples(st.sampled_from(Fate), st.integers(0, 99))))
def test_an_account_gives_back_what_was_entered(entries: list[tuple[Fate, int]]) -> None:
    """Whatever became of the lines, in any part of the page."""
    fates = [LineFate(fate, card) for fate, card in entries]
    account = Account(entry(fate, card) for fate, card in entries)
    assert (list(account), account[1:3], len(account)) == (fates, tuple(fates[1:3]), len(fates))
    assert account == Account(entry(fate, card) for fate, card in entries)


@settings(max_examples=300)
@given(st.from_regex(_PROSE, fullmatch=True) | ANY, st.sampled_from((Markup.MARKDOWN, Markup.INLINE)))
@example("a _b_ c", Markup.INLINE)
@example("a ~~b~~ c", Markup.INLINE)
@example("a &amp; c", Markup.INLINE)
@example("a [b](c) d", Markup.INLINE)
@example("a $b$ c", Markup.INLINE)
@example("A - b -- c", Markup.MARKDOWN)
@example("e.g. https://x.org/a (c) +-", Markup.MARKDOWN)
@example('He said: "1) it\'s 5% -- or ... (tm)!"   ', Markup.INLINE)
def test_prose_needs_no_markdown_parser(text: str, markup: Markup) -> None:
    """A line without any sign that Markdown knows is the same read as Markdown and as typed."""
    if is_prose(text):
        read = render_markdown(Text(text, markup, PLACE), {}, "k")
        assert (read.html, read.media, read.problems) == (render_plain(text), (), ())


@given(st.lists(ANY, max_size=4), st.lists(ANY, max_size=3), ANY, st.booleans(), st.booleans())
def test_hashes_are_of_what_json_writes(
    texts: list[str], tags: list[str], word: str, is_reversed: bool, is_draft: bool
) -> None:
    """The text that is hashed is laid out by hand, and is that of json.dumps, which wrote it in locks there are."""

    def hashed(*values: object) -> str:
        data = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        return hashlib.sha256(data).hexdigest()[:24]

    assert hash_of(word, texts, tags) == hashed(word, texts, sorted(tags))
    answer = Text(word, Markup.MARKDOWN, PLACE) if texts else None
    card = replace(CARD, answer=answer, reversed=is_reversed, draft=is_draft, simulation=word, tags=tuple(tags))
    told = ["plain", ""], ["markdown", word] if texts else None, None, None
    assert written_hash(card) == hashed("deckwright Q&A", is_reversed, is_draft, word, sorted(tags), *told)


def test_signs_are_folded() -> None:
    """A sign with a capital letter would be found on no page."""
    assert all(sign == sign.casefold() for layout in PARSERS for sign in layout.signs)
    assert len(FORMATS) > len(PARSERS)


@given(st.integers(0, 130), st.sampled_from(["new cards", "NEW CARDS", "In thi\u017f Set", "\u212anow", "new card"]))
def test_a_sign_is_found_wherever_it_stands(before: int, sign: str) -> None:
    """Also where one stretch of a long text ends and the next begins."""
    sheet = Sheet(Page("p.txt", "x" * ((1 << 20) - before) + sign + "y" * before))
    wanted = {"new cards", "in this set", "know"}
    assert sheet.signs(wanted) == {sign.lower().replace("\u017f", "s").replace("\u212a", "k")} & wanted


def test_a_page_loads_only_what_may_read_it() -> None:
    """A layout whose signs are not on the page stays where it is, and one that is less sure than what is found."""
    page = "1\nQ\nWhat is a note?\nA\nWhat is studied.\n"
    parse = f"from generator import cards, parsers\nparsers.parse(cards.Page('p', {page!r}))"
    code = f"import sys\n{parse}\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    modules = set(loaded.split())
    assert "generator.parsers.brainscape" in modules
    others = ("brainscape_html", "quizlet", "knowt", "cram", "headings", "numbered")
    assert modules.isdisjoint(f"generator.parsers.{name}" for name in others)
