"""The bytes of a scraped file in, its text out: UTF-8, or UTF-16 that says so; anything else is refused."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from generator.cards import Page
from generator.deck.encodings import advice, is_wide, read_as
from generator.errors import DeckwrightError

MAX_BYTES = 1 << 30
DAMAGED = "the file is damaged. Save the page again, as UTF-8."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_page(path: Path, shown: str) -> Page:
    """The page in the file `path`, which messages call `shown`. Raises what `read_bytes` and `decode` do."""
    return Page(shown, decode(read_bytes(path, shown), shown))


def read_bytes(path: Path, shown: str) -> bytes:
    """The bytes of the file `path`, which messages call `shown`.

    Raises DeckwrightError where there is no such file, or it is no plain file.
    """
    try:
        mode = path.stat()
        if stat.S_ISDIR(mode.st_mode):
            raise DeckwrightError(f"{shown}: this is a folder; name the file that holds the scraped text.")
        if not stat.S_ISREG(mode.st_mode):
            raise DeckwrightError(f"{shown}: this is not a plain file; save the scraped text to a file first.")
        if mode.st_size > MAX_BYTES:
            raise DeckwrightError(f"{shown}: over 1 GiB is no scraped page; split the file.")
        return path.read_bytes()
    except OSError as error:
        raise DeckwrightError(f"{shown}: cannot be read ({error.strerror}); check the name.") from error


def decode(data: bytes, shown: str, named: str = "") -> str:
    r"""The text of `data`, with newlines as \n; a byte order mark is honoured and dropped.

    Without one it is UTF-8, or in the encoding `named`. Raises DeckwrightError with line and byte for
    what is not text.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    if named and not mark:
        return _newlines(read_as(data, named, shown))
    if not mark and is_wide(data):
        raise DeckwrightError(f"{shown}:1: byte 2 (0x{data[1]:02X}) is of no text in UTF-8; {advice(data, 0)}")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = _newlines(body[: error.start].decode(encoding, "replace")).count("\n") + 1
        raise DeckwrightError(
            f"{shown}:{line}: byte {len(mark) + error.start + 1} (0x{body[error.start]:02X}) is not "
            f"{encoding.upper()}; {advice(data, error.start) if not mark else DAMAGED}"
        ) from error
    return _newlines(text)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
