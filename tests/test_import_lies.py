"""Whatever answers in AnkiConnect's place: one sentence that names what is wrong, in time, and nothing imported."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import build, deck
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lying_anki import IDS, Anki, Send, Stranger, lying, reply, whole

from generator.cli import group
from generator.importing import replies

FIRST = 1_700_000_000
HARMLESS = ("suspend", "deleteNotes")
"""Actions of which the answer is not looked at."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nine things, built once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKI_BASE", str(tmp_path / "no-anki-here"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("DECKWRIGHT_ANKI_KEY", raising=False)
    build(deck(Path("source_cards/things")), Path("dist"), FIRST)
    return tmp_path


def run(port: int, *words: str) -> Result:
    return CliRunner().invoke(group, ["import", "things", "--port", str(port), *words])


def send(data: bytes) -> Send:
    return lambda connection, _: connection.sendall(data)


def body(data: bytes) -> Send:
    return send(whole(data))


def anki() -> Anki:
    return Anki(Path("User 1").resolve(), Path("dist/things.apkg").read_bytes())


def assert_one_sentence(done: Result, *, failed: bool = True) -> None:
    """Neither a traceback nor "a fault of its own"; one line on stderr that says what to do."""
    assert isinstance(done.exception, SystemExit | None), done.exception
    assert "fault of its own" not in done.stderr, done.stderr
    if failed:
        assert done.exit_code == 1, done.output
        assert done.stderr.startswith("Error: "), done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
        assert len(done.stderr) < 1500


DEEP = b'{"error": null, "result": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
WRONG_KINDS = [None, True, 5, -1, 1.5, "text", [], {}, [None], ["x"], [[]], {"a": None}, [{}], [1 << 70], ["\ud800"]]


def is_right(action: str, value: object) -> bool:
    """Whether the action may answer so, as far as the kinds of values go."""
    return not replies.SHAPES[action].check(value)


@pytest.mark.parametrize("action", sorted({*replies.SHAPES} - {*HARMLESS}))
def test_results_of_a_wrong_kind(action: str) -> None:
    """A list for a table, a text for a number, nothing for a list: named with the action, before it is used."""
    wrong = [value for value in WRONG_KINDS if not is_right(action, value)]
    assert len(wrong) >= 8
    # Only what a package without its deck leaves in doubt is looked up in all decks.
    name, there = ("dist/things.apkg", Stranger(Path("User 1"), None)) if action == "deckNames" else ("things", anki())
    for value in wrong[::6]:
        asked: list[str] = []
        with lying(there, {action: body(reply(value))}, asked) as port:
            done = CliRunner().invoke(group, ["import", name, "--port", str(port)])
        assert_one_sentence(done)
        assert f"(the answer to {action}: the result is not what it should be: " in done.stderr
        assert asked[-1] == action


@pytest.mark.parametrize("action", ["requestPermission", "notesInfo"])
@pytest.mark.parametrize(
    "lie",
    [
        DEEP,
        b"",
        b"\xff\xfe",
        b'{"result": NaN, "error": null}',
        b'{"result": [Infinity], "error": null}',
        b'{"result": [' + b"9" * 5000 + b'], "error": null}',
        b'{"result": [1e999], "error": null}',
        b'{"result": "\\ud800", "error": null}',
        b'{"result": null, "error": 5}',
        b'{"result": null, "error": {"a": 1}}',
        b'{"result": null, "error": "\\ud800\\u001b[2J\\n\\nHello"}',
        b'{"result": null, "error": "' + b"x" * 100_000 + b'"}',
        b'{"error": null}',
        b'["result", "error"]',
        b'{"result": [' + b"[]," * 350_000 + b'[]], "error": null}',
    ],
    ids=lambda value: repr(value[:40]),
)
def test_json_that_no_ankiconnect_writes(action: str, lie: bytes) -> None:
    """Deep, not a number, half a character, an error that is none."""
    with lying(anki(), {action: body(lie)}) as port:
        assert_one_sentence(run(port))


@pytest.mark.parametrize(
    "lie",
    [
        b"",
        b"\r\n\r\n",
        b"hello\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n{}",
        b"HTTP/1.1 abc OK\r\n\r\n{}",
        b"HTTP/1.1 99999999999999999999 OK\r\n\r\n{}",
        b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 301 No\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 30_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 70_000,
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n{}",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\xff\xfe: \xff\r\n\r\n{}",
    ],
    ids=lambda value: repr(value[:60]),
)
def test_http_that_is_none(lie: bytes) -> None:
    """Another program answers at that port, or one that means ill."""
    with lying(anki(), {"requestPermission": send(lie)}) as port:
        assert_one_sentence(run(port))


@pytest.mark.parametrize("action", ["requestPermission", "notesInfo"])
def test_an_answer_without_end(action: str) -> None:
    """It is read no further than such an answer can reach."""
    most = replies.SHAPES[action].most
    padding = b" " * (1 << 20)

    def endless(connection: object, _: str) -> None:
        connection.sendall(b'HTTP/1.1 200 OK\r\n\r\n{"error": null, "result": null')  # type: ignore[attr-defined]
        for _ in range(100):
            connection.sendall(padding)  # type: ignore[attr-defined]

    with lying(anki(), {action: endless}) as port:
        done = run(port)
    assert_one_sentence(done)
    assert f"it is larger than {most >> 20} MiB" in done.stderr


@pytest.mark.parametrize("part", ["status", "header", "body", "chunks"])
def test_an_answer_that_drips(part: str) -> None:
    """--timeout bounds the whole exchange: each byte comes soon, and all of them too late."""
    good = reply({"permission": "granted"})
    sent = {
        "status": (b"", whole(good)),
        "header": (b"HTTP/1.1 200 OK\r\n", whole(good).partition(b"\r\n")[2]),
        "body": (whole(good)[: -len(good)], good),
        "chunks": (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"".join(b"1\r\n%c\r\n" % byte for byte in good) + b"0\r\n\r\n",
        ),
    }
    at_once, slowly = sent[part]

    def drip(connection: object, _: str) -> None:
        connection.sendall(at_once)  # type: ignore[attr-defined]
        for byte in slowly:
            connection.sendall(bytes([byte]))  # type: ignore[attr-defined]
            time.sleep(0.02)

    with lying(anki(), {"requestPermission": drip}) as port:
        done = run(port, "--timeout", "0.3")
    assert_one_sentence(done)
    assert "did not finish requestPermission within 0.3 seconds" in done.stderr


@pytest.mark.parametrize("seconds", ["nan", "inf", "1e300"])
def test_a_timeout_that_is_no_number_of_seconds(seconds: str) -> None:
    """Whatever is typed there, it is no fault of ours."""
    with lying(anki(), {}) as port:
        done = run(port, "--timeout", seconds)
    assert "fault of its own" not in done.stderr


@pytest.mark.parametrize("host", ["no such host", "a" * 300, "x\ny", "\0", "é" * 70, "[", "300.1.1.1"])
def test_a_host_that_is_none(host: str) -> None:
    """A host is typed by hand."""
    done = CliRunner().invoke(group, ["import", "things", "--host", host, "--timeout", "5"])
    assert done.exit_code == 1
    assert "fault of its own" not in done.stderr


EXPORTS: dict[str, Callable[[bytes], bytes | None]] = {
    "no file": lambda good: None,
    "an empty file": lambda good: b"",
    "half a package": lambda good: good[: len(good) // 2],
    "other bytes": lambda good: b"PK\x03\x04" + bytes(range(256)) * 10,
    "a package of other notes": lambda good: Path("dist/others.apkg").read_bytes(),
}


@pytest.mark.parametrize("what", EXPORTS)
def test_a_backup_that_is_none(what: str) -> None:
    """Anki says it has exported the deck; that is looked at before anything is imported, and no file is left."""
    asked: list[str] = []
    build(deck(Path("source_cards/others")), Path("dist"), FIRST)
    export = EXPORTS[what](Path("dist/things.apkg").read_bytes())
    with lying(Anki(Path("User 1").resolve(), export), {}, asked) as port:
        done = run(port)
    assert_one_sentence(done)
    assert "Nothing was imported." in done.stderr
    assert ("and there is no such file" in done.stderr) == (what == "no file")
    assert "importPackage" not in asked
    assert not list(Path("User 1/backups").iterdir())


@pytest.mark.parametrize("said", [False, None])
def test_an_export_that_did_not_succeed(said: object) -> None:
    """AnkiConnect says false where it has not exported."""
    asked: list[str] = []
    with lying(anki(), {"exportPackage": body(reply(said))}, asked) as port:
        done = run(port)
    assert_one_sentence(done)
    assert 'Anki could not export the deck "Things"' in done.stderr
    assert "importPackage" not in asked


@pytest.mark.parametrize("path", ["", ".", "collection.media", "/", "/nowhere/collection.media", "C:\\Anki\\c.media"])
def test_a_media_folder_that_is_not_here(path: str, here: Path) -> None:
    """A path is only a claim: nothing is made there, and the backup is one nobody here has opened."""
    with lying(anki(), {"getMediaDirPath": body(reply(path))}) as port:
        done = run(port)
    assert done.exit_code == 0, done.output
    assert "Backup, as Anki says: " in done.stdout
    assert "could not be opened here" in done.stdout
    assert not list(here.rglob("backups"))


def test_notes_nobody_asked_for() -> None:
    """A note is shown once, and only where it was asked for."""
    for ids in ([IDS[0], IDS[0]], [7, 8]):
        notes = [anki()._note(id_) for id_ in ids]
        with lying(anki(), {"notesInfo": body(reply(notes))}) as port:
            done = run(port)
        assert_one_sentence(done)
        assert "shows other notes than it was asked for" in done.stderr


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["\ud800", "Key", "things/what-is-thing-1", "deckwright Q&A", 1 << 63, 1_700_000_000]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def mutated(action: str) -> st.SearchStrategy[bytes]:
    """What is answered to an action: a good answer with a piece replaced, other JSON, or bytes."""
    ids = [*IDS]
    params = {"actions": ["x"], "query": "Key", "notes": ids, "cards": ids, "path": "unused/x.apkg"}
    good = Anki(Path("User 1"), None).answer(action, params)
    texts = st.sampled_from([json.dumps(good), json.dumps({"result": good, "error": None})])
    pieces = st.tuples(texts, st.integers(0, 400), st.integers(0, 20), st.binary(max_size=6))
    cut = pieces.map(lambda p: p[0].encode()[: p[1]] + p[3] + p[0].encode()[p[1] + p[2] :])
    return cut | st.tuples(JSON, st.none() | JSON).map(lambda pair: reply(*pair)) | st.binary(max_size=60)


def fuzz(action: str, lie: bytes) -> None:
    """Import once, with this answer to this action."""
    with lying(anki(), {action: body(lie)}) as port:
        done = run(port, "--prune", "-y")
    assert_one_sentence(done, failed=False)
    assert done.exit_code in (0, 1)


LIES = st.sampled_from(sorted(replies.SHAPES)).flatmap(lambda action: st.tuples(st.just(action), mutated(action)))
WHILE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=25, deadline=None, suppress_health_check=WHILE)
@given(lie=LIES)
def test_any_lie_ends_in_a_sentence(lie: tuple[str, bytes]) -> None:
    """Every action, every answer."""
    fuzz(*lie)


@pytest.mark.fuzz
@settings(max_examples=400, deadline=None, suppress_health_check=WHILE)
@given(lie=LIES)
def test_any_lie_ends_in_a_sentence_for_long(lie: tuple[str, bytes]) -> None:
    """The same for minutes."""
    fuzz(*lie)
