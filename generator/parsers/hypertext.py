"""HTML in, what it shows out, line by line: the only door to lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from generator.cards import Page
from generator.errors import DeckwrightError

if TYPE_CHECKING:
    from lxml import etree

    from generator.parsers.writer import LineWriter

_TAG = re.compile(r"<(?:[A-Za-z]|/[A-Za-z]|!)")
_BEGINNING = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<meta)\b", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "svg", "select", "datalist"})
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure"})
_BLOCKS = _SPACED | frozenset(
    ("address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt")
    + ("fieldset", "figcaption", "footer", "form", "header", "hr", "html", "legend", "li", "main", "menu", "nav")
    + ("ol", "option", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul")
)
_ATTRIBUTE = r"""(?>[\s/]*+(?:[^\s/>=]++|=)(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+))?+)"""
_ATTRIBUTES = re.compile(rf"<[A-Za-z][^\s/>]*+{_ATTRIBUTE}{{0,256}}+(?P<more>{_ATTRIBUTE}*+)")
"""A tag up to its end as libxml2 finds it: a ">" in quotes does not end it."""

_LISTS = frozenset({"ul", "ol", "menu"})


def is_hypertext(page: Page) -> bool:
    """Whether the page is HTML: by the ending of its file where it has a tag, else by how it begins."""
    if page.path.lower().endswith((".html", ".htm")):
        return bool(_TAG.search(page.text))
    return bool(_BEGINNING.match(page.text[:2000]))


def shown(page: Page) -> Page:
    """The page with its HTML replaced by what it shows, and where each line of that comes from.

    White space collapses, blocks begin lines, lists get marks, cells are parted by tabs, as in the text an
    extractor gives. Raises DeckwrightError where elements are nested too deep to be read.
    """
    writer = _writer()
    _walk(_tree(page.text, page.path), writer)
    lines = writer.close()
    return replace(
        page,
        text="\n".join(line.text for line in lines),
        numbers=tuple(line.number for line in lines),
        parts=tuple(line.parts for line in lines),
        pictures=tuple(writer.pictures),
    )


def fragment(html: str, path: str) -> tuple[str, tuple[str, ...]]:
    """What a piece of HTML shows, as text, and the addresses of its pictures; errors name `path`."""
    if html.isprintable() and "<" not in html and "&" not in html:
        return re.sub(" +", " ", html).strip(" "), ()
    writer = _writer()
    if html.strip():
        _walk(_tree(f"<body>{html}", path), writer)
    text = "\n".join(line.text for line in writer.close())
    return text, tuple(address for _, address in writer.pictures)


def _writer() -> LineWriter:
    """Loaded with the first HTML: most pages are none."""
    from generator.parsers.writer import LineWriter

    return LineWriter()


def _tree(text: str, path: str) -> etree._Element:
    from lxml import etree

    parser = _parser()
    tree = etree.fromstring(_with_few_attributes(text).encode("utf-8", "replace"), parser)
    if tree is None:
        tree = etree.fromstring(b"<body></body>", parser)
    if any("depth" in str(entry.message) for entry in parser.error_log):
        raise DeckwrightError(
            f"{path}: elements are nested over 2,000 deep, which is no page of a site; save its text and use that."
        )
    return tree


def _with_few_attributes(text: str) -> str:
    """Leave out what a tag has beyond the first 256 attributes: libxml2 compares each with all before it."""
    kept, end = [], 0
    for tag in _ATTRIBUTES.finditer(text):
        if tag.start("more") < tag.end("more"):
            kept.append(text[end : tag.start("more")])
            end = tag.end("more")
    return "".join([*kept, text[end:]]) if kept else text


@cache
def _parser() -> etree.HTMLParser:
    from lxml import etree  # most pages are text and do not wait for it

    # With comments, lxml counts all siblings before each of them: 400,000 in one paragraph took eleven seconds.
    return etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, remove_comments=True)


def _walk(tree: etree._Element, writer: LineWriter) -> None:
    from lxml import etree

    walk = etree.iterwalk(tree, events=("start", "end"))
    numbers: list[Iterator[str]] = []
    for event, element in walk:
        if event == "start":
            writer.at(element.sourceline or 0)
            tag = element.tag
            writer.enter([*_classes(element), *(["<h1>"] if tag == "h1" else [])])
            if tag in _UNSEEN:
                walk.skip_subtree()
                continue
            _open(element, writer, numbers)
            if element.text:
                writer.write(element.text)
            continue
        if element.tag not in _UNSEEN:
            _close(element, writer, numbers)
        writer.leave()
        if element.tail:
            writer.write(element.tail)


def _classes(element: etree._Element) -> list[str]:
    """List the element's classes that a layout looks for; all classes of nested elements would fill the memory."""
    found = element.get("class")
    if not found:
        return []
    from generator.parsers.brainscape_html import CLASSES  # with a layout that a page of plain text does without

    return [name for name in found.split() if name in CLASSES]


def _open(element: etree._Element, writer: LineWriter, numbers: list[Iterator[str]]) -> None:
    tag = element.tag
    if tag == "br":
        writer.end_line()
    elif tag == "img":
        writer.picture(element.get("data-zoom") or element.get("src") or "")
    elif tag in ("td", "th"):
        writer.next_cell()
    elif tag in _BLOCKS:
        writer.new_block(2 if tag in _SPACED else 1)
    if tag in _LISTS:
        numbers.append(_marks(element))
    elif tag == "li":
        writer.item(next(numbers[-1]) if numbers else "•", max(len(numbers), 1))
    elif tag == "pre":
        writer.typed = True


def _close(element: etree._Element, writer: LineWriter, numbers: list[Iterator[str]]) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        writer.new_block(2 if tag in _SPACED else 1)
    if tag in _LISTS:
        numbers.pop()
    if tag == "li":
        writer.outdent(max(len(numbers) - 1, 0))
    elif tag == "pre":
        writer.typed = False


def _marks(element: etree._Element) -> Iterator[str]:
    """The mark of each item of a list: a bullet, or numbers that count on."""
    begin = element.get("start", "1")
    number = int(begin) if begin.isascii() and begin.isdecimal() and len(begin) < 6 else 1
    while True:
        yield f"{number}." if element.tag == "ol" else "•"
        number += 1
