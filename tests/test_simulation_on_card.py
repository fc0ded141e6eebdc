"""A recorded simulation in, what a learner sees of it in Anki and in Chromium out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki_bench import Bench
from deck_maker import build, deck
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright
from snippet_maker import snippet
from test_visible_text import chromium

from generator import notetype
from generator.cards import Claim, Origin, Simulation
from generator.rendering import render_simulations
from generator.rendering.simulation import pair
from generator.simulation import read_library
from generator.simulation.recording import record
from generator.simulation.walls import find_walls

SERIES = {
    "kind": "series",
    "chooses": "type",
    "moves": "time",
    "x": [0, 10, 20],
    "xlabel": "point",
    "choices": [
        {"name": "Sudden", "lines": [{"label": "error, %", "y": [1, 1, 9]}], "marks": [{"x": 15, "label": "alarm"}]},
        {"name": "Slow", "lines": [{"label": "error, %", "y": [1, 4, 9]}]},
    ],
}
RING = {
    "kind": "ring",
    "chooses": "workers",
    "moves": "step",
    "choices": [
        {
            "name": "2 workers",
            "steps": [
                {"holds": [[1, 1], [1, 1]], "sends": [], "say": "Before."},
                {"holds": [[1, 2], [2, 1]], "sends": [{"from": 0, "to": 1, "chunk": 0}], "say": "Step 1 of 2."},
            ],
        }
    ],
}
SCHEDULE = {
    "kind": "schedule",
    "chooses": "micro-batches",
    "moves": "time",
    "stages": 2,
    "choices": [
        {
            "name": "1 micro-batch",
            "say": "Idle half the time.",
            "bars": [
                {"stage": 0, "start": 0, "end": 1, "label": "F1"},
                {"stage": 1, "start": 1, "end": 2, "label": "B1"},
            ],
        }
    ],
}


def field(trace: object = "", **changes: Any) -> str:
    """The Simulation field of a small simulation."""
    made = {"see": "It falls.", "claims": (Claim("speed", 2.0, 2.0, 0.1),), "code": "x = 1\n"} | changes
    figure = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" aria-label="It falls."/>'
    told = json.dumps(trace) if trace else ""
    return render_simulations(
        [Simulation("falling", made["code"], (), made["see"], (), Origin("x", 1), figure, made["claims"], told)]
    )


def test_anki_shows_it_as_it_was_made(tmp_path: Path) -> None:
    """The field arrives in real Anki and on the card whole: figure, run, numbers and code, below the answer."""
    folder = deck(tmp_path / "things")
    (folder / "simulations").mkdir()
    (folder / "simulations/falling.py").write_text(
        snippet(trace=SERIES, see="[sound:x.mp3] {{c1::x}} \\(y\\)"), "utf-8"
    )
    (found,) = read_library(folder / "simulations", "simulations", "things").simulations
    assert record(found, folder, folder / "simulations", find_walls(), 20).wrong == ""
    built = build(folder, tmp_path / "dist")
    bench = Bench(tmp_path / "anki")
    bench.import_package(tmp_path / "dist/things.apkg")
    note = bench.note("things/what-is-thing-1")
    assert note["Simulation"] == built.stamped.notes[0].fields[2]
    (card,) = note.cards()
    assert not card.answer_av_tags()
    shown = card.answer()
    assert note["Simulation"] in shown
    assert shown.index('class="dw-answer"') < shown.index('class="dw-simulation"') < shown.index("<script>")
    other = bench.note("things/what-is-thing-2").cards()[0].answer()
    assert 'class="dw-run"' not in other
    assert "<script" not in other


def test_no_field_of_a_template_is_in_the_script() -> None:
    """Two braces in a row would be a field to Anki; every back with a Simulation has the whole script once."""
    script = (Path(notetype.__file__).parent / "simulation.js").read_text("utf-8")
    assert "{{" not in script
    assert "}}" not in script
    assert "</" not in script
    for design in notetype.designs():
        for template in design.templates:
            assert template.back.count(script.strip()) == 1
            assert "<script" not in template.front


@pytest.mark.parametrize(
    ("value", "reference", "shown"),
    [
        (0.0, 0.0, ("0", "0")),
        (16384.0, 16384.0, ("16,384", "16,384")),
        (-3.0, -2.5, ("−3.00", "−2.50")),
        (36.7976, 36.6667, ("36.8", "36.7")),
        (10.0368, 10.0, ("10.0", "10.0")),
        (0.049975, 0.0, ("0.0500", "0")),
        (1.3877787807814457e-16, 0.0, ("1.4 × 10<sup>−16</sup>", "0")),
        (1234.5678, 1234.0, ("1,235", "1,234")),
        (1e300, 5e-324, ("1.0 × 10<sup>300</sup>", "4.9 × 10<sup>−324</sup>")),
    ],
)
def test_numbers_are_written_as_people_compare_them(value: float, reference: float, shown: tuple[str, str]) -> None:
    """Whole ones whole, others with as many decimals as the one beside them, tiny and huge ones with a power of ten."""
    assert pair(value, reference) == shown


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_any_two_numbers_can_be_written(value: float, reference: float) -> None:
    """And as briefly as a phone needs it."""
    assert max(map(len, pair(value, reference))) <= 40


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(viewport={"width": 380, "height": 800})
        browser.close()


def show(tab: Tab, shown: str, *, night: bool = False) -> list[str]:
    """Show the back of a card with this Simulation field; what went wrong in the page."""
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    design = notetype.designs()[0]
    back = design.templates[0].back
    script = back[back.index("<script>") : back.index("</script>") + 9]
    body = f'<article class="dw"><section class="dw-simulation">{shown}</section></article>{script}'
    tab.set_content(
        f'<meta name="viewport" content="width=device-width"><style>{design.css}</style>'
        f'<body class="card {"nightMode" * night}">{body}'
    )
    return wrong


@pytest.mark.chromium
@pytest.mark.parametrize("trace", [SERIES, RING, SCHEDULE], ids=lambda trace: trace["kind"])
def test_the_recorded_run_answers_to_sliders(tab: Tab, trace: dict) -> None:
    """The figure moves with the slider, says what is to be seen, and takes the place of the one that does not."""
    assert show(tab, field(trace)) == []
    assert tab.locator(".dw-trace svg").is_visible()
    assert not tab.locator("figure > svg").is_visible()
    which, time = tab.locator("input[type=range]").all()
    assert which.get_attribute("max") == str(len(trace["choices"]) - 1)
    last = tab.locator(".dw-said").inner_text()
    assert last.startswith(trace["choices"][0]["name"])
    end = tab.locator(".dw-trace svg").inner_html()
    time.evaluate("each => { each.value = 0; each.dispatchEvent(new Event('input')); }")
    assert tab.locator(".dw-trace svg").inner_html() != end
    assert tab.evaluate("document.documentElement.scrollWidth") <= 380
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_function("document.querySelector('.dw-trace button').textContent === 'Play'", timeout=20_000)
    assert tab.locator(".dw-trace svg").inner_html() == end


@pytest.mark.chromium
@pytest.mark.parametrize("night", [False, True])
def test_a_run_that_cannot_be_read_leaves_the_figure(tab: Tab, *, night: bool) -> None:
    """Whatever the trace holds, the card shows at least what it showed without a script, and no error."""
    for trace in (
        {"kind": "unknown"},
        {"kind": "series"},
        {"kind": "series", "x": [], "choices": []},
        {"kind": "ring", "choices": [{"name": "x", "steps": [{"holds": 3, "sends": None}]}]},
        {"kind": "schedule", "choices": "x", "stages": 1e9},
        {"kind": "toString"},
    ):
        assert show(tab, field(trace), night=night) == []
        assert tab.locator("figure > svg").is_visible()
        assert tab.locator(".dw-trace > *").count() == 0


@pytest.mark.chromium
def test_words_of_a_trace_are_words(tab: Tab) -> None:
    """A trace cannot bring elements onto the card."""
    hostile = "<img src=x onerror=alert(1)>"
    trace = json.loads(
        json.dumps(SERIES).replace("error, %", hostile).replace("Sudden", hostile).replace("time", hostile)
    )
    assert show(tab, field(trace)) == []
    assert tab.locator("img").count() == 0
    assert hostile in tab.locator(".dw-said").inner_text()
