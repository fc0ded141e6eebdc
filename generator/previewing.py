"""A build that is ready in, the preview page of its deck out, with or without what an import of it would change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from generator import deck as decks
from generator import preview
from generator.cards import LeftOut, Note, Origin, Problem
from generator.comparison import Comparison, FieldChange
from generator.stages import Prepared


def preview_page(
    prepared: Prepared, comparison: Comparison | None = None, against: str = "", *, live: bool = False
) -> preview.Page:
    """The page, its paths those below the deck folder; `comparison` is that with what `against` names."""
    return preview.page(_view(prepared, comparison, against), live=live)


def _view(prepared: Prepared, comparison: Comparison | None, against: str) -> preview.View:
    settings, root = prepared.deck.settings, decks.shown(prepared.deck.folder)
    problems = [_below(problem, root) for problem in prepared.problems]
    entries = [*_entries(prepared, problems, comparison, root), *_unidentified(prepared, problems, root)]
    keys = {entry.key for entry in entries}
    return preview.View(
        name=settings.name,
        slug=prepared.deck.slug,
        description=settings.description,
        language=settings.language,
        entries=tuple(entries),
        problems=tuple(problem for problem in problems if problem.key not in keys),
        media=_media(prepared),
        against=against,
        retired=comparison.retired if comparison else (),
    )


def _entries(
    prepared: Prepared, problems: Iterable[Problem], comparison: Comparison | None, root: str
) -> Iterable[preview.Entry]:
    """The cards in the order of the package; `ships` are those that are in it."""
    found = _by_key(problems)
    shipped = {note.key for note in prepared.stamped.notes}
    changes = _changes(comparison) if comparison else {}
    for card, note in zip(prepared.cards, prepared.notes, strict=True):
        change, fields = changes.get(card.key, ("", ()))
        yield preview.Entry(
            key=card.key,
            place=_place(card.edited_at or card.origin, root),
            question=card.question.value,
            note=note,
            number=card.number,
            provenance=card.provenance.value,
            draft=card.draft,
            ships=card.key in shipped,
            problems=found.get(card.key, ()),
            change=change,
            fields=fields,
        )


def _unidentified(prepared: Prepared, problems: Iterable[Problem], root: str) -> Iterable[preview.Entry]:
    """The cards in doubt, which have no note yet."""
    found, known = _by_key(problems), {card.key for card in prepared.cards}
    doubtful: Iterable[LeftOut] = (left for left in prepared.left_out if left.key not in known)
    for left in doubtful:
        place, said = _place(left.origin, root), found.get(left.key, ())
        yield preview.Entry(left.key, place, left.question, None, ships=False, problems=said)


def _changes(comparison: Comparison) -> dict[str, tuple[str, tuple[FieldChange, ...]]]:
    """What an import does to each card, by key."""
    groups = {
        "new": comparison.new,
        "newer": comparison.only_mod,
        "unchanged": comparison.unchanged,
        "conflicting": comparison.conflicting,
        "out": comparison.left_out,
    }
    plain = {key: (name, ()) for name, keys in groups.items() for key in keys}
    changed = {change.key: ("changed", change.fields) for change in comparison.changed}
    return plain | changed | {change.key: ("kept", change.fields) for change in comparison.kept}


def _by_key(problems: Iterable[Problem]) -> dict[str, tuple[Problem, ...]]:
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        found[problem.key] = (*found.get(problem.key, ()), problem)
    return found


def _below(problem: Problem, root: str) -> Problem:
    """The problem with paths as seen from the deck folder, so that the page is the same wherever it is built."""
    origin = Origin(_path(problem.origin.path, root), problem.origin.line)
    return replace(problem, origin=origin, message=problem.message.replace(f"{root}/", ""))


def _place(origin: Origin, root: str) -> str:
    return f"{_path(origin.path, root)}:{origin.line}"


def _path(path: str, root: str) -> str:
    return path.removeprefix(root).lstrip("/")


def _media(prepared: Prepared) -> dict[str, bytes]:
    """The files that cards use, by their packaged names."""
    notes: Iterable[Note] = prepared.notes
    used = {name for note in notes for name in note.media}
    pictures = {picture.name: picture.data for picture in prepared.recognised.sources.pictures.values()}
    return {name: pictures[name] for name in sorted(used)}
