"""What a person typed in the editor is in edits.md as meant, or in a file that is named, whatever went wrong."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import deck
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.cli import group

FOLDER = Path("source_cards/knots")
CARDS = [
    ("What is a knot?", "A tie."),
    ("What is a bight?", None),
    ("Two\nlines?", "- a\n- b"),
    ("What is a bend?", None),
]
EDITS = """# Mine

## What is a *bend*? {#what-is-a-bend tags="a b" .draft by="tiny" on="2026-01-02"}

A knot
of two ropes.

> [!source] Ashley
> [!extra] more

# Chapter

Prose.
"""
NAMED = re.compile(r"Your text is in (\S+)\. ")
BEGIN = "<!-- This comment is not saved"
ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one deck, in which one answer is missing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("VISUAL", raising=False)
    deck(FOLDER, CARDS, "# Mine\n")
    run("build", "--new-lock")
    return tmp_path


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the editor run these lines of Python, with `file` and its `text`."""

    def set_editor(*lines: str) -> None:
        Path("editor.py").write_text(
            "import os, pathlib, signal, sys\nfile = pathlib.Path(sys.argv[1])\ntext = file.read_text('utf-8')\n"
            + "\n".join(lines),
            "utf-8",
        )
        monkeypatch.setenv("EDITOR", f"{sys.executable} -S -E editor.py")

    return set_editor


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=stdin)


def edits() -> str:
    return (FOLDER / "edits.md").read_text("utf-8")


def unsaved() -> list[Path]:
    return sorted(FOLDER.glob("*unsaved*"))


def named_file(done: Result) -> Path:
    """The file that the run names, after it failed."""
    assert done.exit_code == 1, done.output
    found = NAMED.search(done.stderr)
    assert found, done.output
    assert "a fault of its own" not in done.output
    return Path(found[1])


@pytest.mark.parametrize("end", ["'\\n' + text + 'My words.\\n'", "text.replace('-->', '--> My words.')"])
def test_words_below_the_comment_become_the_answer(end: str, editor: Callable[..., None]) -> None:
    """As they would above it: below its end, or on the same line."""
    editor(f"file.write_text({end}, 'utf-8')")
    done = run("edit", "knots", "what-is-a-bight")
    assert done.exit_code == 0, done.output
    assert "What you wrote below the comment goes to the end of the card's section.\n" in done.stdout
    assert edits() == "# Mine\n\n## {#what-is-a-bight}\n\nMy words.\n"
    assert unsaved() == []


def test_words_below_the_comment_follow_the_answer_there_is(editor: Callable[..., None]) -> None:
    """All that stands outside the comment is the card's section."""
    editor("file.write_text(text + 'More of it.\\n', 'utf-8')")
    assert run("edit", "knots", "what-is-a-knot").exit_code == 0
    assert edits().endswith("## {#what-is-a-knot}\n\nA tie.\n\nMore of it.\n")


def test_a_card_of_ones_own_is_answered_below_the_comment(editor: Callable[..., None]) -> None:
    """The words that ask for an answer go; what was written stays."""
    editor("file.write_text(text.replace('Write the question here', 'Why?') + 'Because.\\n', 'utf-8')")
    assert run("add", "knots").exit_code == 0
    assert edits().endswith("## Why? {#why .added}\n\nBecause.\n")


WRONG = {
    "inside the comment": "file.write_text(text.replace('Change', 'My words. Change'), 'utf-8')",
    "behind the comment's begin": "file.write_text(text.replace('below it.', 'below it. My words.'), 'utf-8')",
    "before the comment's end": "file.write_text(text.replace('-->', 'My words. -->'), 'utf-8')",
    "the comment has no end": "file.write_text(text.replace('-->', '') + 'My words.', 'utf-8')",
    "the comment has no begin": f"file.write_text('My words.' + text.replace({BEGIN!r}, ''), 'utf-8')",
    "above the heading": "file.write_text('My words.\\n' + text, 'utf-8')",
    "another key": "file.write_text(text.replace('#what', '#why').replace('A tie', 'My words'), 'utf-8')",
    "no heading": "file.write_text('My words.', 'utf-8')",
    "two sections": "file.write_text('## A {#a}\\n\\nMy words.\\n\\n' + text, 'utf-8')",
    "an unclosed block": "file.write_text(text.replace('A tie.', '```\\nMy words.'), 'utf-8')",
    "a comment of one's own": "file.write_text(text.replace('A tie.', '<!-- My words. -->'), 'utf-8')",
    "latin-1": "file.write_bytes(text.replace('A tie.', 'My words. caf\\xe9').encode('latin-1'))",
    "the editor fails": "file.write_text('My words.', 'utf-8')\nsys.exit(3)",
    "the editor is killed": "file.write_text('My words.', 'utf-8')\nos.kill(os.getpid(), signal.SIGKILL)",
    "an edit meanwhile": "file.write_text(text.replace('A tie', 'My words'), 'utf-8')\n"
    "pathlib.Path('source_cards/knots/edits.md').write_text('## {#what-is-a-knot}\\n\\nTheirs.\\n', 'utf-8')",
    "edits.md broken meanwhile": "file.write_text(text.replace('A tie', 'My words'), 'utf-8')\n"
    "pathlib.Path('source_cards/knots/edits.md').write_text('## No key\\n', 'utf-8')",
    "edits.md binary meanwhile": "file.write_text(text.replace('A tie', 'My words'), 'utf-8')\n"
    "pathlib.Path('source_cards/knots/edits.md').write_bytes(b'\\xff\\x00')",
    "edits.md a folder meanwhile": "file.write_text(text.replace('A tie', 'My words'), 'utf-8')\n"
    "os.remove('source_cards/knots/edits.md')\nos.mkdir('source_cards/knots/edits.md')",
    "the deck is gone meanwhile": "file.write_text(text.replace('A tie', 'My words'), 'utf-8')\n"
    "os.remove('source_cards/knots/cards.lock')\nos.rename('source_cards/knots/edits.md', 'else.md')\n"
    "os.mkdir('source_cards/knots/edits.md')",
}


@pytest.mark.parametrize("lines", WRONG.values(), ids=WRONG)
def test_what_cannot_be_saved_lies_in_a_file_that_is_named(lines: str, editor: Callable[..., None]) -> None:
    """With the text as it was left, edits.md as it was, and a status that says so."""
    editor(lines)
    done = run("edit", "knots", "what-is-a-knot", stdin="n\n")
    assert b"My words" in named_file(done).read_bytes()
    assert "Error: " in done.stderr
    assert not (FOLDER / "edits.md").is_file() or "My words" not in (FOLDER / "edits.md").read_text("utf-8", "replace")


@pytest.mark.parametrize("stdin", ["n\n", "", None])
def test_nobody_there_to_answer_is_a_no(stdin: str | None, editor: Callable[..., None]) -> None:
    """The text is named and not lost with the question."""
    editor(WRONG["above the heading"])
    assert "My words" in named_file(run("edit", "knots", "what-is-a-knot", stdin=stdin)).read_text("utf-8")


@pytest.mark.parametrize("command", [["add", "knots"], ["edit", "knots", "what-is-a-bight"]])
def test_unsaved_texts_never_overwrite_each_other(command: list[str], editor: Callable[..., None]) -> None:
    """Each gets a number of its own, and no build takes one for a page or an edit."""
    before = run("build", "knots").output
    for number in (1, 2, 3):
        editor(f"file.write_text('Words {number}\\n' + text, 'utf-8')")
        assert named_file(run(*command, stdin="n\n")).name == f"edits.md.unsaved-{number}.md"
    assert [path.read_text("utf-8").split("\n")[0] for path in unsaved()] == ["Words 1", "Words 2", "Words 3"]
    assert run("build", "knots").output == before


def test_a_text_that_is_opened_again_is_the_one_that_was_left(editor: Callable[..., None]) -> None:
    """Mended the second time, it is saved, and no file is left."""
    editor(
        "again = text.startswith('Oops')",
        "file.write_text(text.removeprefix('Oops\\n') if again else 'Oops\\n' + text.replace('A tie', 'My words'))",
    )
    done = run("edit", "knots", "what-is-a-knot", stdin="y\n")
    assert done.exit_code == 0, done.output
    assert "My words." in edits()
    assert unsaved() == []


@pytest.mark.parametrize("failing", ["", "\nsys.exit(1)"])
def test_where_nothing_was_typed_nothing_is_left(failing: str, editor: Callable[..., None]) -> None:
    """Not by an editor that fails, either; the copy that an editor made of what was offered goes, too."""
    editor("pathlib.Path(str(file) + '~').write_bytes(file.read_bytes())" + failing)
    done = run("edit", "knots", "what-is-a-knot")
    assert (done.exit_code, unsaved()) == (bool(failing), [])
    assert ("Nothing was changed." in done.stdout) is not failing.strip().startswith("sys")


def test_the_files_that_an_editor_leaves_behind_are_named(editor: Callable[..., None]) -> None:
    """A swap file holds what was typed when the editor crashed."""
    editor("(file.parent / f'.{file.name}.swp').write_text('My words.')\nos.abort()")
    done = run("edit", "knots", "what-is-a-knot")
    assert done.exit_code == 1
    assert "It left source_cards/knots/.edits.md.unsaved-1.md.swp." in done.stderr
    assert (FOLDER / ".edits.md.unsaved-1.md.swp").read_text() == "My words."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_text_in_another_unicode_form_is_the_same_text(
    encoding: str, newline: str, editor: Callable[..., None]
) -> None:
    """Where the file says which form that is."""
    editor(
        "new = file.with_name('other')",
        f"new.write_bytes(text.replace('A tie.', 'My wörds.').replace('\\n', {newline!r}).encode({encoding!r}))",
        "os.replace(new, file)",
    )
    done = run("edit", "knots", "what-is-a-knot")
    assert done.exit_code == 0, done.output
    assert edits() == "# Mine\n\n## {#what-is-a-knot}\n\nMy wörds.\n"


def test_an_editor_that_removes_the_file_is_a_sentence(editor: Callable[..., None]) -> None:
    """There is nothing to keep, and no file is named that is not there."""
    editor("file.unlink()")
    done = run("edit", "knots", "what-is-a-knot")
    assert (done.exit_code, unsaved(), NAMED.search(done.stderr)) == (1, [], None)
    assert "the editor left no file that can be read" in done.stderr


@pytest.mark.parametrize("words", ["no-such-editor", '"unclosed', "false"])
def test_an_editor_that_cannot_be_opened_is_a_sentence(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left, and the variable is named."""
    monkeypatch.setenv("EDITOR", words)
    done = run("edit", "knots", "what-is-a-knot")
    assert (done.exit_code, unsaved()) == (1, [])
    assert done.stderr.startswith("Error: The editor ended with an error (")
    assert done.stderr.endswith("The variable EDITOR says which editor is opened.\n")


def test_a_full_disk_leaves_the_text_where_the_editor_put_it(editor: Callable[..., None]) -> None:
    """A long edits.md cannot be written any more; the few words typed are on the disk already."""
    (FOLDER / "edits.md").write_text("# Mine\n\n" + "Prose. " * 5_000 + "\n")
    before = edits()
    editor("file.write_text(text.replace('A tie', 'My words'), 'utf-8')")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, limits[1]))
    try:
        done = run("edit", "knots", "what-is-a-knot", stdin="n\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "My words" in named_file(done).read_text("utf-8")
    assert edits() == before


def test_where_the_folder_cannot_be_written_the_text_lies_elsewhere(
    editor: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Names that are taken stand for a folder in which nothing may be written: root may write anywhere."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    for number in range(1, 4):
        (FOLDER / f"edits.md.unsaved-{number}.md").symlink_to("/nowhere/at/all")
    monkeypatch.setattr("generator.cli.unsaved._LAST", 3)
    editor(WRONG["above the heading"])
    path = named_file(run("edit", "knots", "what-is-a-knot", stdin="n\n"))
    assert path.parts[0] == "temporary"
    assert "My words" in path.read_text("utf-8")
    editor("file.write_text(text.replace('A tie', 'My words'), 'utf-8')")
    path.unlink()
    path.parent.rmdir()
    assert run("edit", "knots", "what-is-a-knot").exit_code == 0
    assert list((tmp_path / "temporary").iterdir()) == []


def _started(editor: Callable[..., None]) -> subprocess.Popen[str]:
    """`deckwright edit` with an editor that has saved, and waits to be told that it may end."""
    editor(
        "signal.signal(signal.SIGINT, signal.SIG_IGN)",
        "file.write_text(text.replace('A tie', 'My words'), 'utf-8')",
        "os.mkfifo('go')",
        "open('go').read()",
    )
    started = subprocess.Popen(
        [Path(sys.executable).with_name("deckwright"), "edit", "knots", "what-is-a-knot"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for _ in range(3_000):
        if Path("go").exists():
            return started
        assert started.poll() is None, started.stderr
        time.sleep(0.01)
    raise AssertionError("the editor was never opened")


def test_ctrl_c_is_for_the_editor(editor: Callable[..., None]) -> None:
    """It reaches every program of the terminal; an editor that goes on is waited for."""
    started = _started(editor)
    os.killpg(started.pid, signal.SIGINT)
    Path("go").write_text("go")
    out, err = started.communicate(timeout=60)
    assert (started.returncode, err) == (0, "")
    assert "what-is-a-knot written" in out
    assert "My words." in edits()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_is_ended_names_the_text(number: signal.Signals, editor: Callable[..., None]) -> None:
    """The editor may go on; what it has saved so far lies beside edits.md."""
    started = _started(editor)
    started.send_signal(number)
    # The pipe is closed only when the editor has ended, too.
    Path("go").write_text("go")
    _, err = started.communicate(timeout=60)
    assert started.returncode == 1
    found = NAMED.search(err)
    assert found, err
    assert "My words" in Path(found[1]).read_text("utf-8")


def test_a_run_that_is_killed_leaves_the_text_beside_edits_md(editor: Callable[..., None]) -> None:
    """Nobody can say a word then, but the file is where it is looked for, and the next edit names it."""
    started = _started(editor)
    started.kill()
    Path("go").write_text("go")
    started.communicate(timeout=60)
    assert [b"My words" in path.read_bytes() for path in unsaved()] == [True]
    editor()
    assert run("edit", "knots", "what-is-a-bight").stderr == (
        "Unsaved text of earlier edits lies in source_cards/knots/edits.md.unsaved-1.md; delete what you need "
        "no more.\n"
    )
    assert [b"My words" in path.read_bytes() for path in unsaved()] == [True]


def test_a_draft_that_is_edited_below_the_comment_is_saved(editor: Callable[..., None]) -> None:
    """The review opens the same editor."""
    draft = '## {#what-is-a-bight .draft by="tiny" on="2026-01-02"}\n\nA bend.\n'
    (FOLDER / "edits.md").write_text(draft)
    editor("file.write_text(text.replace(' .draft', '') + 'In a rope.\\n', 'utf-8')")
    assert run("complete", "knots", "--review", stdin="e\n").exit_code == 0
    assert edits() == '## {#what-is-a-bight by="tiny" on="2026-01-02"}\n\nA bend.\n\nIn a rope.\n'
    (FOLDER / "edits.md").write_text(draft)
    editor("file.write_text('My words.\\n' + text, 'utf-8')")
    assert "My words" in named_file(run("complete", "knots", "--review", stdin="e\nn\n")).read_text("utf-8")


TYPED = st.tuples(
    st.floats(0, 1),
    st.sampled_from(
        ["{}", " {} ", "\n{}\n", "\n\n{}\n\n", "```\n{}", "-->{}", "<!-- {}", "## {} {{#x}}", "> [!extra] {}"]
    ),
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252", "utf-7")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.one_of(
        st.just(("add", "knots")),
        st.sampled_from(["knot", "bight", "bend"]).map(lambda name: ("edit", "knots", f"what-is-a-{name}")),
        st.just(("edit", "knots", "two-lines")),
    ),
    typed=st.lists(TYPED, min_size=1, max_size=4),
    cuts=st.lists(st.integers(0, 30), max_size=3),
    encoding=st.sampled_from(ENCODINGS),
    answer=st.sampled_from(["", "n\n", "y\nn\n"]),
)
def test_every_word_that_was_typed_is_somewhere(
    command: tuple[str, ...],
    typed: list[tuple[float, str]],
    cuts: list[int],
    encoding: str,
    answer: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In edits.md or in the file that is named, whatever the editor leaves: words anywhere, any encoding."""
    (FOLDER / "edits.md").write_text(EDITS, "utf-8")
    monkeypatch.setenv("EDITOR", "cp --no-preserve=all -t . -- ")
    run(*command)
    (offered,) = Path().glob("edits.md.unsaved-*")
    text = offered.read_text("utf-8")
    offered.unlink()
    lines = text.split("\n")
    text = "\n".join(line for at, line in enumerate(lines) if at not in cuts)
    words, size = [f"Tword{number}x" for number in range(len(typed))], len(text)
    # From the end on, so that no word is written into another one.
    for word, (place, form) in zip(words, sorted(typed, reverse=True), strict=True):
        at = int(place * size)
        text = text[:at] + form.format(word) + text[at:]
    Path("left").write_bytes(text.encode(encoding, "replace"))
    monkeypatch.setenv("EDITOR", "cp --no-preserve=all left")
    done = run(*command, stdin=answer)
    assert "a fault of its own" not in done.output
    kept = (FOLDER / "edits.md").read_bytes()
    assert b"# Chapter\n\nProse.\n" in kept
    if found := NAMED.search(done.stderr):
        kept += Path(found[1]).read_bytes()
    # UTF-16 has a zero beside each letter, UTF-7 other signs.
    kept = re.sub(rb"[^A-Za-z0-9]", b"", kept)
    assert [word for word in words if word.encode() not in kept] == [], (done.output, text)
    for path in unsaved():
        path.unlink()
