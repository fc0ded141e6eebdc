"""The companion scripts' figures in; whether they are legible, honest about their bytes, and text as text, out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from generator.simulation.drawing import inert
from tests.snippet_bench import draw, each_script, figure

PAGES = ("#ffffff", "#2c2c2c", "#1e2227")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.long
@each_script
def test_the_figure_is_the_same_bytes_twice(script: Path) -> None:
    """No date, no version, no random id."""
    assert draw(script) == figure(script)
    assert not re.search(rb"20\d\d-\d\d-\d\d|dc:date|Matplotlib v", figure(script))


@each_script
def test_the_figure_keeps_text_as_text(script: Path) -> None:
    """Well-formed SVG, whose words are words of at least 9 pt, and no outlines of letters."""
    root = etree.fromstring(figure(script))
    sizes = [float(size) for style in styles(root) for size in re.findall(r"([\d.]+)px", style)]
    assert len(sizes) > 5
    assert min(sizes) >= 9
    assert not root.findall(f".//{SVG}g[@id='text_1']/{SVG}g/{SVG}use")
    assert re.fullmatch(r"4\d\d(\.\d+)?pt", root.get("width"))


@each_script
def test_the_figure_reads_on_light_and_dark(script: Path) -> None:
    """On a card every word is in the card's own ink, and each colour has 3 : 1 on a white and on a dark card."""
    root = etree.fromstring(inert(figure(script)))
    painted = [each.get(name, "") for each in root.iter() for name in ("fill", "stroke")]
    assert {each.get("fill", "currentColor") for each in root.iter(f"{SVG}text", f"{SVG}tspan")} == {"currentColor"}
    colours = {paint for paint in painted if paint.startswith("#")}
    assert all(contrast(colour, page) >= 3 for colour in colours for page in PAGES)
    assert colours or "currentColor" in painted
    assert "--dw-paper" not in "".join(painted)


def styles(root: etree._Element) -> list[str]:
    """How each piece of text is to look."""
    return [each.get("style", "") for text in root.findall(f".//{SVG}text") for each in text.iter()]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2."""

    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dim, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dim + 0.05)
