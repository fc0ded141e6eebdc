"""Two builds, or a build and a collection, in; what an import would do, and what real Anki then does, out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from anki_bench import Bench, Outcome
from click.testing import CliRunner, Result
from deck_maker import NINE, page

from generator.cli import group
from generator.comparison import searches_for, words_changed


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr("secrets.token_hex", lambda _: "09af31c7")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def start() -> None:
    Path("p.txt").write_text(page(NINE), "utf-8")
    run("new", "p.txt")
    assert run("build").exit_code == 0


CHANGED = [
    (NINE[0][0], "Thing 1 is made of several parts."),
    *NINE[1:8],
    ("Why is the sky blue at noon?", "Rayleigh scattering"),
]
LAST_BUILD = "Compared with the last build, dist/p.apkg; no import of this deck is known here.\n"
SHOWN = f"""\
{LAST_BUILD}new          why-is-the-sky-blue-at-noon
changed      what-is-thing-1
    Answer: Thing 1 is made of [-part-] [-1.-] {{+several+}} {{+parts.+}}
  retired   what-is-thing-9
  Anki keeps retired notes; to find them there, search for: Key:p-09af31c7/what-is-thing-9
1 new, 1 changed, 0 only newer, 7 unchanged, 0 kept there, 0 left out, 1 retired, 0 conflicting
"""


def test_diff_against_the_last_package() -> None:
    """New, changed word by word, and retired notes are shown before anything is written."""
    start()
    assert run("diff", "p").stdout.startswith(f"{LAST_BUILD}0 new, 0 changed, 0 only newer, 9 unchanged")
    Path("source_cards/p/scraped.txt").write_text(page(CHANGED), "utf-8")
    before = Path("dist/p.apkg").read_bytes()
    assert run("diff", "p").stdout == SHOWN
    assert Path("dist/p.apkg").read_bytes() == before


def test_diff_says_what_real_anki_then_does(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a collection, diff foresees the import: edited in Anki later is kept, the rest as counted."""
    start()
    bench = Bench(here / "anki")
    bench.import_package(Path("dist/p.apkg"))
    bench.edit("p-09af31c7/what-is-thing-1", "Answer", "My own words.")
    bench.close()
    Path("source_cards/p/scraped.txt").write_text(
        page([CHANGED[0], (NINE[1][0], "Changed as well."), *CHANGED[2:]]), "utf-8"
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000100")
    shown = run("diff", "p", "--against", str(bench.path))
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.splitlines()[-1] == (
        "1 new, 1 changed, 0 only newer, 6 unchanged, 1 kept there, 0 left out, 1 retired, 0 conflicting"
    )
    assert "kept there   what-is-thing-1\n    Answer: [-My-] [-own-] [-words.-]" in shown.stdout
    run("build")
    again = Bench(here / "anki")
    assert again.import_package(Path("dist/p.apkg")) == Outcome(new=1, updated=1, duplicate=7, conflicting=0)


def test_an_open_collection_is_said(here: Path) -> None:
    """A collection that Anki has open is not read behind its back."""
    start()
    bench = Bench(here / "anki")
    bench.import_package(Path("dist/p.apkg"))
    program = "from generator.cli import main; main()"
    command = [sys.executable, "-c", program, "diff", "p", "--against", str(bench.path)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    bench.close()
    assert refused.returncode == 1, refused.stdout
    assert "close Anki and try again" in refused.stderr


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.apkg", b"no zip", "x.apkg: this is no Anki package that can be read"),
        ("x.apkg", b"PK\5\6" + b"\0" * 18, "x.apkg: this zip file is no Anki package"),
        ("x.anki2", b"no database at all, but longer than a header" * 9, "x.anki2: this is no Anki collection"),
        ("nope.anki2", None, "nope.anki2: there is no such collection"),
        ("nope.apkg", None, "nope.apkg: this is no Anki package that can be read"),
    ],
)
def test_what_cannot_be_compared_gets_a_sentence(name: str, content: bytes | None, sentence: str) -> None:
    """A broken file stops with its name."""
    start()
    if content is not None:
        Path(name).write_bytes(content)
    refused = run("diff", "p", "--against", name)
    assert refused.exit_code == 1
    assert sentence in refused.stderr


def test_a_last_package_that_is_gone_is_said() -> None:
    """After the first build, "everything is new" would be wrong."""
    start()
    Path("dist/p.apkg").unlink()
    refused = run("diff", "p")
    assert refused.exit_code == 1
    assert "there is no last package to compare with; run build first" in refused.stderr


def test_words() -> None:
    """Only the visible words are compared; block ends part words."""
    words = words_changed("<p>one two</p><ul><li>three</li></ul>", "<p>one 2</p>three &amp; four")
    assert "".join(word.mark + word.text for word in words) == " one-two+2 three+&+four"


def test_a_search_is_quoted_where_anki_needs_it() -> None:
    """Keys are plain; a folder's name may not be."""
    assert searches_for(["a", "b-2"], "my-deck") == ("Key:my-deck/a or Key:my-deck/b-2",)
    assert searches_for(["a"], "My Deck") == ('"Key:My Deck/a"',)
    assert searches_for(["a"], "my_deck") == (r"Key:my\_deck/a",)
    assert searches_for([], "deck") == ()


def test_verify_says_that_nothing_is_lost() -> None:
    """Real Anki imports the last package and this one over studied, suspended, flagged and edited notes."""
    start()
    Path("source_cards/p/scraped.txt").write_text(page(CHANGED), "utf-8")
    found = run("verify", "-v", "p")
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert "  p-09af31c7/what-is-thing-1: studied; updated" in lines
    assert "  p-09af31c7/what-is-thing-2: suspended; unchanged" in lines
    assert "  p-09af31c7/what-is-thing-4: edited in Anki; your edit kept" in lines
    assert "  p-09af31c7/what-is-thing-5: tagged by you; your tag kept" in lines
    assert "  p-09af31c7/what-is-thing-9: edited in Anki; your edit kept" in lines
    assert "  p-09af31c7/why-is-the-sky-blue-at-noon: not there before; new" in lines
    assert lines[-1].endswith("no progress lost, no note doubled.")


def test_verify_notices_what_an_import_would_replace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build in which every note is newer for no reason replaces the learner's edits, and verify tells."""
    start()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000100")
    package = Path("dist/p.apkg")
    old = package.read_bytes()
    lock = Path("source_cards/p/cards.lock")
    lock.write_text(lock.read_text("utf-8").replace('"shipped": "', '"shipped": "0'), "utf-8")
    found = run("verify", "p")
    assert "your edit replaced" in found.stdout
    assert package.read_bytes() == old
