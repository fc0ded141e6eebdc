"""Packages that released versions of deckwright made in, the present one imported over them: no history lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from anki_bench import Bench
from deck_maker import NINE, build, deck

PACKAGES = sorted((Path(__file__).parent / "packages").glob("*.apkg"))
EDITS = """## {#what-is-thing-2 .reversed}

## {{c1::Clouds}} are made of {{c2::water}} {#clouds .added type=cloze}
"""


@pytest.mark.parametrize("released", PACKAGES, ids=lambda path: path.stem)
def test_a_released_package_is_updated_by_this_version(released: Path, tmp_path: Path) -> None:
    """Every note stays, studied, of its note type; one changed answer arrives; the rest is as it was."""
    bench = Bench(tmp_path / "anki")
    assert bench.import_package(released).new == 10
    keys = [note["Key"] for note in bench.notes()]
    for key in keys:
        bench.study(key)
    before = {key: bench.history(key) for key in keys}
    folder = deck(tmp_path / "things", [(NINE[0][0], "A new answer."), *NINE[1:]], EDITS)
    shutil.copy(released.with_suffix(".lock"), folder / "cards.lock")
    (folder / "deck.toml").write_text('name = "Things"\ntags = ["released"]\n')
    prepared = build(folder, tmp_path / "dist")
    assert "what-is-thing-1" in prepared.stamped.changed
    outcome = bench.import_package(tmp_path / "dist/things.apkg")
    assert (outcome.new, outcome.conflicting) == (0, 0)
    assert {key: bench.history(key) for key in keys} == before
    assert bench.note("things/what-is-thing-1")["Answer"] == "A new answer."
    names = {kind.name for kind in bench.col.models.all_names_and_ids() if kind.name.startswith("deckwright")}
    assert names == {"deckwright Q&A", "deckwright Cloze"}


def test_a_package_of_each_note_type_is_kept() -> None:
    """There is at least the first release's package, with its lock."""
    assert "deckwright-0.1.0" in {path.stem for path in PACKAGES}
    assert all(path.with_suffix(".lock").exists() for path in PACKAGES)
