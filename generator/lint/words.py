"""A text in, its words out as rules compare them, and its first words as messages show them."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FENCE = re.compile(r"\s*(```|~~~)[`~]*([^`]*)")
_NO_WORD = {code: " " for code in range(128) if not chr(code).isalnum()}
_IDEOGRAPH = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_SPAN = re.compile(r"`[^`]*`")


def words_of(text: str) -> list[str]:
    """The words of a text, without case, accents kept; one letter of Chinese, Japanese or Korean is a word."""
    if text.isascii() and "'" not in text:
        return text.lower().translate(_NO_WORD).split()
    composed = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    words: list[str] = _WORD.findall(composed)
    if not _IDEOGRAPH.search(composed):
        return words
    return [part for word in words for part in (word if _IDEOGRAPH.search(word) else [word])]


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
