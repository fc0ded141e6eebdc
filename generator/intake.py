"""Scraped pages in, a new deck folder or a deck's replaced page out: what `new` and `update` do."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import deck as decks
from generator import lock, parsers
from generator.cards import Page, ParsedPage
from generator.errors import DeckwrightError
from generator.files import write_whole
from generator.names import check_deck_name
from generator.slugs import slugify

EDITS = """# What people wrote for this deck

A section changes or completes one card: its heading is the question as it shall read, with the card's key in braces;
what follows is the answer, in Markdown. `deckwright cards` lists the keys. Text up here is for people only.
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page on its way in: the name of its file, its bytes, and what messages call it."""

    name: str
    data: bytes
    shown: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new scrape changes, as questions; `edited` pairs the old question with the new one.

    `doubtful` are cards of which it is not sure which old one they are.
    """

    new: tuple[str, ...]
    edited: tuple[tuple[str, str], ...]
    doubtful: tuple[str, ...]
    gone: tuple[str, ...]
    unchanged: int


def arrive(path: str) -> Arrival:
    """The file at `path` as an arrival. Raises DeckwrightError where it cannot be read."""
    file = Path(path)
    decks.read_page(file, path)
    return Arrival(file.name, file.read_bytes(), path)


def slug_for(arrivals: Sequence[Arrival], name: str) -> str:
    """The slug of a deck started from these pages: from `name`, else from the first file's stem."""
    return slugify(name or Path(arrivals[0].name).stem)


def start(arrivals: Sequence[Arrival], name: str) -> Path:
    """Start a deck folder in source_cards/ from the pages; returns the folder, which is there whole or not at all.

    Raises DeckwrightError where a page is unreadable, no known layout, or the folder exists.
    """
    parsed = [_parse(arrival) for arrival in arrivals]
    _check_twins(arrivals)
    slug = slug_for(arrivals, name)
    folder = decks.SOURCES / slug
    if folder.exists():
        raise DeckwrightError(
            f"{folder} exists already. To take this as its new scrape: deckwright update {slug} {arrivals[0].shown}; "
            f"to start another deck: --name with another name."
        )
    settings = decks.Settings(
        name=_deck_name(name, parsed[0].title, slug),
        description=parsed[0].description if len(parsed) == 1 else "",
        subdecks=len(parsed) > 1,
    )
    if wrong := check_deck_name(settings.name):
        raise DeckwrightError(f'The deck name "{settings.name}" {wrong}; choose another with --name.')
    _create(folder, settings, arrivals)
    return folder


def replace(deck: decks.Deck, arrivals: Sequence[Arrival]) -> Changes:
    """Take the arrivals as the new scrapes of the deck's pages of the same name; returns what changes.

    A deck of one page takes one file of any name. Raises DeckwrightError, with nothing written, where a
    page is unreadable or its place is unclear.
    """
    files = decks.page_files(deck.folder)
    targets = _targets(deck, files, arrivals)
    before = [_parse_file(path) for path in files]
    after = [page for path, page in zip(files, before, strict=True) if path not in targets.values()]
    after += [_parse(arrival) for arrival in arrivals]
    changes = _compare(before, after, deck, lock.read_lock(deck.lock, decks.shown(deck.lock)) or lock.EMPTY)
    for arrival in arrivals:
        old = targets[arrival.name]
        new = old.with_suffix(_ending(arrival, old.suffix))
        write_whole(new, arrival.data)
        if new != old:
            old.unlink(missing_ok=True)
    return changes


def _parse(arrival: Arrival) -> ParsedPage:
    return parsers.parse(Page(arrival.shown, decks.decode(arrival.data, arrival.shown)))


def _check_twins(arrivals: Sequence[Arrival]) -> None:
    """Refuse pages that would lie under one name: one would replace the other, now or at the next update."""
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        twin = first.setdefault(slugify(Path(arrival.name).stem), arrival)
        if twin is not arrival:
            raise DeckwrightError(
                f"{arrival.shown}: this page would have the same name as {twin.shown}; rename one of the two files."
            )


def _parse_file(path: Path) -> ParsedPage:
    return parsers.parse(decks.read_page(path, decks.shown(path)))


def _deck_name(given: str, title: str, slug: str) -> str:
    """The name in Anki: as given, else the page's title, else the slug."""
    if given:
        return given
    tidy = " ".join(title.replace("::", ": ").split())
    return slug if check_deck_name(tidy) else tidy


def _create(folder: Path, settings: decks.Settings, arrivals: Sequence[Arrival]) -> None:
    """Fill a neighbour of `folder`, then give it the name."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".new", dir=folder.parent))
    except OSError as error:
        raise DeckwrightError(f"{folder}: cannot be made ({error.strerror}); check the permissions here.") from error
    try:
        write_whole(draft / "deck.toml", decks.write_settings(settings).encode())
        write_whole(draft / "edits.md", EDITS.encode())
        lock.write_lock(draft / "cards.lock", lock.Lock(slug=folder.name))
        for path, arrival in _places(draft, arrivals):
            write_whole(path, arrival.data)
        draft.chmod(0o755)
        os.replace(draft, folder)
    except OSError as error:
        raise DeckwrightError(f"{folder}: cannot be made ({error.strerror}); nothing was started.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _places(folder: Path, arrivals: Sequence[Arrival]) -> list[tuple[Path, Arrival]]:
    if len(arrivals) == 1:
        return [(folder / f"scraped{_ending(arrivals[0], '.txt')}", arrivals[0])]
    return [(folder / "scraped" / f"{slugify(Path(a.name).stem)}{_ending(a, '.txt')}", a) for a in arrivals]


def _ending(arrival: Arrival, otherwise: str) -> str:
    """The ending a page is kept under: its own where pages are known by it."""
    ending = Path(arrival.name).suffix.lower()
    return ending if ending in decks.PAGE_ENDINGS else otherwise


def _targets(deck: decks.Deck, files: Sequence[Path], arrivals: Sequence[Arrival]) -> dict[str, Path]:
    """Which page each arrival replaces."""
    if len(files) == 1 and len(arrivals) == 1:
        return {arrivals[0].name: files[0]}
    _check_twins(arrivals)
    by_stem = {slugify(path.stem): path for path in files}
    targets = {}
    for arrival in arrivals:
        target = by_stem.get(slugify(Path(arrival.name).stem))
        if target is None:
            raise DeckwrightError(
                f"{arrival.shown}: the deck {deck.slug} has no page of that name; its pages are "
                f"{', '.join(path.name for path in files)}. Name the file like the page it replaces, or put a new page "
                f"into {decks.shown(deck.folder)}/scraped/ yourself."
            )
        targets[arrival.name] = target
    return targets


def _compare(before: Sequence[ParsedPage], after: Sequence[ParsedPage], deck: decks.Deck, known: lock.Lock) -> Changes:
    """The two scrapes side by side, card by card, by the identity the lock gives them."""
    first, second = _identified(before, deck, known), _identified(after, deck, known)
    old = {card.key: card.source for card in first.cards}
    new = {card.key: card.source for card in second.cards}
    shared = [(old[key], new[key]) for key in new if key in old]
    edited = [(a, b) for a, b in shared if (a.question, a.answer) != (b.question, b.answer)]
    return Changes(
        new=tuple(source.question for key, source in new.items() if key not in old),
        edited=tuple((a.question, b.question) for a, b in edited),
        doubtful=tuple(doubt.card.source.question for doubt in second.doubts),
        gone=tuple(source.question for key, source in old.items() if key not in new and key not in second.pending),
        unchanged=len(shared) - len(edited),
    )


def _identified(pages: Sequence[ParsedPage], deck: decks.Deck, known: lock.Lock) -> lock.Identified:
    cards = [card for page in pages for card in page.cards]
    return lock.identify(cards, known.slug or deck.slug, known)
