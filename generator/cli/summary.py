"""What became of a deck's cards in, the few lines a person wants to read about it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from generator import comparison, formats, stages
from generator import deck as decks
from generator.cli.printing import count, printable, say, size

_NAMED = 10
"""How many retired notes a build names; more are counted."""


def announce(outcome: stages.Outcome) -> None:
    """Before anything is written: a lock made anew, that most notes go, what is replaced unedited, a new name."""
    if outcome.is_recovered:
        say(
            f"{decks.shown(outcome.deck.lock)} was gone and is made anew from the last package. Cards that had left "
            f"the deck before are unknown to it: one that comes back counts as new, and importing it replaces what was "
            f"edited in Anki on its note. If version control has the lock, take it back from there instead."
        )
    if most := _mostly_gone(outcome):
        click.echo(printable(most), err=True)
    again = len(outcome.rerendered)
    if again:
        say(
            f"{count(again, 'note')} will change although the source did not: this deckwright renders differently, or "
            f"a simulation was recorded anew. Importing replaces what was edited in Anki on them."
        )
    before, name = outcome.called, outcome.deck.settings.name
    if before and before != name:
        say(
            f'The deck was called "{before}" before. Anki finds decks by name: rename it there, too, or new cards go '
            f'to "{name}" while those you have stay in "{before}".'
        )


def _mostly_gone(outcome: stages.Outcome) -> str:
    """The warning that more than half of the notes retire at once; "" where fewer do."""
    kept = len(outcome.changed) + len(outcome.rerendered) + len(outcome.unchanged)
    gone = len(outcome.retired)
    if gone <= kept:
        return ""
    return (
        f"Warning: {gone:,} of the {gone + kept:,} notes of {outcome.deck.slug} are no longer in its pages. If a page "
        f"was saved half-loaded, put the whole one in its place and build again before you import: they come back as "
        f"they were."
    )


def summarise(outcome: stages.Outcome, written: stages.Written) -> None:
    """After it is written: how many notes of which kind, what retired, what was left out, and the package."""
    say(_counted(outcome))
    replaced = len(outcome.changed) + len(outcome.rerendered)
    if replaced:
        say(
            f"  on {'that note' if replaced == 1 else f'those {replaced:,} notes'} an import replaces fields and tags; "
            f"to keep a change made in Anki, make it in edits.md, too"
        )
    for line in _left_aside(outcome):
        say(line)
    if len(outcome.retired) > _NAMED:
        _print_first_retired(outcome)
    else:
        print_retired(outcome.retired, outcome.prefix)
    for line in _package(written, "written" if written.changed else "was up to date"):
        say(line)


def foretold(outcome: stages.Outcome) -> str:
    """Say what the next build will say, in the words that `summarise` begins with."""
    return f"The next build makes {_counted(outcome)}"


def said_again(outcome: stages.Outcome, written: stages.Written) -> Iterator[str]:
    """What `summarise` would print of a second build of the same: nothing is new, nothing changed."""
    yield _notes(outcome, [(outcome.shipped, "unchanged")])
    yield from _left_aside(outcome)
    yield from _package(written, "was up to date")


def _counted(outcome: stages.Outcome) -> str:
    """The line on how many notes there are of each kind."""
    kinds = (
        (outcome.new, "new"),
        (outcome.changed, "changed"),
        (outcome.rerendered, "rendered anew"),
        (outcome.unchanged, "unchanged"),
        (outcome.retired, "retired"),
    )
    return _notes(outcome, [(len(keys), word) for keys, word in kinds])


def _notes(outcome: stages.Outcome, kinds: Sequence[tuple[int, str]]) -> str:
    parts = [f"{size:,} {word}" for size, word in (*kinds, (len(outcome.left_out), "left out")) if size]
    return f'"{outcome.deck.settings.name}": {count(outcome.shipped, "note")} ({", ".join(parts)})'


def _left_aside(outcome: stages.Outcome) -> Iterator[str]:
    """The lines on drafts that ship, and on cards that do not."""
    if outcome.drafts:
        yield (
            f"  {count(outcome.drafts, 'draft')} in the package, with a band on the card and the tag "
            f"deckwright::draft; read them: deckwright complete {outcome.deck.slug} --review"
        )
    for card in outcome.left_out:
        yield f"  left out  {card.origin}: {' '.join(card.question.split())[:90] or card.key}"


def _package(written: stages.Written, state: str) -> Iterator[str]:
    yield f"{written.package.as_posix()} {state}, {size(written.size)}, sha256 {written.sha256[:16]}…"
    if written.exports:
        yield f"  beside it: {', '.join(path.name for path in written.exports)}"
    for path in written.kept:
        yield (
            f"  {path.as_posix()} is not as deckwright wrote it, so it is left alone; to have ours there, rename it "
            f"and build again."
        )


def print_retired(keys: Sequence[str], slug: str) -> None:
    """The notes that left the package, and how to find them in Anki, which never deletes on import."""
    for key in keys:
        say(f"  retired   {key}")
    searches = comparison.searches_for(keys, slug)
    if len(searches) == 1:
        say(f"  Anki keeps retired notes; to find them there, search for: {searches[0]}")
    elif searches:
        say(f"  Anki keeps retired notes; to find them there, search for each of these {len(searches)} lines:")
    for search in searches if len(searches) > 1 else ():
        say(search)


def _print_first_retired(outcome: stages.Outcome) -> None:
    """The first of many notes that left the package, their number, and the command that lists all."""
    for key in outcome.retired[:_NAMED]:
        say(f"  retired   {key}")
    say(
        f"  … and {len(outcome.retired) - _NAMED:,} more. Anki keeps retired notes; all of them, and searches that "
        f"find them there: deckwright diff {outcome.deck.slug} --retired"
    )


def print_moved(builds: Sequence[stages.Outcome]) -> None:
    """A card that left one deck and is new in another: what to do so that its history goes along."""
    gone = {words: (build, key) for build in builds if build.retired for key, words in _questions(build, build.retired)}
    for build in builds if gone else ():
        for _, words in _questions(build, build.new):
            left, before = gone.get(words, (None, ""))
            if left and left is not build:
                # A guid tells the deck it was born in only where that has an id.
                noted = "" if left.deck.settings.id else f' (with , "decks": "{left.prefix}" before its closing brace)'
                say(
                    f"{before} left {left.deck.slug} and is new in {build.deck.slug}. To keep its history, put its "
                    f"line of {left.deck.lock.as_posix()}{noted} in the place of the new one in "
                    f"{build.deck.lock.as_posix()}, delete the package {build.deck.slug}.apkg just written, and build "
                    f"again before you import."
                )


def _questions(build: stages.Outcome, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Key and scraped question of the build's notes with these keys."""
    asked = build.asked()
    return ((key, " ".join(asked[key].split())) for key in keys)


def as_json(outcome: stages.Outcome, written: stages.Written) -> dict[str, object]:
    """What this run did, for build --report."""
    return {
        "deck": outcome.deck.slug,
        "package": written.package.as_posix(),
        "sha256": written.sha256,
        "exports": [path.as_posix() for path in written.exports],
        "new": outcome.new,
        "changed": outcome.changed,
        "rerendered": outcome.rerendered,
        "unchanged": outcome.unchanged,
        "retired": outcome.retired,
        "left_out": [card.key for card in outcome.left_out],
        "problems": formats.as_records(outcome.problems),
    }
