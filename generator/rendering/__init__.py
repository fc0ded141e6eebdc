"""A card as text in, the note with its field HTML out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.cards import FIELDS, Block, EditedCard, Markup, Note, NoteType, Picture, Problem, Simulation, Text
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
    written = {"Question": card.question, "Answer": card.answer, "Source": card.source, "Extra": card.extra}
    rendered = {
        name: _field(text, pictures, f"{card.key}-{name.lower()}", cloze=is_cloze and name == "Question")
        for name, text in written.items()
        if text is not None
    }
    html = {name: done.html for name, done in rendered.items()}
    if card.draft and html.get("Answer"):
        html["Answer"] = BAND + html["Answer"]
    html["Simulation"] = render_simulations(simulations)
    html["Reverse"] = "yes" if card.reversed else ""
    html["Key"] = f"{slug}/{card.key}"
    note = Note(
        key=card.key,
        guid=card.guid,
        note_type=card.note_type,
        fields=tuple(html.get(name, "") for name in FIELDS),
        tags=card.tags,
        deck=deck,
        origin=card.origin,
        clozes=cloze_numbers(html["Question"]) if is_cloze else (),
        media=tuple(dict.fromkeys(name for done in rendered.values() for name in done.media)),
    )
    problems = (problem for done in rendered.values() for problem in done.problems)
    return note, tuple(Problem(found.origin, found.rule, found.message, card.key) for found in problems)


def outline(source: str) -> tuple[Block, ...]:
    """The top-level blocks of a Markdown document, in order, without a look at what is inside them."""
    if not source.strip():
        return ()
    from generator.rendering.markdown import outline as blocks_of

    return blocks_of(source)


def _field(text: Text, pictures: Mapping[str, Picture], anchor: str, *, cloze: bool) -> RenderedField:
    if text.markup is Markup.PLAIN or (is_prose(text.value) and not cloze):
        html = render_plain(text.value)
        return RenderedField(open_clozes(html) if cloze else html)
    from generator.rendering.markdown import render_markdown  # takes longer to load than a small deck to build

    return render_markdown(text, pictures, anchor, cloze=cloze)
