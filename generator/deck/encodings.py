"""Bytes that are not UTF-8 in, the likely encoding out, or their text in an encoding the user names."""

from __future__ import annotations

import codecs

from generator.errors import DeckwrightError

SURE = 0.2
"""The confidence from which the detector's guess stands alone; below it Windows-1252 is likelier than it knows."""

COMMON = "windows-1252"
CESU = "cesu-8"
"""UTF-8 that holds surrogates (Unicode Technical Report 26): Python has no codec of that name."""


def read_as(data: bytes, encoding: str, shown: str) -> str:
    """The text of `data` in the encoding the user named.

    Raises DeckwrightError where there is no such encoding or the bytes are not in it.
    """
    try:
        if encoding.lower() == CESU:
            return _from_cesu(data)
        if not codecs.lookup(encoding)._is_text_encoding:
            raise LookupError
        return data.decode(encoding)
    except UnicodeError as error:
        raise _not_in(data, encoding, shown, getattr(error, "start", 0)) from error
    except (LookupError, ValueError) as error:
        raise DeckwrightError(
            f'There is no text encoding "{encoding}". Usual ones are {COMMON}, macroman, gb18030, shift_jis, utf-16.'
        ) from error


def _not_in(data: bytes, encoding: str, shown: str, at: int) -> DeckwrightError:
    line = data.count(b"\n", 0, at) + 1
    return DeckwrightError(f"{shown}:{line}: byte {at + 1} (0x{data[at]:02X}) is not {encoding}; {advice(data, at)}")


def advice(data: bytes, at: int) -> str:
    """What to do about bytes that are not what they should be, from the byte at `at` on: a guess, and how it reads."""
    if b"\0" in data[:4096] and not is_wide(data):
        return "the file is binary, not text. Save the page as plain text and use that file."
    guesses: dict[str, str] = {}
    for name in _likely(data):
        words = _around(data, at, name)
        if words:
            guesses.setdefault(words, name)
    if not guesses:
        return "no encoding is known in which it would be text. Save the page as UTF-8 and try again."
    told = ", or ".join(f'{name} ("{words}")' for words, name in guesses.items())
    first = next(iter(guesses.values()))
    return f"it is probably {told}. Save it as UTF-8, or say --encoding {first} to new or update."


def is_wide(data: bytes) -> bool:
    """Whether every second byte is mostly zero: UTF-16 without its mark."""
    head = data[:4096]
    return len(head) > 3 and max(head[::2].count(0), head[1::2].count(0)) > 0.4 * (len(head) // 2)


def _likely(data: bytes) -> tuple[str, ...]:
    """The encodings `data` may be in, the likeliest first."""
    import chardet  # a second's fraction to load, and only needed for a page in trouble

    if not is_wide(data) and _reads(data, CESU):
        return (CESU,)
    found = chardet.detect(data)
    guess, confidence = str(found["encoding"] or COMMON).lower(), float(found["confidence"] or 0)
    return (guess,) if confidence >= SURE or guess == COMMON else (COMMON, guess)


def _around(data: bytes, at: int, encoding: str) -> str:
    """The line of the byte at `at` as it reads in `encoding`; "" where it does not."""
    if not _reads(data, encoding):
        return ""
    if is_wide(data):
        return " ".join(data[:200].decode(encoding, "ignore").split())[:40]
    begin = max(data.rfind(b"\n", 0, at), data.rfind(b"\r", 0, at)) + 1
    line = data[begin : at + 1000].replace(b"\r", b"\n").partition(b"\n")[0]
    words = _decoded(line, encoding).strip()
    before = len(_decoded(line[: at - begin], encoding))
    start = max(0, min(before - 15, len(words) - 40))
    return words[start : start + 40].strip()


def _decoded(data: bytes, encoding: str) -> str:
    return data.decode("utf-8" if encoding == CESU else encoding, "ignore")


def _reads(data: bytes, encoding: str) -> bool:
    try:
        _from_cesu(data) if encoding == CESU else data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _from_cesu(data: bytes) -> str:
    """Pairs of surrogates become the characters they stand for; a lone one becomes U+FFFD."""
    text = data.decode("utf-8", "surrogatepass")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
