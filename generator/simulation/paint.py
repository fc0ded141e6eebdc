"""What a drawing says of paint and letters in, what of it may stay out, with its greys as the ink of the page."""

from __future__ import annotations

import re

INK = "currentColor"
PAPER = "var(--dw-paper, #fff)"
"""What a drawing stands on: the card's own, or white."""

_NAMES = frozenset(
    "fill fill-opacity fill-rule clip-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-dasharray stroke-dashoffset opacity visibility clip-path stop-color stop-opacity "
    "paint-order vector-effect marker-start marker-mid marker-end font-size font-style font-weight letter-spacing "
    "word-spacing text-anchor text-decoration dominant-baseline alignment-baseline baseline-shift white-space".split()
)
"""What may be said; the family of letters is not, so a drawing has those of its page."""

_VALUE = re.compile(r"[\w\s.,%+#-]*|(?:rgb|hsl)a?\([\d\s.,%/]*\)|url\(#[\w.:-]+\)|var\(--dw-paper, #fff\)")
_NAMED = {
    "black": "#000000",
    "white": "#ffffff",
    "gray": "#808080",
    "grey": "#808080",
    "dimgray": "#696969",
    "lightgray": "#d3d3d3",
}


def is_paint(name: str, value: str) -> bool:
    """Whether this says only how something is drawn."""
    return name in _NAMES and bool(_VALUE.fullmatch(value))


def paints(style: str) -> dict[str, str]:
    """The declarations of a style attribute that may stay."""
    pairs = (declaration.partition(":") for declaration in style.split(";"))
    said = {name.strip(): value.strip() for name, _, value in pairs}
    return {name: value for name, value in said.items() if is_paint(name, value)}


def ink(painted: dict[str, str], *, is_text: bool) -> dict[str, str]:
    """The same with each grey as the page's ink (lines as dark as on paper, letters whole), white as its paper."""
    inked = dict(painted)
    for name in ("fill", "stroke"):
        light = _lightness(painted.get(name, ""))
        if light is None:
            continue
        inked[name] = PAPER if light > 0.97 else INK
        if not is_text and 0 < light <= 0.97 and f"{name}-opacity" not in painted:
            inked[f"{name}-opacity"] = f"{max(1 - light, 0.15):.2f}"
    return inked


def _lightness(paint: str) -> float | None:
    """How light a grey is, from 0 (black) to 1; None for a colour or no paint."""
    hexed = re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", _NAMED.get(paint, paint))
    if not hexed:
        return None
    digits = hexed[1] if len(hexed[1]) == 6 else "".join(digit * 2 for digit in hexed[1])
    parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    return sum(parts) / 765 if max(parts) - min(parts) <= 12 else None
