"""A snippet in, the same as a notebook out, a cell for each "# %%" line of it; the only door to nbformat."""

from __future__ import annotations

import ast
import re
import warnings

_MARK = re.compile(r"(?m)^# %%[ \t]*(.*)\n?")


def notebook(name: str, code: str) -> str:
    """The text of NAME.ipynb, with nothing run: what the script says of itself, then its cells, titles above them.

    Cells have their position as id, so the same script is the same notebook.
    """
    import nbformat
    from nbformat import v4

    head, *rest = _MARK.split(code)
    parts = [(f"# {name}\n\n{_docstring(head)}", _without_docstring(head))]
    parts += [(f"## {title}" if title else "", body) for title, body in zip(rest[::2], rest[1::2], strict=True)]
    cells: list[nbformat.NotebookNode] = []
    for words, body in parts:
        if words.strip():
            cells.append(v4.new_markdown_cell(words.strip(), id=f"cell-{len(cells)}"))
        if body.strip():
            cells.append(v4.new_code_cell(body.strip("\n"), id=f"cell-{len(cells)}"))
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return str(nbformat.writes(v4.new_notebook(cells=cells, metadata=kernel))) + "\n"


def _docstring(head: str) -> str:
    return ast.get_docstring(tree) or "" if (tree := _tree(head)) else ""


def _without_docstring(head: str) -> str:
    """The lines before the first mark but for the docstring; the comments above it are the metadata."""
    tree = _tree(head)
    if not tree or ast.get_docstring(tree) is None:
        return head
    lines = re.findall(r".*\n|.+", head)
    first = tree.body[0]
    return "".join([*lines[: first.lineno - 1], *lines[first.end_lineno :]])


def _tree(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
