"""The text of edits.md in, one Edit a section out; the grammar is documented in docs/edits-md.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from generator.cards import Block, Markup, Origin, Page, Text
from generator.edits.attributes import Attributes, read_attributes, split_heading
from generator.errors import DeckwrightError, nearest
from generator.names import check_tag

CALLOUTS = ("question", "source", "extra")
TYPES = ("basic", "cloze")
_TWO_MARKS = re.compile(r"[\s>*+-]*##(?!#)")
_KEYED = re.compile(r"#[a-z0-9-]+(?:\s|$)")
_CALLOUT = re.compile(r"\s{0,3}>\s?\[!([A-Za-z]+)\]\s?(.*)")
_QUOTE_MARK = re.compile(r"^ {0,3}>[ \t]?")


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wrote for one card; None and "" mean that what was scraped stays."""

    key: str
    origin: Origin
    question: Text | None = None
    answer: Text | None = None
    source: Text | None = None
    extra: Text | None = None
    added: bool = False
    draft: bool = False
    reversed: bool = False
    cloze: bool = False
    simulation: str = ""
    was: str = ""
    tags: tuple[str, ...] = ()
    allowed: tuple[tuple[str, str], ...] = ()


class _Section(NamedTuple):
    """A heading block and the blocks up to the next heading, with the index of the line after them."""

    heading: Block
    blocks: tuple[Block, ...]
    end: int


def read_edits(page: Page, outline: Callable[[str], Sequence[Block]]) -> tuple[Edit, ...]:
    """The edits on `page`; `outline` tells a Markdown document's top-level blocks.

    Raises DeckwrightError, with the line, for a section that cannot be understood.
    """
    lines = page.text.split("\n")
    blocks = outline(page.text)
    sections = list(_sections(blocks, len(lines)))
    quoted = {at for block in blocks if block.kind in ("fence", "math_block") for at in range(block.start, block.end)}
    _check_headings(page.path, lines, {block.start: block.marks for block in blocks if block.kind == "heading"}, quoted)
    _check_comments(page.path, lines, quoted)
    edits = tuple(_edit(page.path, lines, section) for section in sections if section.heading.marks == "##")
    _check_twins(edits)
    return edits


def _sections(blocks: Sequence[Block], end: int) -> Iterator[_Section]:
    """The blocks cut at every heading of the first or second level; what stands before the first is prose."""
    heading, inside = None, []
    for block in blocks:
        if block.kind != "heading" or block.marks not in ("#", "##"):
            inside.append(block)
            continue
        if heading:
            yield _Section(heading, tuple(inside), block.start)
        heading, inside = block, []
    if heading:
        yield _Section(heading, tuple(inside), end)


def _check_headings(path: str, lines: Sequence[str], found: Mapping[int, str], quoted: Set[int]) -> None:
    """Refuse a line that looks like a section and is none for Markdown: its edit would be lost.

    `found` are the marks of the headings there are, by line from 0; `quoted` the lines of code and formulas.
    """
    for at, line in enumerate(lines):
        looks = at in found or _TWO_MARKS.match(line)
        if not looks or found.get(at) == "##" or not _names_card(line):
            continue
        if not line.startswith("#") and at in quoted:
            continue
        if not line.startswith("#") and at not in found:
            wrong = (
                "a card's section stands at the margin; take away what is before ##, or put the line in a code fence."
            )
        elif at in found:
            wrong = 'a card\'s section begins with "## "; change the marks, or take the braces away.'
        elif line.lstrip("#")[0] not in " \t":
            wrong = "this is no heading for Markdown; put a blank after ##."
        else:
            wrong = (
                "this section stands inside a code block or formula that was not closed above it; close that, "
                "or indent this line by a blank if it is meant as text."
            )
        raise DeckwrightError(f"{path}:{at + 1}: {wrong}")


def _check_comments(path: str, lines: Sequence[str], quoted: Set[int]) -> None:
    """Refuse an HTML comment, which would not hide anything here: its words and marks would be shown on a card."""
    for at, line in enumerate(lines):
        if line.lstrip().startswith("<!--") and at not in quoted:
            raise DeckwrightError(
                f"{path}:{at + 1}: there are no comments in edits.md; delete this, or write it under a heading "
                f"with one #, where all text is for people only."
            )


def _names_card(line: str) -> bool:
    return bool(_KEYED.match(split_heading(line)[1] or ""))


def _check_twins(edits: Sequence[Edit]) -> None:
    first: dict[str, Origin] = {}
    for edit in edits:
        if edit.key in first:
            raise DeckwrightError(
                f"{edit.origin}: {edit.key} has a section on line {first[edit.key].line} already; make them one."
            )
        first[edit.key] = edit.origin


def _edit(path: str, lines: Sequence[str], section: _Section) -> Edit:
    origin = Origin(path, section.heading.start + 1)
    heading, braces = split_heading(lines[section.heading.start].lstrip().lstrip("#"))
    if braces is None:
        raise DeckwrightError(
            f'{origin}: the section "{heading}" names no card; end its heading with the card\'s key in braces, '
            f"like {{#what-is-a-mutex}}. deckwright cards lists the keys."
        )
    attributes = read_attributes(braces, origin)
    written = _callouts(path, lines, section)
    if heading and "question" not in written:
        written["question"] = Text(heading, Markup.INLINE, origin)
    if body := _body(path, lines, section):
        written["answer"] = body
    return _build(attributes, origin, written)


def _build(attributes: Attributes, origin: Origin, written: dict[str, Text]) -> Edit:
    values = attributes.values
    kind = values.get("type", "basic")
    if kind not in TYPES:
        raise DeckwrightError(f'{origin}: there is no type "{kind}"; it is type=cloze or left out.')
    return Edit(
        key=attributes.key,
        origin=origin,
        question=written.get("question"),
        answer=written.get("answer"),
        source=written.get("source"),
        extra=written.get("extra"),
        added="added" in attributes.flags,
        draft="draft" in attributes.flags,
        reversed="reversed" in attributes.flags,
        cloze=kind == "cloze",
        simulation=values.get("simulation", ""),
        was=values.get("was", ""),
        tags=_tags(values.get("tags", ""), origin),
        allowed=_allowed(values.get("allow", ""), origin),
    )


def _tags(value: str, origin: Origin) -> tuple[str, ...]:
    tags = tuple(value.split(" ")) if value else ()
    for tag in tags:
        if wrong := check_tag(tag):
            raise DeckwrightError(f'{origin}: the tag "{tag}" {wrong}; choose another tag.')
    return tags


def _allowed(value: str, origin: Origin) -> tuple[tuple[str, str], ...]:
    """allow="rule: reason; rule: reason" as pairs."""
    pairs = []
    for part in filter(None, (part.strip() for part in value.split(";"))):
        rule, _, reason = part.partition(":")
        if not reason.strip():
            raise DeckwrightError(f'{origin}: say why "{rule}" is allowed here: allow="{rule.strip()}: the reason".')
        pairs.append((rule.strip(), reason.strip()))
    return tuple(pairs)


def _quotes(lines: Sequence[str], section: _Section) -> Iterator[Block]:
    """The section's blockquotes that are callouts."""
    for block in section.blocks:
        if block.kind == "blockquote" and _CALLOUT.match(lines[block.start]):
            yield block


def _callouts(path: str, lines: Sequence[str], section: _Section) -> dict[str, Text]:
    """The texts of `> [!source]` and its like; one quote may hold several."""
    written: dict[str, Text] = {}
    for block in _quotes(lines, section):
        starts = [at for at in range(block.start, block.end) if _CALLOUT.match(lines[at])]
        for start, end in zip(starts, [*starts[1:], block.end], strict=True):
            name, text = _callout(lines[start:end], Origin(path, start + 1))
            if name in written:
                raise DeckwrightError(f"{path}:{start + 1}: this card has a [!{name}] already; make them one.")
            written[name] = text
    return written


def _callout(lines: Sequence[str], origin: Origin) -> tuple[str, Text]:
    first = _CALLOUT.match(lines[0])
    assert first
    name = first.group(1).lower()
    if name not in CALLOUTS:
        known = ", ".join(f"[!{callout}]" for callout in CALLOUTS)
        raise DeckwrightError(f"{origin}: there is no [!{name}].{nearest(name, CALLOUTS)} There are {known}.")
    rest = [_QUOTE_MARK.sub("", line, count=1) for line in lines[1:]]
    return name, Text("\n".join([first.group(2), *rest]).strip("\n"), Markup.MARKDOWN, origin)


def _body(path: str, lines: Sequence[str], section: _Section) -> Text | None:
    """The section's lines but for its callouts: the answer; None where nothing is written."""
    quoted = {at for block in _quotes(lines, section) for at in range(block.start, block.end)}
    kept = [at for at in range(section.heading.end, section.end) if at not in quoted]
    filled = [at for at in kept if lines[at].strip()]
    if not filled:
        return None
    text = "\n".join(lines[at] for at in kept if filled[0] <= at <= filled[-1])
    return Text(text, Markup.MARKDOWN, Origin(path, filled[0] + 1))
