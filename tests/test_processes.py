"""A folder full of traps, and commands that start programs in it: none of the traps is run."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner
from deck_maker import NINE, build, deck
from snippet_maker import snippet

from generator.cli import group
from generator.simulation.walls import find_walls
from generator.system.processes import environment, find_program, module_command

HOUSE = Path(__file__).parents[1] / "generator"
THINGS = Path("source_cards/things")
TRAPS = (
    *("json.py", "sqlite3.py", "runpy.py", "importlib/__init__.py", "subprocess.py", "tempfile.py", "zipfile.py"),
    *("anki/__init__.py", "anki/collection.py", "generator/__init__.py", "generator/importing/__init__.py"),
    *("sitecustomize.py", "usercustomize.py", "numpy.py", "startup.py"),
    f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/usercustomize.py",
)


@pytest.fixture
def traps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deck with a snippet in a folder full of modules that leave a file behind, and an environment that names them.

    Returns the file.
    """
    monkeypatch.chdir(tmp_path)
    sprung = tmp_path / "sprung"
    for name in TRAPS:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"open({str(sprung)!r}, 'a').write(__file__ + '\\n')\n", "utf-8")
    for name in ("bwrap", "unshare", "typos", "xdg-open", "open"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name} >> {sprung}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    for name in ("PYTHONPATH", "PYTHONUSERBASE", "PYTHONHOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "startup.py"))
    monkeypatch.setenv("PYTHONINSPECT", "1")
    monkeypatch.setenv("PATH", ":.:/usr/bin:/bin")
    build(deck(THINGS), Path("dist"), 1_700_000_000)
    (THINGS / "simulations").mkdir()
    (THINGS / "simulations/falling.py").write_text(snippet(), "utf-8")
    return sprung


def run(*words: str) -> str:
    done = CliRunner().invoke(group, list(words))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_verify_runs_nothing_of_the_folder(traps: Path) -> None:
    """Real Anki imports two packages, and no module of the folder is loaded by it."""
    deck(THINGS, [("What is thing 1?", "Another thing."), *NINE[1:]])
    assert "1 updated, 2 your edit kept" in run("verify", "things")
    assert not traps.exists()


def test_import_runs_nothing_of_the_folder(traps: Path) -> None:
    """A closed collection is changed by the Anki that is installed, not by what the folder calls so."""
    Bench(Path("profile")).close()
    assert "9 new" in run("import", "things", "--collection", "profile/collection.anki2")
    assert not traps.exists()


def test_simulate_runs_nothing_of_the_folder(traps: Path) -> None:
    """Neither the walls nor the snippet take a program or a module of the folder."""
    assert "falling: 2 numbers as theory says" in run("simulate", "things")
    assert all(Path(word).is_absolute() for word in find_walls().words[:1])
    assert not traps.exists()


def test_check_runs_nothing_of_the_folder(traps: Path) -> None:
    """The program that looks for misspelt words is the one beside Python."""
    from generator.lint.speller import program

    program.cache_clear()
    run("check", "things")
    assert Path(program()).parent == Path(sys.executable).parent
    assert not traps.exists()


def test_the_command_itself_runs_nothing_of_the_folder(traps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a user types it, without variables of Python's set: check and verify load no module of the current folder."""
    for name in ("PYTHONPATH", "PYTHONUSERBASE", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT"):
        monkeypatch.delenv(name)
    program = shutil.which("deckwright", path=str(Path(sys.executable).parent))
    assert program
    for words in (("check", "things"), ("verify", "things")):
        done = subprocess.run([program, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert not traps.exists()


def test_our_own_package_is_found_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy below site-packages starts its own modules, not those of another copy that is installed, too."""
    site = tmp_path / "site packages"
    shutil.copytree(HOUSE, site / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    (site / "json.py").write_text("raise SystemExit('not this one')", "utf-8")
    (site / "generator/where.py").write_text(
        "import json, sys, generator\nfrom generator.cards import NoteType\n"
        "print(json.dumps([generator.__file__, __name__, sys.argv]))\n",
        "utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", "nowhere")
    code = (
        f"import sys; sys.path.append({str(site)!r})\n"
        "from generator.system.processes import module_command, environment\nimport subprocess\n"
        "subprocess.run(module_command('generator.where', 'a b', '-c'), env=environment(), check=True)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        str(site / "generator/__init__.py"),
        "__main__",
        [str(site / "generator/where.py"), "a b", "-c"],
    ]


def test_the_environment_changes_nothing_of_what_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of Python's is handed on; all else is, with what is added."""
    monkeypatch.setenv("PYTHONPATH", "here")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("LANG", "C.UTF-8")
    given = environment(PYTHONUTF8="1")
    assert {name for name in given if name.startswith("PYTHON")} == {"PYTHONUTF8"}
    assert given["LANG"] == "C.UTF-8"
    assert "-P" in module_command("generator.x")


@pytest.mark.parametrize("entry", ["", ".", "tools", ":tools"])
def test_a_program_of_the_current_folder_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    """A relative entry of PATH means the current folder, whoever wrote it; a later whole one still counts."""
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, tmp_path / "tools", tmp_path / "good"):
        folder.mkdir(exist_ok=True)
        (folder / "some-tool").write_text("#!/bin/sh\n", "utf-8")
        (folder / "some-tool").chmod(0o755)
    monkeypatch.setenv("PATH", entry)
    assert find_program("some-tool") == ""
    monkeypatch.setenv("PATH", f"{entry}:{tmp_path / 'good'}")
    assert find_program("some-tool") == str(tmp_path / "good/some-tool")


def test_python_is_started_in_one_place() -> None:
    """No other module names the Python that runs, or looks for programs by itself."""
    found = set()
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            if named in (
                "sys.executable",
                "shutil.which",
                "os.execv",
                "os.execvp",
                "os.system",
                "os.spawnv",
                "runpy.run_module",
            ):
                found.add(path.relative_to(HOUSE).as_posix())
            assert not (isinstance(node, ast.ImportFrom) and node.module == "multiprocessing"), path
    assert found == {"system/processes.py"}
