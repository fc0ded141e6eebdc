"""A prepared build in, the text of its preview out: every card of the deck, those that do not ship among them."""

from __future__ import annotations

from collections import defaultdict

from generator import deck as decks
from generator.cards import EditedCard, Note
from generator.comparison import Comparison, NoteChange
from generator.preview import Change, Entry, cards_of, page
from generator.stages import Prepared


def preview(prepared: Prepared, found: Comparison | None = None, *, live: bool = False) -> str:
    """The page of the deck; with `found`, what an import would do to each card.

    Places are given relative to the deck's folder, so that the page is the same wherever that lies.
    """
    root = decks.shown(prepared.deck.folder) + "/"
    problems: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for problem in prepared.problems:
        problems[problem.key].append((problem.rule, str(problem).replace(root, "")))
    notes = {note.key: note for note in prepared.stamped.notes}
    states, changes = _states(found)
    entries = [
        Entry(
            key=card.key,
            origin=str(card.origin).replace(root, ""),
            provenance="draft" if card.draft else card.provenance.value,
            question=card.question.value,
            tags=_tags(card, notes.get(card.key)),
            problems=tuple(problems.pop(card.key, ())),
            cards=cards_of(notes[card.key]) if card.key in notes else (),
            status=states.get(card.key, "left out" if found else ""),
            changes=tuple(changes.get(card.key, ())),
        )
        for card in prepared.cards
    ]
    general = [message for told in problems.values() for _, message in told]
    media = {picture.name: picture.data for picture in prepared.recognised.sources.pictures.values()}
    return page(prepared.deck.settings.name, entries, general, media, live=live)


def _tags(card: EditedCard, note: Note | None) -> tuple[str, ...]:
    return note.tags if note else card.tags


def _states(found: Comparison | None) -> tuple[dict[str, str], dict[str, list[Change]]]:
    """What an import would do, by key, and the fields it would change."""
    if not found:
        return {}, {}
    by_word: dict[str, tuple[str, ...]] = {
        "new": found.new,
        "changed": tuple(change.key for change in found.changed),
        "only newer": found.only_mod,
        "unchanged": found.unchanged,
        "kept there": tuple(change.key for change in found.kept),
        "conflicting": found.conflicting,
    }
    states = {key: word for word, keys in by_word.items() for key in keys}
    return states, {change.key: _changes(change) for change in (*found.changed, *found.kept)}


def _changes(change: NoteChange) -> list[Change]:
    return [Change(field.name, tuple((word.mark, word.text) for word in field.words)) for field in change.fields]
