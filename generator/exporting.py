"""A prepared build in, its exports out by their places: those asked for, and those that lie in dist/ already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator import deck as decks
from generator import rendering
from generator.cards import EditedCard, Markup, Note, Text
from generator.errors import DeckwrightError
from generator.exchange import FORMS
from generator.exports import WRITERS, Entry, Export, is_ours
from generator.stages import Prepared
from generator.system.links import real_path


def exports(prepared: Prepared, dist: Path, also: Sequence[str]) -> dict[Path, bytes]:
    """The exports beside the package: those in `also`, and those that are there.

    Raises DeckwrightError where one would replace a file that deckwright did not write.
    """
    places = {form: dist / f"{prepared.deck.slug}.{form}" for form in FORMS}
    for place in places.values():
        real_path(place, decks.output_roots(dist, prepared.deck.project), place.as_posix())
    forms = [form for form, place in places.items() if _is_due(form, place, asked=form in also)]
    return {places[form]: WRITERS[form](_export(prepared, form)).encode() for form in forms}


def _is_due(form: str, place: Path, *, asked: bool) -> bool:
    """Whether to write this one: a file of another origin is left alone, or named where it is in the way."""
    if not place.is_file():
        return asked
    is_own = is_ours(form, place.read_bytes())
    if asked and not is_own:
        raise DeckwrightError(
            f"{decks.shown(place)}: deckwright did not write this file, so it is not replaced; move it away, or "
            f"choose another folder with -o."
        )
    return is_own


def _export(prepared: Prepared, form: str) -> Export:
    """The cards that ship, in Markdown where the form or one of them is."""
    by_key = {card.key: card for card in prepared.cards}
    pairs = [(by_key[note.key], note) for note in prepared.stamped.notes]
    is_plain = form != "md" and all(text.markup is Markup.PLAIN for card, _ in pairs for text in _texts(card))
    markup = Markup.PLAIN if is_plain else Markup.MARKDOWN
    return Export(prepared.deck.settings.name, markup, tuple(_entry(card, note, markup) for card, note in pairs))


def _texts(card: EditedCard) -> tuple[Text, ...]:
    return tuple(text for text in (card.question, card.answer, card.source, card.extra) if text)


def _entry(card: EditedCard, note: Note, markup: Markup) -> Entry:
    words = {
        name: _words(text, markup)
        for name, text in (
            ("question", card.question),
            ("answer", card.answer),
            ("source", card.source),
            ("extra", card.extra),
        )
    }
    return Entry(
        key=note.key,
        guid=note.guid,
        deck=note.deck,
        note_type=note.note_type,
        tags=note.tags,
        reversed=card.reversed,
        fields=note.fields,
        **words,
    )


def _words(text: Text | None, markup: Markup) -> str:
    if text is None:
        return ""
    if markup is Markup.PLAIN:
        return rendering.keepable(text.value)
    from generator.rendering.uniform import as_blocks  # only for an export

    return as_blocks(text)
