"""A model's reply in, the draft in edits.md out; a person's word on a draft in, the answer or the gap out."""

from __future__ import annotations

import re

from generator import deck as decks
from generator import edits, rendering
from generator.completion import Reply, UnusableError
from generator.editing import open_edits, save_edits
from generator.errors import DeckwrightError
from generator.files import alone_in
from generator.rendering.escaping import as_markdown

UNCHECKED = "Not checked."
"""How the line of a draft begins that says what the model claims of it; accepting the draft takes it away."""
_MARKS = (".draft", "by=", "on=")


def check_reply(book: edits.Book, key: str, reply: Reply) -> None:
    """Refuse a reply that cannot be the answer of the card `key`, before it counts as one. Raises UnusableError."""
    draft_section(book.section(key) or f"## {{#{key}}}", key, reply, "", "")


def save_draft(deck: decks.Deck, book: edits.Book, key: str, reply: Reply, by: str, on: str) -> edits.Book:
    """Write the reply as the draft of the card `key` at once; returns edits.md as it is then.

    `book` is edits.md as it was; where it has changed since it is read again, and a card answered meanwhile is left
    alone.
    """
    with alone_in(deck.folder):
        now = book if deck.edits.is_file() and deck.edits.read_bytes() == book.text.encode() else open_edits(deck)
        stored = now.section(key)
        if stored and edits.read_section(stored, key, rendering.outline).answer:
            return now
        after = edits.put(now, key, draft_section(stored or f"## {{#{key}}}", key, reply, by, on))
        save_edits(deck, after)
    return after


def draft_section(stored: str, key: str, reply: Reply, by: str, on: str) -> str:
    """Return the section `stored` with the reply as its draft; escaped where it would be more than an answer.

    Raises UnusableError where edits.md would read even the escaped words as something else.
    """
    for answer in (reply.answer, as_markdown(reply.answer)):
        section = _with_answer(stored, answer, reply, by, on)
        if _says_just(section, stored, key, answer):
            return section
    raise UnusableError("the answer holds marks that edits.md would read as a section or a callout of its own")


def is_draft(deck: decks.Deck, key: str) -> bool:
    """Whether edits.md, as it is now, has a draft for the card `key`."""
    section = open_edits(deck).section(key)
    return bool(section) and edits.read_section(section, key, rendering.outline).draft


def accepted(section: str) -> str:
    """The section of a draft as a reviewed answer: without the mark, and without what the model claims of it."""
    heading, *rest = _without_claim(section).split("\n")
    return "\n".join([edits.reworded(heading, (".draft",)), *rest])


def rejected(section: str, key: str) -> str:
    """The section of a draft without the draft; "" where nothing else was in it."""
    heading, *rest = _without_claim(section).split("\n")
    answer = edits.read_section(section, key, rendering.outline).answer
    left = _without_lines(rest, answer.value.split("\n") if answer else [])
    body = re.sub(r"\n{3,}", "\n\n", "\n".join([edits.reworded(heading, _MARKS), *left])).rstrip("\n")
    return "" if body == f"## {{#{key}}}" else body


def _without_lines(lines: list[str], gone: list[str]) -> list[str]:
    """The lines but for those of an answer, which stand among them in this order."""
    waiting = list(gone)
    return [line for line in lines if not (waiting and line == waiting[0] and waiting.pop(0) is not None)]


def _with_answer(stored: str, answer: str, reply: Reply, by: str, on: str) -> str:
    heading, *rest = stored.split("\n")
    marks = f'.draft by="{_quotable(by)}" on="{on}"'
    lines = [edits.reworded(heading, _MARKS, marks), "", *answer.split("\n"), *rest]
    if not any(re.match(r"\s{0,3}>\s?\[!source\]", line, re.IGNORECASE) for line in rest):
        lines += ["", f"> [!source] {UNCHECKED} {as_markdown(_claim(reply, by))}"]
    return "\n".join(lines)


def _claim(reply: Reply, by: str) -> str:
    said = "; ".join(reply.sources) or "no source"
    return f"{_quotable(by)} names {said} (confidence: {reply.confidence})"


def _says_just(section: str, stored: str, key: str, answer: str) -> bool:
    """Whether the section is the stored one with this answer, and no word of it has become anything else."""
    try:
        edit = edits.read_section(section, key, rendering.outline)
    except DeckwrightError:
        return False
    before = edits.read_section(stored, key, rendering.outline)
    source = edit.source if edit.source and not edit.source.value.startswith(UNCHECKED) else None
    return (edit.answer.value if edit.answer else "", edit.question, edit.extra, source) == (
        answer,
        before.question,
        before.extra,
        before.source,
    )


def _without_claim(section: str) -> str:
    """The section without the line that says what the model claims; one that a person wrote on stays."""
    claim = rf"\n*^> \[!source\] {re.escape(UNCHECKED)} [^\n]* \(confidence: \w+\)$(?!\n>)"
    return re.sub(claim, "", section, count=1, flags=re.MULTILINE)


def _quotable(text: str) -> str:
    """A model's name as an attribute can hold it."""
    return re.sub(r'["{}\s]+', " ", text).strip()[:80]
