"""The text of edits.md in, what it says for each card out; and cards with what people wrote laid over them."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from deck_maker import NINE, build, deck, prepare
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cards import EditedCard, KnownCard, Markup, NoteType, Origin, Page, Problem, Provenance, SourceCard, Text
from generator.edits import Edit, added_cards, apply_edits, read_edits, scraped_hash
from generator.errors import DeckwrightError
from generator.rendering import outline

ATTRIBUTES = ".added, .draft, .reversed, by=, on=, tags=, type=, simulation=, was=, allow="


def read(text: str, path: str = "edits.md") -> tuple[Edit, ...]:
    """The edits in a file with this text."""
    return read_edits(Page(path, text), outline)


def written(text: Text | None) -> tuple[str, str, int] | None:
    """A text as its words, how they are read, and the line they stand on."""
    return None if text is None else (text.value, text.markup.value, text.origin.line)


ONE = """\
# Locks

Prose before the first section says nothing.

## What is a *mutex*? {#what-is-a-mutex .draft .reversed by="Ada L." on=2024-05-01 tags="locks os::sync" was=ab12}

A lock that
one thread holds.

```c
## {no heading}
```

### Not a section

> [!source] Dijkstra 1965
> EWD 123

and more

> an ordinary quotation

> [!extra]
> - one
> - two
> [!question] What, then, is a **mutex**?
"""


def test_everything_a_section_can_say() -> None:
    """Heading, attributes, body and callouts, each with the line it stands on."""
    (edit,) = read(ONE)
    code = "```c\n## {no heading}\n```"
    body = f"A lock that\none thread holds.\n\n{code}\n\n### Not a section\n\n\nand more\n\n> an ordinary quotation"
    assert written(edit.answer) == (body, "markdown", 7)
    assert written(edit.source) == ("Dijkstra 1965\nEWD 123", "markdown", 16)
    assert written(edit.extra) == ("- one\n- two", "markdown", 23)
    assert written(edit.question) == ("What, then, is a **mutex**?", "markdown", 26)
    assert (edit.key, edit.origin) == ("what-is-a-mutex", Origin("edits.md", 5))
    assert (edit.added, edit.draft, edit.reversed, edit.cloze) == (False, True, True, False)
    assert (edit.tags, edit.was, edit.simulation, edit.allowed) == (("locks", "os::sync"), "ab12", "", ())


HEADINGS = {
    "## What? {#k}": ("k", "What?"),
    "## {#k}": ("k", None),
    "##\tWhat?\t{#k}  ": ("k", "What?"),
    "   ## What? {#k}": ("k", "What?"),
    "## What is {x}? {#k}": ("k", "What is {x}?"),
    "## What is {# x #}? {#k}": ("k", "What is {# x #}?"),
    "## # and ## {#k}": ("k", "# and ##"),
    "## C# {#c-1}": ("c-1", "C#"),
    "## `{#x}` in CSS {#k .draft}": ("k", "`{#x}` in CSS"),
    "## 5 * 3 * 2 = $30$ {#k}": ("k", "5 * 3 * 2 = $30$"),
    "## Größe? 日本 😀 {#a-1-b}": ("a-1-b", "Größe? 日本 😀"),
}


@pytest.mark.parametrize(("heading", "said"), HEADINGS.items())
def test_a_heading_is_the_question_and_the_key(heading: str, said: tuple[str, str | None]) -> None:
    """What stands before the last braces is one line of Markdown; nothing there leaves the question alone."""
    (edit,) = read(f"{heading}\n\nyes\n")
    assert edit.key == said[0]
    assert written(edit.question) == (None if said[1] is None else (said[1], "inline", 1))
    assert written(edit.answer) == ("yes", "markdown", 3)


VALUES = {
    ".added": {"added": True},
    ".draft": {"draft": True},
    ".reversed": {"reversed": True},
    ".draft .added": {"draft": True, "added": True},
    "by=Ada": {},
    'by="Ada Lovelace" on="May 2024"': {},
    "tags=one": {"tags": ("one",)},
    'tags="one two::three"': {"tags": ("one", "two::three")},
    'tags=""': {"tags": ()},
    "type=cloze": {"cloze": True},
    "type=basic": {"cloze": False},
    "simulation=drift.py": {"simulation": "drift.py"},
    'simulation="a b.py"': {"simulation": "a b.py"},
    "was=0123456789ab": {"was": "0123456789ab"},
    'allow="numbering-gap: the page skips 7"': {"allowed": (("numbering-gap", "the page skips 7"),)},
    'allow="stale-edit: a; refused-link: see https://x ;"': {
        "allowed": (("stale-edit", "a"), ("refused-link", "see https://x"))
    },
}


@pytest.mark.parametrize(("attributes", "said"), VALUES.items())
def test_every_attribute(attributes: str, said: dict[str, object]) -> None:
    """Flags, bare values and values in quotes, in any order after the key."""
    (edit,) = read(f"## Q {{#k {attributes}}}\n")
    assert edit == Edit("k", Origin("edits.md", 1), Text("Q", Markup.INLINE, Origin("edits.md", 1)), **said)  # type: ignore[arg-type]


BODIES = {
    "no body": ("", None),
    "blank lines": ("\n \n\t\n", None),
    "only a callout": ("\n> [!source] x\n", None),
    "right below the heading": ("yes", "yes"),
    "blank lines around": ("\n\n\nyes\n\n\n", "yes"),
    "line breaks": ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
    "indented code": ("\n    ## x\n", "    ## x"),
    "headings below": ("### a\n\n###### b", "### a\n\n###### b"),
    "heading in a fence": ("```md\n## What?\n# Part\n```", "```md\n## What?\n# Part\n```"),
    "keyed headings of other levels in a fence": ("```\n# a {#x}\n### b {#y}\n```", "```\n# a {#x}\n### b {#y}\n```"),
    "keyed heading in a fence, indented": ("```md\n ## What? {#x}\n```", "```md\n ## What? {#x}\n```"),
    "open fence at the end": ("```\n## x\n", "```\n## x"),
    "underlined words": (
        "Not a heading\n=============\n\nNor this\n---",
        "Not a heading\n=============\n\nNor this\n---",
    ),
    "rule": ("a\n\n---\n\nb", "a\n\n---\n\nb"),
    "callout in the middle": ("a\n\n> [!source] x\n\nb", "a\n\n\nb"),
    "callout in a list": ("- a\n  > [!source] x", "- a\n  > [!source] x"),
    "formula": ("$$\n## x\n$$", "$$\n## x\n$$"),
}


@pytest.mark.parametrize(("body", "answer"), BODIES.values(), ids=BODIES)
def test_the_body_is_the_answer(body: str, answer: str | None) -> None:
    """Everything below the heading but for callouts, as typed; nothing there leaves the answer alone."""
    (edit,) = read(f"## {{#k}}\n{body}")
    assert (edit.answer.value if edit.answer else None) == answer
    assert edit.question is None


CALLOUTS = {
    "> [!source] x": {"source": "x"},
    "> [!SOURCE] x": {"source": "x"},
    ">[!source]x": {"source": "x"},
    "  > [!source] x": {"source": "x"},
    "> [!source]\n> x\n>\n> y": {"source": "x\n\ny"},
    "> [!source] x\nlazy": {"source": "x\nlazy"},
    "> [!source] x\nlazy > y": {"source": "x\nlazy > y"},
    "> [!source] x\n   >y\n>\tz": {"source": "x\ny\nz"},
    "> [!extra] x\n> [!source] y": {"extra": "x", "source": "y"},
    "> [!extra] x\n\n> [!source] y": {"extra": "x", "source": "y"},
    "> [!extra]\n> ```\n> code\n> ```": {"extra": "```\ncode\n```"},
    "> [!extra]\n> > quoted": {"extra": "> quoted"},
    "> [!question] How\n> many?": {"question": "How\nmany?"},
    "> quoted\n> [!source] x": {"answer": "> quoted\n> [!source] x"},
    "> [source] x": {"answer": "> [source] x"},
}


@pytest.mark.parametrize(("quote", "said"), CALLOUTS.items())
def test_callouts(quote: str, said: dict[str, str]) -> None:
    """A quotation that begins with [!name] goes to that field; any other is part of the answer."""
    (edit,) = read(f"## {{#k}}\n\n{quote}\n")
    texts = {name: getattr(edit, name) for name in ("question", "answer", "source", "extra")}
    assert {name: text.value for name, text in texts.items() if text} == said


def test_sections_end_where_the_next_heading_begins() -> None:
    """A heading of the first level is a chapter: what stands below it, up to a section, is prose."""
    text = "prose\n\n## {#a}\none\n# Chapter\nprose\n## {#b}\n## {#c}\n\ntwo\n"
    assert [(edit.key, edit.origin.line, written(edit.answer)) for edit in read(text)] == [
        ("a", 3, ("one", "markdown", 4)),
        ("b", 7, None),
        ("c", 8, ("two", "markdown", 10)),
    ]


@pytest.mark.parametrize("text", ["", "\n", "prose only\n", "# Chapter\n\n> [!source] of nothing\n", "```\n"])
def test_a_file_without_a_section_says_nothing(text: str) -> None:
    """Prose, chapters and notes are for people."""
    assert read(text) == ()


WRONG = {
    "no key": (
        "prose\n\n## What is a mutex?\n",
        'edits.md:3: the section "What is a mutex?" names no card; end its heading with the card\'s key in braces, '
        "like {#what-is-a-mutex}. deckwright cards lists the keys.",
    ),
    "braces not closed": ("## What? {#k\n", 'edits.md:1: the section "What? {#k" names no card; end its heading'),
    "words after the braces": ("## What? {#k} ##\n", 'edits.md:1: the section "What? {#k} ##" names no card'),
    "capitals in the key": ("## {#What}\n", 'edits.md:1: "What" is no card\'s key; a key has only a-z, 0-9 and'),
    "double hyphen": ("## {#a--b}\n", 'edits.md:1: "a--b" is no card\'s key; a key has only a-z, 0-9 and single'),
    "no key at all": ("## Q {# .draft}\n", 'edits.md:1: "# .draft" cannot be read as an attribute'),
    "two keys": ("## {#a #b}\n", 'edits.md:1: two keys, "a" and "b"; a section is about one card.'),
    "unknown flag": (
        "## {#k .drafd}\n",
        f'edits.md:1: there is no attribute ".drafd". Did you mean ".draft"? The attributes are {ATTRIBUTES}.',
    ),
    "unknown name": (
        "## {#k tag=x}\n",
        f'edits.md:1: there is no attribute "tag". Did you mean "tags="? The attributes are {ATTRIBUTES}.',
    ),
    "flag without its dot": (
        "## {#k draft}\n",
        'edits.md:1: "draft" cannot be read as an attribute; write {#key .flag',
    ),
    "value without quotes": ("## {#k by=Ada L.}\n", 'edits.md:1: "L." cannot be read as an attribute; write {#key'),
    "quote not closed": ('## {#k by="Ada}\n', 'edits.md:1: "by="Ada" cannot be read as an attribute; write {#key'),
    "value twice": ("## {#k by=a by=b}\n", "edits.md:1: by= stands here twice; make it one."),
    "unknown type": ("## {#k type=clozes}\n", 'edits.md:1: there is no type "clozes"; it is type=cloze or left out.'),
    "bad tag": ("## {#k tags=leech}\n", 'edits.md:1: the tag "leech" is one of Anki\'s own (marked, leech), which an'),
    "two blanks between tags": ('## {#k tags="a  b"}\n', 'edits.md:1: the tag "" is empty; choose another tag.'),
    "allow without reason": (
        "## {#k allow=stale-edit}\n",
        'edits.md:1: say why "stale-edit" is allowed here: allow="stale-edit: the reason".',
    ),
    "allow with an empty reason": (
        '## {#k allow="a: b; c:"}\n',
        'edits.md:1: say why "c" is allowed here: allow="c: the',
    ),
    "unknown callout": (
        "## {#k}\n\n> [!sorce] x\n",
        'edits.md:3: there is no [!sorce]. Did you mean "source"? There are [!question], [!source], [!extra].',
    ),
    "callout of another tool": ("## {#k}\n> [!NOTE]\n> x\n", "edits.md:2: there is no [!note]."),
    "callout twice": (
        "## {#k}\n\n> [!source] x\n\nyes\n\n> [!source] y\n",
        "edits.md:7: this card has a [!source] already; make them one.",
    ),
    "callout twice in one quote": ("## {#k}\n> [!source] x\n> [!source] y\n", "edits.md:3: this card has a [!source]"),
    "twins": (
        "## {#k}\n\none\n\n## {#other}\n\n## Again {#k}\n\ntwo\n",
        "edits.md:7: k has a section on line 1 already; make them one.",
    ),
    "open fence": (
        "## {#a}\n\n```python\nx = 1\n\n## {#b}\n\ntwo\n",
        "edits.md:6: this section stands inside a code block or formula that was not closed above it; close that, "
        "or indent this line by a blank if it is meant as text.",
    ),
    "open fence in the prose": ("```\n## What? {#a .draft}\n", "edits.md:2: this section stands inside a code block"),
    "open formula": ("## {#a}\n$$\nx\n\n## What? {#b}\n$$\n", "edits.md:5: this section stands inside a code block"),
    "no blank after the marks": (
        "## {#a}\n\n##What? {#b}\n",
        "edits.md:3: this is no heading for Markdown; put a blank after ##.",
    ),
    "another blank after the marks": ("##\u00a0What? {#b}\n", "edits.md:1: this is no heading for Markdown; put a"),
    "key at a chapter": (
        "# What? {#b}\n\nyes\n",
        'edits.md:1: a card\'s section begins with "## "; change the marks, or take the braces away.',
    ),
    "indented": ("    ## What? {#b}\n", "edits.md:1: a card's section stands at the margin; take away what is before"),
    "in a quotation": ("> ## What? {#b}\n", "edits.md:1: a card's section"),
    "in a list": ("- ## What? {#b}\n", "edits.md:1: a card's section"),
    "in a list's paragraph": ("1. x\n\n        ## What? {#b}\n", "edits.md:3: a card's section stands at the margin"),
    "a comment": ("## {#k}\n\n<!-- todo -->\n", "edits.md:3: there are no comments in edits.md; delete this, or write"),
    "a commented section": ("<!--\n## {#k}\n-->\n", "edits.md:1: there are no comments in edits.md; delete this"),
    "key at a heading below": ("## {#a}\n\n### What? {#b .draft}\n", 'edits.md:3: a card\'s section begins with "## "'),
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_understood_is_named_with_its_line(text: str, sentence: str) -> None:
    """One sentence: where, what, and the nearest thing that exists."""
    with pytest.raises(DeckwrightError) as stopped:
        read(text)
    assert str(stopped.value).startswith(sentence)


def test_windows_line_ends_make_no_difference(tmp_path: Path) -> None:
    """The file as an editor on Windows saves it, byte order mark and all."""
    folder = deck(tmp_path / "things", edits=ONE.replace("what-is-a-mutex", "what-is-thing-2"))
    plain = prepare(folder).cards
    (folder / "edits.md").write_bytes(b"\xef\xbb\xbf" + (folder / "edits.md").read_bytes().replace(b"\n", b"\r\n"))
    assert prepare(folder).cards == plain
    assert plain[1].question.value == "What, then, is a **mutex**?"


@pytest.mark.parametrize(
    "text",
    [
        "## {#" + "a" * 100_000,
        "```\n## " + "{#a" * 50_000,
        "## {#a}\n" + "[" * 50_000,
        "## {#a " + ".draft " * 10_000 + "}",
    ],
    ids=["key", "braces", "brackets", "flags"],
)
def test_reading_takes_time_as_the_text_is_long(text: str) -> None:
    """No line makes the reader think for long."""
    start = time.process_time()
    with contextlib.suppress(DeckwrightError):
        read(text)
    assert time.process_time() - start < 2


# What becomes of cards


def source(number: int, answer: str | None = "yes") -> SourceCard:
    """A card as scraped, the `number`-th of its page."""
    line = number * 10
    return SourceCard(f"Q{number}?", answer, Origin("scraped.txt", line), line + 2, line + 5, str(number), "Page")


def applied(cards: list[SourceCard], text: str) -> tuple[tuple[EditedCard, ...], tuple[Problem, ...]]:
    """Cards with keys q1, q2 … as identified, and those added in `text`, with the edits in it."""
    edits = read(text, "deck/edits.md")
    own = [KnownCard(card.key, f"guid-{card.key}", card) for card in added_cards(edits)]
    scraped = [KnownCard(f"q{card.number}", f"guid-q{card.number}", card) for card in cards]
    return apply_edits([*scraped, *own], edits, ("deck",), {}, markdown=False)


def test_what_is_not_written_stays_as_scraped() -> None:
    """No heading text: the question stays; no body: the answer stays; tags come on top of the deck's."""
    (one, two, three), problems = applied(
        [source(1), source(2), source(3)], "## Better {#q1}\n\n## {#q2 tags=mine}\n\nBetter\n\n> [!source] book\n"
    )
    assert problems == ()
    assert (written(one.question), written(one.answer)) == (("Better", "inline", 1), ("yes", "plain", 15))
    assert (written(two.question), written(two.answer)) == (("Q2?", "plain", 22), ("Better", "markdown", 5))
    assert (two.tags, written(two.source)) == (("deck", "mine"), ("book", "markdown", 7))
    assert (written(three.question), three.tags, three.provenance) == (("Q3?", "plain", 32), ("deck",), "scraped")
    assert one.guid == "guid-q1"


def test_who_wrote_the_words() -> None:
    """Edited, completed, added or scraped."""
    cards, _ = applied(
        [source(1), source(2, None), source(3), source(4)],
        "## {#q1}\nx\n## {#q2}\nx\n## {#q3 .reversed}\n## New? {#own .added type=cloze}\n",
    )
    assert {card.key: card.provenance for card in cards} == {
        "q1": Provenance.EDITED,
        "q2": Provenance.COMPLETED,
        "q3": Provenance.SCRAPED,
        "q4": Provenance.SCRAPED,
        "own": Provenance.ADDED,
    }
    assert {card.key: card.note_type for card in cards}["own"] is NoteType.CLOZE
    assert [card.reversed for card in cards if card.key == "q3"] == [True]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("## A {#a .added}\n", "q1 q2 q3 a"),
        ("## {#q2}\n## A {#a .added}\n## B {#b .added}\n## {#q1}\n## C {#c .added}\n", "q1 c q2 a b q3"),
        ("## {#q3}\n## A {#a .added}\n", "q1 q2 q3 a"),
        ("## {#gone}\n## A {#a .added}\n", "q1 q2 q3 a"),
    ],
    ids=["before all", "behind two", "behind the last", "behind no card"],
)
def test_added_cards_follow_the_card_above_them(text: str, order: str) -> None:
    """A card of one's own is studied after the card whose section stands above its own, or after all."""
    cards, _ = applied([source(1), source(2), source(3)], text)
    assert " ".join(card.key for card in cards) == order


def test_an_edit_without_a_card_is_a_warning() -> None:
    """The nearest key there is helps with a typo; nothing else changes."""
    cards, problems = applied([source(1)], "# x\n\n## {#q11}\n\nlost?\n")
    assert [str(problem) for problem in problems] == [
        'deck/edits.md:3: no card has the key q11, so this edit is not used. Did you mean "q1"? [unknown-card-in-edit]'
    ]
    assert written(cards[0].answer) == ("yes", "plain", 15)
    assert not problems[0].is_error


def test_an_edit_whose_card_has_left_the_page_says_what_to_do() -> None:
    """It is no typo: no other key is offered, but the two ways there are."""
    _, problems = apply_edits([], read("## {#q1}\n\nmine\n"), (), {}, markdown=False, before={"q1", "q2"})
    assert [str(problem) for problem in problems] == [
        "edits.md:1: the card q1 has left the page, so this edit is not used. Delete the section; or keep the card as "
        "your own: write its question in the heading, its answer below, and .added in the braces [unknown-card-in-edit]"
    ]


def test_an_edit_made_against_other_words_is_stale() -> None:
    """It ships, and a warning shows both texts until it is accepted."""
    text = "## {#q1 was=%s}\n\nmine\n"
    (card,), problems = applied([source(1)], text % scraped_hash(source(1)))
    assert problems == ()
    (card,), problems = applied([source(1, "no")], text % scraped_hash(source(1)))
    assert written(card.answer) == ("mine", "markdown", 3)
    assert [str(problem) for problem in problems] == [
        'deck/edits.md:1: the page has changed under this edit (scraped.txt:10); it says now: "Q1?" / "no"; '
        'the edit says: (nothing) / "mine". Change the edit, or keep it as it stands: '
        "deckwright accept deck q1 [stale-edit]"
    ]
    _, problems = applied([source(1, None)], text % scraped_hash(source(1)))
    assert '"Q1?" / (nothing); the edit says' in problems[0].message


def test_a_page_that_changes_under_an_edit_makes_it_stale(tmp_path: Path) -> None:
    """Without was=, the last build remembers what the edit was made against."""
    edits = "## {#what-is-thing-2}\n\nmine\n"
    folder = deck(tmp_path / "things", NINE, edits)
    assert build(folder, tmp_path / "dist").problems == ()
    changed = [NINE[0], (NINE[1][0], "Another answer."), *NINE[2:]]
    prepared = prepare(deck(folder, changed, edits))
    assert [problem.rule for problem in prepared.problems] == ["stale-edit"]
    assert prepared.cards[1].answer == Text("mine", Markup.MARKDOWN, Origin("", 0))
    vanished = prepare(deck(folder, [NINE[0], (NINE[1][0], None), *NINE[2:]], edits))
    assert [problem.rule for problem in vanished.problems] == ["stale-edit"]


# Laws

KEYS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,3}", fullmatch=True)
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=40).map(str.strip)
PIECES = st.sampled_from(
    [
        "## ",
        "# ",
        "### ",
        "{#",
        "k",
        "}",
        " .added",
        " .draft",
        ' tags="',
        '"',
        "by=",
        "> [!source] ",
        "> [!",
        "]",
        "> ",
    ]
    + ["```", "\n", "\n\n", "$$", "- ", "    ", "\t", "|", "---", "[^1]:", "<b>", "\\", "\u2028", "\x00", "\u00a0"]
)
BLOCKS = st.one_of(
    st.lists(LINE.filter(bool).map(lambda line: f"x {line}"), min_size=1, max_size=3).map("\n".join),
    st.lists(LINE.map(lambda line: f"- {line} x"), min_size=1, max_size=3).map("\n".join),
    LINE.map(lambda line: f"```\n# {line}\n## {line}x\n```"),
    LINE.map(lambda line: f"> x {line}"),
    LINE.map(lambda line: f"### {line}x"),
    LINE.map(lambda line: f"    {line}x"),
    LINE.map(lambda line: f"| a | {line.replace('|', '')} |\n|---|---|\n| ## | > |"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(st.characters(exclude_characters="\r"), max_size=4), max_size=40).map("".join))
def test_any_text_is_edits_or_one_sentence(text: str) -> None:
    """Nothing but DeckwrightError comes out, and it names a line of the file."""
    lines, edits, place = text.split("\n"), (), 1
    try:
        edits = read(text)
    except DeckwrightError as error:
        place = int(str(error).split(":")[1])
    assert 1 <= place <= len(lines)
    assert_nothing_dropped(text, edits)


def assert_nothing_dropped(text: str, edits: Sequence[Edit]) -> None:
    """Every line from a section's heading to the next heading stands in what the edit says, in order."""
    lines = text.split("\n")
    headings = [block.start for block in outline(text) if block.kind == "heading" and block.marks in ("#", "##")]
    for edit in edits:
        start = edit.origin.line - 1
        assert lines[start].lstrip().startswith("##")
        end = next((at for at in headings if at > start), len(lines))
        kept = [part for part in (edit.question, edit.answer, edit.source, edit.extra) if part]
        held = {line.lstrip("> \t") for part in kept for line in part.value.split("\n")}
        for line in lines[start + 1 : end]:
            words = re.sub(r"^\s*>\s?\[![A-Za-z]+\]\s?", "", line).lstrip("> \t")
            assert not words.strip() or words in held or line.lstrip("> \t") in held, line


@settings(max_examples=200, deadline=None)
@given(KEYS, LINE, st.lists(BLOCKS, max_size=4).map("\n\n".join), st.booleans())
def test_what_was_written_reads_back(key: str, question: str, answer: str, below: bool) -> None:
    """Any question, and any answer of Markdown blocks, comes back to the letter from any place in the file."""
    section = f"## {question} {{#{key}}}\n\n{answer}\n"
    edits = read(f"prose\n\n## {{#x--}}\n\nx\n\n{section}".replace("x--", f"{key}-above") if below else section)
    edit = edits[-1]
    assert edit.key == key
    assert (edit.question.value if edit.question else "") == question
    assert (edit.answer.value if edit.answer else "") == answer


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 6),
    st.lists(
        st.tuples(st.sampled_from(["q1", "q2", "q3", "q9", "own", "mine"]), st.booleans()), unique_by=lambda e: e[0]
    ),
)
def test_no_card_is_lost_or_doubled(count: int, sections: list[tuple[str, bool]]) -> None:
    """Whatever is edited, every card comes out once, scraped cards in the order of the page."""
    scraped = [source(number) for number in range(1, count + 1)]
    keys = {f"q{number}" for number in range(1, count + 1)}
    chosen = [(key, added and key not in keys) for key, added in sections]
    text = "".join(f"## Q {{#{key}{' .added' if added else ''}}}\n\nx\n\n" for key, added in chosen)
    cards, problems = applied(scraped, text)
    own = {key for key, added in chosen if added}
    assert sorted(card.key for card in cards) == sorted(keys | own)
    assert [card.key for card in cards if card.key in keys] == [f"q{card.number}" for card in scraped]
    assert {problem.key for problem in problems} == {key for key, _ in chosen} - keys - own
