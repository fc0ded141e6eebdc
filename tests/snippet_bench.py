"""A companion script and words for it in; its status, output and messages, its metadata, its figure out."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import subprocess
import sys
import tempfile
import tomllib
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pytest

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


def draw(script: Path) -> bytes:
    """The figure, drawn by a process of its own: matplotlib's settings are one for all scripts of a process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "figure.svg")
        subprocess.run([sys.executable, script, "--figure", path], capture_output=True, timeout=60, check=True)
        return path.read_bytes()


figure = cache(draw)


def metadata(script: Path) -> dict:
    """The script's inline metadata, read as PEP 723 says."""
    block = re.search(r"(?m)^# /// script\n((?:#(?: .*)?\n)+)# ///$", script.read_text("utf-8"))
    return tomllib.loads("".join(line[2:] for line in block[1].splitlines(keepends=True)))
