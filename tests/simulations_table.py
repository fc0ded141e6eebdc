"""What the companions recorded and the frameworks measured in, the table of docs/simulations.md out.

`python tests/simulations_table.py` prints it.
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent
RECORDED = ROOT / "source_cards" / "production-ml-systems" / "simulations"
HEAD = "| claim | computed | theory | within | a real framework |\n|---|---|---|---|---|\n"


def table() -> str:
    """A row for each number of each companion, in the order of their names."""
    measured: dict[str, list[str]] = {}
    for each in json.loads((ROOT / "docs/frameworks.json").read_text("utf-8")):
        measured.setdefault(each["claim"], []).append(_told(each))
    rows = []
    for path in sorted(RECORDED.glob("*.json")):
        for name, number in json.loads(path.read_text("utf-8"))["numbers"].items():
            values = [_short(number[key]) for key in ("value", "reference", "tolerance")]
            real = "; ".join(measured.pop(f"{path.stem}.{name}", ["not verified"]))
            rows.append(f"| `{path.stem}`: {number['label']} | {' | '.join(values)} | {real} |\n")
    assert not measured, f"docs/frameworks.json names claims that no companion makes: {sorted(measured)}"
    return HEAD + "".join(rows)


def _told(each: dict) -> str:
    return f"{_short(each['value'])}, theory {_short(each['reference'])} ({each['framework']})"


def _short(value: float) -> str:
    return f"{value:.5g}"


if __name__ == "__main__":
    print(table(), end="")
