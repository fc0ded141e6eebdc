"""Snippets, drawings and recordings made to do harm in; a sentence, or nothing that harms, out."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from snippet_maker import snippet

from generator.cards import Problem, Simulation
from generator.simulation.drawing import inert
from generator.simulation.metadata import read_metadata


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
