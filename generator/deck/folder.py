"""A folder or a slug in, the deck it means out: where each of a deck's files lies."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.deck.finding import find_folders
from generator.deck.links import check_links, project_of
from generator.deck.settings import Settings, read_settings
from generator.errors import DeckwrightError
from generator.names import check_folder_name

PAGE_ENDINGS = (".txt", ".html", ".htm", ".csv", ".tsv", ".md")


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck folder: its slug (the folder's name), its place, and what deck.toml says."""

    slug: str
    folder: Path
    settings: Settings

    @property
    def toml(self) -> Path:
        """The file of the deck's settings."""
        return self.folder / "deck.toml"

    @property
    def project(self) -> Path:
        """The folder that holds source_cards/; no file of the deck may lie outside of it."""
        return project_of(self.folder)

    @property
    def edits(self) -> Path:
        """The file of what people wrote."""
        return self.folder / "edits.md"

    @property
    def lock(self) -> Path:
        """The file of identity and history."""
        return self.folder / "cards.lock"

    @property
    def media(self) -> Path:
        """The folder of pictures and sound."""
        return self.folder / "media"

    @property
    def simulations(self) -> Path:
        """The folder of snippets, and of what is recorded of them."""
        return self.folder / "simulations"


def shown(path: Path) -> str:
    """`path` as messages name it: relative to the current folder where it lies below, with slashes."""
    try:
        # With its links as they are: what they lead to has a name that the user did not write.
        return Path(os.path.abspath(path)).relative_to(Path.cwd()).as_posix()  # noqa: PTH100
    except ValueError:
        return path.as_posix()


def home_of(page: Path) -> Path | None:
    """The deck folder a page lies in already: beside deck.toml, or in scraped/ beside it; None where in none."""
    folder = Path(os.path.realpath(page)).parent
    if folder.name == "scraped" and not (folder / "deck.toml").is_file():
        folder = folder.parent
    return folder if page.is_file() and (folder / "deck.toml").is_file() else None


def find_decks(names: Collection[str], rules: Collection[str]) -> tuple[Deck, ...]:
    """The decks named by folder or slug; with no name, all that lie in source_cards/.

    Raises DeckwrightError where a name means no deck, there is none at all, or one cannot be opened.
    """
    return tuple(open_deck(folder, rules) for folder in find_folders(names))


def open_deck(folder: Path, rules: Collection[str]) -> Deck:
    """The deck in `folder`. Raises DeckwrightError where its deck.toml is missing or wrong."""
    check_links(folder)
    settings = folder / "deck.toml"
    if not settings.is_file() and (folder / "cards.lock").exists():
        raise DeckwrightError(_without_settings(folder))
    if not settings.is_file():
        raise DeckwrightError(
            f"{shown(folder)}: no deck.toml, so no deck. Start one from a scraped page: deckwright new page.txt"
        )
    slug = Path(os.path.realpath(folder)).name
    if wrong := check_folder_name(slug):
        raise DeckwrightError(f'{shown(folder)}: the folder\'s name "{slug}" {wrong}; rename the folder.')
    return Deck(slug, folder, read_settings(settings, shown(settings), rules))


def _without_settings(folder: Path) -> str:
    return (
        f"{shown(folder)}: deck.toml is gone. Take it back from version control, or write a new one with the line "
        f'name = "the deck\'s name in Anki".'
    )


def sibling_locks(deck: Deck) -> Iterator[str]:
    """The text of every other deck's cards.lock beside this deck."""
    for path in sorted(deck.folder.resolve().parent.glob("*/cards.lock")):
        if path.parent != deck.folder.resolve() and path.is_file():
            yield path.read_text("utf-8", "replace")


def page_files(folder: Path) -> tuple[Path, ...]:
    """The scraped pages of a deck folder, in order: scraped.* or all of scraped/.

    Raises DeckwrightError where there are none, or both.
    """
    single = sorted(path for path in folder.glob("scraped.*") if path.suffix.lower() in PAGE_ENDINGS)
    several = _pages((folder / "scraped").glob("*"))
    if len(single) > 1 or (single and several):
        names = ", ".join(path.relative_to(folder).as_posix() for path in (*single, *several))
        raise DeckwrightError(
            f"{shown(folder)}: {names}: which is the page? Keep one, or move all of them into scraped/."
        )
    if not single and not several:
        raise DeckwrightError(f"{shown(folder)}: no scraped page; put it there as scraped.txt, or in scraped/.")
    return tuple(single or several)


def _pages(paths: Iterable[Path]) -> list[Path]:
    """The files in order; one whose ending says that it is no page is refused, for its cards would be missing."""
    pages = sorted(path for path in paths if not path.name.startswith("."))
    for path in pages:
        if path.suffix.lower() not in PAGE_ENDINGS:
            raise DeckwrightError(
                f"{shown(path)}: no page has this ending; rename it to one of {', '.join(PAGE_ENDINGS)}, "
                f"or move it away."
            )
    return pages
