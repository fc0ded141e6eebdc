"""Known cards and edits in, the cards as they shall ship out: what people wrote laid over what was scraped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import PurePosixPath

from generator.cards import EditedCard, KnownCard, Markup, NoteType, Origin, Problem, Provenance, SourceCard, Text
from generator.edits.sections import Edit
from generator.errors import Vocabulary
from generator.names import check_tag
from generator.normal_form import nfc

DRAFT_TAG = "deckwright::draft"
"""What a note is tagged with whose answer nobody has read yet, should it ship."""


def scraped_hash(card: SourceCard) -> str:
    """What `was=` holds: twelve hex digits of the SHA-256 of question and answer as scraped."""
    return _digest(card.question, card.answer or "")


def added_cards(edits: Iterable[Edit]) -> tuple[SourceCard, ...]:
    """The cards of the user's own, which no page has: as sources, so that they get an identity like any other."""
    return tuple(
        SourceCard(
            question=edit.question.value if edit.question else "",
            answer=edit.answer.value if edit.answer else None,
            origin=edit.origin,
            question_line=edit.origin.line,
            answer_line=edit.origin.line,
            key=edit.key,
        )
        for edit in edits
        if edit.added
    )


def edit_hash(edit: Edit) -> str:
    """Twelve hex digits of the SHA-256 of the words an edit lays over question and answer; "" where it lays none."""
    words = [text.value if text else "" for text in (edit.question, edit.answer)]
    return _digest(*words) if any(words) and not edit.added else ""


def apply_edits(
    cards: Sequence[KnownCard],
    edits: Sequence[Edit],
    tags: tuple[str, ...],
    seen: Mapping[str, tuple[str, str]],
    *,
    markdown: bool,
    before: Set[str] = frozenset(),
) -> tuple[tuple[EditedCard, ...], tuple[Problem, ...]]:
    """Every card with its edit, in study order, and a warning for each edit that is stale or has no card.

    `tags` are the deck's, put on every card; `seen` gives by key the hash of the edit the last build saw
    and of the scraped text it was made against, `before` are the keys of all notes there were; with
    `markdown` what was scraped is read as Markdown.
    """
    by_key, tags = {edit.key: edit for edit in edits}, _united(tags, ())
    markup = Markup.MARKDOWN if markdown else Markup.PLAIN
    done = tuple(
        _apply(card, by_key.get(card.key), tags, markup, seen.get(card.key, ("", "")))
        for card in _in_order(cards, edits)
    )
    known = {card.key: card for card in cards}
    return done, tuple(_problems(edits, known, {card.key: card.was for card in done}, before))


def _in_order(cards: Sequence[KnownCard], edits: Sequence[Edit]) -> Iterator[KnownCard]:
    """The cards as on the page; one of the user's own follows the card edited before it in edits.md, or all."""
    after: dict[str, list[str]] = {}
    anchor = ""
    for edit in edits:
        if edit.added:
            after.setdefault(anchor, []).append(edit.key)
        else:
            anchor = edit.key
    own = {card.key: card for card in cards if card.source.key}
    placed = set()
    for card in (card for card in cards if not card.source.key):
        yield card
        for key in after.get(card.key, ()):
            if key in own:
                placed.add(key)
                yield own[key]
    yield from (card for key, card in own.items() if key not in placed)


def _apply(
    card: KnownCard, edit: Edit | None, tags: tuple[str, ...], markup: Markup, seen: tuple[str, str]
) -> EditedCard:
    source = card.source
    asked, answered = (Origin(source.origin.path, line) for line in (source.question_line, source.answer_line))
    scraped = EditedCard(
        key=card.key,
        guid=card.guid,
        origin=source.origin,
        question=Text(source.question, markup, asked),
        answer=None if source.answer is None else Text(source.answer, markup, answered),
        source=Text(source.source, markup, answered) if source.source else None,
        extra=Text(source.extra, markup, answered) if source.extra else None,
        note_type=source.note_type,
        reversed=source.reversed,
        number=source.number,
        page=source.page,
        tags=_united(tags, _usable(source.tags)) if source.tags else tags,
    )
    return _laid_over(scraped, source, edit, seen) if edit else scraped


def _laid_over(card: EditedCard, source: SourceCard, edit: Edit, seen: tuple[str, str]) -> EditedCard:
    """The card as scraped with the words and the attributes of its edit."""
    return replace(
        card,
        question=edit.question or card.question,
        answer=edit.answer or card.answer,
        source=edit.source or card.source,
        extra=edit.extra or card.extra,
        note_type=NoteType.CLOZE if edit.cloze else card.note_type,
        reversed=edit.reversed or card.reversed,
        draft=edit.draft,
        simulation=edit.simulation,
        tags=_united(card.tags, (*edit.tags, *((DRAFT_TAG,) if edit.draft else ()))),
        allowed=edit.allowed,
        provenance=_provenance(source, edit),
        edit=edit_hash(edit),
        was=_made_against(edit, source, seen),
        edited_at=edit.origin,
    )


def _usable(tags: Iterable[str]) -> Iterator[str]:
    """The tags of an export that an import would not change; Anki's own, like leech, are not for a deck to set."""
    return (tag for tag in (nfc(each).strip(":") for each in tags) if not check_tag(tag))


def _united(tags: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """Both without doubles; Anki takes tags that differ only in case for one."""
    return tuple({tag.casefold(): tag for tag in reversed((*tags, *more))}.values())[::-1]


def _made_against(edit: Edit, source: SourceCard, seen: tuple[str, str]) -> str:
    """The hash of the scraped text an edit was made against: as written, as last seen, else the text there is now."""
    if edit.was or not edit_hash(edit):
        return edit.was
    return seen[1] if seen[0] == edit_hash(edit) else scraped_hash(source)


def _provenance(source: SourceCard, edit: Edit) -> Provenance:
    if edit.added:
        return Provenance.ADDED
    if edit.answer and source.answer is None:
        return Provenance.COMPLETED
    return Provenance.EDITED if edit.question or edit.answer else Provenance.SCRAPED


def _problems(
    edits: Sequence[Edit], known: Mapping[str, KnownCard], was: Mapping[str, str], before: Set[str]
) -> Iterator[Problem]:
    vocabulary = Vocabulary(known)
    for edit in edits:
        card = known.get(edit.key)
        if card is None and edit.key in before:
            message = (
                f"the card {edit.key} has left the page, so this edit is not used. Delete the section; or keep the "
                f"card as your own: write its question in the heading, its answer below, and .added in the braces"
            )
            yield Problem(edit.origin, "unknown-card-in-edit", message, edit.key)
        elif card is None:
            message = f"no card has the key {edit.key}, so this edit is not used.{vocabulary.nearest(edit.key)}"
            yield Problem(edit.origin, "unknown-card-in-edit", message, edit.key)
        elif is_stale(card.source, was[edit.key]):
            deck = PurePosixPath(edit.origin.path).parent.name or "."
            message = (
                f"the page has changed under this edit ({card.source.origin}); it says now: "
                f"{_quote(card.source.question)} / {_quote(card.source.answer)}; the edit says: "
                f"{_words(edit.question)} / {_words(edit.answer)}. Change the edit, or keep it as it stands: "
                f"deckwright accept {deck} {edit.key}"
            )
            yield Problem(edit.origin, "stale-edit", message, edit.key)


def is_stale(source: SourceCard, was: str) -> bool:
    """Whether the scraped text is another than that with the hash `was`, against which an edit was made."""
    return bool(was) and not source.key and was != scraped_hash(source)


def _words(text: Text | None) -> str:
    return _quote(text.value if text else None)


def _quote(text: str | None) -> str:
    return "(nothing)" if not text else '"' + " ".join(text.split()) + '"'


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:12]
