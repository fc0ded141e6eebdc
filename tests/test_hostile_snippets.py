"""Snippets, drawings and recordings made to do harm in; a sentence, or nothing that harms, out."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snippet_maker import EACH_WALLS, NAMES_OF_WALLS, NUMBERS, WALLS, snippet
from test_simulation_on_card import RING, SCHEDULE, SERIES

from generator.cards import Problem, Simulation
from generator.simulation.drawing import NoDrawing, inert
from generator.simulation.metadata import read_metadata
from generator.simulation.notebooks import notebook
from generator.simulation.recording import record
from generator.simulation.results import NoResults, read_results, recording
from generator.simulation.running import Failed, run
from generator.simulation.walls import Walls


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
@pytest.mark.parametrize("walls", EACH_WALLS, ids=NAMES_OF_WALLS)
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


def changed(trace: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The trace with this value at a place as `choices.0.name`."""
    told = copy.deepcopy(trace)
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place: Any = told
    for step in way:
        place = place[step]
    place[last] = value
    return told


@pytest.mark.parametrize(
    ("trace", "path", "value", "says"),
    [
        (SERIES, "kind", "toString", '"kind" must be one of series, ring, schedule'),
        (SERIES, "moves", None, '"moves" must be a text'),
        (SERIES, "choices", [], '"choices" must be a list of objects, with one at least'),
        (SERIES, "choices.1", 5, "'5' stands where an object must"),
        (SERIES, "first", 2, '"first" must be the number of a choice, from 0 to 1'),
        (SERIES, "x", [0, 1e308, 2], 'choice 0: "x" must be numbers, at most 10,000'),
        (SERIES, "choices.1.lines.0.y", [1, 2], 'choice 1: "y" must hold as many numbers as "x"'),
        (SERIES, "choices.0.marks.0.x", "soon", 'choice 0: "x" must be numbers, at most 10,000'),
        (RING, "choices.0.steps.1.holds", 3, 'choice 0: "holds" must be a list with one for each worker'),
        (RING, "choices.0.steps.1.sends.0.to", 2, 'choice 0: "from" and "to" must be workers'),
        (SCHEDULE, "stages", 10**9, 'choice 0: "stages" must be between 1 and 100'),
        (SCHEDULE, "choices.0.bars.1.end", 1e9, 'choice 0: "start" and "end" must be in order, between 0 and 10,000'),
        (SCHEDULE, "choices.0.bars.1.stage", 2, 'choice 0: "stage" must be between 0 and 1'),
        (SCHEDULE, "choices.0.bars.1.label", None, 'choice 0: "label" must be a text'),
    ],
)
def test_a_trace_no_card_could_show_is_not_recorded(trace: dict[str, Any], path: str, value: object, says: str) -> None:
    """It is said which choice is wrong and how, whoever wrote it; the good one is read."""
    assert read_results(json.dumps({"numbers": NUMBERS, "trace": trace}))["trace"] == trace
    told = json.dumps({"numbers": NUMBERS, "trace": changed(trace, path, value)})
    with pytest.raises(NoResults, match=re.escape(f'of "trace" {says}')):
        read_results(told)


def test_a_number_beyond_all_is_not_recorded() -> None:
    """It could be written, and never be read again."""
    told = json.dumps({"numbers": NUMBERS, "trace": changed(SERIES, "note", 5.5)}).replace("5.5", "1e999")
    with pytest.raises(NoResults, match="1e999 is no number"):
        read_results(told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(data=st.data())
def test_whatever_stands_in_a_trace_is_read_or_refused(data: st.DataObject) -> None:
    """Anything in any place of a trace: a sentence or a trace that is recorded and read again as it was."""
    trace = data.draw(st.sampled_from([SERIES, RING, SCHEDULE]))
    told = changed(trace, data.draw(st.sampled_from(list(places(trace)))), data.draw(JSON))
    try:
        content = read_results(json.dumps({"numbers": NUMBERS, "trace": told}))
    except NoResults:
        return
    assert read_results(recording(content, "", b"").decode())["trace"] == told


def places(value: object, way: str = "") -> Iterator[str]:
    """The paths of all that a value holds."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield f"{way}{name}"
        yield from places(each, f"{way}{name}.")


@pytest.mark.parametrize("text", ['"""A \\d."""\nx = "\\d"\n', '"""A."""\nx = "\\d"\n'])
def test_a_notebook_is_made_without_a_word(text: str) -> None:
    """What Python would say of a snippet is not said of the build."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        notebook("falling", text)
    assert not said


def test_a_page_mark_ends_no_line() -> None:
    """A notebook's first cell holds the code below the docstring, whatever marks stand in it."""
    made = json.loads(notebook("falling", '"""A\u2028b\x0cc\x1cd."""\nimport sys\n'))
    assert made["cells"][1]["source"] == ["import sys"]


def test_an_empty_figure_is_called_so() -> None:
    """Who forgot --figure reads what to do, not what a parser of XML thinks of nothing."""
    with pytest.raises(
        NoDrawing, match=r"^it is not well-formed, for it is empty; write an SVG to the file named after --figure$"
    ):
        inert(b"")


def test_where_a_snippet_can_write_nothing_the_user_may(tmp_path: Path) -> None:
    """An edit made while a snippet runs is no fault of the snippet, where it is kept from the deck."""
    folder, edits = tmp_path / "simulations", tmp_path / "edits.md"
    folder.mkdir()
    edits.write_text("before", "utf-8")

    class Typing(Walls):
        """Walls behind which somebody edits the deck as the snippet begins."""

        def around(self, command: list[str], scratch: Path) -> list[str]:
            edits.write_text("after it", "utf-8")
            return command

    closed = Typing((), frozenset({"files"}))
    assert record(simulation(""), tmp_path, folder, closed, 30).wrong == ""
    edits.write_text("before", "utf-8")
    assert (
        record(simulation(""), tmp_path, folder, Typing(), 30).wrong == "it wrote outside of its own folder: edits.md"
    )


def test_a_change_with_its_time_set_back_is_noticed(tmp_path: Path) -> None:
    """Neither the same size nor the old time hides what was written; a new link is seen, too."""
    folder, edits = tmp_path / "simulations", tmp_path / "edits.md"
    folder.mkdir()
    edits.write_text("before", "utf-8")
    os.utime(edits, (1_000_000_000, 1_000_000_000))
    write = f"open({str(edits)!r}, 'w').write('behind'); os.utime({str(edits)!r}, (1_000_000_000, 1_000_000_000))"
    assert record(simulation(write), tmp_path, folder, Walls(), 30).wrong.endswith("of its own folder: edits.md")
    link = f"os.symlink('x', {str(tmp_path / 'link')!r})"
    assert record(simulation(link), tmp_path, folder, Walls(), 30).wrong.endswith("of its own folder: link")


@pytest.mark.parametrize(
    ("room", "names"), [("clipPath", "clip-path"), ("pattern", "fill"), ("pattern", "stroke"), ("marker", "marker-mid")]
)
def test_towers_of_clips_and_patterns_are_cut(room: str, names: str) -> None:
    """What clips a clip, or fills a pattern, ten times over and so on, stops a browser: only what is drawn does."""
    shape = f'<rect width="9" {names}="url(#b)"/><g style="{names}: url(#b)"><rect width="9"/></g>'
    inside = f'{shape}<use href="#r"/>'
    drawn = inert(drawing(f'<{room} id="b"/><rect id="r" {names}="url(#b)"/><{room} id="a">{inside}</{room}>{inside}'))
    nested, _, shown = drawn.partition('id="a"')[2].partition(f"</{room}>")
    assert "url(#b)" not in nested
    assert "<use" not in nested
    assert shown.count("url(#b)") == 2
    assert "<use" in shown
    assert inert(drawn.encode()) == drawn


HIDING = [walls for walls in EACH_WALLS if "sockets" in walls.closed]
PLACES = ["/tmp", "/var/tmp", "/run", "~", "$XDG_RUNTIME_DIR", "$TMPDIR"]


def hiding() -> list[Walls]:
    """The walls that hide folders; in continuous integration there must be some."""
    if not HIDING:
        assert not os.environ.get("CI"), "bubblewrap must work in continuous integration"
        pytest.skip("This system hides no folders.")
    return HIDING


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hides folders")
@pytest.mark.parametrize("place", PLACES)
def test_no_service_of_the_user_is_reached(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket where terminal multiplexers, agents and services listen that could do everything is not there."""
    for name in ("XDG_RUNTIME_DIR", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)
    home = Path(os.path.expandvars(place)).expanduser()
    if not os.access(home, os.W_OK):
        pytest.skip(f"Nothing can be put into {home} here.")
    for walls in hiding() if place == "/tmp" else hiding()[:1]:
        with tempfile.TemporaryDirectory(dir=home) as folder, socket.socket(socket.AF_UNIX) as server:
            # From within the folder: the name of a socket has at most 107 bytes, and folders of tests lie deep.
            with contextlib.chdir(folder):
                server.bind("service")
            server.listen(1)
            with pytest.raises(Failed, match="FileNotFoundError"):
                run(simulation(f"os.chdir({folder!r})\nsocket.socket(socket.AF_UNIX).connect('service')"), walls, 10)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hides folders")
def test_what_hides_a_folder_cannot_be_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by root of a room of its own, nor in a room within it; no letter of the user's home is read."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "letter").write_text("private", "utf-8")
    umount = "subprocess.run([*words, 'umount', '-l', folder], stderr=-3)"
    act = (
        f"for folder in ('/tmp', {str(tmp_path)!r}):\n    for words in ([], ['unshare', '-Urm'], ['unshare', '-m']):\n"
        f"        {umount}\nos._exit(7 if os.path.exists({str(tmp_path / 'letter')!r}) else 5)"
    )
    for walls in hiding():
        with pytest.raises(Failed, match="status 5"):
            run(simulation(act), walls, 20)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hides folders")
def test_a_python_in_a_hidden_folder_is_shown(tmp_path: Path) -> None:
    """Who keeps Python below /tmp, or in the home, runs snippets behind the same walls."""
    assert hiding()
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", f"{folder}/venv"], check=True)
        code = "from generator.simulation.walls import find_walls; print(*find_walls().closed)"
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
        said = subprocess.run(
            [f"{folder}/venv/bin/python", "-c", code], env=environment, capture_output=True, text=True, check=True
        )
    assert "sockets" in said.stdout.split()
