r"""TeX that a person wrote between dollars in, MathJax as Anki wants it out; what could act is refused."""

from __future__ import annotations

import html
import re

_REFUSED = re.compile(
    r"\\(?:href|url|mmlToken|style|class|cssId|data|bbox|def|edef|gdef|xdef|let|newcommand|renewcommand"
    r"|providecommand|newenvironment|renewenvironment|DeclareMathOperator|DeclarePairedDelimiter(?:s|X|XPP)?"
    r"|Newextarrow|(?:re)?newtagform|usetagform|mathtoolsset|definecolor|require|csname|catcode"
    r"|input|include|includegraphics|write|unicode)(?![A-Za-z])"
)
_DELIMITER = re.compile(r"\\[()\[\]]|\$")
_ANKI_BRACKET = re.compile(r"\[(?=\s*/?\s*(?:sound|anki|latex|\$))", re.IGNORECASE)


def refusal(tex: str) -> str:
    """The command or mark in `tex` that keeps it from being typeset; "" where nothing does.

    MathJax would follow links, fetch what a style names and run definitions without end, or keep them for
    the cards that come after; an inner delimiter would end the formula.
    """
    found = _REFUSED.search(tex) or _DELIMITER.search(tex.replace("\\$", "").replace("\\\\", ""))
    return found.group() if found else ""


def as_mathjax(escaped: str, *, block: bool) -> str:
    r"""HTML for a formula: \(…\) or \[…\], safe inside a cloze (`}}` is parted, which TeX ignores, `::` escaped)."""
    tex = html.unescape(escaped).strip()
    tex = re.sub(r"(?<=[{}])(?=[{}])", " ", tex)
    delimited = rf"\[{tex}\]" if block else rf"\({tex}\)"
    return html.escape(_ANKI_BRACKET.sub("[{}", delimited), quote=False).replace("::", ":&#58;")
