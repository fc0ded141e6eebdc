"""A snippet's SVG in, what a card shows of it out: whatever it holds, it only draws, in the ink of the card."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.simulation.drawing import LARGEST, NoDrawing, inert, inline, standing_alone

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def drawn(inside: str) -> str:
    """What is kept of these elements."""
    whole = inert(f"{HEAD}{inside}</svg>".encode())
    return re.sub(r"^<svg [^>]*?(/>|>)|</svg>$", "", whole)


ATTACKS = {
    "script": "<script>alert(1)</script>",
    "onload": '<g onload="alert(1)"/>',
    "onclick": '<path d="M0 0" onclick="alert(1)"/>',
    "foreign": '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/></foreignObject>',
    "image": '<image xlink:href="https://evil.example/t.png"/>',
    "pixels": '<image href="data:image/png;base64,AAAA"/>',
    "use elsewhere": '<use xlink:href="https://evil.example/a.svg#a"/>',
    "link": '<a href="javascript:alert(1)"><text>x</text></a>',
    "sheet": "<style>@import url(https://evil.example/a.css); *{background:url(https://evil.example)}</style>",
    "style": '<path style="fill: url(https://evil.example/#a); stroke: expression(alert(1))"/>',
    "css escape": r'<path style="fill: \75rl(https://evil.example)"/>',
    "paint": '<path fill="url(//evil.example#a)"/>',
    "animate": '<animate attributeName="href" to="javascript:alert(1)"/><set attributeName="onclick" to="alert(1)"/>',
    "other tongue": '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
    "entity": "<text>&lt;script&gt;</text>",
    "class": '<g class="dw-answer" id="x y"/>',
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_in_a_drawing_acts(name: str) -> None:
    """No script, no address, no event, no sheet and no foreign element is left."""
    left = drawn(ATTACKS[name])
    assert not re.search(r"<script|evil|alert\(1\)|javascript|<style|<image|onclick|onload|class=|data:", left)


def test_an_entity_is_not_resolved() -> None:
    """A drawing cannot bring a file of the user in, nor grow without end."""
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for entity in ("&a;", "&f;"):
        text = inert(f"{bomb}{HEAD}<text>{entity}</text></svg>".encode())
        assert "root:" not in text
        assert "aaaaaaaaaa" not in text


def test_a_tower_of_uses_is_cut() -> None:
    """Ten floors of ten uses would be ten thousand million shapes."""
    floors = "".join(f'<g id="f{at}">' + f'<use href="#f{at - 1}"/>' * 10 + "</g>" for at in range(1, 11))
    root = etree.fromstring(inert(f'{HEAD}<path id="f0" d="M0 0"/>{floors}</svg>'.encode()))
    used = {each.get("href")[1:] for each in root.iter("{*}use")}
    assert "f0" in used
    assert not [use for each in root.iter("{*}g") if each.get("id") in used for use in each.iter("{*}use")]


def test_greys_are_the_ink_of_the_card() -> None:
    """Letters whole, lines as strong as they were drawn; white is the card's paper, a colour stays."""
    assert drawn('<text style="fill: #858585">x</text>') == '<text fill="currentColor">x</text>'
    assert drawn('<path d="M0 0" style="stroke: #808080; fill: none"/>') == (
        '<path d="M0 0" stroke="currentColor" fill="none" stroke-opacity="0.50"/>'
    )
    assert drawn('<g fill="#808080"><text>x</text></g>') == '<g fill="currentColor"><text>x</text></g>'
    assert drawn('<rect fill="white"/>') == '<rect fill="var(--dw-paper, #fff)"/>'
    assert drawn('<rect fill="#0072b2"/>') == '<rect fill="#0072b2"/>'


def test_ids_are_the_cards_own() -> None:
    """Two drawings on one page do not take each other's clips."""
    one = inert(f'{HEAD}<clipPath id="c"/><g clip-path="url(#c)"><use xlink:href="#c" fill="#c00"/></g></svg>'.encode())
    whole = inline(one, "falling-", 'He said "<now>" & went')
    assert 'id="falling-c"' in whole
    assert 'clip-path="url(#falling-c)"' in whole
    assert 'href="#falling-c"' in whole
    assert 'fill="#c00"' in whole
    assert etree.fromstring(whole).get("aria-label") == 'He said "<now>" & went'


@pytest.mark.parametrize("data", [b"", b"<html/>", b"<svg/>", b"\x89PNG", b"<svg", HEAD.encode() + b"<g>"])
def test_what_is_no_drawing_is_said_to_be_none(data: bytes) -> None:
    """An empty file, a picture of another kind, half a drawing."""
    with pytest.raises(NoDrawing):
        inert(data)


def test_too_much_is_refused() -> None:
    """A drawing that a phone could not show is refused with what to do."""
    with pytest.raises(NoDrawing, match="draw fewer points"):
        inert(b" " * (LARGEST + 1))
    with pytest.raises(NoDrawing, match="draw fewer points"):
        inert(f'{HEAD}<path d="{"M0 0 " * 80_000}"/></svg>'.encode())


NAMES = st.sampled_from(["g", "path", "text", "use", "script", "style", "a", "rect", "defs", "image", "x"])
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["d", "fill", "style", "id", "href", "onclick", "class", "width", "transform"]),
    st.sampled_from(["M0 1.23456L2 3", "#777", "fill: #123; x: y", "a", "#a", "url(#a)", "1.2345e-7", "rotate(-0 1 2)"])
    | st.text("ab#(:;-1.\n", max_size=8),
    max_size=3,
)
ELEMENTS = st.recursive(
    st.builds(lambda name, said: (name, said, [], "t"), NAMES, ATTRIBUTES),
    lambda inner: st.tuples(NAMES, ATTRIBUTES, st.lists(inner, max_size=3), st.just("")),
    max_leaves=8,
)


def _element(parts: tuple, into: etree._Element | None = None) -> etree._Element:
    name, said, inside, text = parts
    tag = f"{{http://www.w3.org/2000/svg}}{name}"
    made = etree.Element(tag) if into is None else etree.SubElement(into, tag)
    for key, value in said.items():
        made.set(key, value)
    made.text = text
    for each in inside:
        _element(each, made)
    return made


@given(ELEMENTS)
def test_done_twice_it_changes_nothing_more(parts: tuple) -> None:
    """What was made inert stays as it is: recorded, read again, shown."""
    root = etree.Element("{http://www.w3.org/2000/svg}svg")
    _element(parts, root)
    once = inert(etree.tostring(root))
    assert inert(once.encode()) == once
    assert inert(standing_alone(once).encode()) == once
