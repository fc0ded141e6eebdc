"""README.md in: every command in it is run, in order, in a fresh folder, and prints what is shown."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from anki_bench import Bench
from anki_connect_bench import Api, serving

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(\w+)(?: (file|append)=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tour_works_as_written(tmp_path: Path) -> None:
    """Files are written, commands run and outputs compared as they stand in the README; the Anki is a real one."""
    bench = Bench(tmp_path / "User 1")
    with serving(Api(bench).answer) as port:
        _take(tmp_path, port)
    assert len(bench.col.find_notes("deck:Capitals")) == 2


def _take(tmp_path: Path, port: int) -> None:
    commands = 0
    for kind, action, path, content in BLOCK.findall((ROOT / "README.md").read_text("utf-8")):
        if action == "file":
            (tmp_path / path).write_text(content, "utf-8")
        elif action == "append":
            with (tmp_path / path).open("a", encoding="utf-8") as file:
                file.write("\n" + content)
        elif kind == "console":
            for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", content, re.MULTILINE):
                assert _run(command, tmp_path, port) == _constant(shown), command
                commands += 1
    assert commands >= 4


def test_the_two_commands_exist() -> None:
    """`make deck` and `make test` are targets, and every page the README points to is there."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for target in re.findall(r"^    make (\w+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), target
    for page in re.findall(r"\]\((?!https?:)([^)#]+)", readme):
        assert (ROOT / page).exists(), page


def _run(command: str, folder: Path, port: int) -> str:
    """What a terminal shows, problems and results in the order they are printed."""
    program = shutil.which("deckwright", path=str(Path(sys.executable).parent))
    assert program, "deckwright is not installed beside this Python"
    words = [program, *command.split()[1:]]
    words += ["--port", str(port)] if words[1] == "import" else []
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return _constant(done.stdout.replace(f":{port}:", ":8765:"))


def _constant(shown: str) -> str:
    """Sizes and hashes move with every change of the styling; what matters is that they are there."""
    shown = re.sub(r"^Backup: .+", "Backup: …", shown, flags=re.MULTILINE)
    return re.sub(r"[\d.]+ KiB(, sha256 \w*…)?", "N KiB", shown)
