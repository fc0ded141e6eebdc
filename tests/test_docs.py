"""The pages of docs/ in: every example is read by the real reader, and nothing the program knows is left out."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from deck_maker import build, deck, prepare
from simulations_table import table

from generator import pipeline
from generator.cards import ERROR_RULES, FIELDS, Markup, NoteType, Page, Provenance
from generator.cli import group
from generator.cli.complete import command as complete
from generator.cli.importing import command as import_command
from generator.cli.preview import PORT
from generator.cli.preview import command as preview
from generator.completion import KEY
from generator.deck import Settings, read_settings
from generator.drafting import UNCHECKED
from generator.edits.applying import DRAFT_TAG
from generator.edits.attributes import FLAGS, VALUES
from generator.edits.sections import CALLOUTS, TYPES
from generator.exchange import FORMS
from generator.importing import KEY as IMPORT_KEY
from generator.importing import Outcome
from generator.lint import RULES, SAYS, SWITCHABLE
from generator.lock import LockedNote, LockedNoteType, read_lock
from generator.parsers import MARKED_UP, PARSERS, parse
from generator.preview.view import CHANGES

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text(page: str) -> str:
    return (DOCS / page).read_text("utf-8")


def examples(page: str, language: str) -> list[str]:
    """The code blocks of a page in this language, of which there is at least one."""
    found = [code for kind, code in FENCE.findall(text(page)) if kind == language]
    assert found, f"{page} has no example"
    return found


def named(page: str) -> set[str]:
    """What a page's tables name in their first column, between backticks."""
    cells = re.findall(r"^\| (`.*?`) \|", text(page), re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_deck_toml_example_is_read(tmp_path: Path) -> None:
    """With the reader that the program uses, and every rule it knows."""
    for example in examples("deck-toml.md", "toml"):
        (tmp_path / "deck.toml").write_text(example, "utf-8")
        assert read_settings(tmp_path / "deck.toml", "deck.toml", SWITCHABLE).name


def test_every_key_and_rule_of_deck_toml_is_documented() -> None:
    """The tables of the page name the keys and the rules there are, no others, and each rule's level."""
    keys = {item.name for item in dataclasses.fields(Settings)}
    assert named("deck-toml.md") == keys | SWITCHABLE
    levels = dict(re.findall(r"^\| `([a-z-]+)` \| (error|warning) \|", text("deck-toml.md"), re.MULTILINE))
    assert levels == {rule: "error" if rule in ERROR_RULES else "warning" for rule in SWITCHABLE}
    said = dict(re.findall(r"^\| `([a-z-]+)` \| (?:error|warning) \| (.*) \|$", text("deck-toml.md"), re.MULTILINE))
    assert said == {rule: SAYS[rule] for rule in SWITCHABLE}
    everything = {rule.__name__.replace("_", "-") for rule in RULES} | ERROR_RULES
    assert {rule for rule in everything if f"`{rule}`" not in text("deck-toml.md")} == set()


def test_every_edits_md_example_becomes_cards(tmp_path: Path) -> None:
    """The worked example does what the page says it does, and nothing is wrong with it."""
    cards = [("What is a concept drift?", "x"), ("What is model parallelism?", "y")]
    (example,) = examples("edits-md.md", "markdown")
    folder = deck(tmp_path / "ml", cards, example)
    (folder / "media").mkdir()
    (folder / "media/drift.png").write_bytes(b"png")
    prepared = prepare(folder)
    assert prepared.problems == ()
    first, second, third = prepared.stamped.notes
    assert first.fields[0] == "What is concept drift?"
    assert "<br>" in first.fields[1]
    assert "doi.org" in first.fields[3]
    assert first.tags == ("drift", "exam")
    assert (second.fields[:2], second.fields[5]) == (("What is model parallelism?", "y"), "yes")
    assert (third.note_type, third.clozes) == (NoteType.CLOZE, (1, 2))
    assert third.fields[4] == "Large systems combine the two."


def test_every_word_of_edits_md_is_documented() -> None:
    """Each flag, value, type and callout stands in a table of the page, and no others do."""
    cells = named("edits-md.md")
    words = {re.match(r"[\w.]+=?|> \[!\w+\]|#", cell).group() for cell in cells if not cell.startswith(("##", "# "))}  # type: ignore[union-attr]
    assert words == {f".{flag}" for flag in FLAGS} | {f"{value}=" for value in VALUES} | {
        f"> [!{callout}]" for callout in CALLOUTS
    }
    for kind in TYPES:
        assert f"`type={kind}`" in text("edits-md.md")
    assert "**A single newline is a line break**" in text("edits-md.md")


def paths(value: object, path: str = "") -> Iterator[str]:
    """The path of every key in a JSON value, lists seen through."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}/{key}"
            yield from paths(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, path)


@pytest.fixture
def shipped(tmp_path: Path) -> dict[str, object]:
    """A cards.json that has everything, as a build wrote it."""
    edits = "## {#q1}\n\n![a](media/a.png)\n\n> [!source] s\n> [!extra] e\n\n## {{c1::x}} {#own .added type=cloze}\n"
    folder = deck(tmp_path / "d", [("Q1", None), ("Q2", "A2")], edits, 'name = "D"\ntags = ["t"]\n')
    (folder / "media").mkdir()
    (folder / "media/a.png").write_bytes(b"png")
    assert build(folder, tmp_path / "dist").problems == ()
    content: dict[str, object] = json.loads((tmp_path / "dist/d/cards.json").read_text("utf-8"))
    return content


def test_every_key_of_cards_json_is_documented(shipped: dict[str, object]) -> None:
    """The tables name every key outside `fields`, and the example has the keys that a build writes, in order."""
    keys = {path.rpartition("/")[2] for path in paths(shipped) if "/fields/" not in path}
    inside_deck = {"slug", "name", "description", "pages"}
    assert named("cards-json.md") == keys - inside_deck
    assert {key for key in inside_deck if f"`{key}`" not in text("cards-json.md")} == set()
    (example,) = (json.loads(code) for code in examples("cards-json.md", "json"))
    assert set(paths(example)) == {
        path for path in paths(shipped) if not path.startswith(("/cards/source/", "/cards/extra/"))
    }
    assert list(example["cards"][0]) == list(shipped["cards"][0])  # type: ignore[index]
    assert list(example["cards"][0]["fields"]) == list(FIELDS)
    assert example["schema"] == shipped["schema"]


def test_every_value_of_cards_json_is_documented() -> None:
    """Where a key has one of a few values, the page gives all of them."""
    for value in (*Markup, *Provenance, *NoteType):
        assert f'`"{value.value}"`' in text("cards-json.md")


def test_the_cards_lock_example_is_read(tmp_path: Path) -> None:
    """With the reader that the program uses."""
    (example,) = examples("cards-lock.md", "json")
    (tmp_path / "cards.lock").write_text(example, "utf-8")
    lock = read_lock(tmp_path / "cards.lock", "cards.lock")
    assert lock
    assert (len(lock.notes), len(lock.note_types)) == (1, 1)


def test_every_field_of_cards_lock_is_documented() -> None:
    """The header's, the note types' and the notes'."""
    (example,) = examples("cards-lock.md", "json")
    written = {key for line in example.splitlines() for key in json.loads(line)}
    known = {item.name for kind in (LockedNote, LockedNoteType) for item in dataclasses.fields(kind)}
    assert written - known == {"cards.lock", "slug", "deck", "id", "notetype"}
    assert known - written == {"name"}
    assert named("cards-lock.md") == written


def test_every_option_of_complete_is_documented() -> None:
    """With the letters of the review; the key's variable, the band and the tag are named as the program writes them."""
    options = {option for parameter in complete.params for option in parameter.opts if option.startswith("--")}
    assert {cell.split()[0] for cell in named("complete.md")} == options | {"a", "e", "r", "s", "q"}
    for word in (KEY, DRAFT_TAG, "Draft, unreviewed", UNCHECKED):
        assert word in text("complete.md")


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_links_between_pages_lead_somewhere(page: str) -> None:
    """Every relative link names a file that is there."""
    for target in re.findall(r"\]\((?!https?:|media/)([^)#\s]+)\)", text(page)):
        assert (DOCS / target).exists(), target


EXAMPLE = re.compile(r"^```text format=(\S+) cards=(\d+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_layout_is_documented() -> None:
    """The table of docs/formats.md has each one's name, title and mark, in the order they are tried."""
    rows = re.findall(r"^\| `([a-z]+[a-z-]*)` \| (.*?) \| (.*) \|$", text("formats.md"), re.MULTILINE)
    layouts = [(layout.name, layout.title, layout.description.replace("|", "\\|")) for layout in (*PARSERS, *MARKED_UP)]
    assert rows == layouts
    assert {name for name, _, _ in EXAMPLE.findall(text("formats.md"))} == {layout.name for layout in PARSERS}


@pytest.mark.parametrize(("layout", "cards", "page"), EXAMPLE.findall(text("formats.md")))
def test_every_layout_example_is_read(layout: str, cards: str, page: str) -> None:
    """As that layout, found out and named; every card has both sides, and nothing is wrong."""
    found = parse(Page("p.txt", page))
    assert found == parse(Page("p.txt", page), layout)
    assert [bool(card.question and card.answer) for card in found.cards] == [True] * int(cards)
    assert found.problems == ()


def test_every_rule_is_documented_with_what_to_do() -> None:
    """docs/rules.md has a section for each rule there is: its level if it is an error, and what to do instead."""
    sections = dict(re.findall(r"^### `([a-z-]+)`\n\n(.*?)(?=\n##|\Z)", text("rules.md"), re.MULTILINE | re.DOTALL))
    everything = {rule.__name__.replace("_", "-") for rule in RULES} | ERROR_RULES | SWITCHABLE
    assert set(sections) == everything == set(SAYS)
    for rule, words in sections.items():
        assert words.startswith("Error. ") is (rule in ERROR_RULES), rule
        assert "*Instead:*" in words, rule


def test_every_export_example_is_what_a_build_writes(tmp_path: Path) -> None:
    """The deck of docs/exports.md in all its forms, byte for byte but for the mark of the CSV."""
    edits = (
        "## Which two capitals face each other across the **Congo**? "
        '{#face-each-other .added .reversed tags="rivers"}\n\n- Kinshasa\n- "Brazzaville"\n\n'
        "> [!source] Atlas, page 7\n"
    )
    settings = 'name = "Capitals"\ntags = ["africa"]\n'
    folder = deck(tmp_path / "capitals", [("What is the capital of Chad?", "N'Djamena")], edits, settings)
    pipeline.write(build(folder, tmp_path / "dist"), tmp_path / "dist", FORMS)
    written = {form: (tmp_path / f"dist/capitals.{form}").read_text("utf-8-sig") for form in FORMS}
    shown = [*examples("exports.md", "text"), *examples("exports.md", "markdown"), *examples("exports.md", "json")]
    assert shown == [written[form] for form in FORMS]
    assert named("exports.md") == set(FORMS)


def test_the_snippet_of_the_page_is_run_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worked example is recorded by the command beside it, which prints what the page says, and is on its card."""
    monkeypatch.chdir(tmp_path)
    folder = deck(tmp_path / "source_cards/things")
    (folder / "simulations").mkdir()
    (code,) = examples("simulations.md", "python")
    (folder / "simulations/falling.py").write_text(code, "utf-8")
    (told,) = examples("simulations.md", "console")
    first, build_line = told.index("$ "), told.index("$ deckwright build")
    done = CliRunner().invoke(group, told.split("\n", 1)[0].removeprefix("$ deckwright ").split())
    assert done.exit_code == 0, done.output
    said = told[first:build_line].split("\n", 1)[1]
    assert re.fullmatch(re.escape(said).replace("…", r"\d+\.\d"), done.stdout), done.stdout
    (note, *_) = prepare(folder).stamped.notes
    assert "The stone falls 20 m in 2 s." in note.fields[2]


def test_the_table_of_what_was_measured_is_current() -> None:
    """It is what the recorded numbers say: the companions' and the frameworks'."""
    assert text("simulations.md").endswith(table()), "run: python tests/simulations_table.py"


def test_every_option_and_outcome_of_import_is_documented() -> None:
    """docs/import.md has each option of the command, and each word it says of a note."""
    options = {name for option in import_command.params for name in option.opts if name.startswith("-")}
    page = text("import.md")
    assert options <= set(re.findall(r"`(--?[a-z-]+)", page.partition("## Options")[2].partition("## ")[0]))
    assert {str(outcome) for outcome in Outcome} <= named("import.md")
    assert IMPORT_KEY in page


def test_the_preview_is_written_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its command prints what stands below it, but for the size."""
    monkeypatch.chdir(tmp_path)
    build(deck(tmp_path / "source_cards/things"), tmp_path / "dist")
    (told,) = examples("preview.md", "console")
    command, said = told.split("\n", 1)
    done = CliRunner().invoke(group, command.removeprefix("$ deckwright ").split())
    assert re.sub(r"[\d.]+ KiB", "N", done.stdout) == re.sub(r"[\d.]+ KiB", "N", said)


def test_every_option_and_word_of_the_preview_is_documented() -> None:
    """With the port, and the words for authors and changes as the page writes them."""
    options = {option for parameter in preview.params for option in parameter.opts if option.startswith("-")}
    assert {name.split()[0] for name in named("preview.md")} == options
    for word in (*(each.value for each in Provenance), *map(str.lower, CHANGES.values()), str(PORT)):
        assert word in text("preview.md").lower(), word


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_no_merge_is_left_half_done(page: str) -> None:
    """No page shows both sides of a merge."""
    assert not re.search(r"^(<<<<<<< |>>>>>>> |=======$)", text(page), re.MULTILINE)
