"""The command line: what people type in, what they read out; the only door to click and rich."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys

import click

from generator import __version__
from generator.cli.printing import printable, sentence
from generator.errors import DeckwrightError

COMMANDS = {
    "new": "Start a deck from a scraped page.",
    "update": "Take a new scrape of a deck's page.",
    "check": "List every problem, as path:line.",
    "settle": "Say which known card a doubtful one is.",
    "accept": "Keep your edit although the page changed.",
    "edit": "Open a card's section of edits.md.",
    "add": "Write a card of your own.",
    "complete": "Find missing answers and write them.",
    "simulate": "Run the snippets, record what they show.",
    "build": "Write dist/: the package Anki imports.",
    "preview": "Show every card as Anki does.",
    "diff": "Show what an import would change.",
    "verify": "Try the next import in a throw-away Anki.",
    "import": "Bring the last build into Anki.",
    "cards": "Show the structured cards.",
    "lock": "Check that cards.lock is sound.",
}
"""Every command with its line in the overview; each is a module of this folder, imported when it is called."""


class _Commands(click.Group):
    """Imports a command when it is needed and turns what stops the program into one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = {"import": "importing"}.get(cmd_name, cmd_name)
        command: click.Command = importlib.import_module(f"generator.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except DeckwrightError as error:
            raise _Stopped(str(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise _Stopped("There is no room left for what this command prints or writes; make some.") from error
            if isinstance(error, OSError) and error.filename and error.strerror:
                raise _Stopped(sentence(error)) from error
            if os.environ.get("DECKWRIGHT_DEBUG"):
                import traceback

                traceback.print_exc()
            raise _Stopped(
                f"deckwright met a fault of its own ({type(error).__name__}: {error}). Nothing half-written was left. "
                f"Set DECKWRIGHT_DEBUG=1, run the command again, and report what it prints."
            ) from error


class _Stopped(click.ClickException):
    """Prints the sentence as it is and ends with status 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        click.echo(f"Error: {printable(self.message)}", err=True)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nStart with a page you saved:\n  deckwright new some-page.txt\n  deckwright build",
)
@click.version_option(__version__, prog_name="deckwright")
def group() -> None:
    """Scraped flashcards to an Anki deck that you can regenerate for years."""


def main() -> None:
    """Run the command line; what a terminal cannot show is escaped rather than an error."""
    # A deck is many small values that all stay; looking for circles among them takes a sixth of a build.
    gc.set_threshold(500_000)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    group(prog_name="deckwright")
