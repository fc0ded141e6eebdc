"""Start Python and other programs so that nothing in the current folder is run.

A cloned deck is a folder of somebody else's files. Python puts the current folder first on its path for `-m` and `-c`,
so that a `json.py` there would be run instead of the one of Python; PYTHONPATH and its kind do the same by another way.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_RUN_MODULE = """
import importlib.util, runpy, sys
folder, module = sys.argv[1:3]
spec = importlib.util.spec_from_file_location(
    "generator", folder + "/__init__.py", submodule_search_locations=[folder])
sys.modules["generator"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["generator"])
del sys.argv[1:3]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""
"""Load our own package from the folder it lies in, however it was installed, and run one of its modules.

Putting that folder's parent on the path instead would let whatever else lies there hide modules of Python.
"""


def python_command(*words: str) -> list[str]:
    """Write the command that starts this Python with `words`; the current folder is not on its path."""
    return [sys.executable, "-P", *words]


def module_command(module: str, *words: str) -> list[str]:
    """Write the command that runs a module of ours, like `python -m`, with `words` as its arguments."""
    return python_command("-c", _RUN_MODULE, str(_PACKAGE), module, *words)


def environment(**added: str) -> dict[str, str]:
    """List the variables a Python process of ours is given: the user's, without those that change what Python runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "__PYVENV"))}
    return kept | added


def find_program(name: str) -> str:
    """Find the program `name` beside this Python or on PATH; "" where there is none.

    Relative entries of PATH mean the current folder, which Windows searches first in any case: what lies there is not
    taken.
    """
    folders = [str(Path(sys.executable).parent), *os.get_exec_path()]
    found = (shutil.which(name, path=folder) or "" for folder in folders if Path(folder).is_absolute())
    return next((program for program in found if Path(program).is_absolute()), "")


def user_base() -> str:
    """Name the folder below which this user's own Python packages are, not asking the environment's PYTHONUSERBASE."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  (Path.home raises an error for a user who has none)
    if os.name == "nt":
        return str(Path(os.environ.get("APPDATA") or home) / "Python")
    if sys.platform == "darwin" and sys._framework:
        return str(home / "Library" / "Python" / "{}.{}".format(*sys.version_info))
    return str(home / ".local")
