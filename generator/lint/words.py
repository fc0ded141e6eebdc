"""A text in, its words out as rules compare them, and its first words as messages show them."""

from __future__ import annotations

import re

from generator.normal_form import nfc

_FENCE = re.compile(r"\s*(```|~~~)[`~]*([^`]*)")
_SPAN = re.compile(r"`[^`]*`")
_IDEOGRAPH = "[\u3040-\u9fff\uac00-\ud7a3]"
"""Compiled by the first text that may have one: it takes longer than all others."""

_HIGH = re.compile("[^\x00-\u303f]")
"""A letter of Chinese, Japanese or Korean, or another one that high."""

_PART = re.compile("[\u1100-\u11ff]")
"""A letter that is composed to an ideograph with others."""

_ODD_SIGN = re.compile(r"[^\w\x00-\x7f]")
_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum() and chr(code) not in "'\n")
_BETWEEN = _SIGNS + b"'\n"
_BLANKS = bytes.maketrans(_SIGNS, b" " * len(_SIGNS))


def words_of(text: str) -> list[str]:
    """The words of a text, without case, accents kept; one letter of Chinese, Japanese or Korean is a word."""
    bare = _bare(text)
    return _by_letter(_words(bare)) if _has_ideograph(bare) else _words(bare)


def words_by_line(text: str) -> list[list[str]]:
    """The words of each line of a text."""
    bare = _bare(text)
    lines = [_words(line) for line in bare.split("\n")]
    return [_by_letter(words) for words in lines] if _has_ideograph(bare) else lines


def may_have(text: str, count: int) -> bool:
    """Whether the text may have so many words, which is sooner told than how many it has.

    Between two words there is a sign or a blank, unless they are letters of Chinese, Japanese or Korean.
    """
    if len(text) + 1 < count * (1 + text.isascii()):
        return False
    if not text.isascii() and (_HIGH.search(text) or _PART.search(text)):
        return True
    return len(text) - len(text.encode("ascii", "ignore").translate(None, _BETWEEN)) + 1 >= count


def letters_of(text: str) -> bytes:
    """What texts of the same words have in common, and nearly no others: their letters and digits."""
    return _bare(text).encode().translate(None, b" \n'")


def _bare(text: str) -> str:
    """The text in lower case with blanks in the place of signs, but for apostrophes; lines stay."""
    text = text.lower() if text.isascii() else _ODD_SIGN.sub(" ", nfc(text).casefold().replace("’", "'"))
    return text.encode().translate(_BLANKS).decode()


def _words(bare: str) -> list[str]:
    if "'" not in bare:
        return bare.split()
    return [word for part in bare.replace("''", "  ").split() if (word := part.strip("'"))]


def _has_ideograph(text: str) -> bool:
    return not text.isascii() and bool(_HIGH.search(text)) and bool(re.search(_IDEOGRAPH, text))


def _by_letter(words: list[str]) -> list[str]:
    return [part for word in words for part in (word if _has_ideograph(word) else [word])]


def without_code(text: str) -> str:
    """The text with blanks in the place of code, fenced or between backticks; all else keeps its line and place."""
    if "`" not in text and "~~~" not in text:
        return text
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = _FENCE.fullmatch(line)
        lines.append(" " * len(line) if fence or mark else _SPAN.sub(lambda code: " " * len(code.group()), line))
        if mark and not fence:
            fence = mark.group(1)
        elif mark and fence == mark.group(1) and not mark.group(2).strip():
            fence = ""
    return "\n".join(lines)


def shown(text: str) -> str:
    """The text on one line, at most sixty characters of it."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
