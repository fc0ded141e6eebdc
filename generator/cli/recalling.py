"""A build in, what the next one is to say kept; what was kept in, the same words said again."""

from __future__ import annotations

from pathlib import Path

import click

from generator import building, stages, standing
from generator.cli.printing import lines_of, say
from generator.cli.summary import said_again


def say_again(said: standing.Said) -> None:
    """Print what is remembered, each line as it was when it was new."""
    if said.problems:
        click.echo("\n".join(said.problems), err=True)
    for line in said.lines:
        say(line)


def remember(ready: building.Ready, written: stages.Written, output: Path, before: standing.Marks) -> None:
    """Keep what the next build will say, and what it can go on from, where that is known now."""
    outcome = ready.outcome
    if standing.is_settled(outcome.problems, has_exemptions=outcome.has_exemptions):
        errors = any(problem.is_error for problem in outcome.problems)
        said = standing.Said(tuple(lines_of(outcome.problems)), errors, tuple(said_again(outcome, written)))
        standing.remember(outcome.deck, output, before, said, ready.keep())
