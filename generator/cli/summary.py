"""A prepared or written build in, the few lines a person wants to read about it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator import comparison, formats, stages
from generator.cli.printing import count, say, size


def announce(prepared: stages.Prepared) -> None:
    """Before anything is written: what an import will replace although nobody edited it, and a new name."""
    again = len(prepared.stamped.rerendered)
    if again:
        say(
            f"{count(again, 'note')} will change although the source did not: this deckwright renders differently, or "
            f"a simulation was recorded anew. Importing replaces what was edited in Anki on them."
        )
    before, name = prepared.recognised.known.deck, prepared.deck.settings.name
    if before and before != name:
        say(
            f'The deck was called "{before}" before. Anki finds decks by name: rename it there, too, or new cards go '
            f'to "{name}" while those you have stay in "{before}".'
        )


def summarise(prepared: stages.Prepared, written: stages.Written) -> None:
    """After it is written: how many notes of which kind, what retired, what was left out, and the package."""
    stamped = prepared.stamped
    kinds = (
        (stamped.new, "new"),
        (stamped.changed, "changed"),
        (stamped.rerendered, "rendered anew"),
        (stamped.unchanged, "unchanged"),
        (stamped.retired, "retired"),
    )
    say(_notes(prepared, [(len(keys), word) for keys, word in kinds]))
    replaced = len(stamped.changed) + len(stamped.rerendered)
    if replaced:
        say(
            f"  on {'that note' if replaced == 1 else f'those {replaced:,} notes'} an import replaces fields and tags; "
            f"to keep a change made in Anki, make it in edits.md, too"
        )
    for line in _left_aside(prepared):
        say(line)
    print_retired(stamped.retired, stamped.lock.slug)
    for line in _package(written, "written" if written.changed else "was up to date"):
        say(line)


def said_again(prepared: stages.Prepared, written: stages.Written) -> Iterator[str]:
    """What `summarise` would print of a second build of the same: nothing is new, nothing changed."""
    yield _notes(prepared, [(len(prepared.stamped.notes), "unchanged")])
    yield from _left_aside(prepared)
    yield from _package(written, "was up to date")


def _notes(prepared: stages.Prepared, kinds: Sequence[tuple[int, str]]) -> str:
    parts = [f"{size:,} {word}" for size, word in (*kinds, (len(prepared.left_out), "left out")) if size]
    return f'"{prepared.deck.settings.name}": {count(len(prepared.stamped.notes), "note")} ({", ".join(parts)})'


def _left_aside(prepared: stages.Prepared) -> Iterator[str]:
    """The lines on drafts that ship, and on cards that do not."""
    if drafts := _drafts(prepared):
        yield (
            f"  {count(drafts, 'draft')} in the package, with a band on the card and the tag deckwright::draft; "
            f"read them: deckwright complete {prepared.deck.slug} --review"
        )
    for card in prepared.left_out:
        yield f"  left out  {card.origin}: {' '.join(card.question.split())[:90] or card.key}"


def _package(written: stages.Written, state: str) -> Iterator[str]:
    yield f"{written.package.as_posix()} {state}, {size(written.size)}, sha256 {written.sha256[:16]}…"
    if written.exports:
        yield f"  beside it: {', '.join(path.name for path in written.exports)}"


def _drafts(prepared: stages.Prepared) -> int:
    """How many notes ship whose answer nobody has read yet."""
    shipped = {note.key for note in prepared.stamped.notes}
    return sum(card.draft and card.key in shipped for card in prepared.cards)


def print_retired(keys: Sequence[str], slug: str) -> None:
    """The notes that left the package, and how to find them in Anki, which never deletes on import."""
    for key in keys:
        say(f"  retired   {key}")
    if keys:
        say(f"  Anki keeps retired notes; to find them there, search for: {comparison.search_for(keys, slug)}")


def print_moved(builds: Sequence[stages.Prepared]) -> None:
    """A card that left one deck and is new in another: what to do so that its history goes along."""
    gone = {question: (build, key) for build in builds for key, question in _questions(build, build.stamped.retired)}
    for build in builds if gone else ():
        for _, question in _questions(build, build.stamped.new):
            left, key = gone.get(question, (None, ""))
            if left and left is not build:
                say(
                    f"{key} left {left.deck.slug} and is new in {build.deck.slug}. To keep its history, put its line "
                    f"of {left.deck.lock.as_posix()} in the place of the new one in {build.deck.lock.as_posix()}, "
                    f"delete the package {build.deck.slug}.apkg just written, and build again before you import."
                )


def _questions(build: stages.Prepared, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Key and scraped question of the build's notes with these keys."""
    wanted = set(keys)
    return ((note.key, " ".join(note.question.split())) for note in build.stamped.lock.notes if note.key in wanted)


def as_json(prepared: stages.Prepared, written: stages.Written) -> dict[str, object]:
    """What this run did, for build --report."""
    stamped = prepared.stamped
    return {
        "deck": prepared.deck.slug,
        "package": written.package.as_posix(),
        "sha256": written.sha256,
        "exports": [path.as_posix() for path in written.exports],
        "new": stamped.new,
        "changed": stamped.changed,
        "rerendered": stamped.rerendered,
        "unchanged": stamped.unchanged,
        "retired": stamped.retired,
        "left_out": [card.key for card in prepared.left_out],
        "problems": formats.as_records(prepared.problems),
    }
