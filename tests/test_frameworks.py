"""The companions' claims in, whether real frameworks bear them out; one that is absent is not verified."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import pytest
from frameworks_bench import MEASURES, RECORDED, Row, apart, is_there


@pytest.mark.frameworks
@pytest.mark.parametrize(("module", "measure"), MEASURES, ids=lambda value: getattr(value, "__name__", value))
def test_a_real_framework_bears_it_out(module: str, measure: Callable[[], list[Row]]) -> None:
    """What the framework does now is within its tolerance, and so is what docs/frameworks.json holds of it."""
    if not is_there(module):
        assert not os.environ.get("CI"), f"{module} is not installed; .ci/run installs the extra deckwright[verify]"
        pytest.skip(f"not verified: {module} is not installed (pip install '.[verify]')")
    if not apart():
        print("No network namespace here: the framework's servers listen beside everything else.")
    rows = measure()
    recorded = [each for each in json.loads(RECORDED.read_text("utf-8")) if each["claim"] in {r["claim"] for r in rows}]
    key = ("claim", "reference", "tolerance")
    assert [[each[name] for name in key] for each in recorded] == [[each[name] for name in key] for each in rows]
    for each in [*rows, *recorded]:
        assert abs(each["value"] - each["reference"]) <= each["tolerance"], each
