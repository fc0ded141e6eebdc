"""Whatever lies in the cache folder: a build says and writes what it would without, and keeps its own anew."""

from __future__ import annotations

import hashlib
import marshal
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from deck_maker import deck
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import beside, lint, pipeline, standing
from generator.cli import group
from generator.deck import open_deck
from generator.retouching import part
from generator.standing import sealed

CARDS = [(f"What is part {number} of it?", f"Part {number} is as it is.") for number in range(30)]
EDIT = "## {#what-is-part-3-of-it}\n\nAnother answer.\n"


def build() -> tuple[int, str, str]:
    """What a build says and how it ends, which is never by a fault of its own."""
    done = CliRunner().invoke(group, ["build"])
    assert done.exception is None, done.exception
    return done.exit_code, done.stdout, done.stderr


def outputs() -> dict[str, bytes]:
    """Every file of the project by its path."""
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}


class Home:
    """A project whose deck was built and edited since, and what a build without a cache makes of it."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.cache = cache / "deckwright"
        deck(folder / "source_cards/things", CARDS)
        CliRunner().invoke(group, ["build", "--new-lock"])
        build()
        self.before = outputs()
        (self.memory,) = (path for path in self.cache.iterdir() if not path.suffix)
        self.kept = self.memory.with_suffix(".kept")
        self.sound = {path: path.read_bytes() for path in (self.memory, self.kept)}
        Path("source_cards/things/edits.md").write_text(EDIT)
        for path in self.sound:
            path.unlink()
        self.said, self.after = build(), outputs()

    def restore(self) -> None:
        """Put everything back as it was before the edit was built."""
        for path in set(outputs()) - set(self.before):
            Path(path).unlink()
        for name, data in self.before.items():
            Path(name).write_bytes(data)
        Path("source_cards/things/edits.md").write_text(EDIT)
        for path, data in self.sound.items():
            remove(path)
            path.write_bytes(data)

    def is_built_as_without(self) -> bool:
        """Build with what is in the cache, and once more."""
        assert (build(), outputs()) == (self.said, self.after)
        build()
        return outputs() == self.after

    def values(self, path: Path) -> tuple[list[Any], list[bytes]]:
        """What a sound file holds: its values, and what is attached."""
        path.write_bytes(self.sound[path])
        whole = sealed.unseal(path)
        assert whole is not None
        return whole.values, [whole.attached(at) for at in range(whole.pieces)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Every deck is large enough to go on from the last build."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(pipeline, "MANY", 1)
    monkeypatch.setattr(part, "MOST", 1)
    monkeypatch.setattr(beside, "_can_fork", lambda: False)
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    made = Home(tmp_path / "project", tmp_path / "cache")
    made.restore()
    return made


def remove(path: Path) -> None:
    """Remove whatever there is."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    path.unlink(missing_ok=True)


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to("elsewhere")


def _with_line(line: bytes) -> Callable[[Path], object]:
    """The same file under another first line, and a hash that is right."""
    return lambda path: path.write_bytes(line + b"\n" + path.read_bytes().partition(b"\n")[2])


def _holding(values: object) -> Callable[[Path], object]:
    """A whole file of our form with other values."""
    return lambda path: sealed.seal(path, values)  # type: ignore[arg-type]


def _as_once(path: Path) -> None:
    """The form of a version before this one, which named no format."""
    data = marshal.dumps([[("a",) * 5, ((), False, ()), b""], [32]]) + (32).to_bytes(8, "little")
    path.write_bytes(hashlib.sha256(data).digest() + data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "one byte is another": lambda path: path.write_bytes(path.read_bytes()[:-20] + b"\xff" + path.read_bytes()[-19:]),
    "of the next format": _with_line(b"deckwright cache 3, deckwright 9.9.9, cpython-399 1 5"),
    "of another Python": _with_line(sealed._head().replace(b"cpython", b"pypy").strip()),
    "of a version before": _as_once,
    "no values": _holding([]),
    "a number": _holding(5),
    "one value more": _holding([("a",) * 5, ((), False, ()), b"", None]),
    "words for hashes": _holding([(1, 2, 3, 4, 5), ((), False, ()), b""]),
    "a pipe": _fifo,
    "a folder": _folder,
    "a link": _linked,
}


@pytest.mark.parametrize("file", ["memory", "kept"])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_anything_unexpected_in_a_cache_is_a_miss(damage: Callable[[Path], object], file: str, home: Home) -> None:
    """The build is a whole one, and what it kept serves the next."""
    path = home.memory if file == "memory" else home.kept
    damage(path)
    assert home.is_built_as_without()
    assert path.is_dir() or sealed.unseal(path) is not None


def test_the_way_that_goes_on_is_taken(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried here is a cache that would be used: with a sound one, no whole build is made."""
    monkeypatch.setattr("generator.building.build", None)
    assert build() == home.said


JUNK = st.sampled_from([None, True, -1, 1 << 70, 0.5, "", "x", b"\xff", [], (), {}, [[]], ("a", 1), {"a": []}])


def _changed(value: Any, dice: random.Random, junk: object) -> Any:
    """The value with one of the values inside replaced by another, or one left out."""
    inside = isinstance(value, list | tuple) and len(value) > 0 and dice.random() < 0.85
    if not inside:
        return junk
    at = dice.randrange(len(value))
    items = list(value)
    if dice.random() < 0.15:
        del items[at]
    else:
        items[at] = _changed(items[at], dice, junk)
    return type(value)(items)


def _reseal(home: Home, path: Path, seed: int, junk: object) -> None:
    """Replace a value deep in one of the two files, and make every hash right again."""
    dice = random.Random(seed)
    values, attached = home.values(path)
    at = dice.randrange(len(attached) + 2)
    if at < len(attached):
        attached[at] = marshal.dumps(_changed(marshal.loads(attached[at]), dice, junk))
    else:
        values = _changed(values, dice, junk)
    hash_ = sealed.seal(path, values, attached)
    if path == home.kept:
        told, _ = home.values(home.memory)
        sealed.seal(home.memory, [*told[:2], hash_])


@pytest.mark.parametrize("examples", [12, pytest.param(400, marks=pytest.mark.fuzz)])
def test_other_values_under_a_right_hash(examples: int, home: Home) -> None:
    """They are used where they have the right shape, and no more than that; the build never stops and never tells."""

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(st.booleans(), st.integers(0, 1 << 32), JUNK)
    def check(is_memory: bool, seed: int, junk: object) -> None:
        home.restore()
        _reseal(home, home.memory if is_memory else home.kept, seed, junk)
        assert build()[0] == 0
        (package,) = (path for path in home.after if path.endswith(".apkg"))
        assert Path(package).is_file()

    check()


@pytest.mark.parametrize("examples", [40, pytest.param(5_000, marks=pytest.mark.fuzz)])
def test_no_bytes_of_a_cache_break_its_reader(examples: int, home: Home) -> None:
    """Any change of the bytes is a miss, for the hash is wrong then."""

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(st.booleans(), st.integers(0, 1 << 20), st.binary(min_size=1, max_size=6), st.integers(0, 6))
    def check(is_memory: bool, place: int, new: bytes, cut: int) -> None:
        path = home.memory if is_memory else home.kept
        data = home.sound[path]
        at = place % (len(data) + 1)
        changed = data[:at] + new + data[at + cut :]
        path.write_bytes(changed)
        assert (sealed.unseal(path) is None) == (changed != data)

    check()


@pytest.mark.parametrize("name", ["XDG_CACHE_HOME", "LOCALAPPDATA"])
def test_a_relative_cache_folder_is_ignored(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project that is run from its own folder must not say what a build of it knew."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(name, "source_cards/cache")
    found = open_deck(deck(tmp_path / "source_cards/things"), lint.SWITCHABLE)
    CliRunner().invoke(group, ["build", "--new-lock"])
    assert not Path("source_cards/cache").exists()
    assert (tmp_path / "home/.cache/deckwright").is_dir()
    assert standing.recall(found, Path("dist"))


def test_a_relative_home_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered then."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "source_cards")
    deck(tmp_path / "source_cards/things")
    assert CliRunner().invoke(group, ["build", "--new-lock"]).exit_code == 0
    assert not Path("source_cards/.cache").exists()
