"""`deckwright preview`: every card as Anki shows it, on one page."""

from __future__ import annotations

import contextlib
import webbrowser
from collections.abc import Sequence
from pathlib import Path

import click

from generator import deck as decks
from generator import forecast, lint, pipeline, preview, serving, watching
from generator.cli.diff import theirs
from generator.cli.printing import count, now, printable, say, size
from generator.errors import DeckwrightError
from generator.files import write_whole
from generator.previewing import preview_page

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
    folders = decks.find_folders(names)
    if against and len(folders) > 1:
        raise click.UsageError("--against compares one deck with its package; name the deck.")
    if serve:
        _serve(folders, port, against, output, opened=opened)
        return
    for deck in [decks.open_deck(folder, lint.SWITCHABLE) for folder in folders]:
        page, cards = _page(deck, against, output)
        path = output / deck.slug / ("changes.html" if against else "preview.html")
        data = page.html.encode()
        _check_own(path)
        for name, content in page.files.items():
            write_whole(path.parent / name, content, decks.output_roots(output, deck.project))
        write_whole(path, data, decks.output_roots(output, deck.project))
        say(f"{decks.shown(path)} written, {size(len(data))}: {count(cards, 'card')} of {deck.slug}")
        if page.files:
            folder, total = path.with_name(preview.FOLDER), sum(map(len, page.files.values()))
            say(f"{decks.shown(folder)} has the {count(len(page.files), 'file')} too large for the page, {size(total)}")
        if opened:
            _open(path.resolve().as_uri())


def _check_own(path: Path) -> None:
    """Refuse to replace a page that somebody else put there. Raises DeckwrightError."""
    if path.is_file() and not preview.is_ours(path):
        raise DeckwrightError(
            f"{decks.shown(path)}: deckwright did not write this file, so it is not replaced; move it away, or choose "
            f"another folder with -o."
        )


def _page(deck: decks.Deck, against: Path | None, output: Path, *, live: bool = False) -> tuple[preview.Page, int]:
    """The deck's page, and how many cards of the sources are on it."""
    prepared = pipeline.prepare(deck, now(), dist=output)
    cards = len(prepared.cards) + len(prepared.recognised.identified.doubts)
    if against is None:
        return preview_page(prepared, live=live), cards
    found = forecast.compare_build(prepared, theirs(prepared, against, output).notes)
    return preview_page(prepared, found, decks.shown(against), live=live), cards


def _serve(folders: Sequence[Path], port: int, against: Path | None, output: Path, *, opened: bool) -> None:
    """Serve the decks' pages until ctrl-C, and make them anew after each save."""
    with serving.site(port) as site, contextlib.suppress(KeyboardInterrupt):
        for saved in watching.saves(folders):
            current = [_show(site, folder, against, output) for folder in folders]
            if not saved:
                say(f"{site.url}  (ctrl-C ends it)")
            elif all(current):
                say(f"{decks.shown(saved[0])} was saved; the page is current")
            if opened:
                _open(site.url)
                opened = False


def _show(site: serving.Site, folder: Path, against: Path | None, output: Path) -> bool:
    """Make the page of a deck anew; one that cannot be read keeps its last page, which says why."""
    slug = folder.resolve().name
    try:
        deck = decks.open_deck(folder, lint.SWITCHABLE)
        page, _ = _page(deck, against, output, live=True)
    except DeckwrightError as error:
        # Printed first: whoever hears of the error from the page may end this command at once.
        click.echo(f"Error: {printable(str(error))} The page stays as it was.", err=True)
        site.fail(slug, str(error))
        return False
    site.show(slug, serving.Shown(deck.settings.name, page.html, page.version, files=page.files))
    return True


def _open(address: str) -> None:
    if not webbrowser.open(address):
        say(f"No browser was found; open {address} yourself.")
