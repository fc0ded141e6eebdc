"""Text exports of Anki in, their cards out: the fields real Anki reads, as the text they show."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from anki.collection import Collection, ImportCsvRequest
from hypothesis import given
from hypothesis import strategies as st
from page_bench import assert_total
from shares import Share

from generator.cards import NoteType, Page, ParsedPage
from generator.errors import DeckwrightError
from generator.parsers import parse
from generator.parsers.layout import Sheet
from generator.parsers.layouts import named

LAYOUT = named("anki")


def read(text: str) -> ParsedPage:
    """The export with this text."""
    return parse(Page("p.txt", text))


CASES = {
    "headers": ("#separator:tab\n#html:true\na\tb\nc\td\n", [("a", "b"), ("c", "d")]),
    "plain cells": ("#separator:Comma\n#html:false\n<b>,a&amp;b\n", [("<b>", "a&amp;b")]),
    "cells of html": ("#separator:tab\na<br>b\t<ul><li>x</li></ul>&lt;i&gt;\n", [("a\nb", "  • x\n<i>")]),
    "a cell of several lines": ('#separator:tab\n"a\n<div>b</div>"\t"c ""d"""\n', [("a\nb", 'c "d"')]),
    "one field": ("#separator:tab\na\n", [("a", None)]),
    "more fields": ("#separator:;\na;b;;<b>c</b>\n", [("a", "b\n\nc")]),
    "named fields": ("#separator:tab\n#columns:F\tB\tNote\na\tb\tc\n", [("a", "b\n\nNote: c")]),
    "blank rows": ("#separator:tab\n\na\tb\n\t\n", [("a", "b")]),
    "an old export": ("a<br />b\tc&nbsp;d\ne\tf\n", [("a\nb", "c\u00a0d"), ("e", "f")]),
}


@pytest.mark.parametrize(("text", "cards"), CASES.values(), ids=CASES)
def test_the_fields_of_a_row(text: str, cards: list[tuple[str, str | None]]) -> None:
    """The first field asks, the second answers, further ones stand below; HTML is read as what it shows."""
    assert [(card.question, card.answer) for card in read(text).cards] == cards


def test_the_columns_that_are_no_fields() -> None:
    """Guid, note type, deck and tags are what the headers say; the decks' common root is the title."""
    text = (
        "#separator:tab\n#html:false\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        "g1\tBasic\tTrees::Fruit\tApple?\tPome\tred sweet\n"
        "g2\tMy Cloze\tTrees::Nut\tA {{c1::hazel}}\t\t\n"
        "g1\tBasic\tTrees\tOak?\tHard\tleech\n"
    )
    parsed = read(text)
    assert parsed.title == "Trees"
    assert [(card.guid, card.page, card.tags, card.note_type) for card in parsed.cards] == [
        ("g1", "Fruit", ("red", "sweet"), NoteType.QA),
        ("g2", "Nut", (), NoteType.CLOZE),
        ("g1", "", ("leech",), NoteType.QA),
    ]
    assert [str(problem)[:70] for problem in parsed.problems] == [
        "p.txt:6: the notes keep the guids of this export, so a collection that",
        "p.txt:9: the guid g1 stands on line 7 already, so this note gets one o",
    ]


def test_clozes_are_known_by_the_note_type_or_by_their_marks() -> None:
    """Without a column of note types, a first field with a cloze makes a cloze note; with one, its name decides."""
    marked = "#separator:tab\n{{c1::a}}\tb\nc\t{{c1::d}}\n"
    assert [card.note_type for card in read(marked).cards] == [NoteType.CLOZE, NoteType.QA]
    named = "#separator:tab\n#notetype column:1\nBasic\t{{c1::a}}\tb\nCloze (2)\tc\td\n"
    assert [card.note_type for card in read(named).cards] == [NoteType.QA, NoteType.CLOZE]


def test_tags_of_an_old_export_are_its_last_column() -> None:
    """Where they recur as tags do; words that stand once are a field."""
    tagged = "a<br>\tb\tx y\nc\td\tx y\ne\tf\tz\ng\th\tz\n"
    assert [card.tags for card in read(tagged).cards] == [("x", "y"), ("x", "y"), ("z",), ("z",)]
    assert read("a<br>\tb\tone\nc\td\ttwo\n").cards[0].answer == "b\n\none"


def test_pictures_and_comments_are_named() -> None:
    """What text cannot hold, and what Anki leaves out, is said with its line."""
    parsed = read('#separator:tab\na<img src="paste-1.jpg">\tb\n#c\td\n')
    assert [str(problem)[:76] for problem in parsed.problems] == [
        "p.txt:2: here this note shows the picture paste-1.jpg, which is not in the e",
        'p.txt:3: "#c\td": in no card; if it belongs to one, add it in edits.md [unrea',
    ]


def test_a_quotation_that_is_never_closed_stops() -> None:
    """All rows after it would be one."""
    with pytest.raises(DeckwrightError, match=r"p\.txt:2: this row is no CSV"):
        read('#separator:tab\n"a\tb\nc\td\n')


@pytest.mark.parametrize(
    "text", ["a\tb\nc\td\n", "What is <br>?\nA break.\n", "#include <x>\ty\n", "# Title\n\n<b>x\ty\n"]
)
def test_what_is_no_export_is_left_alone(text: str) -> None:
    """Tabs without HTML, HTML without tabs, a heading."""
    assert LAYOUT.recognises(Sheet(Page("p.txt", text))) == ""


FILES = [
    '#separator:tab\n#html:true\n"a\nb"\t"say ""hi"""\nc\td, e\n',
    "#separator:Semicolon\n#html:true\n#tags column:3\na;b;x y\n\nc;d;\n",
    '#separator:pipe\n#html:true\n#guid column:1\n#deck column:2\ng1|D|"|"|5 " x\ng2|D|e|\n',
    "#separator:comma\n#html:true\n#notetype column:1\nBasic,f,g\nBasic,#h,i\n",
    "#separator:tab\n#html:true\n#if matches:keep both\n  a  \t b\n# no note\tx\nq\tr\n",
]


@pytest.mark.parametrize("text", FILES)
def test_real_anki_reads_the_same_fields(text: str, tmp_path: Path) -> None:
    """The same file through Anki's own importer: the same questions and answers, row by row."""
    path = tmp_path / "export.txt"
    path.write_text(text, "utf-8")
    col = Collection(str(tmp_path / "collection.anki2"))
    try:
        metadata = col.get_csv_metadata(path=str(path), delimiter=None)
        col.import_csv(ImportCsvRequest(path=str(path), metadata=metadata))
        notes = [col.get_note(nid) for nid in col.find_notes("")]
        fields = sorted((note.fields[0].strip(), note.fields[1].strip()) for note in notes)
    finally:
        col.close()
    ours = sorted((card.question, card.answer or "") for card in read(text).cards)
    assert ours == [(question.replace("\n", " "), answer) for question, answer in fields]


CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="#"), min_size=1, max_size=12)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6), st.sampled_from(["tab", "comma", "pipe"]))
def test_what_was_written_reads_back(cards: list[tuple[str, str]], separator: str) -> None:
    """Any cells, quoted where they need it."""
    written = io.StringIO()
    csv.writer(written, delimiter={"tab": "\t", "comma": ",", "pipe": "|"}[separator], lineterminator="\n").writerows(
        cards
    )
    parsed = LAYOUT.parse(Page("p.txt", f"#separator:{separator}\n#html:false\n{written.getvalue()}"))
    assert [(card.question, card.answer) for card in parsed.cards] == cards


READ = Share(0.3)
NASTY = st.text(st.sampled_from(list('a#,"\t\n;<b>&{}: ')), max_size=60)


@given(NASTY, st.sampled_from(["#separator:tab\n#html:false\n", "#separator:;\n#html:false\n#tags column:2\n", ""]))
def test_every_line_is_accounted_for(text: str, head: str) -> None:
    """Any text below any headers: in a card, a header, or a problem with its line; or the whole is refused."""
    page = Page("p.txt", head + text)
    with READ.reading():
        parsed = LAYOUT.parse(page)
        if head:
            assert_total(page, parsed)


def test_enough_was_read() -> None:
    """Of what the property above tried."""
    READ.check()
