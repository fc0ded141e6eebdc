"""A card as text in, the note with its field HTML out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.cards import Block, EditedCard, Markup, Note, NoteType, Picture, Problem, Simulation, Text
from generator.rendering.cloze import cloze_numbers, open_clozes
from generator.rendering.field import RenderedField
from generator.rendering.inert import keepable
from generator.rendering.plain import is_prose, render_plain
from generator.rendering.simulation import render_simulations

BAND = '<aside class="dw-extra"><strong>Draft, unreviewed</strong></aside>'
"""What stands above an answer that nobody has read yet; the class is one that every card's styling knows."""

__all__ = ["keepable", "outline", "render", "render_plain", "render_simulations"]


def render(
    card: EditedCard,
    slug: str,
    deck: str,
    pictures: Mapping[str, Picture],
    simulations: Sequence[Simulation] = (),
) -> tuple[Note, tuple[Problem, ...]]:
    """The note for `card` in the deck `deck`, its `mod` not yet known; and what is wrong with its text.

    `simulations` are those of this card.
    """
    is_cloze = card.note_type is NoteType.CLOZE
    question = _field(card.question, pictures, card.key, "question", cloze=is_cloze)
    answer = _field(card.answer, pictures, card.key, "answer")
    source = _field(card.source, pictures, card.key, "source")
    extra = _field(card.extra, pictures, card.key, "extra")
    told = BAND + answer.html if card.draft and answer.html else answer.html
    shown = (question.html, told, render_simulations(simulations), source.html, extra.html)
    rendered = (question, answer, source, extra)
    note = Note(
        card.key,
        card.guid,
        card.note_type,
        (*shown, "yes" if card.reversed else "", f"{slug}/{card.key}", "", ""),
        card.tags,
        deck,
        card.origin,
        cloze_numbers(question.html) if is_cloze else (),
        tuple(dict.fromkeys(name for done in rendered for name in done.media)),
    )
    problems = (problem for done in rendered for problem in done.problems)
    return note, tuple(Problem(found.origin, found.rule, found.message, card.key) for found in problems)


def outline(source: str) -> tuple[Block, ...]:
    """The top-level blocks of a Markdown document, in order, without a look at what is inside them."""
    if not source.strip():
        return ()
    from generator.rendering.markdown import outline as blocks_of

    return blocks_of(source)


def _field(
    text: Text | None, pictures: Mapping[str, Picture], key: str, name: str, *, cloze: bool = False
) -> RenderedField:
    if text is None:
        return _NOTHING
    if text.markup is Markup.PLAIN or (is_prose(text.value) and not cloze):
        html = render_plain(text.value)
        return RenderedField(open_clozes(html) if cloze else html)
    from generator.rendering.markdown import render_markdown  # takes longer to load than a small deck to build

    return render_markdown(text, pictures, f"{key}-{name}", cloze=cloze)


_NOTHING = RenderedField("")
