"""`deckwright preview`: every card of a deck, as Anki shows it, on one page."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from generator import comparison, lint, pipeline, preview, serving, showing, stages
from generator import deck as decks
from generator.cli.diff import stored
from generator.cli.printing import count, now, say, track
from generator.cli.rebuilding import keep_doing
from generator.errors import DeckwrightError
from generator.files import write_whole


@click.command("preview", epilog="\b\nExample:\n  deckwright preview production-ml-systems --open")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--open", "open_it", is_flag=True, help="Open the page in the browser.")
@click.option("--serve", is_flag=True, help="Show it on this machine, and anew after each save, until ctrl-C.")
@click.option(
    "--against", type=click.Path(path_type=Path), help="Show what importing over this package would change, too."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), help="Where to write, instead of dist/."
)
def command(names: tuple[str, ...], open_it: bool, serve: bool, against: Path | None, output: Path) -> None:
    """Write a page that needs no server and no network: every card to be flipped, with its problems beside it."""
    folders = decks.find_folders(names)
    if against and len(folders) > 1:
        raise click.UsageError("--against compares one deck with its package; name the deck.")
    if serve:
        _serve(folders, against, output, open_it=open_it)
        return
    for folder in folders:
        prepared, page = _page(folder, against, output)
        path = output / prepared.deck.slug / ("changes.html" if against else "preview.html")
        write_whole(path, page.html.encode())
        say(f"{path.as_posix()}: {_summary(prepared)}")
        if open_it:
            _open(path.resolve().as_uri())


def _page(
    folder: Path, against: Path | None, output: Path, *, live: bool = False
) -> tuple[stages.Prepared, preview.Page]:
    deck = decks.open_deck(folder, lint.SWITCHABLE)
    prepared = pipeline.prepare(deck, now(), dist=output, track=track)
    if against is None:
        return prepared, showing.preview_page(prepared, live=live)
    known = prepared.stamped.lock
    waiting = {note.key for note in known.notes if not note.retired}
    found = comparison.compare(prepared.stamped.notes, stored(against), known.slug, waiting)
    return prepared, showing.preview_page(prepared, found, against.as_posix(), live=live)


def _serve(folders: tuple[Path, ...], against: Path | None, output: Path, *, open_it: bool) -> None:
    """Serve the pages and keep them current; a deck that cannot be read keeps its last page, and says why."""
    with serving.site() as site:
        say(f"{site.url} shows {count(len(folders), 'deck')}, to this machine alone.")
        opened = not open_it

        def show() -> None:
            nonlocal opened
            stopped = None
            for folder in folders:
                name = folder.resolve().name
                try:
                    prepared, page = _page(folder, against, output, live=True)
                except DeckwrightError as error:
                    site.fail(name, str(error))
                    stopped = error
                    continue
                site.show(name, serving.Shown(prepared.deck.settings.name, page.html, page.version))
                say(f"{name}: {_summary(prepared)}")
            if not opened:
                opened = True
                _open(site.url)
            if stopped:
                raise stopped

        keep_doing(show, [*folders, *([against.parent] if against else [])])


def _open(address: str) -> None:
    if not webbrowser.open(address):
        say(f"No browser was found; open {address} yourself.")


def _summary(prepared: stages.Prepared) -> str:
    errors = sum(problem.is_error for problem in prepared.problems)
    cards = len(prepared.cards) + len(prepared.recognised.identified.doubts)
    return f"{count(cards, 'card')}, {count(errors, 'error')}, {count(len(prepared.problems) - errors, 'warning')}"
