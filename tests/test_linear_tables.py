"""Every rule, writer and step of a build, as the product's own tables list them: twice the input, twice the time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
import test_markdown
from hostile_packages import NoPages

from generator import comparison, edits, lint, lock, packaging, preview, rendering, structured
from generator.cards import (
    EditedCard,
    KnownCard,
    Markup,
    Note,
    NoteType,
    Origin,
    Page,
    SourceCard,
    StoredNote,
    Text,
)
from generator.edits import Edit
from generator.errors import DeckwrightError
from generator.exports import WRITERS, Entry, Export
from generator.lint import RULES
from generator.parsers import as_text, parse
from generator.preview.clozes import show_clozes

pytestmark = pytest.mark.long

FEW = 4000
"""Cards that are enough: work on so many that takes no time grows slowly enough."""

WORDS = (
    "the mutex holds a lock of kernel threads while Paris and untill photosynthesis sodium wierd cells divide".split()
)


def _card(at: int, question: str, answer: str, **more: Any) -> EditedCard:
    place = Origin("scraped.txt", at + 1)
    asked, told = (Text(words, Markup.PLAIN, place) for words in (question, answer))
    return EditedCard(f"card-{at}", f"guid-{at}", place, asked, told, **more)


def _sentence(at: int) -> str:
    return " ".join(WORDS[(at * 7 + step * (1 + at % 5)) % len(WORDS)] for step in range(9))


CARDS: dict[str, Callable[[int], list[EditedCard]]] = {
    "cards that differ": lambda n: [
        _card(at, f"What is {_sentence(at)} {at}?", f"{_sentence(at + 3)}.") for at in range(n)
    ],
    "cards that ask the same": lambda n: [_card(at, "What is it?", f"Part {at}.") for at in range(n)],
    "cards that say the same": lambda n: [_card(at, f"What is part {at}?", "A lock of the kernel.") for at in range(n)],
    "one card that is long": lambda n: [_card(0, f"What? {'word ' * n}", f"{_sentence(1)} " * n)],
    "one card of many lines": lambda n: [_card(0, "Name the 2 parts", "- a\n- b {{c1::x}}\n" * n)],
    "one card of marks": lambda n: [_card(0, "\\(" * n, "$a_{" * n)],
    "cards with exemptions": lambda n: [
        _card(at, f"What is {at}?", "x", allowed=(("misspelling", "a name"),), tags=(f"t{at}", "T")) for at in range(n)
    ],
    "cards that name what is not there": lambda n: [
        _card(at, f"Q{at}", "", simulation=f"snipet-{at}") for at in range(n)
    ],
}


def _notes(cards: Sequence[EditedCard]) -> tuple[Note, ...]:
    return tuple(
        Note(
            card.key,
            card.guid,
            NoteType.QA,
            (card.question.value, card.answer.value if card.answer else "", *[""] * 4, f"d/{card.key}", "", ""),
            card.tags,
            "D",
            card.origin,
            mod=5,
        )
        for card in cards
    )


def _material(cards: list[EditedCard]) -> lint.Material:
    media = {f"media/{at}.png": f"dw-{at}.png" for at in range(len(cards))}
    bound = tuple((card.origin, f"{card.key}x") for card in cards)
    shipped = {card.key: lint.Shipped("deckwright Cloze", (1, 2)) for card in cards}
    snippets = tuple(f"snippet-{at}" for at in range(len(cards)))
    return lint.Material(
        tuple(cards), _notes(cards), shipped, media=media, sizes=dict.fromkeys(media, 5), bound=bound, snippets=snippets
    )


def _export(cards: list[EditedCard]) -> Export:
    return Export(
        "D",
        Markup.PLAIN,
        tuple(
            Entry(
                card.key,
                card.guid,
                "D",
                NoteType.QA,
                card.tags,
                card.reversed,
                card.question.value,
                card.answer.value if card.answer else "",
                "",
                "",
                note.fields,
            )
            for card, note in zip(cards, _notes(cards), strict=True)
        ),
    )


# The speller is another program: what is asked of it is measured with the whole.
MEASURED = [rule for rule in RULES if rule.__name__ != "misspelling"]


@pytest.mark.parametrize("shape", CARDS)
@pytest.mark.parametrize("rule", MEASURED, ids=lambda rule: rule.__name__)
def test_every_rule(rule: Callable[[lint.Material], Any], shape: str, assert_linear: Callable[..., None]) -> None:
    """On cards of each shape."""

    def material(n: int) -> lint.Material:
        made = _material(CARDS[shape](n))
        return replace(made, prints=lint.prints_of(made.cards))

    assert_linear(lambda made: list(rule(made)), material, 400, enough=FEW)


@pytest.mark.parametrize("shape", CARDS)
def test_all_rules_on_words_together(shape: str, assert_linear: Callable[..., None]) -> None:
    """With what they share."""
    assert_linear(lint.hear, lambda n: _material(CARDS[shape](n)), 400, enough=FEW)


@pytest.mark.parametrize("shape", CARDS)
@pytest.mark.parametrize("form", WRITERS)
def test_every_writer_and_its_reader(form: str, shape: str, assert_linear: Callable[..., None]) -> None:
    """An export of cards of each shape, and the reader of what was written."""

    def work(export: Export) -> None:
        with contextlib.suppress(DeckwrightError):
            parse(as_text(Page(f"p.{form}", WRITERS[form](export))))

    assert_linear(work, lambda n: _export(CARDS[shape](n)), 200, enough=FEW)


def _known(n: int) -> list[KnownCard]:
    return [
        KnownCard(f"card-{at}", f"guid-{at}", SourceCard(f"Q {at}", "A", Origin("p", at), page="P")) for at in range(n)
    ]


def _edit(at: int, key: str, **more: Any) -> Edit:
    place = Origin("d/edits.md", at + 1)
    return Edit(key, place, answer=Text("x", Markup.MARKDOWN, place), **more)


EDITS: dict[str, Callable[[int], list[Edit]]] = {
    "of known cards": lambda n: [_edit(at, f"card-{at}") for at in range(n)],
    "of no card": lambda n: [_edit(at, f"card-{at}-it") for at in range(n)],
    "that are cards": lambda n: [_edit(at, f"own-{at}", added=True) for at in range(n)],
    "that are stale": lambda n: [_edit(at, f"card-{at}", was="0") for at in range(n)],
    "of cards that left": lambda n: [_edit(at, f"gone-{at}") for at in range(n)],
    "with tags": lambda n: [_edit(at, f"card-{at}", tags=tuple(f"t{each}" for each in range(9))) for at in range(n)],
}


@pytest.mark.parametrize("shape", EDITS)
def test_edits_are_laid_over_cards(shape: str, assert_linear: Callable[..., None]) -> None:
    """As many as there are cards."""

    def given(n: int) -> tuple[list[KnownCard], list[Edit], set[str]]:
        return _known(n), EDITS[shape](n), {f"gone-{at}" for at in range(n)}

    def work(made: tuple[list[KnownCard], list[Edit], set[str]]) -> None:
        edits.apply_edits(made[0], made[1], ("a",), {}, markdown=False, before=made[2])

    assert_linear(work, given, 200, enough=FEW)


SECTIONS: dict[str, Callable[[int], str]] = {
    "many": lambda n: "".join(f"## {{#card-{at}}}\n\nx\n\n" for at in range(n)),
    "long": lambda n: "## {#card-1}\n\n" + "a line\n" * n,
    "with callouts": lambda n: "".join(f"## Q {{#card-{at}}}\n\n> [!source] a\n> b\n\nx\n\n" for at in range(n)),
    "with attributes": lambda n: f"## {{#card-1 {'.draft ' * n}}}\n\nx\n",
    "of prose": lambda n: "# T\n\n" + "a paragraph\n\n" * n,
    "of fences": lambda n: "## {#card-1}\n\n" + "```\n## x {#y-1}\n```\n\n".replace("##", " ##") * n,
}


@pytest.mark.parametrize("shape", SECTIONS)
def test_edits_md_is_opened_and_written(shape: str, assert_linear: Callable[..., None]) -> None:
    """As `edit` does for one card among many."""

    def work(text: str) -> None:
        book = edits.open_book("edits.md", text, rendering.outline)
        edits.put(book, "card-1", "## {#card-1}\n\nnew\n")

    assert_linear(work, SECTIONS[shape], 200)


NOTES: dict[str, Callable[[int], str]] = {
    "words": lambda n: "word " * n,
    "other words": lambda n: " ".join(f"w{at}" for at in range(n)),
    "tags": lambda n: "<b>a</b>" * n,
    "signs that begin a tag": lambda n: "<" * n,
    "breaks that do not end": lambda n: "<br " * n,
    "entities": lambda n: "&amp;" * n,
}


@pytest.mark.parametrize("shape", NOTES)
def test_two_versions_of_a_note_are_compared(shape: str, assert_linear: Callable[..., None]) -> None:
    """And the lock is rebuilt from one."""

    def work(field: str) -> None:
        comparison.words_changed(field, f"x {field[: len(field) // 2]} y {field[len(field) // 2 :]} z")
        note = StoredNote("g", "deckwright Q&A", (field, "A", *[""] * 4, "d/k", "", ""), (), 5, "d/k")
        lock.rebuild([note], (), "d", "", NoPages())

    assert_linear(work, NOTES[shape], 200)


CLOZES: dict[str, Callable[[int], str]] = {
    "beside each other": lambda n: "{{c1::a}} " * n,
    "of many numbers": lambda n: " ".join(f"{{{{c{at}::a::b}}}}" for at in range(1, min(n, 400))) + "x" * n,
    "that do not end": lambda n: "{{c1::" * n,
    "ends": lambda n: "}}" * n,
    "formulas": lambda n: "\\(a<b>c</b>\\) {{c1::a}}" * n,
    "formulas that do not end": lambda n: "{{c1::a}}" + "\\(<b " * n,
}


@pytest.mark.parametrize("shape", CLOZES)
def test_a_cloze_is_previewed(shape: str, assert_linear: Callable[..., None]) -> None:
    """As Anki would show it."""
    assert_linear(lambda field: show_clozes(field, 1, asked=True), CLOZES[shape], 200)


@pytest.mark.parametrize("shape", CARDS)
def test_the_package_the_page_and_cards_json(shape: str, assert_linear: Callable[..., None]) -> None:
    """What a build writes of cards of each shape."""

    def work(cards: list[EditedCard]) -> None:
        notes = _notes(cards)
        list(structured.cards_json("d", "D", "", ["P"], cards, notes, "d"))
        packaging.pack(notes, {str(name): 5 for name in NoteType}, {}, "d", "")
        entries = tuple(preview.Entry(note.key, "p:1", "Q", note) for note in notes)
        preview.page(preview.View("D", "d", "", "en", entries, (), {}))

    assert_linear(work, CARDS[shape], 100, enough=FEW // 4)


@pytest.mark.parametrize("markup", [Markup.PLAIN, Markup.MARKDOWN])
@pytest.mark.parametrize("shape", ["one card that is long", "one card of many lines", "one card of marks"])
def test_a_card_is_rendered(shape: str, markup: Markup, assert_linear: Callable[..., None]) -> None:
    """One field of much text."""

    def text_of(n: int) -> str:
        answer = CARDS[shape](n)[0].answer
        return answer.value if answer else ""

    assert_linear(rendering.render_plain if markup is Markup.PLAIN else test_markdown.render, text_of, 200)


@pytest.mark.parametrize("shape", CARDS)
def test_cards_are_told_apart(shape: str, assert_linear: Callable[..., None]) -> None:
    """Without a lock: every card is new."""

    def given(n: int) -> list[SourceCard]:
        return [
            SourceCard(card.question.value, card.answer.value if card.answer else None, card.origin)
            for card in CARDS[shape](n)
        ]

    assert_linear(lambda cards: lock.identify(cards, "d", lock.EMPTY), given, 200, enough=FEW)
