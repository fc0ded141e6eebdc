"""Which clozes make cards, as real Anki counts them: a mark that is never closed makes none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki_bench import Bench
from deck_maker import build, deck
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.packaging import read_package
from generator.rendering.cloze import cloze_numbers

PIECES = (
    "{{c1::",
    "{{c2::",
    "{{c0::",
    "{{c10::",
    "{{c1::{{c2::" * 4,
    "}}" * 9,
    "{{c1:",
    "{c3::",
    "{{c",
    "}}",
    "}",
    "::",
    "hint",
    " a ",
    "{{",
    "<b>",
)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A fresh collection."""
    bench = Bench(tmp_path / "anki")
    yield bench
    bench.close()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_clozes_are_counted_as_anki_does(text: str, bench: Bench) -> None:
    """Open, nested, numbered 0, cut off: the numbers of a field are those of its cards."""
    kind = bench.col.models.by_name("Cloze")
    assert kind
    note = bench.col.new_note(kind)
    note["Text"] = text
    assert cloze_numbers(text) == tuple(sorted(note.cloze_numbers_in_fields())), text


@pytest.mark.parametrize(
    "question",
    [
        *("The {{c1::Nile is long", "The {{c1:Nile}} is long", "The {{c0::Nile}} is long"),
        *("{{c1::The {{c2::Nile}} is long", "{{c1::The {{c2::Nile}} is {{c3::long}}"),
    ],
)
def test_a_cloze_that_is_never_closed_is_no_card(question: str, tmp_path: Path, bench: Bench) -> None:
    """The build names it and leaves it out, and what Anki imports has a card for every note."""
    edits = f"## {question} {{#own .added type=cloze}}\n\n## The {{{{c1::Rhine}}}} is long {{#two .added type=cloze}}\n"
    prepared = build(deck(tmp_path / "rivers", [("Q1", "A1")], edits), tmp_path / "dist")
    assert [card.key for card in prepared.left_out] == ["own"]
    assert "no-card" in {problem.rule for problem in prepared.problems if problem.key == "own"}
    package = tmp_path / "dist/rivers.apkg"
    assert len(read_package(package, "")) == bench.import_package(package).new == 2
    assert len(bench.notes()) == 2
