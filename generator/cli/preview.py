"""`deckwright preview`: every card as Anki shows it, on one page."""

from __future__ import annotations

from pathlib import Path

import click

from generator import comparison, lint, pipeline, watching
from generator import deck as decks
from generator.cli.diff import theirs
from generator.cli.printing import count, now, say, size
from generator.errors import DeckwrightError
from generator.files import write_whole
from generator.previewing import preview
from generator.serving import PageServer

PORT = 8017


@click.command("preview", epilog="\b\nExample:\n  deckwright preview production-ml-systems --open")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option("--open", "opened", is_flag=True, help="Open the page in the browser.")
@click.option("--serve", is_flag=True, help="Show it from this machine, and anew after each save, until ctrl-C.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Where to serve.")
@click.option("--against", type=click.Path(path_type=Path), help="Mark what an import over this package would change.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), help="Where to write, instead of dist/."
)
def command(names: tuple[str, ...], opened: bool, serve: bool, port: int, against: Path | None, output: Path) -> None:
    """Write a page with every card of a deck as Anki shows it, and with its problems, to dist/DECK/preview.html.

    Once it is there, build keeps it current. What an import would change goes to changes.html beside it.
    """
    found = decks.find_decks(names, lint.SWITCHABLE)
    if serve:
        _serve([deck.folder for deck in found], port, against, output, opened=opened)
        return
    for deck in found:
        path = output / deck.slug / ("changes.html" if against else "preview.html")
        page, cards = _page(deck, against, output)
        write_whole(path, page.encode())
        say(f"{decks.shown(path)} written, {size(len(page.encode()))}: {count(cards, 'card')} of {deck.slug}")
        if opened:
            click.launch(str(path.resolve()))


def _page(deck: decks.Deck, against: Path | None, output: Path, *, live: bool = False) -> tuple[str, int]:
    """The deck's page, and how many cards are on it."""
    prepared = pipeline.prepare(deck, now(), dist=output)
    found = None
    if against:
        lock = prepared.stamped.lock
        waiting = {note.key for note in lock.notes if not note.retired}
        found = comparison.compare(prepared.stamped.notes, theirs(prepared, against, output), lock.slug, waiting)
    return preview(prepared, found, live=live), len(prepared.cards)


def _serve(folders: list[Path], port: int, against: Path | None, output: Path, *, opened: bool) -> None:
    """Serve the decks' pages, and make them anew after each save; of one that cannot be read, say why."""

    def pages() -> dict[str, str]:
        current = decks.find_decks([str(folder) for folder in folders], lint.SWITCHABLE)
        return {deck.slug: _page(deck, against, output, live=True)[0] for deck in current}

    server = PageServer(pages(), port)
    address = server.url + (f"{next(iter(server.pages))}/" if len(server.pages) == 1 else "")
    if opened:
        click.launch(address)
    try:
        for saved in watching.saves(folders):
            if not saved:
                say(f"{address}  (ctrl-C ends it)")
                continue
            try:
                server.pages = pages()
                say(f"{decks.shown(saved[0])} was saved; the page is current")
            except DeckwrightError as error:
                click.echo(f"{error} The page stays as it was.", err=True)
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
