"""Bytes and a place in, the whole file or the old one out."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from plain_user import prefix

from generator.errors import DeckwrightError
from generator.files import Writing, write_whole

OLD, NEW = b"old\n" * 1000, b"new!\n" * 1000


def names(folder: Path) -> list[str]:
    """Everything in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


@contextlib.contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """The system refuses to let any file grow beyond `size`, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    """As the umask says, and no neighbour is left."""
    path = tmp_path / "a/b/c.txt"
    before = os.umask(0o077)
    try:
        assert write_whole(path, NEW)
    finally:
        os.umask(before)
    assert path.read_bytes() == NEW
    assert path.stat().st_mode & 0o777 == 0o600
    assert names(path.parent) == ["c.txt"]


@pytest.mark.parametrize("data", [b"", b"\0", NEW], ids=["nothing", "a byte", "more"])
def test_a_file_is_replaced(tmp_path: Path, data: bytes) -> None:
    """The new bytes and nothing of the old ones."""
    path = tmp_path / "f"
    path.write_bytes(OLD)
    assert write_whole(path, data)
    assert path.read_bytes() == data
    assert names(tmp_path) == ["f"]


def test_the_same_bytes_leave_the_file_alone(tmp_path: Path) -> None:
    """Neither its time stamp nor its place on the disk changes, so that nothing else has to be done again."""
    path = tmp_path / "f"
    path.write_bytes(OLD)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    before = path.stat()
    assert not write_whole(path, OLD)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert write_whole(path, NEW)
    assert path.stat().st_mtime_ns > before.st_mtime_ns


@pytest.mark.parametrize("name", ["ein längerer Name mit 日本語 " * 4, "[x]*?", "-rf", ".hidden", "a.b.new"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    """The neighbour's name is made from the file's, and never too long for the system."""
    assert write_whole(tmp_path / name, OLD)
    assert write_whole(tmp_path / name, NEW)
    assert names(tmp_path) == [name]


def test_a_full_disk_leaves_the_old_file_whole(tmp_path: Path) -> None:
    """A sentence with the reason; the half-written neighbour is taken away."""
    path = tmp_path / "f"
    path.write_bytes(OLD)
    with no_file_over(1000), pytest.raises(DeckwrightError) as stopped:
        write_whole(path, NEW)
    assert str(stopped.value) == (
        f"{path}: cannot be written (File too large); the file is as it was. Make room or change the permissions, "
        f"then run the same command again."
    )
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["f"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()], ids=["full", "^C"]
)
def test_a_fault_at_any_step_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: BaseException
) -> None:
    """The disk that fills up while flushing or renaming, the user who stops the program there."""

    def fails(*_: object) -> None:
        raise fault

    path = tmp_path / "f"
    path.write_bytes(OLD)
    monkeypatch.setattr(os, step, fails)
    with pytest.raises((DeckwrightError, KeyboardInterrupt)):
        write_whole(path, NEW)
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["f"]


REFUSED = """
import sys
from pathlib import Path
from generator.errors import DeckwrightError
from generator.files import write_whole
path, old, new = Path("f"), b"old\\n" * 1000, b"new!\\n" * 1000
assert not write_whole(path, old)
for place, data in ((path, old[:-1]), (path, old + b"x"), (path, new), (path, b""), (Path("g"), b"")):
    try:
        write_whole(place, data)
    except DeckwrightError as error:
        assert "cannot be written (Permission denied)" in str(error), error
    else:
        sys.exit(f"{place} was written")
"""


def test_a_place_that_may_not_be_written_need_not_be(tmp_path: Path) -> None:
    """Where it holds the same bytes already; with more, fewer or others it is a sentence."""
    (tmp_path / "f").write_bytes(OLD)
    tmp_path.chmod(0o555)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [*prefix(), sys.executable, "-c", REFUSED]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    tmp_path.chmod(0o755)
    assert done.returncode == 0, done.stderr


def test_a_link_put_in_the_way_meanwhile_is_not_followed(tmp_path: Path) -> None:
    """A folder that was replaced by a link, after the file was made ready for it, is noticed."""
    (tmp_path / "outside").mkdir()
    path = tmp_path / "inside/f"
    with Writing([tmp_path / "inside"]) as writing:
        writing.add(path, [NEW])
        path.parent.rename(tmp_path / "moved")
        path.parent.symlink_to("outside")
        with pytest.raises(DeckwrightError, match="a link was put in its way meanwhile"):
            writing.put()
    assert names(tmp_path / "outside") == []


def test_a_file_of_another_group_opens_to_nobody(tmp_path: Path) -> None:
    """Where the group cannot be kept, the new one may not read what only the old one could."""
    path = tmp_path / "f"
    path.write_bytes(OLD)
    if os.geteuid() == 0:
        os.chown(path, -1, 12345)
    path.chmod(0o640)
    code = "from pathlib import Path; from generator.files import write_whole; write_whole(Path('f'), b'new')"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([*prefix(), sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    kept = path.stat().st_gid == 12345 or os.geteuid()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == (0o640 if kept else 0o600)


def test_files_take_their_places_together(tmp_path: Path) -> None:
    """Where one cannot be written, none is; what comes in pieces and is there already is left alone."""
    first, second = tmp_path / "first", tmp_path / "second"
    for path in (first, second):
        path.write_bytes(OLD)
    before = second.stat()
    with Writing() as writing:
        assert writing.add(first, iter([NEW[:100], NEW[100:]]))
        assert not writing.add(second, iter([OLD[:100], OLD[100:]]))
        assert first.read_bytes() == OLD
        writing.put()
    assert first.read_bytes() == NEW
    assert (second.stat().st_mtime_ns, second.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    with Writing() as writing:
        writing.add(first, [OLD])
        with pytest.raises(DeckwrightError, match="cannot be written"):
            writing.add(first / "below", iter([OLD]))
    assert first.read_bytes() == NEW
    assert names(tmp_path) == ["first", "second"]


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    """Below a file, over a folder, under a name no system takes: nothing is there afterwards that was not before."""
    (tmp_path / "file").write_bytes(OLD)
    (tmp_path / "folder").mkdir()
    expected = {
        "file/f": "File exists",
        "file/a/f": "Not a directory",
        "folder": "Is a directory",
        "x" * 300: "File name too long",
    }
    for place, reason in expected.items():
        with pytest.raises(DeckwrightError, match=rf"cannot be written \({reason}\); the file is as it was\."):
            write_whole(tmp_path / place, NEW)
    assert names(tmp_path) == ["file", "folder"]
    assert names(tmp_path / "folder") == []
    assert (tmp_path / "file").read_bytes() == OLD


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Whoever reads while others write never meets a part, nor no file at all."""
    path = tmp_path / "f"
    path.write_bytes(OLD)
    done = threading.Event()
    seen: set[bytes] = set()

    def reads() -> None:
        while not done.is_set():
            seen.add(path.read_bytes())

    reader = threading.Thread(target=reads)
    reader.start()
    for _ in range(50):
        write_whole(path, NEW)
        write_whole(path, OLD)
    done.set()
    reader.join()
    assert seen <= {OLD, NEW}
    assert names(tmp_path) == ["f"]
