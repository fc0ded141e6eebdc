"""`deckwright build`: write dist/."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator import deck as decks
from generator import intake, lint, pipeline
from generator.cli.new import arrival, say_started
from generator.cli.printing import count, now, print_problems, say, track
from generator.cli.update import replace
from generator.files import write_whole


@click.command("build", epilog="\b\nExample:\n  deckwright build production-ml-systems")
@click.argument("names", nargs=-1, metavar="[DECK|FILE]...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("dist"), help="Where to write, instead of dist/."
)
@click.option("--strict", is_flag=True, help="End with status 1 for warnings, too.")
@click.option("--new-lock", is_flag=True, help="Start a new cards.lock for a deck that was never imported.")
@click.option("--report", type=click.Path(path_type=Path), help="Write what this run did to FILE, as JSON.")
def command(names: tuple[str, ...], output: Path, strict: bool, new_lock: bool, report: Path | None) -> None:
    """Write the package and its companions to dist/; with a FILE, start or update its deck first."""
    slugs = [_take_in(name) if _is_page(name) else name for name in names]
    reports, failed = [], False
    for deck in decks.find_decks(slugs, lint.SWITCHABLE):
        prepared = pipeline.prepare(deck, now(), new_lock=new_lock, track=track)
        print_problems(prepared.problems)
        _announce(prepared)
        written = pipeline.write(prepared, output)
        _summarise(prepared, written)
        reports.append(_report(prepared, written))
        failed = failed or any(problem.is_error or strict for problem in prepared.problems)
    if report:
        write_whole(report, (json.dumps(reports, ensure_ascii=False, indent=2) + "\n").encode())
    if failed:
        raise click.exceptions.Exit(1)


def _is_page(name: str) -> bool:
    return name == "-" or Path(name).suffix.lower() in decks.PAGE_ENDINGS


def _take_in(file: str) -> str:
    """Start the deck of a scraped file, or update it where it exists; returns its slug."""
    page = arrival(file, "")
    folder = decks.SOURCES / intake.slug_for([page], "")
    if folder.exists():
        replace(decks.find_decks([str(folder)], lint.SWITCHABLE)[0], [page])
    else:
        say_started(intake.start([page], ""))
    return folder.name


def _announce(prepared: pipeline.Prepared) -> None:
    """Before anything is written: what an import will replace although nobody edited it."""
    again = len(prepared.stamped.rerendered)
    if again:
        say(
            f"{count(again, 'note')} will change although the source did not: this deckwright renders differently. "
            f"Importing replaces what was edited in Anki on them."
        )


def _summarise(prepared: pipeline.Prepared, written: pipeline.Written) -> None:
    stamped = prepared.stamped
    parts = [
        f"{len(keys):,} {word}"
        for keys, word in (
            (stamped.new, "new"),
            (stamped.changed, "changed"),
            (stamped.rerendered, "rendered anew"),
            (stamped.unchanged, "unchanged"),
            (stamped.retired, "retired"),
            (prepared.left_out, "left out"),
        )
        if keys
    ]
    say(f'"{prepared.sources.deck.settings.name}": {count(len(stamped.notes), "note")} ({", ".join(parts)})')
    for key in stamped.retired:
        say(f"  retired   {key}")
    for card in prepared.left_out:
        say(f"  left out  {card.origin}: {' '.join(card.question.value.split())[:90]}")
    state = "written" if written.changed else "was up to date"
    say(f"{written.package.as_posix()} {state}, {_size(written.size)}, sha256 {written.sha256[:16]}…")


def _size(size: int) -> str:
    return f"{size / 1024:,.1f} KiB" if size < 1 << 20 else f"{size / (1 << 20):,.1f} MiB"


def _report(prepared: pipeline.Prepared, written: pipeline.Written) -> dict[str, object]:
    stamped = prepared.stamped
    return {
        "deck": prepared.sources.deck.slug,
        "package": written.package.as_posix(),
        "sha256": written.sha256,
        "new": stamped.new,
        "changed": stamped.changed,
        "rerendered": stamped.rerendered,
        "unchanged": stamped.unchanged,
        "retired": stamped.retired,
        "left_out": [card.key for card in prepared.left_out],
        "problems": [
            {
                "path": problem.origin.path,
                "line": problem.origin.line,
                "rule": problem.rule,
                "level": "error" if problem.is_error else "warning",
                "message": problem.message,
                "key": problem.key,
            }
            for problem in prepared.problems
        ],
    }
