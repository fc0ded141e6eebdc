"""Scraped pages in, a new deck folder out: what `new` does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import deck as decks
from generator import lock, parsers
from generator.cards import Page, ParsedPage
from generator.errors import DeckwrightError
from generator.files import write_whole
from generator.names import check_deck_name
from generator.slugs import file_slug
from generator.system.links import real_path
from generator.system.neighbours import new_neighbour_folder

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


def arrive(path: str, encoding: str = "") -> Arrival:
    """The file at `path` as an arrival. Raises DeckwrightError where it cannot be read, or not in `encoding`."""
    return received(Path(path).name, decks.read_bytes(Path(path), path), path, encoding)


def received(name: str, data: bytes, shown: str, encoding: str = "") -> Arrival:
    """`data` as a page named `name`; what is in the `encoding` the user named is kept as UTF-8.

    Raises DeckwrightError where it is not text, or not in that encoding.
    """
    text = decks.decode(data, shown, encoding)
    return Arrival(name, text.encode("utf-8", "replace") if encoding else data, shown)


def arrive_folder(path: str, encoding: str = "") -> list[Arrival]:
    """Every page in the folder at `path`, in order. Raises DeckwrightError where there is none."""
    pages = sorted(file for file in Path(path).iterdir() if file.suffix.lower() in decks.PAGE_ENDINGS)
    if not pages:
        raise DeckwrightError(
            f"{path}: no page lies in this folder; a page's file ends in {', '.join(decks.PAGE_ENDINGS)}."
        )
    return [arrive(str(page), encoding) for page in pages]


def slug_for(arrivals: Sequence[Arrival], name: str) -> str:
    """The slug of a deck started from these pages: from `name`, else from the first file's stem."""
    return file_slug(name or Path(arrivals[0].name).stem)


def start(arrivals: Sequence[Arrival], name: str, layout: str = "", *, digits: str) -> Path:
    """Start a deck folder in source_cards/ from the pages; returns the folder, which is there whole or not at all.

    `digits` are eight random hex digits, which make the deck's id one of its own. The pages are read in the format
    `layout`, or the one that each is found to have. Raises DeckwrightError where a page is unreadable, no known layout,
    or the folder exists.
    """
    for arrival in arrivals:
        if home := decks.home_of(Path(arrival.shown)):
            shown = decks.shown(home)
            raise DeckwrightError(
                f"{arrival.shown}: this page lies in a deck already; build it with: deckwright build {shown}"
            )
    parsed = [parse(arrival, layout) for arrival in arrivals]
    check_twins(arrivals)
    slug = slug_for(arrivals, name)
    if (decks.SOURCES / slug).exists():
        raise DeckwrightError(
            f"{decks.SOURCES / slug} exists already. To take this as its new scrape: deckwright update {slug} "
            f"{arrivals[0].shown}; to start another deck: --name with another name."
        )
    settings = decks.Settings(
        name=_deck_name(name, parsed[0], slug),
        id=f"{slug}-{digits}",
        description=parsed[0].description if len(parsed) == 1 else "",
        format=layout,
        markdown=is_markdown(arrivals, parsed),
        subdecks=len(parsed) > 1 or len({card.page for card in parsed[0].cards}) > 1,
    )

    def fill(folder: Path) -> None:
        write_whole(folder / "edits.md", EDITS.encode())
        lock.write_lock(folder / "cards.lock", lock.Lock(slug=slug))
        for path, arrival in _places(folder, arrivals):
            write_whole(path, arrival.data)

    return create(slug, settings, fill)


def create(slug: str, settings: decks.Settings, fill: Callable[[Path], None]) -> Path:
    """Make the deck folder `slug` with these settings and what `fill` writes into it; returns the folder.

    It is there whole or not at all: a neighbour is filled, which then takes the name. Raises DeckwrightError where the
    folder exists, the deck's name is none for Anki, or a file cannot be written.
    """
    folder = decks.SOURCES / slug
    real_path(folder, [Path.cwd()], folder.as_posix())
    if folder.exists():
        raise DeckwrightError(f"{folder} exists already; choose another name with --name.")
    if wrong := check_deck_name(settings.name):
        raise DeckwrightError(f'The deck name "{settings.name}" {wrong}; choose another with --name.')
    try:
        draft = new_neighbour_folder(folder)
    except OSError as error:
        raise DeckwrightError(f"{folder}: cannot be made ({error.strerror}); check the permissions here.") from error
    try:
        write_whole(draft / "deck.toml", decks.write_settings(settings).encode())
        fill(draft)
        os.replace(draft, folder)
    except OSError as error:
        raise DeckwrightError(f"{folder}: cannot be made ({error.strerror}); nothing was started.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def parse(arrival: Arrival, layout: str = "") -> ParsedPage:
    """The arrival as cards. Raises DeckwrightError where it is not text or no known layout."""
    text = decks.decode(arrival.data, arrival.shown)
    return parsers.parse(parsers.as_text(Page(arrival.shown, text)), layout)


def check_twins(arrivals: Sequence[Arrival]) -> None:
    """Refuse pages that would lie under one name: one would replace the other, now or at the next update."""
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        twin = first.setdefault(file_slug(Path(arrival.name).stem), arrival)
        if twin is not arrival:
            raise DeckwrightError(
                f"{arrival.shown}: this page would have the same name as {twin.shown}; rename one of the two files."
            )


def is_markdown(arrivals: Sequence[Arrival], parsed: Sequence[ParsedPage]) -> bool:
    """Whether the pages say that their words are Markdown. Raises DeckwrightError where only some do."""
    said = {page.markdown: arrival.shown for arrival, page in zip(arrivals, parsed, strict=True)}
    if len(said) > 1:
        raise DeckwrightError(f"{said[True]} holds Markdown and {said[False]} plain text; start a deck of each.")
    return True in said


def _deck_name(given: str, parsed: ParsedPage, slug: str) -> str:
    """The name in Anki: as given, else as an export says it, else the page's title, else the slug."""
    if given:
        return given
    tidy = parsed.deck or " ".join(parsed.title.replace("::", ": ").split())
    return slug if check_deck_name(tidy) else tidy


def _places(folder: Path, arrivals: Sequence[Arrival]) -> list[tuple[Path, Arrival]]:
    if len(arrivals) == 1:
        return [(folder / f"scraped{ending(arrivals[0], '.txt')}", arrivals[0])]
    return [(folder / "scraped" / f"{file_slug(Path(a.name).stem)}{ending(a, '.txt')}", a) for a in arrivals]


def ending(arrival: Arrival, otherwise: str) -> str:
    """The ending a page is kept under: its own where pages are known by it."""
    ending = Path(arrival.name).suffix.lower()
    return ending if ending in decks.PAGE_ENDINGS else otherwise
