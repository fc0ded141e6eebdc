"""Problems in, text for other programs out: JSON, GitHub's annotations, SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from generator import __version__
from generator.cards import Problem

FORMATS = ("text", "json", "github", "sarif")
"""What `check --format` knows; text is what people read."""


def level(problem: Problem) -> str:
    """The word "error" for a problem that keeps its card out of the package, else "warning"."""
    return "error" if problem.is_error else "warning"


def as_records(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """One record a problem, with the same names everywhere that problems are written as JSON."""
    return [
        {
            "path": problem.origin.path,
            "line": problem.origin.line,
            "rule": problem.rule,
            "level": level(problem),
            "message": problem.message,
            "key": problem.key,
        }
        for problem in problems
    ]


def formatted(problems: Sequence[Problem], wanted: str, says: Mapping[str, str]) -> str:
    """The problems in one of FORMATS but text, without a newline at the end; `says` describes each rule."""
    if wanted == "json":
        return json.dumps(as_records(problems), ensure_ascii=False, indent=2)
    return "\n".join(map(_github, problems)) if wanted == "github" else _sarif(problems, says)


def _github(problem: Problem) -> str:
    """A workflow command: github.com/actions/toolkit, docs/commands.md, with its escapes."""
    path = _escaped(problem.origin.path).replace(",", "%2C").replace(":", "%3A")
    facts = f"file={path},line={problem.origin.line},title={problem.rule}"
    return f"::{level(problem)} {facts}::{_escaped(problem.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _sarif(problems: Sequence[Problem], says: Mapping[str, str]) -> str:
    """A log of one run (OASIS SARIF 2.1.0, sections 3.13 to 3.27 and 3.49)."""
    levels = {problem.rule: level(problem) for problem in problems}
    rules = [
        {"id": rule, "shortDescription": {"text": says[rule]}, "defaultConfiguration": {"level": levels[rule]}}
        for rule in sorted(levels)
    ]
    driver = {"name": "deckwright", "version": __version__, "rules": rules}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_result(problem) for problem in problems]}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _result(problem: Problem) -> dict[str, object]:
    place = {"artifactLocation": {"uri": problem.origin.path}, "region": {"startLine": problem.origin.line}}
    return {
        "ruleId": problem.rule,
        "level": level(problem),
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }
