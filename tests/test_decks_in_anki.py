"""Several decks in one real Anki: what one deck's import may touch of another's notes, by package and closed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from anki_bench import Bench, Outcome
from click.testing import Result
from deck_maker import page
from test_deck_identity import id_of, made, run, without_id

from generator.importing import Endpoint
from generator.packaging import read_package

SOURCES = Path("source_cards")
PROFILE = Path("Anki2/User 1")
COLLECTION = PROFILE / "collection.anki2"
NAMES = ["my name", "the capital of Chad", "two and two"]
LATE = 1_900_000_000


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty profile; AnkiConnect is looked for where nothing listens; each build is a second later."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKI_BASE", str(tmp_path / "no-anki-here"))
    monkeypatch.setattr("generator.cli.choosing._USUAL", Endpoint(port=9))
    Bench(PROFILE).close()
    return tmp_path


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Build decks, each time later than before."""
    seconds = iter(range(1_800_000_000, 1_900_000_000, 1000))

    def call(*words: str) -> Result:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(next(seconds)))
        return made("build", *words)

    return call


def asking(language: str) -> list[tuple[str, str | None]]:
    """The same questions as in every language, with answers of its own."""
    return [(f"What is {name}?", f"{language} {number}") for number, name in enumerate(NAMES)]


def deck(slug: str, cards: list[tuple[str, str | None]], *, is_old: bool = False) -> Path:
    """Start the deck `slug`, as one that was born without an id if it `is_old`."""
    Path(f"{slug}.txt").write_text(page(cards, title=slug.title()), "utf-8")
    made("new", f"{slug}.txt")
    if is_old:
        without_id(SOURCES / slug)
    return SOURCES / slug


def into(name: str, *words: str, stdin: str | None = None) -> Result:
    """Import a deck into the closed collection."""
    return run("import", name, "--collection", str(COLLECTION), *words, stdin=stdin)


def keys(slug: str) -> list[str]:
    """The Keys in the package, in study order."""
    return [note.key for note in read_package(Path(f"dist/{slug}.apkg"), slug)]


def move_line(key: str, source: Path, target: Path) -> None:
    """Put the card's line of one lock into the place of its new line in the other, as the build says."""
    lines = {folder: (folder / "cards.lock").read_text("utf-8").splitlines() for folder in (source, target)}
    (line,) = [each for each in lines[source] if f'"key": "{key}"' in each]
    lines[source].remove(line)
    lines[target] = [each for each in lines[target] if f'"key": "{key}"' not in each] + [line]
    for folder, kept in lines.items():
        (folder / "cards.lock").write_text("\n".join([*kept, ""]), "utf-8")


@pytest.mark.parametrize("door", [pytest.param("package", marks=pytest.mark.long), "closed"])
def test_two_projects_with_one_file_name(door: str, here: Path, monkeypatch: pytest.MonkeyPatch, build: Any) -> None:
    """Spanish, studied, and French with the same questions: both are there, and nothing of the first has changed."""
    found, before = [], None
    for language in ("Spanish", "French", "Spanish again"):
        project = here / language.split()[0]
        if not project.exists():
            project.mkdir()
            monkeypatch.chdir(project)
            deck("unit-1", asking(language))
            build()
        monkeypatch.chdir(project)
        if door == "closed":
            done = run("import", "unit-1", "--collection", str(here / COLLECTION))
            assert done.exit_code == 0, done.output
            assert ("3 unchanged" if "again" in language else "3 new") in done.output
        bench = Bench(here / PROFILE)
        if door == "package":
            again = Outcome(0, 0, 3, 0) if "again" in language else Outcome(3, 0, 0, 0)
            assert bench.import_package(project / "dist/unit-1.apkg") == again
        if before:
            assert {card: bench.progress()[card] for card in before[0]} == before[0]
            assert {guid: bench.content()[guid] for guid in before[1]} == before[1]
        else:
            for key in keys("unit-1"):
                bench.study(key)
            before = bench.progress(), bench.content()
        found.append(keys("unit-1"))
        assert len(bench.content()) == (3 if language == "Spanish" else 6)
        bench.close()
    assert not {*found[0]} & {*found[1]}


@pytest.mark.parametrize(
    ("is_old", "was_edited"),
    [
        (False, False),
        pytest.param(False, True, marks=pytest.mark.long),
        pytest.param(True, False, marks=pytest.mark.long),
        pytest.param(True, True, marks=pytest.mark.long),
    ],
    ids=["id", "id, edited", "old", "old, edited"],
)
def test_a_card_that_moved_with_its_line(build: Any, *, is_old: bool, was_edited: bool) -> None:
    """Shown, and taken over after a yes with its history, also where its text was edited in Anki later."""
    one, two = deck("one", asking("one"), is_old=is_old), deck("two", [("Else?", "Else.")], is_old=is_old)
    build()
    assert into("one").exit_code == into("two").exit_code == 0
    old, key = keys("one")[1], keys("one")[1].partition("/")[2]
    bench = Bench(PROFILE)
    bench.study(old)
    if was_edited:
        bench.edit(old, "Answer", "my own", LATE)
    history, before = bench.history(old), bench.content()
    bench.close()
    (one / "scraped.txt").write_text(page([asking("one")[0], asking("one")[2]], title="One"), "utf-8")
    (two / "scraped.txt").write_text(page([("Else?", "Else."), asking("one")[1]], title="Two"), "utf-8")
    assert "left one and is new in two" in build().output
    move_line(key, one, two)
    Path("dist/two.apkg").unlink()
    build()
    new = next(each for each in keys("two") if each.endswith(key))
    shown = f'moved here  "What is the capital of Chad?": {old} in Anki becomes {new}'
    dry = into("two", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert shown in dry.output
    assert f"elsewhere    {key}: there its guid is that of {old}" in dry.output
    no = into("two", stdin="n\n")
    assert no.exit_code == 0, no.output
    assert (shown in no.output, f"elsewhere    {new}" in no.output) == (True, True)
    assert "1 left alone as notes of another deck" in no.output
    bench = Bench(PROFILE)
    assert bench.content() == before
    assert bench.history(old) == history
    bench.close()
    yes = into("two", *(["-y"] if was_edited else []), stdin=None if was_edited else "y\n")
    assert yes.exit_code == 0, yes.output
    assert ("kept because edited in Anki" if was_edited else "1 taken over from another deck") in yes.output
    bench = Bench(PROFILE)
    assert bench.history(new) == history
    assert bench.note(new)["Answer"] == ("my own" if was_edited else "one 1")
    assert len(bench.content()) == 4
    bench.close()
    again = into("two")
    assert again.exit_code == 0
    assert "moved here" not in again.output
    assert "0 of another deck" not in again.output
    pruned = into("one", "--prune", "-y")
    assert "No retired note is in Anki." in pruned.output


@pytest.mark.long
@pytest.mark.parametrize("is_old", [False, True], ids=["id", "old"])
def test_a_reworded_card_that_moved(build: Any, *, is_old: bool) -> None:
    """Its guid no longer follows from its question; what the build says to write into the line tells the deck."""
    cards = asking("one")
    one, two = deck("one", cards, is_old=is_old), deck("two", [("Else?", "Else.")], is_old=is_old)
    build()
    reworded = ("What is the capital of Chad, please?", cards[1][1])
    (one / "scraped.txt").write_text(page([cards[0], reworded, cards[2]]), "utf-8")
    build()
    made("import", "one", "two", "--collection", str(COLLECTION))
    (one / "scraped.txt").write_text(page([cards[0], cards[2]]), "utf-8")
    (two / "scraped.txt").write_text(page([("Else?", "Else."), reworded]), "utf-8")
    said = build().output
    assert ('"decks": "one"' in said) == is_old
    key = "what-is-the-capital-of-chad"
    lock = two / "cards.lock"
    new = next(each for each in lock.read_text("utf-8").splitlines() if '"key": "what-is-the-capital' in each)
    lock.write_text(lock.read_text("utf-8").replace(f"{new}\n", ""), "utf-8")
    move_line(key, one, two)
    if is_old:
        last = lock.read_text("utf-8").splitlines()[-1]
        lock.write_text(lock.read_text("utf-8").replace(last, f'{last[:-1]}, "decks": "one"}}'), "utf-8")
    Path("dist/two.apkg").unlink()
    build()
    assert "1 taken over from another deck" in into("two", "-y").output
    bench = Bench(PROFILE)
    assert len(bench.content()) == 4
    bench.close()


@pytest.mark.long
def test_a_card_that_moved_twice(build: Any) -> None:
    """From the first deck to the second and on to the third: the lock knows each deck it was in."""
    cards = asking("one")
    folders = [deck("a", cards), deck("b", [("B?", "B.")]), deck("c", [("C?", "C.")])]
    build()
    made("import", "a", "b", "c", "--collection", str(COLLECTION))
    key = keys("a")[0].partition("/")[2]
    for source, target, other in ((0, 1, "B"), (1, 2, "C")):
        left = cards[1:] if source == 0 else [("B?", "B.")]
        (folders[source] / "scraped.txt").write_text(page(left), "utf-8")
        (folders[target] / "scraped.txt").write_text(page([(f"{other}?", f"{other}."), cards[0]]), "utf-8")
        move_line(key, folders[source], folders[target])
        Path(f"dist/{folders[target].name}.apkg").unlink()
        build()
        done = into(folders[target].name, "-y")
        assert "1 taken over from another deck" in done.output, done.output
    bench = Bench(PROFILE)
    assert len(bench.content()) == 5
    assert bench.note(f"{id_of(folders[2])}/{key}")["Answer"] == "one 0"
    bench.close()


@pytest.mark.parametrize("is_old", [pytest.param(False, marks=pytest.mark.long), True], ids=["id", "old"])
def test_a_line_with_the_guid_of_another_decks_note(here: Path, build: Any, *, is_old: bool) -> None:
    """Somebody else's lock holds a guid of ours: that note is left alone in every respect, and named."""
    mine = deck("mine", asking("mine"), is_old=is_old)
    build()
    assert into("mine").exit_code == 0
    guid = read_package(Path("dist/mine.apkg"), "")[1].guid
    old = keys("mine")[1]
    bench = Bench(PROFILE)
    bench.study(old)
    progress, content = bench.progress(), bench.content()
    bench.close()
    mine.rename(here / "mine")
    theirs = deck("theirs", [("Another question?", "Another answer."), ("More?", "More.")], is_old=is_old)
    with (theirs / "edits.md").open("a", encoding="utf-8") as edits:
        edits.write("\n## {#another-question .reversed}\n")
    build()
    lock = theirs / "cards.lock"
    first = read_package(Path("dist/theirs.apkg"), "")[0].guid
    lock.write_text(lock.read_text("utf-8").replace(first, guid), "utf-8")
    Path("dist/theirs.apkg").unlink()
    lock.write_text(re.sub(r'"shipped": "\w+"', '"shipped": ""', lock.read_text("utf-8")), "utf-8")
    build()
    words = () if is_old else ("n\n",)
    done = into("theirs", stdin="".join(words) or None)
    assert done.exit_code == 0, done.output
    assert f"{old}" in done.output
    assert "1 left alone as notes of another deck" in done.output
    assert "1 new" in done.output
    if is_old:
        assert "left alone  " in done.output
    bench = Bench(PROFILE)
    assert {card: bench.progress()[card] for card in progress} == progress
    assert {guid: bench.content()[guid] for guid in content} == content
    assert len(bench.content()) == 4
    assert len(bench.note(old).cards()) == 1
    bench.close()
    by_file = run("import", "dist/theirs.apkg", "--collection", str(COLLECTION), "-y")
    assert by_file.exit_code == 0, by_file.output
    assert "left alone  " in by_file.output
    assert "moved here" not in by_file.output


@pytest.mark.long
@pytest.mark.parametrize("form", ["txt", "csv", "json"])
@pytest.mark.parametrize("is_old", [False, True], ids=["id", "old"])
def test_an_export_read_elsewhere_goes_on_with_the_notes(
    form: str, here: Path, monkeypatch: pytest.MonkeyPatch, build: Any, *, is_old: bool
) -> None:
    """A deck started from an export in another project takes the studied notes over, after a yes."""
    folder = deck("one", asking("one"), is_old=is_old)
    with (folder / "edits.md").open("a", encoding="utf-8") as edits:
        edits.write("\n## Which city governs Chad? {#what-is-the-capital-of-chad}\n")
    build("--also", form)
    assert into("one").exit_code == 0
    bench = Bench(PROFILE)
    old = keys("one")
    for key in old:
        bench.study(key)
    before = [bench.history(key) for key in old]
    bench.close()
    (here / "other").mkdir()
    monkeypatch.chdir(here / "other")
    made("new", str(here / f"dist/one.{form}"), "--name", "Mine")
    build()
    done = run("import", "mine", "--collection", str(here / COLLECTION), stdin="y\n")
    assert done.exit_code == 0, done.output
    assert "3 taken over from another deck" in done.output
    bench = Bench(here / PROFILE)
    assert [bench.history(key) for key in keys("mine")] == before
    assert len(bench.content()) == 3
    bench.close()


@pytest.mark.long
def test_prune_touches_only_notes_of_the_very_deck(build: Any) -> None:
    """Neither those of a deck whose name begins alike, nor a note the user made by copying one of the deck's."""
    one, other = deck("a", asking("a"), is_old=True), deck("a-2", asking("a-2"), is_old=True)
    deck("x", asking("x"), is_old=True).rename(SOURCES / "a_2")
    build()
    made("import", "--collection", str(COLLECTION))
    bench = Bench(PROFILE)
    col = bench.col
    original = bench.note(keys("a")[2])
    copied = col.new_note(col.models.get(original.mid) or {})
    copied.fields = original.fields
    col.add_note(copied, 1)  # type: ignore[arg-type]
    before = bench.content()
    bench.close()
    for folder in (one, other):
        (folder / "scraped.txt").write_text(page(asking(folder.name)[:2]), "utf-8")
        build(folder.name)
    done = into("a", "--prune", stdin="delete\n")
    assert done.exit_code == 0, done.output
    assert "1 retired note deleted" in done.output
    bench = Bench(PROFILE)
    gone = before.keys() - bench.content().keys()
    assert [before[guid][0][6] for guid in gone] == ["a/what-is-two-and-two"]
    assert copied.guid in bench.content()
    bench.close()


@pytest.mark.long
def test_the_package_of_a_renamed_deck_is_not_imported_under_its_old_name(build: Any) -> None:
    """dist/ still has the renamed deck's package, and another deck now has that name."""
    deck("unit-1", asking("Spanish"))
    build()
    (SOURCES / "unit-1").rename(SOURCES / "spanish")
    deck("unit-1", asking("French"))
    done = into("unit-1")
    assert done.exit_code == 1
    assert "this package is of another deck" in done.output
    assert "deckwright build unit-1" in done.output


@pytest.mark.long
def test_a_key_that_was_emptied_is_no_other_decks(build: Any) -> None:
    """What the learner did to the Key of our note does not make it another deck's: an update arrives."""
    folder = deck("one", asking("one"))
    build()
    assert into("one").exit_code == 0
    key, other = keys("one")[:2]
    bench = Bench(PROFILE)
    bench.edit(other, "Key", "what I like", 1_700_000_000)
    bench.edit(key, "Key", "", 1_700_000_000)
    bench.close()
    (folder / "scraped.txt").write_text(page([(question, "New.") for question, _ in asking("one")]), "utf-8")
    build()
    done = into("one")
    assert "3 updated" in done.output, done.output
    bench = Bench(PROFILE)
    assert (bench.note(key)["Answer"], bench.note(other)["Answer"]) == ("New.", "New.")
    bench.close()
