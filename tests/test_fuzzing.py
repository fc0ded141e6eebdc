"""Bytes that a coverage-guided fuzzer thinks of in, for each reader no traceback, no hang and nothing lost out."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))
"""How long each target is looked at; ten minutes by hand before a release: FUZZ_SECONDS=600."""


@pytest.mark.fuzz
@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="atheris has no wheel for this machine.")
@pytest.mark.parametrize("target", ["page", "edits", "markdown", "settings", "lock"])
def test_no_bytes_break_a_reader(target: str, tmp_path: Path) -> None:
    """Within the time given, every input ends in ten seconds with a result or one DeckwrightError."""
    limits = [f"-max_total_time={SECONDS}", "-timeout=10", "-rss_limit_mb=1024", f"-artifact_prefix={tmp_path}/"]
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("fuzzing.py"), target, *limits],
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert "Done " in done.stderr
