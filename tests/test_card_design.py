"""The styling in, what can be computed of it out: enough contrast in both themes, nothing fetched, no script."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from generator.notetype import designs

CSS = designs()[0].css
LIGHT, DARK = (
    dict(re.findall(r"--dw-([a-z]+(?:-[0-9])?): (#[0-9a-f]{6})", block))
    for block in re.findall(r"\{(.*?)\}", CSS, re.DOTALL)[:2]
)
WORDS = (
    *("ink", "soft", "accent", "keyword", "string", "name", "number"),
    *(f"colour-{at}" for at in range(6)),
)
GROUNDS = ("paper", "shade")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    """Black on white is 21, and #767676 just passes."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_of_words_can_be_read(theme: dict[str, str]) -> None:
    """On the card and on its shaded parts, 4.5 at least."""
    assert set(theme) == {*WORDS, *GROUNDS, "line"}
    faint = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in product(WORDS, GROUNDS)}
    assert {pair: round(value, 2) for pair, value in faint.items() if value < 4.5} == {}


def test_every_colour_is_one_of_these() -> None:
    """No rule below names a colour that the other theme would not change; pictures alone stand on white."""
    rules = CSS.split("}", 2)[2]
    assert re.findall(r"#[0-9a-f]{3,6}\b(?!\s*\{|answer)", rules) == ["#fff"]
    assert set(re.findall(r"var\(--dw-([a-z]+(?:-[0-9])?)\)", CSS)) <= set(LIGHT)


def test_a_card_needs_neither_script_nor_network() -> None:
    """Only a simulation has a script, the styling no address; every font is the system's."""
    texts = [CSS, *(text for design in designs() for kind in design.templates for text in (kind.front, kind.back))]
    for text in texts:
        without = re.sub(r"\{\{#Simulation\}\}.*?\{\{/Simulation\}\}", "", text, flags=re.DOTALL)
        assert not re.search(r"<script|url\(|@import|@font-face|https?:|\bon\w+=", without)


@pytest.mark.parametrize("name", ["Question", "Answer", "Extra", "Simulation", "Source"])
def test_each_part_of_a_card_has_a_name(name: str) -> None:
    """Screen readers can jump to it, and its direction follows its words."""
    backs = [kind.back for design in designs() for kind in design.templates]
    for back in backs:
        assert re.search(rf'<(section|aside) class="[\w -]+" aria-label="{name}" dir="auto">', back)


def test_everything_one_can_style_is_documented() -> None:
    """docs/card-design.md names each variable and each part of a card, and no others."""
    page = (Path(__file__).parents[1] / "docs/card-design.md").read_text("utf-8")
    assert set(re.findall(r"^\| (`--.*`) \|", page, re.MULTILINE)) != set()
    assert set(re.findall(r"--dw-([a-z]+(?:-[0-9])?)", page)) == set(LIGHT)
    backs = " ".join(kind.back + kind.front for design in designs() for kind in design.templates)
    parts = {name for names in re.findall(r'class="([^"]+)"', backs) for name in names.split()} - {"dw"}
    assert set(re.findall(r"`\.(dw-[a-z]+)`", page)) == parts
