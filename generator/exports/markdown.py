"""The cards of a deck in, one Markdown document out, its sections written as in edits.md."""

from __future__ import annotations

from collections.abc import Iterator

from generator.cards import NoteType
from generator.exchange import MARKDOWN_MARK, shielded
from generator.exports.entries import Entry, Export


def as_markdown(export: Export) -> str:
    """A section a card, below the name of its deck wherever that is another than before."""
    parts = [f"# {export.deck}", MARKDOWN_MARK]
    deck = export.deck
    for entry in export.entries:
        if entry.deck != deck:
            parts.append(f"# {entry.deck}")
            deck = entry.deck
        parts += _section(entry)
    return "\n\n".join(parts) + "\n"


def _section(entry: Entry) -> Iterator[str]:
    in_heading = "\n" not in entry.question
    words = f"{entry.question} " if in_heading and entry.question else ""
    yield f"## {words}{{#{_attributes(entry)}}}"
    if not in_heading:
        yield _callout("question", entry.question)
    if entry.answer:
        yield shielded(entry.answer)
    for name, text in (("source", entry.source), ("extra", entry.extra)):
        if text:
            yield _callout(name, text)


def _attributes(entry: Entry) -> str:
    said = [entry.key]
    if entry.reversed:
        said.append(".reversed")
    if entry.note_type is NoteType.CLOZE:
        said.append("type=cloze")
    if entry.tags:
        said.append(f'tags="{_escaped(" ".join(entry.tags))}"')
    return " ".join(said)


def _callout(name: str, text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([f"> [!{name}] {first}", *(f"> {line}" if line else ">" for line in rest)])


def _escaped(value: str) -> str:
    """A value without what ends it, or begins the braces anew."""
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("{", "&lbrace;")
