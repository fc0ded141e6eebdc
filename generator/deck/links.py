"""Refuse a deck whose files are links that lead out of the project."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.errors import DeckwrightError
from generator.system.links import real_path

SOURCES = Path("source_cards")
DIST = Path("dist")
_OURS = frozenset(("deck.toml", "edits.md", "cards.lock", "media", "simulations", "scraped"))


def project_of(folder: Path) -> Path:
    """Find the project a deck folder belongs to: the folder that holds source_cards/.

    A deck that lies elsewhere is a project of its own. The path decides as the user wrote it, with no link followed: a
    link would make the project it leads to the right one.
    """
    written = Path(os.path.abspath(folder))  # noqa: PTH100  (Path.resolve follows links)
    sources = next((each for each in written.parents if each.name == SOURCES.name), None)
    return Path(os.path.realpath(sources.parent if sources else folder))


def check_links(folder: Path) -> None:
    """Refuse a deck folder that is a link out of its project, or holds one in the place of a file of ours.

    Raises DeckwrightError for the first such link, and for a folder that cannot be read.
    """
    roots = (project_of(folder),)
    real_path(folder, roots, folder.as_posix())
    for path in _links_in(folder):
        if path.name in _OURS or path.name.startswith("scraped."):
            real_path(path, roots, path.as_posix())
    for path in _links_in(folder / "scraped"):
        real_path(path, roots, path.as_posix())


def output_roots(dist: Path, project: Path) -> Sequence[Path]:
    """List the folders that what is built into `dist` may lie in, links followed.

    The user may name any folder with -o. The one that nobody named is part of the project the user is in.
    """
    return (Path.cwd(), project) if dist == DIST else (dist, project)


def _links_in(folder: Path) -> Iterator[Path]:
    """Find the links right in `folder`; none where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            yield from sorted(Path(entry.path) for entry in entries if entry.is_symlink())
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise DeckwrightError(
            f"{folder.as_posix()}: this folder cannot be read ({error.strerror}); change its permissions."
        ) from error
