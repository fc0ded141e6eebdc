"""An SVG drawing that nobody vouches for in, one that only draws out; the only door to lxml's writer of XML."""

from __future__ import annotations

import re

from lxml import etree

from generator.simulation.paint import INK, ink, is_paint, paints

LARGEST = 2_000_000
"""Bytes of a drawing as a snippet draws it."""

LARGEST_KEPT = 300_000
"""Bytes of a drawing as it is kept; what has more is slow on a phone."""

_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan title desc "
    "linearGradient radialGradient stop marker pattern clipPath".split()
)
_ATTRIBUTES = frozenset(
    "x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points width height viewBox preserveAspectRatio "
    "transform gradientUnits gradientTransform spreadMethod offset patternUnits patternContentUnits patternTransform "
    "clipPathUnits markerUnits markerWidth markerHeight refX refY orient rotate textLength lengthAdjust".split()
)
_TRANSFORMS = ("transform", "gradientTransform", "patternTransform")
_LONG_NUMBER = re.compile(r"-?\d{1,9}\.\d{3,}+(?!e)")
_MAGNIFIED = 50
"""Units of a view below which one is shown so large that its hundredth can be seen."""
_ROOMS = ("clipPath", "pattern", "marker")
"""What shows its shapes wherever it is named."""
_ID = re.compile(r"[\w.:-]+")


class NoDrawing(Exception):  # noqa: N818  (what it says is the end of a sentence, not an error of the program)
    """The bytes are no SVG that can be read; the message ends a sentence."""


def inert(data: bytes) -> str:
    """The drawing with only what draws: no script, no link, no event, no style sheet, no foreign part.

    Greys become the ink of whatever the drawing stands on. Done twice, it changes nothing more. Raises NoDrawing.
    """
    if len(data) > LARGEST:
        raise NoDrawing(f"it has {len(data):,} bytes, and {LARGEST:,} is the most; draw fewer points")
    root = _parsed(data)
    _clean(root)
    _cut_towers(root)
    if not any(map(_magnifies, root.iter())):
        _shorten(root)
    for name, value in (("stroke-linejoin", "round"), ("fill", INK)):
        root.set(name, root.get(name, value))
    drawn = etree.Element(f"{{{_SVG}}}svg", dict(root.attrib), nsmap={None: _SVG})
    drawn.extend(root)
    text: str = etree.tostring(drawn, encoding="unicode")
    if len(text) > LARGEST_KEPT:
        raise NoDrawing(f"what draws has {len(text):,} letters, and {LARGEST_KEPT:,} is the most; draw fewer points")
    return text


def inline(drawing: str, prefix: str, label: str) -> str:
    """An `inert` drawing as a part of a page: its ids begin with `prefix`, and a screen reader says `label`."""
    root = etree.fromstring(drawing)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, prefix + value)
            elif name == "href" or value.startswith("url(#"):
                element.set(name, value.replace("#", f"#{prefix}", 1))
    root.set("role", "img")
    root.set("aria-label", label)
    return str(etree.tostring(root, encoding="unicode"))


def standing_alone(drawing: str) -> str:
    """An `inert` drawing as a file of its own, which follows the theme of what shows it."""
    root = etree.fromstring(drawing)
    sheet = etree.Element(f"{{{_SVG}}}style")
    sheet.text = "svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e6e9ed;--dw-paper:#1e2227}}"
    root.insert(0, sheet)
    return str(etree.tostring(root, encoding="unicode")) + "\n"


def _parsed(data: bytes) -> etree._Element:
    if not data.strip():
        raise NoDrawing("it is not well-formed, for it is empty; write an SVG to the file named after --figure")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoDrawing(f"it is not well-formed ({error})") from error
    if _tag(root) != "svg":
        raise NoDrawing("it is no <svg>")
    return root


def _clean(element: etree._Element) -> None:
    """Keep of the element, and all it holds, what draws."""
    kept = dict(_kept(element))
    element.attrib.clear()
    element.attrib.update(kept)
    for child in list(element):
        if _tag(child) in _ELEMENTS:
            _clean(child)
        else:
            element.remove(child)
    if _tag(element) not in ("text", "tspan", "title", "desc"):
        element.text = None
        for child in element:
            child.tail = None


def _kept(element: etree._Element) -> list[tuple[str, str]]:
    is_text = _tag(element) in ("text", "tspan", "g", "svg")  # a group may hold letters
    kept: list[tuple[str, str]] = []
    painted: dict[str, str] = {}
    for name, value in element.attrib.items():
        if name in (_LINK, "href") and re.fullmatch(r"#[\w.:-]+", value):
            kept.append(("href", value))
        elif name == "style":
            painted |= paints(value)
        elif is_paint(name, value):
            painted[name] = value
        elif (name == "id" and _ID.fullmatch(value)) or (
            name in _ATTRIBUTES and not re.search(r"[^\w\s.,()%+#-]", value)
        ):
            kept.append((name, " ".join(value.split())))
    return [*kept, *ink(painted, is_text=is_text).items()]


def _magnifies(element: etree._Element) -> bool:
    """Whether what it holds is shown at another size than it is drawn, so that every digit may count."""
    if any(name in str(element.get(of, "")) for of in _TRANSFORMS for name in ("scale", "matrix")):
        return True
    view = re.findall(r"\d+\.?\d*", str(element.get("viewBox", "0 0 100 100")))
    return len(view) != 4 or min(map(float, view[2:])) < _MAGNIFIED


def _shorten(root: etree._Element) -> None:
    for element in root.iter():
        for name in _ATTRIBUTES.intersection(map(str, element.attrib)):
            element.set(name, _LONG_NUMBER.sub(_short, str(element.get(name))))


def _short(number: re.Match[str]) -> str:
    """A number with two decimals, which is a fiftieth of what can be seen."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _tag(element: etree._Element) -> str:
    """The name of an SVG element; "" for any other node."""
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag.rpartition("}")
    return name if space == f"{{{_SVG}" else ""


def _cut_towers(root: etree._Element) -> None:
    """Take away each <use> of something that uses again, each clip of a clip, pattern of a pattern.

    Ten such floors would be a thousand million shapes. A name is the first's that has it, as in a browser; the others
    lose it.
    """
    used: dict[str, etree._Element] = {}
    for each in root.iter():
        if used.setdefault(str(each.get("id", "")), each) is not each:
            each.attrib.pop("id", None)
    used.pop("", None)
    for use in list(root.iter(f"{{{_SVG}}}use")):
        target, parent = used.get(str(use.get("href") or "")[1:]), use.getparent()
        if target is not None and parent is not None and any(_tag(each) == "use" for each in target.iter()):
            parent.remove(use)
    for room in list(root.iter(*(f"{{{_SVG}}}{name}" for name in _ROOMS))):
        for each in list(room.iter()):
            _cut_rooms(each, used)


def _cut_rooms(element: etree._Element, used: dict[str, etree._Element]) -> None:
    """Take away of an element in a clip or a pattern what would be clipped or patterned again; `used` has the names."""
    for name in _rooms_of(element, used):
        element.attrib.pop(name)
    target, parent = used.get(str(element.get("href", ""))[1:]), element.getparent()
    if target is not None and parent is not None and any(_rooms_of(each, used) for each in target.iter()):
        parent.remove(element)


def _rooms_of(element: etree._Element, used: dict[str, etree._Element]) -> list[str]:
    """The attributes of an element that name a clip, a pattern or a marker."""
    named = ((str(name), used.get(str(value)[5:-1])) for name, value in element.attrib.items() if "url(#" in str(value))
    return [name for name, room in named if room is not None and _tag(room) in _ROOMS]
