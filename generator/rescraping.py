"""New scrapes of a deck's pages in, the pages replaced and what that changes out: what `update` does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import deck as decks
from generator import lock, pipeline
from generator.cards import EditedCard, ParsedPage
from generator.errors import DeckwrightError
from generator.files import write_whole
from generator.intake import Arrival, check_twins, ending, parse
from generator.slugs import file_slug
from generator.stages import Recognised


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new scrape changes, as questions; `edited` pairs the old question with the new one.

    `back` are cards that shipped once and return, `doubtful` are cards of which it is not sure which old one they are.
    A card whose words on the page changed below an edit that replaces them all counts as unchanged: a build ships the
    same. Cards of the user's own stand on no page and are not counted.
    """

    new: tuple[str, ...]
    back: tuple[str, ...]
    edited: tuple[tuple[str, str], ...]
    doubtful: tuple[str, ...]
    gone: tuple[str, ...]
    unchanged: int
    before: int
    """How many cards stood on the pages that are replaced."""

    @property
    def leave_little(self) -> bool:
        """Whether most cards of the replaced pages go: of a page that was loaded only in part nobody wants that."""
        return 2 * len(self.gone) > self.before


def replace(
    deck: decks.Deck,
    arrivals: Sequence[Arrival],
    *,
    anything: bool = False,
    agree: Callable[[Changes], bool] = lambda _: False,
    dist: Path | None = None,
) -> Changes:
    """Take the arrivals as the new scrapes of the deck's pages of the same name; returns what changes.

    A deck of one page takes one file of any name. What the cards are is told as the next build will tell it: with
    edits.md, the lock, and the package in `dist` where the lock is gone. Raises DeckwrightError, with nothing written,
    where a page is unreadable, its place is unclear, or, without `anything`, no card of the deck is on it, or most
    cards go and `agree` says no.
    """
    files = decks.page_files(deck.folder)
    targets = _targets(deck, files, arrivals)
    found = pipeline.recognise(deck, dist=dist)
    arrived = {targets[arrival.name]: _parse_as(arrival, deck) for arrival in arrivals}
    pages = tuple(arrived.get(path, page) for path, page in zip(files, found.parsed, strict=True))
    replaced = sum(len(page.cards) for path, page in zip(files, found.parsed, strict=True) if path in arrived)
    changes = _compare(found, pipeline.identified(dataclasses.replace(found, parsed=pages)), replaced)
    if not anything:
        _check(changes, deck, arrivals, agree)
    for arrival in arrivals:
        old = targets[arrival.name]
        new = old.with_suffix(ending(arrival, old.suffix))
        write_whole(new, arrival.data, [deck.project])
        if new != old:
            old.unlink(missing_ok=True)
    return changes


def _check(changes: Changes, deck: decks.Deck, arrivals: Sequence[Arrival], agree: Callable[[Changes], bool]) -> None:
    """Refuse pages of another deck, and those that lack most cards where the user does not want them all the same."""
    if changes.gone and not (changes.unchanged or changes.edited or changes.doubtful or changes.back):
        raise DeckwrightError(
            f"{arrivals[0].shown}: no card of {deck.slug} is on this page, so it looks like another one. "
            f"To start a deck from it: deckwright new {arrivals[0].shown}; to take it all the same: update --anything."
        )
    if changes.leave_little and not agree(changes):
        names = " ".join(arrival.shown for arrival in arrivals)
        raise DeckwrightError(
            f"{names}: {len(changes.gone):,} of the {changes.before:,} cards there were are missing, so the page looks "
            f"half-loaded. Nothing was replaced. Scroll to the page's end and save it again; to take it all the same, "
            f"use deckwright update {deck.slug} with --anything."
        )


def _parse_as(arrival: Arrival, deck: decks.Deck) -> ParsedPage:
    """The arrival as cards of the deck. Raises DeckwrightError where it is Markdown and the deck's words are not."""
    parsed = parse(arrival, deck.settings.format)
    if parsed.markdown and not deck.settings.markdown:
        raise DeckwrightError(
            f"{arrival.shown}: this export holds Markdown, and the deck shows its pages as they are typed; write "
            f"markdown = true into {decks.shown(deck.folder / 'deck.toml')} first, or start a deck of its own."
        )
    return parsed


def _targets(deck: decks.Deck, files: Sequence[Path], arrivals: Sequence[Arrival]) -> dict[str, Path]:
    """Which page each arrival replaces."""
    if len(files) == 1 and len(arrivals) == 1:
        return {arrivals[0].name: files[0]}
    check_twins(arrivals)
    by_stem = {file_slug(path.stem): path for path in files}
    targets = {}
    for arrival in arrivals:
        target = by_stem.get(file_slug(Path(arrival.name).stem))
        if target is None:
            raise DeckwrightError(
                f"{arrival.shown}: the deck {deck.slug} has no page of that name; its pages are "
                f"{', '.join(path.name for path in files)}. Name the file like the page it replaces, or put a new page "
                f"into {decks.shown(deck.folder)}/scraped/ yourself."
            )
        targets[arrival.name] = target
    return targets


def _compare(before: Recognised, after: Recognised, replaced: int) -> Changes:
    """The two scrapes side by side, card by card, by the identity the lock gives them."""
    old, new = _scraped(before), _scraped(after)
    shipped = {note.key for note in before.known.notes if note.shipped}
    shared = [(old[key], new[key]) for key in new if key in old]
    edited = [(a, b) for a, b in shared if lock.written_hash(a) != lock.written_hash(b)]
    pending = after.identified.pending
    return Changes(
        new=tuple(card.question.value for key, card in new.items() if key not in old and key not in shipped),
        back=tuple(card.question.value for key, card in new.items() if key not in old and key in shipped),
        edited=tuple((a.question.value, b.question.value) for a, b in edited),
        doubtful=tuple(doubt.card.source.question for doubt in after.identified.doubts),
        gone=tuple(card.question.value for key, card in old.items() if key not in new and key not in pending),
        unchanged=len(shared) - len(edited),
        before=replaced,
    )


def _scraped(found: Recognised) -> dict[str, EditedCard]:
    """The cards of the pages with their edits, by key."""
    own = {card.key for card in found.identified.cards if card.source.key}
    return {card.key: card for card in pipeline.edited(found) if card.key not in own}
