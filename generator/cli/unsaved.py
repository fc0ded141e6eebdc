"""Open a text in the user's editor, in a file that stays beside edits.md until its words are safe."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from generator import deck as decks
from generator.cli import signals
from generator.cli.printing import printable
from generator.errors import DeckwrightError

_LAST = 1_000
"""The highest number an unsaved text gets; so many in one folder mean that something else is wrong."""


class Sheet(NamedTuple):
    """The file that the editor opens, and the bytes that were put into it."""

    path: Path
    offered: bytes
    is_elsewhere: bool = False
    """Whether it lies in a folder for temporary files, because none could be made beside edits.md."""


@contextlib.contextmanager
def sheet(edits: Path, text: str) -> Iterator[Sheet]:
    """Put `text` into a new file beside edits.md; take the file away only where the block ends well.

    It lies beside edits.md from the beginning, and not in a folder for temporary files: so it is still there and easy
    to find after a power cut or a kill, and the editor itself says so when the disk is full.
    """
    # Notepad of older Windows takes a file for UTF-8 only with a mark, and shows only CRLF as a new line.
    offered = text.replace("\n", "\r\n").encode("utf-8-sig") if os.name == "nt" else text.encode()
    _name_those_left(edits)
    opened = _create(edits, offered)
    try:
        with signals.ended_in_order():
            yield opened
    except DeckwrightError as error:
        raise DeckwrightError(f"{error} {_where_it_is(opened)}".rstrip()) from error
    except BaseException:
        click.echo(_where_it_is(opened), err=True, nl=opened.path.exists())
        raise
    _take_away(opened)


def open_in_editor(opened: Sheet) -> str | None:
    """Let the user change the file; returns its text, None where it is as it was offered.

    Raises DeckwrightError where the editor failed, or left what is no text.
    """
    failed = ""
    try:
        with signals.left_to_others():
            click.edit(filename=str(opened.path))
    except (click.ClickException, ValueError) as error:
        failed = f"The editor ended with an error ({_reason(error)}), so nothing was written to edits.md."
    left = [path for path in _left_by_editor(opened.path) if not _is_copy(path, opened.offered)]
    if failed and left:
        failed += f" It left {', '.join(decks.shown(path) for path in left)}."
    if failed:
        raise DeckwrightError(f"{failed} The variable EDITOR says which editor is opened.")
    return None if _is_untouched(opened) else _text_of(opened.path)


def _name_those_left(edits: Path) -> None:
    """Say where texts of earlier runs lie: one that was killed could not say so itself."""
    left = [printable(decks.shown(path)) for path in sorted(edits.parent.glob(f"{edits.name}.unsaved-*.md"))]
    if left:
        click.echo(f"Unsaved text of earlier edits lies in {', '.join(left)}; delete what you need no more.", err=True)


def _create(edits: Path, data: bytes) -> Sheet:
    """Make a file with a name no other has, beside edits.md or, where that cannot be, among the temporary files."""
    with contextlib.suppress(OSError):
        return Sheet(_write_first_free(edits, data), data)
    try:
        folder = Path(tempfile.mkdtemp(prefix="deckwright-"))
        return Sheet(_write_first_free(folder / edits.name, data), data, is_elsewhere=True)
    except OSError as error:
        raise DeckwrightError(
            f"{decks.shown(edits.parent)}: no file can be made for your text, here or in {tempfile.gettempdir()} "
            f"({error.strerror}). Make room or change the permissions, then run the command again."
        ) from error


def _write_first_free(edits: Path, data: bytes) -> Path:
    for number in range(1, _LAST):
        path = edits.with_name(f"{edits.name}.unsaved-{number}.md")
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        except FileExistsError:
            continue
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return path
    raise FileExistsError(errno.EEXIST, "too many unsaved texts lie there")


def _text_of(path: Path) -> str:
    r"""What the editor left, with newlines as \n. Raises DeckwrightError where it is no text in UTF-8 or UTF-16."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeckwrightError(
            f"{decks.shown(path)}: the editor left no file that can be read ({error.strerror}); nothing was written."
        ) from error
    try:
        return decks.decode(data, decks.shown(path))
    except DeckwrightError as error:
        raise DeckwrightError(f"{decks.shown(path)}: your editor did not save UTF-8; set it to UTF-8.") from error


def _where_it_is(opened: Sheet) -> str:
    """Say where the text lies that could not be saved; "" where nothing was typed, and the file goes."""
    if _is_untouched(opened):
        _take_away(opened)
    if not opened.path.exists():
        return ""
    return (
        f"Your text is in {printable(decks.shown(opened.path))}. Copy what you need from there, then delete the file."
    )


def _is_untouched(opened: Sheet) -> bool:
    return _is_copy(opened.path, opened.offered)


def _is_copy(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.read_bytes() == data
    except OSError:
        return False


def _take_away(opened: Sheet) -> None:
    """Remove the file, and the copy of what was offered that some editors make of it."""
    with contextlib.suppress(OSError):
        for path in _left_by_editor(opened.path):
            if _is_copy(path, opened.offered):
                path.unlink()
        opened.path.unlink()
    if opened.is_elsewhere:
        with contextlib.suppress(OSError):
            opened.path.parent.rmdir()


def _left_by_editor(path: Path) -> list[Path]:
    """The editor's own files about this one: backups, swap files, what it saved under a longer name."""
    with contextlib.suppress(OSError):
        return sorted(other for other in path.parent.iterdir() if path.name in other.name and other != path)
    return []


def _reason(error: Exception) -> str:
    return printable(error.message if isinstance(error, click.ClickException) else str(error))
