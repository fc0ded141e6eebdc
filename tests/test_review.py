"""Drafts in, a person's word on each, what edits.md holds and the build ships out: complete --review as run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from anki_bench import Bench
from click.testing import CliRunner, Result
from deck_maker import deck, prepare

from generator.cli import group

CARDS = [
    ("What is a knot?", "A tie in a rope."),
    *((f"What is {name}?", None) for name in ("a bight", "a bend", "a hitch")),
]
EDITS = """# Mine

## {#what-is-a-bight .draft by="tiny" on="2026-01-02"}

A bend in a rope.

> [!source] Not checked. tiny names Ashley (confidence: low)

## What is a *bend*? {#what-is-a-bend tags=rope .draft by="tiny" on="2026-01-02"}

Two ropes
and a knot.

> [!source] Mine

# The end

Prose.
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a deck of four cards, two of them with a draft and one with nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    deck(Path("source_cards/knots"), CARDS, EDITS)
    run("build", "--new-lock")
    return tmp_path


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=stdin)


def edits() -> str:
    return Path("source_cards/knots/edits.md").read_text("utf-8")


def editor(monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str]) -> None:
    """Let the editor make these changes."""
    lines = [f"text = text.replace({old!r}, {new!r}, 1)\n" for old, new in changes]
    Path("editor.py").write_text(
        "import pathlib, sys\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text('utf-8')\n"
        + "".join(lines)
        + "file.write_text(text, 'utf-8')\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} editor.py")


def test_question_draft_and_neighbours_are_shown() -> None:
    """And what the model claims; quitting changes nothing."""
    done = run("complete", "knots", "--review", stdin="q\n")
    assert done.exit_code == 0
    assert done.stdout == (
        "\n1 of 2\n"
        "  before  What is a knot? – A tie in a rope.\n"
        "  after   What is a *bend*? – Two ropes and a knot.\n"
        "  after   What is a hitch? – (no answer)\n"
        "  asked   What is a bight?  {#what-is-a-bight}\n"
        "\n"
        "    A bend in a rope.\n"
        "\n"
        "    > [!source] Not checked. tiny names Ashley (confidence: low)\n"
        "accept, edit, reject, skip or quit? (a, e, r, s, q): q\n"
        "\nknots: nothing decided; 2 drafts left.\n"
    )
    assert edits() == EDITS


@pytest.mark.parametrize(
    "written",
    ["Not checked. tiny names Ashley (confidence: low). I found it on page 3", "Not checked. Page 3 of Ashley"],
)
@pytest.mark.parametrize("decided", ["a", "r"])
def test_a_source_that_a_person_wrote_on_stays(written: str, decided: str) -> None:
    """Only the line as the model's program wrote it goes with the draft."""
    path = Path("source_cards/knots/edits.md")
    path.write_text(EDITS.replace("Not checked. tiny names Ashley (confidence: low)", written), "utf-8")
    assert run("complete", "knots", "--review", stdin=f"{decided}\nq\n").exit_code == 0
    assert f"> [!source] {written}\n" in edits()


def test_a_line_below_the_claim_keeps_it() -> None:
    """The words below are a person's, and would be a quote of the answer without it."""
    path = Path("source_cards/knots/edits.md")
    path.write_text(EDITS.replace("(confidence: low)\n", "(confidence: low)\n> Page 3.\n"), "utf-8")
    assert run("complete", "knots", "--review", stdin="a\nq\n").exit_code == 0
    assert "> [!source] Not checked. tiny names Ashley (confidence: low)\n> Page 3.\n" in edits()


def test_an_accepted_draft_is_an_answer() -> None:
    """It keeps who wrote it, loses the source nobody opened, and ships; a source of the user's own stays."""
    done = run("complete", "knots", "--review", stdin="a\na\n")
    assert "knots: 2 accepted; 0 drafts left.\nNext: deckwright build knots\n" in done.stdout
    assert edits() == (
        '# Mine\n\n## {#what-is-a-bight by="tiny" on="2026-01-02"}\n\nA bend in a rope.\n\n'
        '## What is a *bend*? {#what-is-a-bend tags=rope by="tiny" on="2026-01-02"}\n\nTwo ropes\nand a knot.\n\n'
        "> [!source] Mine\n\n# The end\n\nProse.\n"
    )
    assert [problem.key for problem in prepare(Path("source_cards/knots")).problems] == ["what-is-a-hitch"]


def test_a_rejected_draft_leaves_a_gap() -> None:
    """With all that was there before it, and nothing where nothing was."""
    done = run("complete", "knots", "--review", stdin="r\nr\n")
    assert "knots: 2 rejected; 0 drafts left." in done.stdout
    assert run("complete", "knots", "--review").stdout == "knots: there is no draft to read.\n"
    assert (
        edits()
        == "# Mine\n\n## What is a *bend*? {#what-is-a-bend tags=rope}\n\n> [!source] Mine\n\n# The end\n\nProse.\n"
    )


def test_a_rejected_word_stays_where_it_is_no_answer() -> None:
    """An answer as short as a word of the question takes nothing from the question."""
    Path("source_cards/knots/edits.md").write_text("## A b? {#what-is-a-bight .draft}\n\nA\nb\n", "utf-8")
    run("complete", "knots", "--review", stdin="r\n")
    assert edits() == "## A b? {#what-is-a-bight}\n"


def test_a_review_goes_on_where_it_was_left() -> None:
    """What was decided is written; what was skipped or not reached is asked again."""
    run("complete", "knots", "--review", stdin="a\nq\n")
    again = run("complete", "knots", "--review", stdin="s\n")
    assert "1 of 1" in again.stdout
    assert "asked   What is a *bend*?" in again.stdout
    assert "knots: 1 skipped; 1 draft left." in again.stdout
    assert ".draft" in edits()


def test_an_edited_draft_is_an_answer_once_the_mark_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the mark it is asked about again."""
    editor(monkeypatch, ("in a rope", "of a rope"))
    done = run("complete", "knots", "--review", stdin="e\nq\n")
    assert "It is still a draft." in done.stdout
    assert "A bend of a rope." in edits()
    editor(monkeypatch, (" .draft", ""), ("Not checked. tiny names Ashley (confidence: low)", "Ashley, p. 3"))
    done = run("complete", "knots", "--review", stdin="e\nq\n")
    assert "knots: 1 edited; 1 draft left." in done.stdout
    assert (
        '## {#what-is-a-bight by="tiny" on="2026-01-02"}\n\nA bend of a rope.\n\n> [!source] Ashley, p. 3\n' in edits()
    )


def test_from_draft_to_studied_card(tmp_path: Path) -> None:
    """In real Anki: the draft has a band and a tag; reviewed, it is the same note without them, still studied."""
    built = run("build", "--include-drafts")
    assert "2 drafts in the package, with a band on the card and the tag deckwright::draft" in built.stdout
    bench = Bench(tmp_path / "anki")
    assert bench.import_package(Path("dist/knots.apkg")).new == 3
    note = bench.note("knots/what-is-a-bight")
    assert note["Answer"].startswith('<aside class="dw-extra"><strong>Draft, unreviewed</strong></aside>')
    assert "deckwright::draft" in note.tags
    assert "deckwright::draft" not in bench.note("knots/what-is-a-knot").tags
    bench.study("knots/what-is-a-bight")
    before = bench.history("knots/what-is-a-bight")
    run("complete", "knots", "--review", stdin="a\na\n")
    run("build")
    assert bench.import_package(Path("dist/knots.apkg")).updated == 2
    note = bench.note("knots/what-is-a-bight")
    assert (note["Answer"], note["Source"], note.tags) == ("A bend in a rope.", "", [])
    assert bench.history("knots/what-is-a-bight") == before
    bench.close()


def test_without_the_switch_no_draft_ships() -> None:
    """Not even one that shipped before."""
    run("build", "--include-drafts")
    done = run("build")
    assert done.exit_code == 1
    assert done.stdout.startswith('"Things": 1 note (1 unchanged, 3 left out)')
    assert done.stderr.count("[draft-answer]") == 2
    assert run("build", "--check", "--include-drafts").exit_code == 1


def test_a_draft_without_words_is_a_gap() -> None:
    """The band is no answer."""
    Path("source_cards/knots/edits.md").write_text("## {#what-is-a-bight .draft}\n", "utf-8")
    done = run("build", "--include-drafts")
    assert done.stderr.count("[missing-answer]") == 3
