"""edits.md and one card's section in, the file out: that section is new, and every other byte is where it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cards import Page
from generator.edits import open_book, put, read_edits, take_out
from generator.errors import DeckwrightError
from generator.rendering import outline

SECTIONS = st.lists(
    st.sampled_from(
        [
            "## {#KEY}",
            "## A question? {#KEY tags=x}\n\nAn answer.",
            "## {#KEY}\n\n```\n## {#no-card\n```\n\nmore",
            "## {#KEY}\n\n- a\n\n  - b\n\n> [!source] s\n> t",
            "## {#KEY}\n\n$$\nx\n$$\n\n\n### deeper\n\nwords",
        ]
    ),
    max_size=4,
).map(lambda bodies: [body.replace("KEY", f"card-{at}") for at, body in enumerate(bodies)])
PROSE = st.sampled_from(["", "# Title\n\nProse.\n\n", "\n\n", "words\n", "# Chapter\nwords"])
GAPS = st.sampled_from(["\n", "\n\n", "\n\n\n", "\n\n# Chapter\n\nprose\n\n"])
NEW = st.sampled_from(["## {#KEY}\n\nnew", "## New? {#KEY .draft}\n\n- x\n- y\n", "## {#KEY}\n\n```py\nx\n```"])


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[str]]:
    """The text of a file as any editor leaves it, and the keys of its sections."""
    sections = draw(SECTIONS)
    text = draw(PROSE) + ("\n\n" if sections else "")
    for section in sections:
        text += section + draw(GAPS)
    text = text.rstrip("\n") + draw(st.sampled_from(["", "\n", "\n\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))), [
        f"card-{at}" for at in range(len(sections))
    ]


def said(text: str) -> dict[str, object]:
    """What each section says, whatever line it stands on."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return {
        edit.key: (edit.question, edit.answer, edit.source, edit.tags) for edit in read_edits(Page("e", plain), outline)
    }


@given(file=files(), section=NEW, data=st.data())
def test_a_section_is_put_in_and_nothing_else_moves(
    file: tuple[str, list[str]], section: str, data: st.DataObject
) -> None:
    """In the place of the old one, or at the end; what stood before and after stands there byte by byte."""
    text, keys = file
    key = data.draw(st.sampled_from([*keys, "another"]))
    book = open_book("edits.md", text, outline)
    after = put(book, key, section.replace("KEY", key))
    start, end = book.spans.get(key, (len(text), len(text)))
    assert after.text.startswith(text[:start])
    assert after.text.endswith(text[end:])
    if "\r\n" in text:
        assert after.text.count("\n") == after.text.count("\r\n")
    assert after.section(key) == section.replace("KEY", key).strip("\n")
    others = {name: words for name, words in said(text).items() if name != key}
    assert {name: words for name, words in said(after.text).items() if name != key} == others
    assert dict(after.spans) == dict(open_book("edits.md", after.text, outline).spans)
    assert put(after, key, section.replace("KEY", key)).text == after.text


@given(file=files())
def test_what_was_put_in_can_be_taken_out(file: tuple[str, list[str]]) -> None:
    """The other sections say what they said, and stand where the book says."""
    text, _ = file
    after = take_out(put(open_book("e", text, outline), "another", "## {#another}\n\nx"), "another")
    assert after.text.startswith(text)
    assert said(after.text) == said(text)
    assert dict(after.spans) == dict(open_book("e", after.text, outline).spans)


@pytest.mark.parametrize(
    ("section", "wrong"),
    [
        ("words first\n\n## {#a}\n\nx", "begins with its heading"),
        ("## {#a}\n\n```\nx", "not closed"),
        ("## {#a}\n\n$$\nx", "not closed"),
        ("## {#a}\n\nx\n\n## {#b}\n\ny", "more than one section"),
        ("## {#a}\n\nx\n\n# Chapter\n\nlost", "more than one section"),
        ("## {#b}\n\nx", "no longer a"),
        ("no heading", "begins with its heading"),
    ],
)
def test_what_is_no_section_of_the_card_is_refused(section: str, wrong: str) -> None:
    """Nothing that would swallow or add a section of another card gets into the file."""
    with pytest.raises(DeckwrightError, match=wrong):
        put(open_book("edits.md", "## {#c}\n\nz\n", outline), "a", section)


def test_nothing_is_appended_into_an_open_code_block() -> None:
    """It would be code, and no section."""
    with pytest.raises(DeckwrightError, match="is not closed, so nothing can be written"):
        put(open_book("edits.md", "## {#c}\n\n```\nz\n", outline), "a", "## {#a}\n\nx")
