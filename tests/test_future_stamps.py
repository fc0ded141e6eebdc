"""A stamp in the future would replace every edit made in Anki: it is refused, and set right by a command."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import NINE, page

from generator.cli import group
from generator.lock import Lock, read_lock
from generator.packaging import read_package

FAR = 549_755_813_888
"""A second in the year 19391."""

LOCK = Path("source_cards/p/cards.lock")
PACKAGE = Path("dist/p.apkg")
THING = "what-is-thing-4"


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def known() -> Lock:
    found = read_lock(LOCK, "")
    assert found
    return found


def stamp(mod: int, key: str = THING) -> None:
    """Write another mod into one line of the lock, as a fast clock or a hand would."""
    text = LOCK.read_text("utf-8")
    LOCK.write_text(re.sub(rf'("key": "{key}", "guid": "\w+", "mod": )\d+', rf"\g<1>{mod}", text), "utf-8")


def key_of(name: str) -> str:
    return f"{known().prefix}/{name}"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a deck of nine cards, built."""
    monkeypatch.chdir(tmp_path)
    Path("p.txt").write_text(page(list(NINE)), "utf-8")
    assert run("new", "p.txt").exit_code == 0
    assert run("build").exit_code == 0
    return tmp_path


@pytest.mark.parametrize(
    "mod", [FAR, (1 << 40) - 1, int(time.time()) + 3 * 86_400], ids=["far", "last", "in-three-days"]
)
def test_a_stamp_in_the_future_stops_builds_with_the_command_that_helps(mod: int) -> None:
    """build, check and build --check name the note and write nothing; after --clamp all is as it was."""
    package = PACKAGE.read_bytes()
    stamp(mod)
    text = LOCK.read_bytes()
    for words in (["build"], ["build", "--check"], ["check"], ["build", "--also", "csv"]):
        stopped = run(*words)
        assert stopped.exit_code == 1
        assert f"source_cards/p/cards.lock: {THING} is stamped in the future" in stopped.output
        assert "deckwright lock --clamp p" in stopped.output
    assert (LOCK.read_bytes(), PACKAGE.read_bytes()) == (text, package)
    assert run("lock", "--check").exit_code == 1
    clamped = run("lock", "--clamp", "p")
    assert clamped.exit_code == 0, clamped.output
    assert "p: 1 stamp set from the future to now." in clamped.stdout
    assert "9 notes (9 unchanged)" in run("build").stdout
    assert PACKAGE.read_bytes() == package, "the note had not changed, and the package knew its stamp"
    assert run("lock", "--clamp", "p").stdout == "p: 9 notes, 0 retired, sound\n"


def test_a_clock_a_little_off_stops_nobody() -> None:
    """Half a day ahead, as a clock in another zone's time is, builds; the check of the lock names it all the same."""
    stamp(int(time.time()) + 43_200)
    assert run("build").exit_code == 0
    checked = run("lock", "--check")
    assert (checked.exit_code, f"{THING} is stamped in the future" in checked.stdout) == (1, True)


def test_a_build_date_of_the_past_is_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """With SOURCE_DATE_EPOCH before the lock's stamps, nothing lies in the future."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert run("build").exit_code == 0
    assert run("lock", "--check").exit_code == 0


def test_a_note_type_stamped_in_the_future_is_refused_and_clamped() -> None:
    """Styling of that year would replace the learner's own at each import."""
    LOCK.write_text(re.sub(r'("notetype": "deckwright Q&A".*"mod": )\d+', rf"\g<1>{FAR}", LOCK.read_text("utf-8")))
    assert "deckwright Q&A is stamped in the future" in run("build").output
    assert run("lock", "--clamp").exit_code == 0
    assert run("build").exit_code == 0


def test_words_on_a_card_are_no_stamp() -> None:
    """A card about cards.lock may say what it likes."""
    text = page([*NINE, ('What is "mod": 549755813888 ?', 'A stamp: {"mod": 549755813888}')])
    Path("source_cards/p/scraped.txt").write_text(text, "utf-8")
    assert run("build").exit_code == 0
    assert run("build").exit_code == 0
    assert run("lock", "--check").exit_code == 0


def test_a_package_from_the_future_is_not_imported(tmp_path: Path) -> None:
    """Whoever made it: import names the note before anything is done to a collection."""
    bench = Bench(tmp_path / "anki")
    bench.close()
    lines = LOCK.read_text("utf-8")
    _far_build(lines)
    for name in ("p", "dist/p.apkg"):
        stopped = run("import", name, "--collection", str(bench.path), "--yes")
        assert stopped.exit_code == 1
        assert "is stamped in the future" in stopped.output, stopped.output


def _far_build(lines: str) -> None:
    """Build as a version of the program did that did not look at stamps, with one note changed by a clock of far."""
    from generator import lint, pipeline
    from generator.deck import open_deck

    Path("source_cards/p/scraped.txt").write_text(page([("Of the far year?", "Of 19391."), *NINE]), "utf-8")
    prepared = pipeline.prepare(open_deck(Path("source_cards/p"), lint.SWITCHABLE), FAR)
    pipeline.write(prepared, Path("dist"))
    assert lines != LOCK.read_text("utf-8")


def test_a_lock_made_anew_from_such_a_package_is_refused_too() -> None:
    """The build that makes the lock anew says so itself, and the command helps."""
    _far_build(LOCK.read_text("utf-8"))
    LOCK.unlink()
    built = run("build")
    assert built.exit_code == 1
    assert "deckwright lock --clamp p" in built.output
    assert run("lock", "--clamp", "p").exit_code == 0
    assert run("build").exit_code == 0


def test_what_clamp_says_to_do_in_anki_sets_the_notes_right(tmp_path: Path) -> None:
    """In real Anki: a note with such a stamp takes no change; after a tag was added and taken away, it does."""
    _far_build(LOCK.read_text("utf-8"))
    bench = Bench(tmp_path / "anki")
    bench.import_package(PACKAGE)
    said = run("lock", "--clamp", "p").stdout
    assert run("build").exit_code == 0
    cards = [("Of the far year?", "Of this year."), *NINE]
    Path("source_cards/p/scraped.txt").write_text(page(cards), "utf-8")
    assert run("build").exit_code == 0
    assert bench.import_package(PACKAGE).updated == 0
    search = re.search(r'find them in the browser with ("Key:[^"]*" edited:1),', said)
    assert search, said
    found = bench.col.find_notes(search.group(1))
    far = bench.note(key_of("of-the-far-year"))
    assert far.id in found
    bench.col.tags.bulk_add(found, "x")
    bench.col.tags.bulk_remove(found, "x")
    assert bench.note(key_of("of-the-far-year")).mod <= time.time() + 1
    Path("source_cards/p/scraped.txt").write_text(page([(cards[0][0], "Of this very year."), *NINE]), "utf-8")
    later = CliRunner().invoke(group, ["build"], env={"SOURCE_DATE_EPOCH": str(int(time.time()) + 5)})
    assert later.exit_code == 0, later.output
    assert bench.import_package(PACKAGE).updated == 1
    assert bench.note(key_of("of-the-far-year"))["Answer"] == "Of this very year."
    assert max(note.mod for note in read_package(PACKAGE, "")) < time.time() + 60
    bench.close()
