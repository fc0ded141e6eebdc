"""A snippet in, its notebook out: every line in one cell, ids by position, nothing run."""

from __future__ import annotations

import ast

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from snippet_bench import SCRIPTS, each_script
from snippet_maker import snippet

from generator.simulation.notebooks import notebook

LINES = st.lists(st.sampled_from(["# %% A part", "# %%", "x = 1", "", "    y", '"""text"""', "# words"]), max_size=12)


def cells(text: str) -> list[nbformat.NotebookNode]:
    found = nbformat.reads(text, as_version=4)
    nbformat.validate(found)
    return found.cells


def test_a_notebook_has_a_cell_for_each_part() -> None:
    """What the script says of itself stands first, then each part under its title."""
    found = cells(notebook("falling", snippet()))
    assert [(cell.id, cell.cell_type) for cell in found] == [
        ("cell-0", "markdown"),
        ("cell-1", "code"),
        ("cell-2", "markdown"),
        ("cell-3", "code"),
        ("cell-4", "markdown"),
        ("cell-5", "code"),
    ]
    assert found[0].source == "# falling\n\nA stone falls."
    assert found[2].source == "## Parameters"
    assert found[3].source.endswith("HEIGHT = 20")
    assert all(cell.get("outputs", []) == [] and cell.get("execution_count") is None for cell in found)


@given(LINES)
def test_no_line_of_code_is_lost(lines: list[str]) -> None:
    """Whatever the script, its lines are those of the cells, but for marks and blank ends."""
    code = "\n".join(["x = 0", *lines, ""])
    found = cells(notebook("any", code))
    told = [line for cell in found if cell.cell_type == "code" for line in cell.source.split("\n") if line.strip()]
    assert told == [line for line in code.split("\n") if line.strip() and not line.startswith("# %%")]


@each_script
def test_the_cells_of_a_companion_are_python(script) -> None:
    """Each cell can be run by itself, one after the other."""
    for cell in cells(notebook(script.stem, script.read_text("utf-8"))):
        if cell.cell_type == "code":
            ast.parse(cell.source)


@pytest.mark.long
def test_every_notebook_runs() -> None:
    """Each as Jupyter runs it, from the first cell to the last, with a figure at the end."""
    from nbclient import NotebookClient

    for script in SCRIPTS:
        found = nbformat.reads(notebook(script.stem, script.read_text("utf-8")), as_version=4)
        NotebookClient(found, timeout=120, kernel_name="python3").execute()
        outputs = [output for cell in found.cells for output in cell.get("outputs", [])]
        assert not [output for output in outputs if output.output_type == "error"]
        assert [output for output in outputs if "image/png" in output.get("data", {})], script.stem
