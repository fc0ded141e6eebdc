"""`preview --serve` and `build --watch` as in a terminal: what follows a save, who is answered, how it ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deck_maker import build, deck, page

from generator import serving, watching

CARDS = [("What is one?", "It is 1."), ("What is two?", "It is 2.")]
PATIENCE = 60
"""Seconds to wait for a line that must come; on a busy machine it comes late."""


class Running:
    """A command that goes on until it is told to end, and the lines it has printed."""

    def __init__(self, home: Path, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from generator.cli import main; main()", *words],
            cwd=home,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, words: str) -> list[str]:
        """The lines up to the first that has these words in it."""
        said = []
        while not said or words not in said[-1]:
            said.append(self.lines.get(timeout=PATIENCE))
        return said

    def interrupt(self) -> int:
        """Press ctrl-C; the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a deck that was built once."""
    folder = deck(tmp_path / "source_cards/numbers", CARDS, settings='name = "Numbers"\n')
    build(folder, tmp_path / "dist")
    return tmp_path


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., Running]]:
    """Start a command there; none outlives the test."""
    started: list[Running] = []

    def start(*words: str) -> Running:
        started.append(Running(home, *words))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.process.wait()
        assert running.process.stdout
        running.process.stdout.close()


def save(home: Path, name: str, text: str) -> None:
    """Save a file of the deck at one stroke, so that there is one save to be followed."""
    path = home / "source_cards/numbers" / name
    path.with_name(f".{name}").write_text(text, "utf-8")
    path.with_name(f".{name}").replace(path)


def get(port: int, path: str, host: str = "") -> tuple[int, str]:
    """The status and the text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{port}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_build_watch_builds_after_each_save_and_goes_on_over_errors(home: Path, start: Callable[..., Running]) -> None:
    """A new card, a deck.toml that cannot be read, and that put right; ctrl-C ends it, and nothing more is said."""
    running = start("build", "--watch")
    assert '"Numbers": 2 notes (2 unchanged)' in running.until("ctrl-C ends")
    save(home, "scraped.txt", page([*CARDS, ("What is three?", "It is 3.")]))
    running.until('"Numbers": 3 notes (1 new, 2 unchanged)')
    save(home, "deck.toml", "name = ")
    running.until("source_cards/numbers/deck.toml:1: ")
    save(home, "deck.toml", 'name = "Figures"\n')
    running.until('"Figures": 3 notes (3 unchanged)')
    running.until("dist/numbers.apkg written")
    assert running.interrupt() == 0
    assert list(running.lines.queue) == []


def test_what_a_build_writes_itself_is_no_save(tmp_path: Path) -> None:
    """Nor are the hidden files that programs write beside; what people save meanwhile is one."""
    saves = watching.saves([tmp_path])
    assert next(saves) == ()
    for name in ("cards.lock", ".edits.md.tmp", "edits.md~"):
        (tmp_path / name).write_text("written at work", "utf-8")
    with saved_later(tmp_path / "edits.md") as begun:
        assert next(saves) == (tmp_path / "edits.md",)
        assert begun.is_set()


@contextlib.contextmanager
def saved_later(path: Path) -> Iterator[threading.Event]:
    """Save a file a little later, and again and again until the block ends; the event says that it has begun."""
    begun, ended = threading.Event(), threading.Event()

    def save_on() -> None:
        for at in range(PATIENCE * 5):
            if ended.wait(0.3):
                return
            begun.set()
            path.write_text(f"saved {at}", "utf-8")

    saver = threading.Thread(target=save_on)
    saver.start()
    yield begun
    ended.set()
    saver.join()


def test_serve_shows_what_is_saved(home: Path, start: Callable[..., Running]) -> None:
    """The address is printed; news of a save reach whoever listens, and so does what is wrong; ctrl-C is clean."""
    running = start("preview", "--serve", "--port", "0")
    (said,) = running.until("ctrl-C ends")
    port = int(re.search(r"^http://127\.0\.0\.1:(\d+)/ ", said)[1])  # type: ignore[index]
    assert "/numbers/" in get(port, "/")[1]
    status, shown = get(port, "/numbers/")
    assert (status, "connect-src 'self'" in shown, "It is 2." in shown) == (200, True, True)
    listening = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(listening):
        listening.request("GET", "/numbers/events")
        answer = listening.getresponse()
        first = heard(answer)
        assert f'data-live="{first["version"]}"' in shown
        save(home, "scraped.txt", page([*CARDS, ("What is three?", "It is 3.")]))
        running.until("scraped.txt was saved; the page is current")
        second = heard(answer)
        assert second["version"] != first["version"]
        assert "It is 3." in get(port, "/numbers/")[1]
        save(home, "deck.toml", "name = ")
        broken = heard(answer)
        assert broken["version"] == second["version"]
        assert "deck.toml" in broken["fault"]
        assert "It is 3." in get(port, "/numbers/")[1]
        assert running.interrupt() == 0
    assert not [line for line in running.until("Error: ") if "Traceback" in line]


@pytest.mark.parametrize("name", ["deck.toml", "scraped.txt", "edits.md"])
def test_serve_wakes_when_a_deck_that_was_broken_is_mended(
    name: str, home: Path, start: Callable[..., Running]
) -> None:
    """Begun on a file that cannot be read: the page says why, hears when it can be read, and shows the cards then."""
    path = home / "source_cards/numbers" / name
    sound = path.read_text("utf-8")
    path.write_bytes(b'name = "\xff\xfe\x00')
    running = start("preview", "--serve", "--port", "0")
    said = running.until("ctrl-C ends")
    assert [line for line in said if line.startswith("Error: ") and name in line]
    port = int(re.search(r"^http://127\.0\.0\.1:(\d+)/ ", said[-1])[1])  # type: ignore[index]
    shown = get(port, "/numbers/")[1]
    assert name in shown
    assert 'new EventSource("events")' in shown
    listening = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(listening):
        listening.request("GET", "/numbers/events")
        answer = listening.getresponse()
        assert name in heard(answer)["fault"]
        save(home, name, sound)
        assert heard(answer)["fault"] == ""
    assert "It is 2." in get(port, "/numbers/")[1]
    assert running.interrupt() == 0


def test_watch_wakes_when_a_deck_that_was_broken_is_mended(home: Path, start: Callable[..., Running]) -> None:
    """As it does where a deck breaks later."""
    path = home / "source_cards/numbers/deck.toml"
    path.write_text("name = ", "utf-8")
    running = start("build", "--watch")
    running.until("deck.toml:1: ")
    running.until("ctrl-C ends")
    save(home, "deck.toml", 'name = "Figures"\n')
    running.until('"Figures": 2 notes')
    assert running.interrupt() == 0


def test_so_many_connections_are_held_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a thread; the next is refused at once, and let in when one has ended."""
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 5)
    with serving.site(0) as site, contextlib.ExitStack() as held:
        site.show("d", serving.Shown("D", "<p>1</p>", "1"))
        threads = threading.active_count()
        listening = [http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE) for _ in range(5)]
        for each in listening:
            held.enter_context(contextlib.closing(each))
            each.request("GET", "/d/events")
            heard(each.getresponse())
        assert threading.active_count() <= threads + 5
        assert not is_answered(site.port)
        listening[0].close()
        for at in range(PATIENCE * 100):
            site.fail("d", f"news {at}, by which the server sees who is gone")
            if is_answered(site.port):
                return
        pytest.fail("nobody was let in")


def is_answered(port: int) -> bool:
    """Whether the page comes; who is refused may find the connection closed before the refusal is read."""
    try:
        return get(port, "/d/")[0] == 200
    except OSError:
        return False


def heard(answer: http.client.HTTPResponse) -> dict[str, str]:
    """The next news; what only keeps the connection alive is passed over."""
    while True:
        line = answer.readline().decode()
        assert line
        if line.startswith("data: "):
            return dict(json.loads(line.removeprefix("data: ")))


def test_news_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only when a silent connection is told that it is still there."""
    monkeypatch.setattr(serving, "_ALIVE", 10.0 * PATIENCE)
    with serving.site(0) as site:
        site.show("d", serving.Shown("D", "<p>1</p>", "1"))
        listening = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
        with contextlib.closing(listening):
            listening.request("GET", "/d/events")
            answer = listening.getresponse()
            assert heard(answer) == {"version": "1", "fault": ""}
            site.fail("d", "no")
            assert heard(answer) == {"version": "1", "fault": "no"}
            site.show("d", serving.Shown("D", "<p>2</p>", "2"))
            assert heard(answer) == {"version": "2", "fault": ""}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}"])
def test_only_this_machine_is_answered(host: str) -> None:
    """A page of another site that reaches the server under its own name reads nothing."""
    with serving.site(0) as site:
        site.show("secret", serving.Shown("Secret", "<p>secret</p>", "1"))
        for path in ("/", "/secret/", "/secret/events"):
            status, said = get(site.port, path, host.format(port=site.port))
            assert (status, "ecret" in said) == (403, False)
        assert get(site.port, "/secret/", f"localhost:{site.port}") == (200, "<p>secret</p>")
        assert get(site.port, "/secret")[0] == get(site.port, "/../etc/passwd")[0] == 404


def test_a_taken_port_is_left_to_who_has_it() -> None:
    """The next server takes a free one; both listen on one address, which no other machine can reach."""
    with serving.site(0) as one, serving.site(one.port) as other:
        assert one.port != other.port
        with pytest.raises(OSError):  # noqa: PT011  (each system has its own words for it)
            socket.create_connection(("127.0.0.2", other.port), timeout=PATIENCE).close()


def test_several_decks_are_listed() -> None:
    """By their names, whatever stands in those; a deck that never could be read says why."""
    with serving.site(0) as site:
        site.show("a b", serving.Shown("<b>", "<p>1</p>", "1"))
        site.fail("broken", "deck.toml: <wrong>")
        listed = get(site.port, "/")[1]
        assert '<a href="/a%20b/">&lt;b&gt;</a>' in listed
        assert get(site.port, "/a%20b/") == (200, "<p>1</p>")
        assert "deck.toml: &lt;wrong&gt;" in get(site.port, "/broken/")[1]
