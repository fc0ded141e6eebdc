"""Cards exported to every form and read back by the real parsers: the same cards; and what keeps a file safe."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from deck_maker import NINE, build, deck
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from page_bench import assert_accounted

from generator import deck as decks
from generator import pipeline, rendering
from generator.cards import FIELDS, Markup, NoteType, Origin, Page, ParsedPage, SourceCard, Text
from generator.cli import group
from generator.errors import DeckwrightError
from generator.exchange import COLUMNS, FORMS, WORDS_MARK, guarded, unguarded
from generator.exports import WRITERS, Entry, Export, is_ours
from generator.intake import arrive, start
from generator.parsers import parse
from generator.rendering.markdown import render_markdown
from generator.rendering.uniform import as_blocks
from generator.rescraping import replace as replace_pages

PIECES = (
    *("word", "=1+1", "@SUM(A1)", "+41 79", "-2", "\uff1dA1", "'=quoted", "''-", "'", '"said"', '"', "a,b;c|d", "a\tb"),
    *("# title", "## section {#key}", "## section {#key .reversed}", " ## section {#key}", "### deeper", "{#key}"),
    *("> [!source] s", "> [!extra] e", " > [!question] q", "> quoted", "- item", "* item", "1. one", "  * nested"),
    *("```", "```python", "    code  # why", "~~~", "$x_1$", "\\(x\\)", "{{c1::hidden::hint}}", "}}", "<b>&amp;</b>"),
    *(
        "#separator:tab",
        "#html:false",
        "//",
        "é 漢字 مرحبا 👩‍🔬",
        "a  b",
        "ends in blanks  ",
        "\\",
        "__init__",
        "&lbrace;",
    ),
    *('"cards": [', '{"deckwright": 1', "Question,Answer", "", "---", "\u2028", "\u00a0"),
)
LINES = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8))
)
WORDS = LINES.map(lambda lines: rendering.keepable("\n".join(lines)).strip("\n"))
ASKED = WORDS.filter(lambda words: words.strip())
TAGS = st.lists(
    st.sampled_from(["a", "b::c", 'say"x"', "{#k", "=t", "&amp;", "#h", ".reversed", "type=cloze"]), unique=True
)
DECKS = st.sampled_from(["Root::Sub", "Root::Sub::One", "Root::Sub::# Two {#x}", 'Root::Sub::"=3"'])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """One shipped card with any words, in its fields, too."""
    is_reversed = draw(st.booleans())
    cells = draw(st.lists(WORDS, min_size=5, max_size=5))
    return Entry(
        key="key",
        guid=draw(st.sampled_from(["0123abcd", "#,=;\"'", "-g", "@{[1^"])),
        deck=draw(DECKS),
        note_type=draw(st.sampled_from(NoteType)),
        tags=tuple(draw(TAGS)),
        reversed=is_reversed,
        question=draw(ASKED),
        answer=draw(WORDS.filter(lambda words: words == "" or bool(words.strip()))),
        source=draw(WORDS),
        extra=draw(WORDS),
        fields=(*cells, "yes" if is_reversed else "", "things/key", "", ""),
    )


def read(form: str, export: Export, without: str = "\0") -> ParsedPage:
    """What `new` reads in the file that this export is written to, but for some lines; every line is accounted for."""
    data = WRITERS[form](export).encode()
    assert is_ours(form, data)
    text = decks.decode(data, f"p.{form}")
    page = Page(f"p.{form}", "\n".join(line for line in text.split("\n") if not line.startswith(without)))
    parsed = parse(page)
    assert_accounted(page, parsed)
    assert [problem for problem in parsed.problems if problem.rule != "known-guid"] == []
    return parsed


def told(card: SourceCard) -> tuple[object, ...]:
    return (card.question, card.answer or "", card.source, card.extra, card.note_type, {*card.tags}, card.reversed)


def said(entry: Entry) -> tuple[object, ...]:
    return (
        *(entry.question, entry.answer, entry.source, entry.extra),
        *(entry.note_type, {*entry.tags}, entry.reversed),
    )


def deck_names(parsed: ParsedPage) -> list[str]:
    """The deck that each card would go to."""
    return [f"{parsed.deck}::{card.page}" if card.page else parsed.deck for card in parsed.cards]


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(entries(), min_size=1, max_size=4), st.sampled_from(Markup))
def test_what_was_exported_reads_back(form: str, cards: list[Entry], markup: Markup) -> None:
    """The same words letter by letter, types, decks, tags in any order, and the guid where the form has it."""
    markup = Markup.PLAIN if markup is Markup.PLAIN and form != "md" else Markup.MARKDOWN
    parsed = read(form, Export("Root::Sub", markup, tuple(cards)))
    assert [told(card) for card in parsed.cards] == [said(card) for card in cards]
    assert deck_names(parsed) == [card.deck for card in cards]
    assert parsed.markdown is (markup is Markup.MARKDOWN)
    if form != "md":
        assert [card.guid for card in parsed.cards] == [card.guid for card in cards]


@given(st.lists(st.tuples(ASKED, WORDS), min_size=1, max_size=3))
def test_notes_that_anki_exported_read_back(cards: list[tuple[str, str]]) -> None:
    """As Anki would write it, without the words: each field, rendered again, is the same but for white space."""
    fields = [(rendering.render_plain(question), rendering.render_plain(answer)) for question, answer in cards]
    made = [
        Entry(f"k{at}", f"#g{at}", "D", NoteType.QA, ("t",), False, q, a, "", "", (*html, *("",) * (len(FIELDS) - 2)))
        for at, ((q, a), html) in enumerate(zip(cards, fields, strict=True))
        if html[0].strip()
    ]
    parsed = read("txt", Export("D", Markup.PLAIN, tuple(made)), without=WORDS_MARK)
    assert [card.guid for card in parsed.cards] == [entry.guid for entry in made]
    for card, entry in zip(parsed.cards, made, strict=True):
        again = rendering.render_plain(card.question), rendering.render_plain(card.answer or "")
        assert [visible(html) for html in again] == [visible(html) for html in entry.fields[:2]]


def visible(html: str) -> list[str]:
    """The words of a field without white space and list marks."""
    page = parse(Page("p.txt", "#separator:tab\n#html:true\n" + '"' + html.replace('"', '""') + '"\tx\n'))
    words = "".join(card.question for card in page.cards).replace("•", "").split()
    # Anki's export keeps no blanks at the start of a line: an item that stood below another stands beside it.
    return [word for word in words if word not in ("*", "-")]


@given(WORDS)
def test_no_cell_is_a_formula(words: str) -> None:
    """A guarded cell begins with nothing that a spreadsheet computes, and the guard comes off again."""
    assert not guarded(words).startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert unguarded(guarded(words)) == words


ATTACKS = ['=HYPERLINK("http://x.example","y")', "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "＝1"]


def test_formulas_of_a_page_are_text_in_the_table(tmp_path: Path) -> None:
    """Questions and answers that a spreadsheet would compute have an apostrophe before them there, and only there."""
    folder = deck(tmp_path / "d", [(f"Q{at}", words) for at, words in enumerate(ATTACKS)])
    pipeline.write(build(folder, tmp_path / "dist"), tmp_path / "dist", FORMS)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "dist/d.csv").read_text("utf-8-sig"))))
    assert [row["Answer"] for row in rows] == [f"'{words}" for words in ATTACKS]
    cards = json.loads((tmp_path / "dist/d.json").read_text("utf-8"))["cards"]
    assert [card["answer"] for card in cards] == ATTACKS


EDITS = """## **What** types? {#q1 tags="own b::c"}

- *sudden*
- `gradual`
  - nested

```python
# why
x = "=1"
```

| a | b |
|---|---|
| 1 | $x^2$ |

> [!source] A [page](https://x.example)

## The {{c1::data}} is {{c2::split::how?}} {#own .added type=cloze}

> [!extra] more

## - no list, {#two .added .reversed}

Two words
below each other
"""


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The dist/ of a deck with plain and written cards, every export in it."""
    monkeypatch.chdir(tmp_path)
    cards = [("Q1", "A1"), ("A * b, __x__?", "1. one\n2. two\n\n   * three"), *NINE]
    folder = deck(tmp_path / "things", cards, EDITS, 'name = "Up::Things"\ntags = ["t"]\n')
    pipeline.write(build(folder, tmp_path / "dist"), tmp_path / "dist", FORMS)
    return tmp_path / "dist"


@pytest.mark.parametrize("form", FORMS)
def test_a_deck_started_from_an_export_ships_the_same_notes(form: str, mixed: Path) -> None:
    """Through `new` and `build`: fields, tags, type and deck are the same; and its own export is, too."""
    before = json.loads((mixed / "things/cards.json").read_text("utf-8"))["cards"]
    folder = start([arrive(str(mixed / f"things.{form}"))], "", digits="09af31c7")
    again = build(folder, mixed / "again")
    pipeline.write(again, mixed / "again", (form,))
    after = json.loads((mixed / "again/things/cards.json").read_text("utf-8"))["cards"]
    assert again.problems == ()
    same = ("deck", "note_type", "reversed", "clozes")
    assert [{*card["tags"]} for card in after] == [{*card["tags"]} for card in before]
    assert [[card[name] for name in same] for card in after] == [[card[name] for name in same] for card in before]
    for old, new in zip(before, after, strict=True):
        assert {name: visible(html) for name, html in new["fields"].items() if name != "Key"} == {
            name: visible(html) for name, html in old["fields"].items() if name != "Key"
        }
    if form in ("csv", "json"):
        assert (mixed / f"again/things.{form}").read_bytes() == (mixed / f"things.{form}").read_bytes()
    if form != "md":
        assert [card["guid"] for card in after] == [card["guid"] for card in before]


def test_markdown_and_plain_text_are_kept_apart(mixed: Path) -> None:
    """A deck of plain text takes no Markdown, neither beside its page nor in its place."""
    plain = mixed / "plain.txt"
    plain.write_text("#separator:tab\nQ1\tA1\n", "utf-8")
    with pytest.raises(DeckwrightError, match=r"things\.md holds Markdown and .*plain\.txt plain text"):
        start([arrive(str(plain)), arrive(str(mixed / "things.md"))], "", digits="09af31c7")
    started = decks.open_deck(start([arrive(str(plain))], "", digits="09af31c7"), ())
    with pytest.raises(DeckwrightError, match=r"things\.md: this export holds Markdown.*plain/deck\.toml first"):
        replace_pages(started, [arrive(str(mixed / "things.md"))])


def test_a_text_that_was_changed_is_read_as_it_shows() -> None:
    """Where a row is not as it was exported, or its words are gone, the fields count: nobody's change is lost."""
    fields = ("<b>Q</b>", "A", *("",) * (len(FIELDS) - 2))
    entry = Entry("k", "g", "D", NoteType.QA, ("t",), False, "**Q**", "A", "", "", fields)
    text = WRITERS["txt"](Export("D", Markup.MARKDOWN, (entry, replace(entry, guid="h"))))
    whole = parse(Page("p.txt", text))
    assert ([card.question for card in whole.cards], whole.markdown) == (["**Q**"] * 2, True)
    changed = parse(Page("p.txt", text.replace("\tA\t", "\tB\t", 1)))
    assert ([card.question for card in changed.cards], changed.markdown) == (["Q"] * 2, False)
    assert [card.answer for card in changed.cards] == ["B", "A"]
    assert [str(problem)[:50] for problem in changed.problems] == ["p.txt:9: this note is another than the words below"]


LINES_OF_MARKDOWN = [
    "1. x",
    "- x",
    "# x",
    "> x",
    "```",
    "[a]: http://x.example",
    "[^1]: x",
    "---",
    "*a* b",
    "$$x$$",
    "| a |",
]


@pytest.mark.parametrize("line", LINES_OF_MARKDOWN)
def test_a_heading_means_the_same_as_a_block(line: str) -> None:
    """What is one line of Markdown in a heading shows the same words where blocks are read."""
    text = Text(line, Markup.INLINE, Origin("p", 1))
    block = replace(text, value=as_blocks(text), markup=Markup.MARKDOWN)
    one, other = (render_markdown(words, {}, "a").html for words in (text, block))
    assert other == one


@given(WORDS)
def test_no_tag_of_a_page_acts_in_markdown(words: str) -> None:
    """Plain text as Markdown holds no tag even where HTML is allowed, and shows the same here."""
    origin = Origin("p", 1)
    made = as_blocks(Text(f"{words}<b>x</b> \\<i>", Markup.PLAIN, origin))
    tokens = MarkdownIt("commonmark", {"html": True}).parse(made)
    inside = [token for block in tokens for token in [block, *(block.children or [])]]
    assert [token.content for token in inside if token.type.startswith("html")] == []
    shown = render_markdown(Text(made, Markup.MARKDOWN, origin), {}, "a").html
    assert visible(shown) == visible(rendering.render_plain(f"{words}<b>x</b> \\<i>"))


def test_a_file_of_another_origin_is_not_replaced(tmp_path: Path) -> None:
    """Asked for, it stops the build; else it is left alone."""
    folder = deck(tmp_path / "things")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/things.txt").write_text("my own page", "utf-8")
    prepared = build(folder, tmp_path / "dist")
    with pytest.raises(DeckwrightError, match=r"things\.txt: deckwright did not write this file, so it is not replac"):
        pipeline.write(prepared, tmp_path / "dist", ("txt",))
    assert (tmp_path / "dist/things.txt").read_text("utf-8") == "my own page"


def test_an_export_that_is_there_is_kept_current(tmp_path: Path) -> None:
    """A build without a word about it writes it anew, and `--check` holds it to that."""
    folder = deck(tmp_path / "things")
    pipeline.write(build(folder, tmp_path / "dist"), tmp_path / "dist", ("csv",))
    deck(folder, [("Q", "Another")])
    prepared = build(folder, tmp_path / "elsewhere")
    assert tmp_path / "dist/things.csv" in pipeline.outdated(prepared, tmp_path / "dist")
    written = pipeline.write(prepared, tmp_path / "dist")
    assert written.exports == (tmp_path / "dist/things.csv",)
    assert "Another" in (tmp_path / "dist/things.csv").read_text("utf-8")
    assert pipeline.outdated(prepared, tmp_path / "dist") == ()


def test_the_command_names_what_it_wrote(mixed: Path) -> None:
    """Forms are given with commas; one that is none is wrong usage; `--check` finds an export that was changed."""
    run = CliRunner()
    (mixed / "things.json").unlink()
    done = run.invoke(group, ["build", "things", "--also", "json, .TXT"])
    assert "  beside it: things.txt, things.csv, things.md, things.json\n" in done.stdout
    assert run.invoke(group, ["build", "things", "--check"]).exit_code == 0
    (mixed / "things.md").write_text((mixed / "things.md").read_text("utf-8") + "more", "utf-8")
    checked = run.invoke(group, ["build", "things", "--check"])
    assert (checked.exit_code, "dist/things.md is not what the sources build" in checked.stdout) == (1, True)
    wrong = run.invoke(group, ["build", "things", "--also", "pdf"])
    assert (wrong.exit_code, 'there is no export "pdf"; there are txt, csv, md, json.' in wrong.output) == (2, True)


BROKEN = {
    "cut.json": ('{\n  "deckwright": 1,\n  "cards": [\n    {"question": "a"', "cut.json:4: this is no JSON"),
    "word.json": ('{\n  "deckwright": 1,\n  "cards": [\n    {"question": 1}\n  ]\n}', 'word.json:4: "question" is not'),
    "list.json": ('{\n  "deckwright": 1\n}', 'list.json:1: there is no list "cards"'),
    "type.json": ('{"deckwright": 1, "cards": [{"type": "Basic"}]}', 'type.json:1: there is no note type "Basic"'),
    "few.csv": (",".join(COLUMNS) + "\na,b\n", "few.csv:2: this row has 2 cells and the header 10"),
    "both.csv": (
        ",".join(COLUMNS) + "\n" + "".join(f"q,a,,,,,{NoteType.QA},,{kind},\n" for kind in ("plain", "markdown")),
        "both.csv:1: the column Markup must say the same of all cards",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_cut_or_mistyped_is_named(name: str) -> None:
    """With its line, never read by halves."""
    text, message = BROKEN[name]
    with pytest.raises(DeckwrightError) as stopped:
        parse(Page(name, text))
    assert str(stopped.value).startswith(message)


def test_an_export_saved_by_another_program_reads_the_same() -> None:
    """A spreadsheet drops needless quotes, a formatter breaks lines: the cards stay."""
    entry = Entry("k", "g", "D", NoteType.QA, ("t",), False, "Q?", "A", "", "", ("",) * len(FIELDS))
    export = Export("D", Markup.PLAIN, (entry, replace(entry, guid="h")))
    table = WRITERS["csv"](export).removeprefix("\ufeff").replace('"', "")
    pretty = json.dumps(json.loads(WRITERS["json"](export)), indent=4)
    tight = json.dumps(json.loads(WRITERS["json"](export)))
    for text in (table, pretty, tight):
        assert [told(card) for card in parse(Page("p", text)).cards] == [said(entry)] * 2


@pytest.mark.parametrize("form", FORMS)
def test_an_edit_of_the_answer_keeps_what_an_export_said_of_the_card(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reversed card stays reversed, a cloze a cloze, with its tags, whatever words are laid over it."""
    monkeypatch.chdir(tmp_path)
    edits = (
        "## The {{c1::Nile}} is long {#own .added type=cloze tags=rivers}\n\n## Two? {#two .added .reversed}\n\nYes\n"
    )
    folder = deck(tmp_path / "things", [("Q1", "A1")], edits)
    pipeline.write(build(folder, tmp_path / "dist"), tmp_path / "dist", (form,))
    started = start([arrive(str(tmp_path / f"dist/things.{form}"))], "Again", digits="09af31c7")
    before = {card.question.value: card for card in build(started, tmp_path / "again").cards}
    assert sorted((card.note_type, card.reversed) for card in before.values()) == [
        *((NoteType.CLOZE, False), (NoteType.QA, False), (NoteType.QA, True))
    ]
    (started / "edits.md").write_text(
        "\n".join(f"## {{#{card.key}}}\n\nAn answer of my own.\n" for card in before.values()), "utf-8"
    )
    after = build(started, tmp_path / "again")
    assert after.problems == ()
    for card in after.cards:
        old = before[card.question.value]
        assert (card.note_type, card.reversed, card.tags) == (old.note_type, old.reversed, old.tags)
    fields = {note.key: note.fields for note in after.notes}
    for card in after.cards:
        assert fields[card.key][FIELDS.index("Reverse")] == ("yes" if card.reversed else "")
        assert "An answer of my own." in fields[card.key][FIELDS.index("Answer")]
