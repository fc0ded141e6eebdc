"""The companion scripts in; whether each proves its claim, and is caught when faulty, out."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot

from tests.snippet_bench import DECK, SCRIPTS, each_script, loaded, metadata, run

FAULTS = [(script, fault) for script in SCRIPTS for fault in loaded(script)["MUTANTS"]]


def test_every_scraped_card_has_a_script() -> None:
    """Each of the nine cards is bound by exactly one script, and no script names a card that is not there."""
    known = [json.loads(line) for line in (DECK / "cards.lock").read_text("utf-8").splitlines()]
    bound = [key for script in SCRIPTS for key in metadata(script)["tool"]["deckwright"]["cards"]]
    assert sorted(bound) == sorted(note["key"] for note in known if "key" in note)


@each_script
def test_the_metadata_says_what_runs_it_and_what_to_see(script: Path) -> None:
    """NumPy and matplotlib are all a script needs, and what to see is one sentence of a line."""
    block = metadata(script)
    assert [re.match("[a-z]+", name)[0] for name in block["dependencies"]] == ["numpy", "matplotlib"]
    assert block["requires-python"] == ">=3.11"
    assert re.fullmatch(r"[A-Z][^\n]{20,119}\.", block["tool"]["deckwright"]["see"])


@each_script
def test_a_script_is_short_and_ends_as_the_others_do(script: Path) -> None:
    """Under 150 lines of at most 120 characters; the program around the lecture is the same in all."""
    text = script.read_text("utf-8")
    assert text.count("\n") < 150
    assert max(map(len, text.splitlines())) <= 120
    assert text.split("# %% As a program")[1] == SCRIPTS[0].read_text("utf-8").split("# %% As a program")[1]


@each_script
def test_alone_in_a_bare_environment_the_claims_hold(script: Path, tmp_path: Path) -> None:
    """Run as a program from an empty folder with an empty environment, the script proves its claims."""
    command = [sys.executable, "-W", "error", "-I", str(script), "--check"]
    done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("script", "fault"), FAULTS, ids=lambda value: getattr(value, "stem", value))
def test_every_fault_is_caught(script: Path, fault: str) -> None:
    """A planted fault ends the check with status 1 and a sentence with the number that missed."""
    status, _, wrong = run(script, "--check", "--mutant", fault)
    assert status == 1
    assert re.match(r"Does not hold: .+ is \S+; theory says \S+ within \S+\.\n", wrong)


@each_script
def test_help_names_every_fault_and_range(script: Path) -> None:
    """Help lists the faults as choices and each parameter with its range."""
    text = " ".join(run(script, "--help")[1].split())
    assert "{" + ",".join(loaded(script)["MUTANTS"]) + "}" in text
    assert all(f"{low} to {high}" in text for _, low, high, _ in loaded(script)["PARAMETERS"].values())


@each_script
@pytest.mark.parametrize("beyond", [-1, 1], ids=["below", "above"])
def test_a_parameter_outside_its_range_is_a_sentence(script: Path, beyond: int) -> None:
    """Nothing is computed outside the range; the sentence names the option, its range and the value."""
    for name, (_, low, high, _) in loaded(script)["PARAMETERS"].items():
        value = low - 1 if beyond < 0 else high + 1
        status, out, wrong = run(script, f"--{name}={value}")
        assert (status, out) == (2, "")
        assert re.search(rf"--{name} \(.+\) must lie between {low} and {high}; {value} does not\.", wrong)
    assert run(script, f"--{name}=nan")[0] == run(script, f"--{name}=many")[0] == 2


@pytest.mark.long
@each_script
@settings(max_examples=4, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_the_claims_hold_for_any_parameters_in_range(script: Path, data: st.DataObject) -> None:
    """Other workers, angles, delays and seeds than the usual ones: the theory goes with them."""
    ranges = loaded(script)["PARAMETERS"].items()
    values = {name: data.draw(within(low, high), label=name) for name, (_, low, high, _) in ranges}
    assert run(script, "--check", *words_of(values))[::2] == (0, "")


@each_script
def test_json_tells_what_the_table_tells(script: Path) -> None:
    """Every row of the table is among the numbers, rounded for reading, and nothing else is."""
    numbers = json.loads(run(script, "--json")[1])["numbers"]
    keys = ("value", "reference", "tolerance")
    rows = [
        f"{n['label']:<60}{n['value']:>12.6g}{n['reference']:>12.6g}{n['tolerance']:>9.2g}" for n in numbers.values()
    ]
    assert run(script)[1].splitlines()[3:] == rows
    assert all(isinstance(number[key], float) for number in numbers.values() for key in keys)
    assert all(len(number["label"]) < 60 for number in numbers.values())


@each_script
def test_the_trace_is_small(script: Path) -> None:
    """What an interactive figure may replay fits into a note: plain JSON of at most 100 kB, without NaN."""
    text = run(script, "--json")[1]
    json.loads(text, parse_constant=pytest.fail)
    assert len(text) < 100_000


@each_script
def test_a_notebook_runs_it_cell_by_cell(script: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The cells run one after the other in a kernel that has arguments of its own, and leave no file behind."""
    monkeypatch.setattr(sys, "argv", ["kernel", "-f", "connection.json"])
    monkeypatch.chdir(tmp_path)
    space: dict = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        for cell in script.read_text("utf-8").split("# %%"):
            exec(compile("#" + cell, script.name, "exec"), space)
    pyplot.close("all")
    assert out.getvalue() == run(script)[1]
    assert list(tmp_path.iterdir()) == []


@each_script
def test_theory_and_simulator_share_nothing(script: Path) -> None:
    """No function that the simulation reaches is reached by what its numbers are held against."""
    tree = ast.parse(script.read_text("utf-8"))
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    uses = {name: {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & own.keys() for name, node in own.items()}
    assert not reach("simulate", uses) & reach("claims", uses)


@each_script
def test_no_script_looks_at_the_clock(script: Path) -> None:
    """What a script imports is for numbers, figures and options; there is no time, network or process among it."""
    tree = ast.parse(script.read_text("utf-8"))
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= {"argparse", "collections", "heapq", "json", "math", "matplotlib", "numpy", "os", "sys"}


def reach(start: str, uses: dict[str, set[str]]) -> set[str]:
    """All that `start` uses, and what that uses in turn."""
    found: set[str] = set()
    while more := {name for each in found | {start} for name in uses[each]} - found:
        found |= more
    return found


def words_of(values: dict) -> list[str]:
    return [f"--{name}={value}" for name, value in values.items()]


def within(low: float, high: float) -> st.SearchStrategy:
    return st.integers(low, high) if isinstance(low, int) else st.floats(low, high).map(lambda x: round(x, 3))
