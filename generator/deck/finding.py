"""Find the folders of decks by the names people give them."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from generator.deck.links import SOURCES
from generator.errors import DeckwrightError, nearest
from generator.system.links import real_path


def find_folders(names: Collection[str]) -> tuple[Path, ...]:
    """Find the folders of the decks named by folder or slug; with no name, all that lie in source_cards/.

    A folder that cannot be looked into may be a deck, so it is among them, and opening it says what is wrong. Raises
    DeckwrightError where a name means no deck or there is none at all.
    """
    if names:
        found: dict[str, Path] = {}
        for folder in map(_folder_of, names):
            found.setdefault(os.path.realpath(folder), folder)
        return tuple(found.values())
    folders = tuple(path for path in _inside_sources() if _may_be_deck(path))
    if not folders:
        raise DeckwrightError(
            "There is no deck in source_cards/ here. Start one from a scraped page: deckwright new page.txt"
        )
    return folders


def files_below(folder: Path) -> list[Path]:
    """List all below `folder` that is no folder, with links to folders. Raises OSError for a folder not to be read.

    Path.rglob passes such a folder over in silence, and what lies there would only be called missing.
    """

    def refuse(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            raise error

    found = []
    for home, folders, files in os.walk(folder, onerror=refuse):
        found += [Path(home) / name for name in files]
        found += [path for name in folders if (path := Path(home) / name).is_symlink()]
    return sorted(found)


def _inside_sources() -> list[Path]:
    """List what lies in source_cards/; a hidden folder is no deck but the draft of one."""
    real_path(SOURCES, [Path.cwd()], SOURCES.as_posix())
    try:
        return sorted(path for path in SOURCES.iterdir() if not path.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise DeckwrightError(
            f"{SOURCES}: this folder cannot be read ({error.strerror}); change its permissions."
        ) from error


def _may_be_deck(folder: Path) -> bool:
    """Tell whether the folder has a file that only decks have; True where that cannot be told."""
    try:
        return any(name in ("deck.toml", "cards.lock") for name in os.listdir(folder))  # noqa: PTH208
    except (FileNotFoundError, NotADirectoryError):
        return folder.is_symlink() and not folder.is_file()
    except OSError:
        return True


def _folder_of(name: str) -> Path:
    path, is_slug = Path(name), os.sep not in name and "/" not in name and name not in (".", "..")
    if is_slug and not _is_there(path / "deck.toml"):
        path = SOURCES / name
    if _is_there(path):
        return path
    known = [folder.name for folder in _inside_sources() if _may_be_deck(folder)]
    raise DeckwrightError(
        f'There is no deck "{name}" here.{nearest(name, known)} A deck is a folder in source_cards/; '
        f"deckwright new page.txt starts one."
    )


def _is_there(path: Path) -> bool:
    """Tell whether there is a file, a folder or a link of this name; a name that no system takes is not there.

    Raises DeckwrightError where the folder around it cannot be looked into.
    """
    try:
        path.lstat()
    except PermissionError as error:
        raise DeckwrightError(
            f"{path.as_posix()}: cannot be read ({error.strerror}); change the permissions of the folders above it."
        ) from error
    except (OSError, ValueError):
        return False
    return True
