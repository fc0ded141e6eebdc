"""Snippets in, what is recorded of them or why not out; a snippet is a program, and may do anything."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import deck
from snippet_maker import EACH_WALLS, FIGURE, NAMES_OF_WALLS, NUMBERS, WALLS, snippet

from generator.cards import Simulation
from generator.cli import group
from generator.simulation import read_library
from generator.simulation.recording import Recorded, record
from generator.simulation.walls import Walls


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own, for a user who trusts no deck yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def things(**snippets: str) -> Path:
    """A deck with these snippets, by name."""
    folder = deck(Path("source_cards/things"))
    (folder / "simulations").mkdir()
    for name, code in snippets.items():
        (folder / "simulations" / f"{name}.py").write_text(code, "utf-8")
    return folder


def recorded(folder: Path, walls: Walls = WALLS, seconds: int = 20) -> dict[str, Recorded]:
    """What became of each snippet of a deck."""
    found = read_library(folder / "simulations", "simulations", "things").simulations
    return {each.name: record(each, folder, folder / "simulations", walls, seconds) for each in found}


def test_a_snippet_is_run_and_recorded_and_shown() -> None:
    """`simulate`, then `build`: figure, sentence, numbers and code are in the field of its card, and of no other."""
    folder = things(falling=snippet())
    done = run("simulate", "things")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[0] == "things: 1 snippet to run."
    assert done.stdout.splitlines()[1].startswith("  falling: 2 numbers as theory says (")
    assert json.loads((folder / "simulations/falling.json").read_text("utf-8"))["numbers"] == NUMBERS
    assert "prefers-color-scheme" in (folder / "simulations/falling.svg").read_text("utf-8")
    built = run("build", "--new-lock", "things")
    assert (built.exit_code, built.stderr) == (0, "")
    cards = json.loads(Path("dist/things/cards.json").read_text("utf-8"))["cards"]
    shown = {card["key"]: card["fields"]["Simulation"] for card in cards}
    first = shown.pop("what-is-thing-1")
    assert set(shown.values()) == {""}
    for part in ("<svg ", "falls</text>", "It falls ever faster.", ">2.02</td><td>2.02</td>", "python falling.py"):
        assert part in first
    assert 'd="M0 0L300 100.12"' in first
    assert sorted(path.name for path in Path("dist/things/simulations").iterdir()) == [
        "deckwright.sha256",
        "falling.ipynb",
        "falling.py",
        "falling.svg",
        "index.html",
    ]
    assert run("simulate", "things", "--stale").stdout == "things: 0 snippets to run, all are recorded.\n"
    assert run("build", "--check").exit_code == 0


def test_a_changed_snippet_is_stale_until_it_is_run_again() -> None:
    """The build runs nothing: it ships what is recorded, and says that the snippet is another by now."""
    folder = things(falling=snippet())
    assert run("simulate", "things").exit_code == 0
    script = folder / "simulations/falling.py"
    script.write_text(script.read_text("utf-8").replace("HEIGHT = 20", "HEIGHT = 30"), "utf-8")
    built = run("build", "--new-lock", "things")
    assert built.exit_code == 0
    assert built.stderr == (
        "source_cards/things/simulations/falling.py:1: the snippet, its figure or its numbers have changed since it "
        "was run; run it: deckwright simulate things --stale [stale-simulation]\n"
    )
    assert "1 snippet to run." in run("simulate", "things", "--stale").stdout
    assert run("build", "things").stderr == ""
    script.unlink()
    outdated = run("build", "--check")
    assert outdated.exit_code == 1
    assert "dist/things/simulations/falling.py is not what the sources build" in outdated.stdout
    run("build", "things")
    assert not list(Path("dist/things/simulations").iterdir())


def test_numbers_edited_by_hand_are_noticed() -> None:
    """A recording says what a run told; whoever writes another number into it is found out."""
    folder = things(falling=snippet())
    assert run("simulate", "things").exit_code == 0
    told = folder / "simulations/falling.json"
    told.write_text(told.read_text("utf-8").replace("2.0193", "2.0205"), "utf-8")
    assert "have changed since it was run" in run("build", "--new-lock", "things").stderr


def test_what_is_not_recorded_is_not_shown() -> None:
    """A card shows no simulation of which nothing, nonsense or a miss is recorded."""
    missed = {"a": {"label": "a", "value": 1, "reference": 2, "tolerance": 0.5}}
    folder = things(never=snippet(), nonsense=snippet(), missed=snippet())
    for name, told in (("nonsense", "{"), ("missed", json.dumps({"numbers": missed}))):
        (folder / f"simulations/{name}.json").write_text(told, "utf-8")
        (folder / f"simulations/{name}.svg").write_text(FIGURE, "utf-8")
    built = run("build", "--new-lock", "things")
    says = [line.partition(": ")[2].partition(";")[0] for line in built.stderr.splitlines()]
    assert says == [
        "a number recorded of this snippet misses its theory, so its cards do not show it",
        "nothing is recorded of this snippet, so its cards do not show it",
        "what is recorded of this snippet cannot be read: it is not JSON (Expecting property name enclosed in double "
        "quotes: line 1 column 2 (char 1))",
    ]
    cards = json.loads(Path("dist/things/cards.json").read_text("utf-8"))["cards"]
    assert {card["fields"]["Simulation"] for card in cards} == {""}


MISBEHAVES = {
    "fails": ("raise ValueError('no such thing')", "it ended with status 1: ValueError: no such thing"),
    "claims": ("print('Does not hold: a is 3.', file=sys.stderr); sys.exit(1)", "a claim does not hold: a is 3."),
    "silent": ("sys.exit(7)", "it ended with status 7 and said nothing"),
    "prints": ("for _ in range(100): print('x' * 10_000_000)", "it printed more than 20 MB and was stopped"),
    "asks": ("input()", "it ended with status 1: EOFError: EOF when reading a line"),
    "needs": ("import no_such_package", "it needs no_such_package, which this Python has not; run: "),
    "eats": ("x = bytearray(6 << 30)", "it asked for more memory than it may have"),
    "ends": ("os.kill(os.getpid(), 9)", "it ended with status "),
    "misses": ("NUMBER", "a claim does not hold: a is 1"),
    "says nothing": (
        "print('{}', flush=True); os._exit(0)",
        "what it printed with --json is not what a snippet prints: ",
    ),
    "draws nothing": ("sys.argv[:] = ['x']", "what it drew with --figure cannot be shown: it is not well-formed"),
}


def test_what_misbehaves_is_a_sentence_and_the_rest_go_on() -> None:
    """Whatever a snippet does, it is said in a sentence, nothing of it is recorded, and the next one is run."""
    number = {"a": {"label": "a", "value": 1, "reference": 2, "tolerance": 0.5}}
    folder = things(
        **{name.replace(" ", "-"): snippet(act=act) for name, (act, _) in MISBEHAVES.items() if act != "NUMBER"},
        misses=snippet(numbers=number),
        well=snippet(),
    )
    done = recorded(folder)
    assert not done.pop("well").wrong
    for name, told in done.items():
        assert told.wrong.startswith(MISBEHAVES[name.replace("-", " ")][1]), (name, told.wrong)
    assert len(done) == len(MISBEHAVES)
    assert sorted(path.name for path in (folder / "simulations").glob("*.json")) == ["well.json"]
    assert not [line for told in done.values() for line in told.wrong.splitlines()[1:]]


@pytest.mark.parametrize("act", ["time.sleep(600)", "while True: pass", "import signal; signal.pause()"])
def test_what_never_ends_is_stopped(act: str) -> None:
    """After the time it may take, whether it sleeps or works."""
    assert recorded(things(goes=snippet(act=act)), seconds=1)["goes"].wrong == (
        "it was still running after 1 s and was stopped"
    )


def test_the_command_ends_with_1_and_names_the_file() -> None:
    """One of two fails: it is named with its path, the other is recorded, and nothing claims that all is well."""
    things(bad=snippet(act="1 / 0"), good=snippet())
    done = run("simulate", "things")
    assert done.exit_code == 1
    assert done.stderr.endswith(
        "source_cards/things/simulations/bad.py:1: it ended with status 1: ZeroDivisionError: division by zero; "
        "nothing was recorded\n"
    )
    assert "good: 2 numbers" in done.stdout
    assert "Recorded in" not in done.stdout


def alive(mark: str) -> list[int]:
    """The processes whose command line holds this mark."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark in path.read_text("utf-8", "replace"):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def zombies() -> list[str]:
    """The children of this process that ended and were not waited for."""
    states = [path.read_text("utf-8").rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat")]
    return [state[0] for state in states if state[0] == "Z" and state[1] == str(os.getpid())]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("walls", EACH_WALLS, ids=NAMES_OF_WALLS)
def test_what_a_snippet_starts_ends_with_it(walls: Walls) -> None:
    """Children that would sleep on are killed with it, also where it ends well; there is no zombie of ours."""
    mark = f"sleeper-{os.getpid()}-{bool(walls.words)}"
    act = f"for _ in range(5): subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', {mark!r}])"
    folder = things(forks=snippet(act=act))
    assert not recorded(folder, walls)["forks"].wrong
    deadline = time.monotonic() + 20
    while alive(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(mark)
    assert not zombies()


def test_what_detaches_itself_ends_with_it_where_walls_are() -> None:
    """A session of its own does not help where processes are kept apart; where not, that is said."""
    if "processes" not in WALLS.closed:
        assert not os.environ.get("CI"), "bubblewrap or unshare must work in continuous integration"
        assert "a process that it detaches lives on" in WALLS.gaps
        pytest.skip("This system keeps no process apart.")
    mark = f"detached-{os.getpid()}"
    code = "import time; time.sleep(600)"
    act = f"subprocess.Popen([sys.executable, '-c', {code!r}, {mark!r}], start_new_session=True)"
    assert not recorded(things(detaches=snippet(act=act)))["detaches"].wrong
    deadline = time.monotonic() + 20
    while alive(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(mark)


def test_no_network_where_walls_are() -> None:
    """A server on this machine hears nothing of a snippet that calls it."""
    if "network" not in WALLS.closed:
        assert not os.environ.get("CI"), "bubblewrap or unshare must work in continuous integration"
        pytest.skip("This system keeps no network apart.")
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard: list[object] = []
        threading.Thread(target=lambda: heard.append(server.accept()), daemon=True).start()
        act = f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)"
        assert "ConnectionRefusedError" in (wrong := recorded(things(calls=snippet(act=act)))["calls"].wrong) or (
            "unreachable" in wrong
        )
        assert not heard


def test_nothing_outside_is_written(here: Path) -> None:
    """With walls it cannot be; without, a change in the deck's folder is noticed, and nothing is recorded."""
    spare = here / "spare.txt"
    spare.write_text("mine", "utf-8")
    act = f"open({str(spare)!r}, 'w').write('not mine')"
    folder = things(strays=snippet(act=act))
    if "files" in WALLS.closed:
        assert re.search("Read-only file system|No such file", recorded(folder)["strays"].wrong)
        assert spare.read_text("utf-8") == "mine"
    else:
        assert "it can write wherever you can" in WALLS.gaps
    (folder / "simulations/strays.py").write_text(
        snippet(act=f"open({str((folder / 'edits.md').resolve())!r}, 'a').write('!')")
    )
    assert recorded(folder, Walls())["strays"].wrong == "it wrote outside of its own folder: edits.md"
    assert not (folder / "simulations/strays.json").exists()


def test_nothing_of_the_user_reaches_a_snippet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither keys in the environment nor the home folder; a run is the same for everybody."""
    monkeypatch.setenv("DECKWRIGHT_API_KEY", "secret")
    act = "assert 'DECKWRIGHT_API_KEY' not in os.environ and os.environ['HOME'] == os.getcwd(), os.environ"
    assert not recorded(things(looks=snippet(act=act)))["looks"].wrong


def test_a_link_in_place_of_the_figure_is_not_followed(here: Path) -> None:
    """A snippet cannot have a file of the user's recorded as its figure."""
    (here / "secret.svg").write_text(FIGURE, "utf-8")
    act = f"os.symlink({str(here / 'secret.svg')!r}, sys.argv[sys.argv.index('--figure') + 1])"
    act += f"\nprint({json.dumps({'numbers': NUMBERS})!r}, flush=True); os._exit(0)"
    assert "cannot be shown" in recorded(things(links=snippet(act=act)))["links"].wrong


def test_a_deck_is_run_when_it_is_named_or_trusted() -> None:
    """Without a name nothing is run that the user has not trusted, and the error says how."""
    folder = things(falling=snippet())
    refused = run("simulate")
    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: No deck was named, and you trust none of things. A snippet is a program: name the deck whose programs "
        "you want to run (deckwright simulate things), with --trust to be asked no more.\n"
    )
    assert not (folder / "simulations/falling.json").exists()
    assert run("simulate", "--trust").exit_code == 2
    assert "Trusted from now on: things" in run("simulate", "things", "--trust").stdout
    (folder / "simulations/falling.json").unlink()
    assert run("simulate").exit_code == 0
    assert (folder / "simulations/falling.json").exists()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("print(1)\n", "1: the snippet has no metadata; write one block of the lines # /// script,"),
        ("# /// script\n# x = [\n# ///\n", "2: this is not TOML: "),
        ("# /// script\n# dependencies = []\n# ///\n", "2: the metadata has no table [tool.deckwright]; write one"),
        (
            '# /// script\n# [tool.deckwright]\n# cards = ["a"]\n# se = "x"\n# ///\n',
            '4: [tool.deckwright] has no key "se". Did you mean "see"? Its keys are cards and see [',
        ),
        (
            '# /// script\n# [tool.deckwright]\n# cards = "a"\n# see = "x"\n# ///\n',
            '3: "cards" must be a list of texts [',
        ),
        (
            "# /// script\n# [tool.deckwright]\n# cards = []\n# see = 5\n# ///\n",
            '4: "see" must be a sentence of at most 200',
        ),
        (
            snippet(cards=("what-is-thing-99",)),
            '4: the snippet names the card "what-is-thing-99", which the deck has not.',
        ),
    ],
)
def test_what_a_snippet_says_of_itself_is_checked(code: str, says: str) -> None:
    """Wrong metadata is a problem with its line, for `check` and for `simulate`."""
    things(wrong=code)
    run("build", "--new-lock", "things")
    checked = run("check", "things").stderr.splitlines()
    assert any(line.startswith(f"source_cards/things/simulations/wrong.py:{says}") for line in checked), checked
    if "99" not in code:
        assert run("simulate", "things").exit_code == 1


def test_a_card_may_name_its_snippet() -> None:
    """`simulation=` in edits.md binds a card to a snippet as `cards` in the snippet does."""
    folder = things(falling=snippet(cards=()))
    (folder / "edits.md").write_text("## {#what-is-thing-2 simulation=falling}\n", "utf-8")
    assert run("simulate", "things").exit_code == 0
    run("build", "--new-lock", "things")
    cards = json.loads(Path("dist/things/cards.json").read_text("utf-8"))["cards"]
    assert [card["key"] for card in cards if card["fields"]["Simulation"]] == ["what-is-thing-2"]


def test_walls_say_what_they_leave_open() -> None:
    """Where nothing keeps a snippet apart, each thing it could do is said."""
    assert Walls().gaps == (
        "the network is within its reach",
        "it can write wherever you can",
        "programs of yours that listen at a socket file are within its reach, as is what your home holds",
        "a process that it detaches lives on",
        "its memory has no limit",
    )
    assert Walls((), frozenset({"network", "files", "sockets", "processes", "memory"})).gaps == ()


def test_the_simulation_named_is_the_one_run() -> None:
    """What is run is the text that was read, wherever the file is by then."""
    folder = things(falling=snippet())
    (found,) = read_library(folder / "simulations", "simulations", "things").simulations
    assert isinstance(found, Simulation)
    (folder / "simulations/falling.py").unlink()
    assert record(found, folder, folder / "simulations", WALLS, 20).wrong == ""
