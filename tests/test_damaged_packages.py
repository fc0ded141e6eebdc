"""Whatever bytes a package or a collection has: build goes on, and what reads it ends in one sentence."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import build, deck
from hostile_packages import DATABASES, HOSTILE, NoPages, Spoil, database_of, fifo, packed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cards import StoredNote
from generator.cli import group
from generator.errors import DeckwrightError, PackageError
from generator.lock import check_ours, read_lock, rebuild, write_lock
from generator.packaging import read_collection, read_package

PACKAGE = Path("dist/things.apkg")
LOCK = Path("source_cards/things/cards.lock")


def run(*words: str) -> Result:
    """What a command says and how it ends, which is never by a fault of its own."""
    done = CliRunner().invoke(group, words)
    assert "fault of its own" not in done.stderr
    assert not done.exception or isinstance(done.exception, SystemExit)
    return done


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A package that the product built."""
    folder = tmp_path_factory.mktemp("sound")
    build(deck(folder / "source_cards/things"), folder / "dist")
    return (folder / PACKAGE).read_bytes()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one deck, which was built."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    deck(tmp_path / "source_cards/things")
    assert run("build", "--new-lock").exit_code == 0
    return tmp_path


@pytest.mark.parametrize("spoil", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.usefixtures("home")
def test_a_damaged_package(spoil: Spoil) -> None:
    """Build writes it anew; diff names it; with the lock gone, too, build says what there is to do."""
    sound = PACKAGE.read_bytes()
    damaged = spoil(sound)
    PACKAGE.write_bytes(damaged)
    Path("other.apkg").write_bytes(damaged)
    assert (run("build").exit_code, PACKAGE.read_bytes()) == (0, sound)
    told = run("diff", "things", "--against", "other.apkg")
    assert told.exit_code == 1
    assert told.stderr.startswith("Error: other.apkg: ")
    assert len(told.stderr) < 400
    PACKAGE.write_bytes(damaged)
    LOCK.unlink()
    lost = run("build")
    assert lost.exit_code == 1
    assert "cards.lock: the lock is gone, and the package it would be rebuilt from is damaged (dist/" in lost.stderr
    assert run("build", "--new-lock").exit_code == 0


@pytest.mark.parametrize("spoil", DATABASES.values(), ids=DATABASES)
def test_a_damaged_collection(spoil: Spoil, sound: bytes, tmp_path: Path) -> None:
    """A collection is read as carefully."""
    path = tmp_path / "collection.anki2"
    path.write_bytes(database_of(spoil(sound)))
    with pytest.raises(PackageError, match=r"^x: .{10,300}\.$"):
        read_collection(path, "x")


def test_a_collection_of_over_two_gibibytes(sound: bytes, tmp_path: Path) -> None:
    """It is no damaged one, although SQLite bounds a value by fewer bytes than it has; the file takes no room here."""
    path = tmp_path / "collection.anki2"
    path.write_bytes(database_of(sound))
    notes = read_collection(path, "x")
    os.truncate(path, (1 << 31) + (1 << 20))
    assert read_collection(path, "x") == notes


@pytest.mark.usefixtures("home")
def test_a_package_with_a_note_that_the_lock_lacks() -> None:
    """Either may be the wrong one, so the sentence names a way out for both; here the package is."""
    sound, lock = PACKAGE.read_bytes(), LOCK.read_bytes()
    path = Path("forged.anki2")
    path.write_bytes(database_of(sound))
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE notes SET guid = 'x' || guid")
    PACKAGE.write_bytes(packed(path.read_bytes()))
    told = run("build")
    assert told.exit_code == 1
    assert f"the package is somebody else's or damaged, move {PACKAGE} away" in told.stderr
    PACKAGE.rename("away.apkg")
    assert run("build").exit_code == 0
    assert (PACKAGE.read_bytes(), LOCK.read_bytes()) == (sound, lock)


@pytest.mark.usefixtures("home")
def test_what_is_no_file() -> None:
    """A pipe is not waited for and a device not read to an end it does not have."""
    fifo(Path("pipe.apkg"))
    for name in ("pipe.apkg", "/dev/zero", "source_cards"):
        told = run("diff", "things", "--against", name)
        assert told.exit_code == 1
        assert told.stderr.startswith(f"Error: {name}: ")
    fifo(PACKAGE)
    told = run("build")
    assert told.exit_code == 1
    assert told.stderr == f"Error: {PACKAGE}: this is not a plain file, so it is not replaced; move it away.\n"
    assert PACKAGE.is_fifo()


NO_KEYS = ["../x/y", "a/../b", "things/a b", "things/", "/a", "things/<b>", "things/a/b"]


@pytest.mark.parametrize("key", NO_KEYS)
def test_a_lock_is_not_rebuilt_from_names_that_it_could_not_hold(key: str) -> None:
    """The lock would be written, and no later build could read it."""
    stored = [StoredNote("guid", "deckwright Q&A", ("Q", "A", "", "", "", "", key, "", ""), (), 5, key)]
    with pytest.raises(PackageError, match="not one of ours"):
        check_ours(stored)


def _mutated(data: bytes, changes: Sequence[tuple[int, bytes, int]]) -> bytes:
    """The bytes with some replaced, put in or cut out."""
    out = bytearray(data)
    for place, new, cut in changes:
        at = place % (len(out) + 1)
        out[at : at + cut] = new
    return bytes(out)


CHANGES = st.lists(
    st.tuples(st.integers(0, 1 << 20), st.binary(max_size=8), st.integers(0, 8)), min_size=1, max_size=12
)


def _check_mutated(folder: Path, data: bytes) -> bool:
    """Read a package of any bytes, and rebuild a lock from it; whether it had notes."""
    path = folder / "x.apkg"
    path.write_bytes(data)
    try:
        stored = read_package(path, "x.apkg")
        check_ours(stored)
    except PackageError:
        return False
    assert all(isinstance(text, str) for note in stored for text in (note.guid, *note.fields, *note.tags))
    rebuilt = rebuild(stored, (), "things", "", NoPages())
    write_lock(folder / "x.lock", rebuilt)
    assert read_lock(folder / "x.lock", "x.lock") == rebuilt
    return bool(stored)


def _check_door(folder: Path, sound: bytes, changes: Sequence[tuple[int, bytes, int]], *, inside: bool) -> bool:
    if inside:  # with checksums that are right
        return _check_mutated(folder, packed(_mutated(database_of(sound), changes)))
    return _check_mutated(folder, _mutated(sound, changes))


@pytest.mark.parametrize("examples", [80, pytest.param(2_500, marks=pytest.mark.fuzz)])
def test_no_bytes_of_a_package_break_the_reader(examples: int, sound: bytes, tmp_path: Path) -> None:
    """Any change of a real package: its notes, or one sentence."""
    read: list[bool] = []

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(CHANGES, st.booleans())
    def check(changes: list[tuple[int, bytes, int]], inside: bool) -> None:
        read.append(_check_door(tmp_path, sound, changes, inside=inside))

    check()
    assert sum(read) > len(read) // 50, "a reader that refuses everything would pass"


def test_nothing_is_left_in_the_scratch_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The unpacked database is gone, however reading ended."""
    scratch = home / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    read_package(home / PACKAGE, "x")
    with contextlib.suppress(DeckwrightError):
        read_package(home / LOCK, "x")
    assert not list(scratch.iterdir())
