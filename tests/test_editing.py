"""What a person does in the editor in, what edits.md and the next build hold out: complete, edit and add as run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import deck, prepare
from terminal import in_terminal

from generator.cli import group

CARDS = [("What is a *knot*?", "A tie.\n\n- of rope\n- of string"), ("What is a bight?", None), ("Two\nlines?", "Yes.")]
PAGE = "scraped.txt"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one deck, and an editor that does what a test tells it to."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    deck(Path("source_cards/knots"), CARDS, "# Mine\n")
    assert run("build", "--new-lock").exit_code == 1
    editor(monkeypatch)
    return tmp_path


def editor(monkeypatch: pytest.MonkeyPatch, old: str = "", new: str = "", then: str = "") -> None:
    """Let the editor keep what it is offered in seen.md and put `new` for `old`, the second time `then`."""
    Path("editor.py").write_text(
        "import pathlib, sys\n"
        "file, seen = pathlib.Path(sys.argv[1]), pathlib.Path('seen.md')\n"
        f"old, new, then = {old!r}, {new!r}, {then!r}\n"
        "text = file.read_text('utf-8')\n"
        "words = then if then and seen.exists() else new\n"
        "seen.write_text(text, 'utf-8')\n"
        "file.write_text(text.replace(old, words, 1) if old else text, 'utf-8')\n"
    )
    Path("seen.md").unlink(missing_ok=True)
    monkeypatch.setenv("EDITOR", f"{sys.executable} editor.py")


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=stdin)


def edits() -> str:
    return Path("source_cards/knots/edits.md").read_text("utf-8")


def test_what_is_missing_is_listed_with_the_cards_around_it() -> None:
    """Outside a terminal nothing is opened and nothing is asked."""
    done = run("complete", "knots")
    assert done.exit_code == 0
    assert done.stdout == (
        "source_cards/knots/scraped.txt:23: What is a bight?  {#what-is-a-bight}\n"
        "    before  What is a *knot*? – A tie. - of rope - of string\n"
        "    after   Two lines? – Yes.\n"
        "knots: 1 answer missing\n"
        "To write one: deckwright edit knots what-is-a-bight\n"
    )


def test_in_a_terminal_each_missing_answer_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """The editor shows the question, the neighbours and the page; what is saved is the answer."""
    Path("answer.py").write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "text = file.read_text('utf-8')\n"
        "assert '| What is a bight?' in text and 'The card before: What is a *knot*?' in text, text\n"
        "file.write_text(text.replace('bight}', 'bight}\\n\\nA bend.', 1), 'utf-8')\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} answer.py")
    done = in_terminal("complete", "knots", typed="w\n")
    assert done.returncode == 0, done
    assert "knots: 1 answer written. Next: deckwright build knots" in done.stdout
    assert edits() == "# Mine\n\n## {#what-is-a-bight}\n\nA bend.\n"
    assert prepare(Path("source_cards/knots")).problems == ()


@pytest.mark.parametrize("key", ["what-is-a-knot", "what-is-a-bight", "two-lines"])
def test_saving_unchanged_text_changes_nothing(key: str) -> None:
    """Whatever was filled in."""
    done = run("edit", "knots", key)
    assert done.stdout == "Nothing was changed.\n", done.output
    assert edits() == "# Mine\n"


def test_a_card_is_opened_filled_in_and_escaped() -> None:
    """Question and answer stand there as Markdown that shows what was scraped."""
    run("edit", "knots", "what-is-a-knot")
    offered = Path("seen.md").read_text("utf-8")
    assert offered.startswith("## What is a \\*knot\\*? {#what-is-a-knot}\n\nA tie.\n\n- of rope\n- of string\n\n<!-- ")
    run("edit", "knots", "two-lines")
    assert Path("seen.md").read_text("utf-8").startswith("## {#two-lines}\n\n> [!question] Two\n> lines?\n\nYes.\n")


@pytest.mark.parametrize(
    ("key", "old", "new", "written"),
    [
        ("what-is-a-knot", "A tie.", "A **tie**.", "## {#what-is-a-knot}\n\nA **tie**.\n\n- of rope\n- of string\n"),
        ("what-is-a-knot", "knot\\*?", "bow\\*?", "## What is a \\*bow\\*? {#what-is-a-knot}\n"),
        ("two-lines", "> lines", "> words", "## {#two-lines}\n\n> [!question] Two\n> words?\n"),
        ("two-lines", "Yes.", "No.", "## {#two-lines}\n\nNo.\n"),
        ("two-lines", "Yes.", "Yes.\n\n> [!source] me", "## {#two-lines}\n\n> [!source] me\n"),
    ],
)
def test_only_what_was_changed_is_written(
    key: str, old: str, new: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a person leaves as it is goes on following the page."""
    editor(monkeypatch, old, new)
    assert run("edit", "knots", key).exit_code == 0
    assert edits() == f"# Mine\n\n{written}"
    editor(monkeypatch)
    assert run("edit", "knots", key).stdout == "Nothing was changed.\n"


def test_a_text_that_is_no_section_is_offered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the words the person wrote; said no to, they stay in a file, and edits.md is as it was."""
    editor(monkeypatch, "of string", "of string\n\n```")
    done = run("edit", "knots", "what-is-a-knot", stdin="n\n")
    assert done.exit_code == 1
    assert "a code block or formula is not closed" in done.stderr
    assert "- of string\n\n```\n" in Path("source_cards/knots/edits.md.unsaved-1.md").read_text("utf-8")
    assert edits() == "# Mine\n"


def test_a_section_changed_meanwhile_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two editors, one section: the second one is told, and its words are not lost."""
    editor(monkeypatch, "A tie.", "Mine.")
    with Path("editor.py").open("a") as file:
        file.write("pathlib.Path('source_cards/knots/edits.md').write_text('## {#what-is-a-knot}\\n\\nTheirs.\\n')\n")
    done = run("edit", "knots", "what-is-a-knot", stdin="n\n")
    assert "was changed by somebody else meanwhile" in done.stderr
    assert "Mine." in Path("source_cards/knots/edits.md.unsaved-1.md").read_text("utf-8")
    assert "Theirs." in edits()


def test_a_card_nobody_knows_is_named_with_the_nearest() -> None:
    """And the editor stays closed."""
    done = run("edit", "knots", "what-is-a-knott")
    assert (done.exit_code, Path("seen.md").exists()) == (1, False)
    assert 'Did you mean "what-is-a-knot"?' in done.stderr


def test_a_card_of_ones_own_gets_a_key_from_its_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the same question gets another key; the offer left as it is adds nothing."""
    editor(monkeypatch, "Write the question here", "What is a *knot*?")
    assert run("add", "knots").stdout.startswith("source_cards/knots/edits.md: what-is-a-knot-2 added.")
    assert run("add", "knots").stdout.startswith("source_cards/knots/edits.md: what-is-a-knot-3 added.")
    assert edits().startswith("# Mine\n\n## What is a *knot*? {#what-is-a-knot-2 .added}\n\n## What")
    editor(monkeypatch)
    assert run("add", "knots").stdout == "Nothing was added.\n"
    editor(monkeypatch, "the answer here", "a tie")
    assert "write the question in the heading" in run("add", "knots", stdin="n\n").stderr
