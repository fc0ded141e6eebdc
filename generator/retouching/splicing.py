"""A build of some cards in, the files of the whole deck out: those there were, with these cards in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import deck as decks
from generator import packaging, rendering, structured
from generator.cards import Note
from generator.files import spliced
from generator.placing import place
from generator.remembering import package_path
from generator.retouching.part import Part
from generator.stages import Written
from generator.standing import Kept


@dataclass(frozen=True, slots=True)
class Splices:
    """What is to stand where: notes by guid, others by that of the note they follow, records of cards.json by place."""

    changed: Mapping[str, Note]
    added: Mapping[str, Sequence[Note]]
    records: Sequence[tuple[int, int, str]]


def splices_of(part: Part, kept: Kept, dist: Path) -> Splices | None:
    """Where the cards that changed belong; None where one would be the first, or the last to go."""
    keys = {kept.keys[each] for each in part.touched.changed}
    notes = {note.key: note for note in part.prepared.stamped.notes if note.key in keys}
    anchors = _anchors(part, kept, notes)
    if not notes or not all(anchors.values()):
        return None
    changed = {note.guid: note for key, note in notes.items() if key not in anchors}
    guids = {note.key: note.guid for note in part.lines.notes(anchors.values())}
    added: dict[str, list[Note]] = {}
    for key, anchor in anchors.items():
        added.setdefault(guids[anchor], []).append(notes[key])
    path = _cards_json(part, dist)
    return Splices(changed, added, tuple(_records(part, kept, path, notes, anchors)))


def write(part: Part, kept: Kept, splices: Splices, dist: Path) -> Written:
    """Write the lock, cards.json and the package. Raises DeckwrightError where a place cannot be written."""
    deck, stamped, path = part.prepared.deck, part.prepared.stamped, _cards_json(part, dist)
    package, mods = package_path(deck, dist), stamped.note_type_mods
    description = rendering.render_plain(deck.settings.description)
    return place(
        (deck.lock, part.lines.with_notes(stamped.lock.notes)),
        {path: spliced(path, splices.records)},
        package,
        lambda: packaging.repack(package, splices.changed, splices.added, mods, kept.prefix, description),
        within=decks.output_roots(dist, deck.project),
        pays=True,
    )


def _cards_json(part: Part, dist: Path) -> Path:
    return dist / part.prepared.deck.slug / "cards.json"


def _anchors(part: Part, kept: Kept, notes: Mapping[str, Note]) -> dict[str, str]:
    """For each of the notes that did not ship before, in study order, the nearest one above it that did, or ""."""
    out = {each.key for each in kept.left_out}
    anchors = {}
    for at in sorted(part.touched.changed):
        if kept.keys[at] in notes and kept.keys[at] in out:
            above = next((key for key in reversed(kept.keys[:at]) if key not in out), "")
            anchors[kept.keys[at]] = above
    return anchors


def _records(
    part: Part, kept: Kept, path: Path, notes: Mapping[str, Note], anchors: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    """What is to stand where in cards.json: a record in the place of its last one, or behind that of its anchor."""
    cards = {card.key: card for card in part.prepared.cards}
    wanted = {*anchors.values(), *notes} - anchors.keys()
    where = structured.places(path, [key for key in kept.keys if key in wanted])
    root = decks.shown(part.prepared.deck.folder)
    for key in [key for key in kept.keys if key in notes or key in where]:
        if key in anchors:
            end = where[anchors[key]][1]
            yield end, end, structured.record(cards[key], notes[key], root, is_first=False)
        elif key in notes:
            yield *where[key], structured.record(cards[key], notes[key], root, is_first=True)
