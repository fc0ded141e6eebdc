"""Snippets, drawings and recordings made to do harm in; a sentence, or nothing that harms, out."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from snippet_maker import snippet

from generator.cards import Problem, Simulation
from generator.simulation.drawing import inert
from generator.simulation.metadata import read_metadata
from generator.simulation.running import Failed, run
from generator.simulation.walls import Walls, find_walls

WALLS = find_walls()


def drawing(inside: str, box: str = "0 0 300 100") -> bytes:
    """An SVG with these elements."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{inside}</svg>'.encode()


@pytest.mark.parametrize("number", ["1" * 150_000, "1." + "1" * 150_000 + "e"])
def test_a_number_of_many_digits_takes_no_time(number: str) -> None:
    """A drawing edited by hand cannot make the build think for hours about one number."""
    code = f"from generator.simulation.drawing import inert; inert({drawing(f'<path d={number!r}/>')!r})"
    subprocess.run(
        [sys.executable, "-c", "import sys; exec(sys.stdin.read())"], input=code.encode(), timeout=60, check=True
    )


@pytest.mark.parametrize(
    ("inside", "box"),
    [
        ('<g transform="scale(0.015625)"><path d="M0.1234 5L64 64"/></g>', "0 0 300 100"),
        ('<g transform="matrix(0.0015 0 0 0.0015 0 0)"><path d="M0 5.1234L64 64"/></g>', "0 0 300 100"),
        ('<path d="M0.1234 0.00123L1 1"/>', "0 0 1 1"),
    ],
)
def test_small_numbers_of_what_is_scaled_stay(inside: str, box: str) -> None:
    """What is drawn small and shown large, as the letters of a plotting library are, is shown where it was drawn."""
    drawn = inert(drawing(inside, box))
    assert re.findall(r"[\d.]+", inside) == re.findall(
        r"[\d.]+", drawn.partition('fill="currentColor">')[2].rpartition("</svg>")[0]
    )
    assert inert(drawn.encode()) == drawn


def test_a_name_is_no_number() -> None:
    """What is painted with a gradient finds it, whatever digits its name has."""
    drawn = inert(drawing('<linearGradient id="g1.2345"/><rect fill="url(#g1.2345)"/><use href="#g1.2345"/>'))
    assert drawn.count("g1.2345") == 3


def test_towers_of_repeated_names_are_cut() -> None:
    """A second element of a name hides nothing: a browser takes the first, which may use again."""
    floors = "".join(f'<g id="a{at}">{f"""<use href="#a{at - 1}"/>""" * 10}</g>' for at in range(1, 9))
    plain = "".join(f'<g id="a{at}"/>' for at in range(9))
    for inside in (floors + plain, plain + floors):
        drawn = inert(drawing(inside))
        ids = re.findall(r' id="(a\d)"', drawn)
        assert len(ids) == len(set(ids))
        for floor in re.findall(r"<g id=.*?</g>", drawn):
            for used in re.findall(r'href="#(a\d)"', floor):
                (target,) = re.findall(rf'<g id="{used}"(?:/>|>.*?</g>)', drawn)
                assert "<use" not in target


@pytest.mark.parametrize("character", ["\\u0001", "\\u001b", "\\ufffe", "\\uffff"])
def test_what_no_page_can_hold_is_not_to_be_seen(character: str) -> None:
    """A sentence with a character that XML refuses is a problem with its line, not the end of the program."""
    wrong = read_metadata("falling", snippet(see="It falls.").replace("falls.", character), "falling.py")
    assert isinstance(wrong, Problem)
    assert str(wrong).startswith('falling.py:5: "see" must be a sentence')


def test_a_sentence_may_hold_any_line_mark_but_the_end_of_line() -> None:
    """A line of a script ends where Python ends it."""
    found = read_metadata("falling", snippet(see="It falls.").replace("falls", "falls\u2028far"), "falling.py")
    assert isinstance(found, Simulation)
    assert found.see == "It falls\u2028far."


@pytest.mark.parametrize("line", ["# /// script\n", "# /// script\n#\n"])
def test_many_beginnings_take_no_time(line: str) -> None:
    """A script of nothing but beginnings is read as fast as any other."""
    code = f"from generator.simulation.metadata import read_metadata; read_metadata('a', {line!r} * 100_000, 'a.py')"
    subprocess.run([sys.executable, "-c", code], timeout=60, check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such depth of folders")
@pytest.mark.parametrize("depth", [1100, 4000])
def test_folders_without_end_are_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, depth: int) -> None:
    """However deep a snippet digs, it is said what it did, and its folder goes."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    act = f"for _ in range({depth}): os.mkdir('d'); os.chdir('d')\nos._exit(3)"
    with pytest.raises(Failed, match="it ended with status 3 and said nothing"):
        run(simulation(act), WALLS, 30)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
@pytest.mark.parametrize("walls", [pytest.param(WALLS, id="walls"), pytest.param(Walls(), id="none")])
@pytest.mark.parametrize(
    ("act", "says"),
    [
        ("os.abort()", r"it ended with status -?\d+, the signal SIGABRT"),
        ("os.kill(os.getpid(), 9)", r"it ended with status -?\d+, the signal SIGKILL"),
        ("os._exit(44)", "it ended with status 44 and said nothing"),
    ],
)
def test_a_signal_has_its_name(walls: Walls, act: str, says: str) -> None:
    """Status 139 or -11 says nothing to people."""
    with pytest.raises(Failed, match=f"^{says}$"):
        run(simulation(act), walls, 10)


def simulation(act: str) -> Simulation:
    """A snippet that does this."""
    found = read_metadata("falling", snippet(act=act), "falling.py")
    assert isinstance(found, Simulation)
    return found


def test_where_no_folder_can_be_made_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full or missing folder for what is thrown away is no fault of the program."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(Failed, match=r"^it could not be run at all: .*No such file or directory"):
        run(simulation(""), WALLS, 10)


@pytest.mark.parametrize("need", ["$(rm -rf ~)", 'a"; rm b', "--index-url=http://x", "`x`", "x\ny"])
def test_no_hostile_line_is_advised(need: str) -> None:
    """What a deck asks for stands in a line that people copy to a terminal only where it is the name of a package."""
    found = dataclasses.replace(simulation("import no_such_package"), needs=("numpy", need))
    with pytest.raises(Failed, match=r" -m pip install no_such_package$"):
        run(found, WALLS, 10)
    found = dataclasses.replace(found, needs=("numpy>=2,<3", "torch[cpu] ~= 2.1"))
    with pytest.raises(Failed, match=r' -m pip install "numpy>=2,<3" "torch\[cpu\] ~= 2.1"$'):
        run(found, WALLS, 10)
