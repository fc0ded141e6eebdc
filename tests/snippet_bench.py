"""A companion script and words for it in; its status, output and messages, its metadata, its figure out."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import tomllib
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot

mpl.use("agg")

DECK = Path(__file__).parent.parent / "source_cards" / "production-ml-systems"
SCRIPTS = sorted((DECK / "simulations").glob("*.py"))
each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)


@cache
def loaded(script: Path) -> dict:
    """The names of a script that was loaded and not run."""
    return runpy.run_path(str(script), run_name="snippet")


def run(script: Path, *words: str) -> tuple[int, str, str]:
    """Status, output and messages of a script run with these words."""
    out, wrong = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(wrong):
        try:
            status = loaded(script)["main"](list(words))
        except SystemExit as end:
            status = end.code
    return status, out.getvalue(), wrong.getvalue()


def figure(script: Path, folder: Path, name: str = "figure.svg") -> bytes:
    """The figure a script draws."""
    status = run(script, "--figure", str(folder / name))[0]
    pyplot.close("all")
    assert status == 0
    return (folder / name).read_bytes()


def metadata(script: Path) -> dict:
    """The script's inline metadata, read as PEP 723 says."""
    block = re.search(r"(?m)^# /// script\n((?:#(?: .*)?\n)+)# ///$", script.read_text("utf-8"))
    return tomllib.loads("".join(line[2:] for line in block[1].splitlines(keepends=True)))
