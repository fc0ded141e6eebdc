"""One card's section of edits.md in, as a person edits it; what they saved out, put back into the file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from generator import deck as decks
from generator import edits, rendering
from generator.cards import KnownCard
from generator.errors import DeckwrightError, nearest
from generator.files import alone_in, write_whole
from generator.rendering.escaping import as_line, as_markdown
from generator.slugs import slugify
from generator.stages import Prepared

_QUESTION, _ANSWER = "Write the question here", "Write the answer here."
NEW = f"## {_QUESTION} {{#key .added}}\n\n{_ANSWER}\n"
"""What `add` offers; left as it is, it becomes no card."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A section as it is offered for editing.

    `stored` is what edits.md holds of it now; `heading` and `body` are what was filled in from the page, "" where
    nothing was.
    """

    key: str
    text: str
    stored: str
    heading: str = ""
    body: str = ""


def open_edits(deck: decks.Deck) -> edits.Book:
    """edits.md as it is on disk, or as it will begin. Raises DeckwrightError where it cannot be read."""
    shown = decks.shown(deck.edits)
    if not deck.edits.exists():
        return edits.open_book(shown, "", rendering.outline)
    data = decks.read_bytes(deck.edits, shown)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DeckwrightError(f"{shown}: save the file as UTF-8, then run the command again.") from error
    return edits.open_book(shown, text, rendering.outline)


def save_edits(deck: decks.Deck, book: edits.Book) -> bool:
    """Write edits.md whole; returns whether it changed."""
    return write_whole(deck.edits, book.text.encode(), [deck.project])


def known_card(prepared: Prepared, key: str) -> KnownCard:
    """The card `key`. Raises DeckwrightError, with the nearest, where the deck has none of that name."""
    found = {card.key: card for card in prepared.recognised.identified.cards}
    if key not in found:
        raise DeckwrightError(
            f'{prepared.deck.slug}: there is no card "{key}".{nearest(key, found)} '
            f"deckwright cards {prepared.deck.slug} lists the keys."
        )
    return found[key]


def offer(prepared: Prepared, key: str) -> Offer:
    """The section of the card `key`, with what it leaves as scraped filled in, so that it can be changed."""
    card = known_card(prepared, key)
    stored = open_edits(prepared.deck).section(key)
    lines = (stored or f"## {{#{key}}}").split("\n")
    edit = edits.read_section("\n".join(lines), key, rendering.outline)
    markdown = prepared.deck.settings.markdown
    heading, body = "", ""
    if not (edit.answer or edit.added) and (card.source.answer or "").strip():
        body = _written(card.source.answer or "", markdown=markdown)
        lines[1:1] = ["", *body.split("\n")]
    if not (edit.question or edit.added):
        lines, heading = _with_question(lines, card.source.question.strip(), markdown=markdown)
    return Offer(key, "\n".join(lines) + "\n", stored, heading, body)


def taken(given: Offer, saved: str) -> str:
    """The section to keep of what was saved: without the parts that still are as the page says them.

    "" says that nothing was changed. Raises DeckwrightError where the text is not one section of that card.
    """
    text = saved.replace("\r\n", "\n").strip("\n")
    if not text.strip() or text == given.text.strip("\n"):
        return ""
    edit = edits.read_section(text, given.key, rendering.outline)
    lines = text.split("\n")
    if given.body and edit.answer and edit.answer.value == given.body:
        lines = _without(lines, edit.answer.origin.line, given.body)
        edit = edits.read_section("\n".join(lines), given.key, rendering.outline)
    if given.heading and edit.question and edit.question.value == given.heading:
        lines = _without_question(lines, edit.question.origin.line, given.heading)
    kept = "\n".join(lines).rstrip("\n")
    return "" if kept == given.stored or (not given.stored and kept == f"## {{#{given.key}}}") else kept


def keep(deck: decks.Deck, given: Offer, section: str) -> None:
    """Put the section into edits.md, which may have changed elsewhere since it was offered; "" takes it out.

    Raises DeckwrightError where this very section has changed meanwhile.
    """
    with alone_in(deck.folder):
        book = open_edits(deck)
        if book.section(given.key) != given.stored:
            raise DeckwrightError(
                f"{book.path}: the section of {given.key} was changed by somebody else meanwhile, so yours was not "
                f"written."
            )
        save_edits(deck, edits.put(book, given.key, section) if section else edits.take_out(book, given.key))


def keep_added(deck: decks.Deck, saved: str, keys: Collection[str]) -> str:
    """Write a card of the user's own, as saved, into edits.md; returns its key, "" where nothing was written.

    Raises what `added` does.
    """
    with alone_in(deck.folder):
        book = open_edits(deck)
        key, section = added(saved, {*keys, *book.spans})
        if section:
            save_edits(deck, edits.put(book, key, section))
    return key


def added(saved: str, keys: Collection[str]) -> tuple[str, str]:
    """The key and the section of a card of the user's own, as saved; a key left open is made from the question.

    ("", "") says that nothing was written. Raises DeckwrightError where it is no such section, or the key is taken.
    """
    text = saved.replace("\r\n", "\n").strip("\n")
    if not text.strip() or text == NEW.strip("\n"):
        return "", ""
    edit = edits.read_section(text, "", rendering.outline)
    if not edit.added:
        raise DeckwrightError("your text:1: a card of your own has .added behind its key; put it back.")
    if edit.question is None or edit.question.value == _QUESTION:
        raise DeckwrightError("your text:1: write the question in the heading, in front of the key.")
    if edit.answer and f"{edit.answer.value}\n\n".startswith(f"{_ANSWER}\n\n"):
        text = text.replace(f"\n\n{_ANSWER}", "", 1)
    if edit.key != "key":
        if edit.key in keys:
            raise DeckwrightError(f"your text:1: the deck has a card {edit.key} already; choose another key.")
        return edit.key, text
    key = _free_key(edit.question.value, keys)
    heading, _, rest = text.partition("\n")
    at = heading.rindex("{#key")
    return key, f"{heading[:at]}{{#{key}{heading[at + len('{#key') :]}\n{rest}"


def _free_key(question: str, keys: Collection[str]) -> str:
    base = slugify(question)
    tries = (base if number == 1 else f"{base}-{number}" for number in range(1, len(keys) + 2))
    return next(key for key in tries if key not in keys)


def _with_question(lines: list[str], question: str, *, markdown: bool) -> tuple[list[str], str]:
    """The lines with the scraped question filled in, in the heading or, of several lines, in a callout."""
    if "\n" not in question:
        heading = question if markdown else as_line(question)
        at = lines[0].rindex("{#")
        return [f"## {heading} {lines[0][at:]}", *lines[1:]], heading
    words = _written(question, markdown=markdown)
    quoted = [f"> {line}".rstrip() for line in words.split("\n")]
    return [lines[0], "", f"> [!question] {quoted[0][2:]}", *quoted[1:], *lines[1:]], words


def _written(text: str, *, markdown: bool) -> str:
    return text.strip("\n") if markdown else as_markdown(text)


def _without(lines: list[str], line: int, words: str) -> list[str]:
    """The lines without those from `line` that hold `words`, and without the blank line before them."""
    start, end = line - 1, line + words.count("\n")
    if "\n".join(lines[start:end]) != words:
        return lines
    return _cut(lines, start, end)


def _without_question(lines: list[str], line: int, words: str) -> list[str]:
    """The lines without the question, which stands in the heading or in a callout that begins on `line`."""
    if line == 1:
        return [f"## {lines[0][lines[0].rindex('{#') :]}", *lines[1:]]
    return _cut(lines, line - 1, line + words.count("\n"))


def _cut(lines: list[str], start: int, end: int) -> list[str]:
    return [*lines[: start - (not lines[start - 1].strip())], *lines[end:]]
