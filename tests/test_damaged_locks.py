"""Whatever bytes cards.lock or a recorded simulation has: it is read as it is, or one sentence says what is damaged."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from deck_maker import deck
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import group
from generator.errors import DeckwrightError
from generator.lock import read_lock
from generator.lock.lines import lock_text
from generator.simulation.reading import read_library

ROOT = Path(__file__).parents[1] / "source_cards/production-ml-systems"
JUNK = [None, True, -1, 1 << 70, 0.5, "", "x", "\ud800", "../x", "\u2028", "\0", [], {}, [1], ["a"], [[]], {"a": 1}]
MARKS = [
    b"\\ud800",
    b'"',
    b"{",
    b"}",
    b"[",
    b"\xff",
    b"\n",
    b"1e999",
    b"9" * 5000,
    b"null",
    b"NaN",
    b"\\u0000",
    b"",
    b",",
]
CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 20), st.sampled_from(MARKS), st.integers(0, 4)), min_size=1, max_size=3
)


def _mutated(data: bytes, changes: Sequence[tuple[int, bytes, int]]) -> bytes:
    out = bytearray(data)
    for place, new, cut in changes:
        at = place % (len(out) + 1)
        out[at : at + cut] = new
    return bytes(out)


def _with_other_value(text: str, seed: int) -> str:
    """The lines, of which one has another value somewhere, or one more."""
    dice, lines = random.Random(seed), text.splitlines(keepends=True)
    at = dice.randrange(len(lines))
    record = json.loads(lines[at])
    name = dice.choice([*record, *record, *record, "id", "fields", "doubt", "notetype", "cards.lock", "more"])
    record[name] = dice.choice(JUNK)
    return "".join([*lines[:at], json.dumps(record, ensure_ascii=dice.random() < 0.5) + "\n", *lines[at + 1 :]])


@pytest.mark.parametrize("examples", [80, pytest.param(1_500, marks=pytest.mark.fuzz)])
def test_no_bytes_of_a_lock_break_its_reader(examples: int, tmp_path: Path) -> None:
    """What was read is written and read again as the same; all else is a sentence with the line."""
    sound, path, read = (ROOT / "cards.lock").read_text("utf-8"), tmp_path / "cards.lock", list[bool]()
    told: list[str] = []

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 1 << 32), CHANGES | st.just([]))
    def check(seed: int, changes: Sequence[tuple[int, bytes, int]]) -> None:
        other = sound if changes else _with_other_value(sound, seed)
        path.write_bytes(_mutated(other.encode("utf-8", "surrogatepass"), changes))
        try:
            lock = read_lock(path, "cards.lock")
        except DeckwrightError as error:
            told.append(str(error))
            read.append(False)
            return
        assert lock is not None
        path.write_bytes(lock_text(lock).encode())
        assert read_lock(path, "cards.lock") == lock
        read.append(True)

    check()
    assert all(words.startswith("cards.lock:") for words in told)
    assert sum(read) > len(read) // 20, "a reader that refuses everything would pass"


def test_half_a_character_in_a_lock_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could be read, and then not be written."""
    monkeypatch.chdir(tmp_path)
    folder = deck(tmp_path / "source_cards/things")
    CliRunner().invoke(group, ["build", "--new-lock"])
    lock = (folder / "cards.lock").read_text("utf-8")
    (folder / "cards.lock").write_text(lock.replace("Thing 3 is made", "Thing \\ud800 is made"), "utf-8")
    for command in (["build"], ["check"], ["diff", "things"], ["lock", "--check"]):
        done = CliRunner().invoke(group, command)
        assert done.exit_code == 1
        assert "cards.lock:" in done.stderr + done.stdout
        assert "fault of its own" not in done.stderr


@pytest.mark.parametrize("examples", [40, pytest.param(500, marks=pytest.mark.fuzz)])
def test_no_bytes_of_a_recording_break_its_reader(examples: int, tmp_path: Path) -> None:
    """Numbers, trace or figure of any bytes: the snippet is shown, or named as one that is to be run anew."""
    script = next((ROOT / "simulations").glob("*.py"))
    files = {path.suffix: path.read_bytes() for path in script.parent.glob(f"{script.stem}.*")}
    read: list[bool] = []
    for ending, data in files.items():
        (tmp_path / f"{script.stem}{ending}").write_bytes(data)

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from([".json", ".json", ".svg"]), CHANGES)
    def check(ending: str, changes: Sequence[tuple[int, bytes, int]]) -> None:
        for each in (".json", ".svg"):
            data = _mutated(files[each], changes) if each == ending else files[each]
            (tmp_path / f"{script.stem}{each}").write_bytes(data)
        library = read_library(tmp_path, "simulations", "slug")
        assert len(library.simulations) == 1
        read.append(bool(library.simulations[0].figure))
        assert not library.problems or {problem.rule for problem in library.problems} == {"stale-simulation"}
        repr(library).encode()
        for claim in library.simulations[0].claims:
            claim.label.encode()

    check()
    assert sum(read) > len(read) // 20
