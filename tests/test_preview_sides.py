"""Notes in, the sides the preview shows out: those that real Anki shows, for every card, by every rule of templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki_bench import Bench, Card
from attacks_scraped import SCRAPED
from deck_maker import build, deck
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from generator import lint, pipeline, stages
from generator.cards import FIELDS, Note, NoteType, Origin
from generator.deck import open_deck
from generator.notetype import NoteTypeDesign, Template, designs
from generator.preview import sides
from generator.preview.clozes import show_clozes

ROOT = Path(__file__).parents[1]
PROJECT = "production-ml-systems"
GALLERY = (ROOT / "tests/gallery.md").read_text("utf-8")
KNOTS = r"""
## {{c1::One}} {{c2::two::a *hint*}} {{c1::three}} {#several .added type=cloze}

Below.

## {{c1::an empty hint::}}, {{c1::é 日}} and {{c1::$x_{1}$}} {#hint .added type=cloze}

> [!extra] &nbsp;

## {{c1::outer {{c2::**inner** `code`}} more}} and $x^{{{c3::2}}} < y$ {#nested .added type=cloze}

> [!extra] Also {{braces}}.

## Which $\frac{a}{b}$ plays ![](media/a.mp3) first? {#media .added .reversed tags="Zebra apple::pie"}

![a picture](media/p.png)

| a | b |
|---|---|
| `x|y` | $$z$$ |

```python
print("<script>", '{{Answer}}')
```

## متى؟ {#arabic .added .reversed}

أولا، ثم **ثانيا**.
"""
Pair = tuple[Card, tuple[str, str]]


def shown(card: Card) -> tuple[str, str]:
    """Both sides as Anki renders them, without the styling, and with sounds by their names."""
    front, back = (side.partition("</style>")[2] for side in (card.question(), card.answer()))
    played = {"q": card.question_av_tags(), "a": card.answer_av_tags()}
    named = re.compile(r"\[anki:play:([qa]):(\d+)\]")
    return tuple(  # type: ignore[return-value]
        named.sub(lambda found: f"[sound:{played[found[1]][int(found[2])].filename}]", side) for side in (front, back)
    )


def pairs(prepared: stages.Prepared, bench: Bench) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Of each card what Anki shows and what the preview does."""
    types = {design.name: design for design in designs()}
    for note in prepared.stamped.notes:
        cards = bench.note(f"{prepared.stamped.lock.slug}/{note.key}").cards()
        for card, side in zip(cards, sides(note, types[note.note_type]), strict=True):
            assert card.ord + 1 == side.number
            yield shown(card), (side.front, side.back)


def tree(side: str) -> str:
    """The side as its elements, however its attributes are written."""
    return str(lxml_html.tostring(lxml_html.fromstring(f"<div>{side}</div>"), encoding="unicode"))


def nasty(folder: Path) -> Path:
    """A deck with everything that can stand on a card, and every attack, asked both ways."""
    page = [(text, text) for text in SCRAPED.values()]
    made = deck(folder / "nasty", page, f"{GALLERY}\n{KNOTS}")
    (made / "media").mkdir()
    for name in ("pic.png", "p.png", "a.mp3"):
        (made / "media" / name).write_bytes(name.encode())
    return made


def test_every_card_of_the_project(tmp_path: Path) -> None:
    """The project's own deck, each side to the letter."""
    bench = Bench(tmp_path)
    bench.import_package(ROOT / f"dist/{PROJECT}.apkg")
    prepared = pipeline.prepare(open_deck(ROOT / "source_cards" / PROJECT, lint.SWITCHABLE), 1_900_000_000)
    found = list(pairs(prepared, bench))
    assert len(found) == 12
    for theirs, ours in found:
        assert ours == theirs


def test_every_card_of_a_nasty_deck(tmp_path: Path) -> None:
    """Clozes in clozes, formulas, tables, code, sound, both directions and all attacks: the same elements."""
    prepared = build(nasty(tmp_path), tmp_path / "dist", drafts=True)
    bench = Bench(tmp_path / "anki")
    bench.import_package(tmp_path / "dist/nasty.apkg")
    found = list(pairs(prepared, bench))
    assert len(found) > len(SCRAPED) + 15
    for theirs, ours in found:
        assert [tree(side) for side in ours] == [tree(side) for side in theirs]


FRONT = """<!-- {{Nothing}} --> {{#Question}}[{{Question}}]{{/Question}} {{ ^ Extra }}none{{/ Extra }}
{{#Extra}}{{#Source}}both{{/Source}}{{^Source}}one{{/Source}}{{/Extra}} {{hint:Answer}}"""
BACK = """{{FrontSide}}<hr id=answer>{{Tags}}|{{Type}}|{{Deck}}|{{Subdeck}}|{{Card}}|{{CardFlag}}
{{#Tags}}tagged{{/Tags}}{{hint:Source}}"""
HINT = re.compile(r'hint[0-9a-f]{16}|\nonclick="[^"]*"')


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, NoteTypeDesign, dict[str, Any]]:
    """A note type of the test's own that uses every rule, here and in Anki."""
    bench = Bench(tmp_path_factory.mktemp("rules"))
    kind = bench.col.models.new("Own")
    for name in FIELDS:
        bench.col.models.add_field(kind, bench.col.models.new_field(name))
    template = {**bench.col.models.new_template("Ask"), "qfmt": FRONT, "afmt": BACK}
    bench.col.models.add_template(kind, template)
    bench.col.models.add_dict(kind)
    design = NoteTypeDesign("Own", 1, (Template("Ask", 1, FRONT, BACK),), "")  # type: ignore[arg-type]
    return bench, design, bench.note_type("Own")


VALUES = st.sampled_from(["", " ", "<br>", "<div></div>", "a", "<b>x</b> &amp; y", "{{Answer}}", "\u00a0", "0"])


@given(question=st.sampled_from(["q", "<i>q</i>"]), values=st.lists(VALUES, min_size=3, max_size=3))
@settings(max_examples=40)
def test_every_rule_of_templates(
    own: tuple[Bench, NoteTypeDesign, dict[str, Any]], question: str, values: list[str]
) -> None:
    """Sections, negated ones, special fields, hints and comments, with fields that are and only look empty."""
    bench, design, kind = own
    written = bench.col.new_note(kind)
    names = ("Question", "Answer", "Source", "Extra")
    fields = dict(zip(names, [question, *values], strict=True))
    for name, value in fields.items():
        written[name] = value
    written.tags = ["b::c", "A"]
    bench.col.add_note(written, bench.col.decks.id("Sub::Deck"))  # type: ignore[arg-type]
    filled = tuple(fields.get(name, "") for name in FIELDS)
    note = Note("k", "g", design.name, filled, ("b::c", "A"), "Sub::Deck", Origin("p", 1))
    (ours,), (card,) = sides(note, design), written.cards()
    assert [HINT.sub("", side) for side in (ours.front, ours.back)] == [HINT.sub("", side) for side in shown(card)]


@pytest.mark.parametrize("front", ["{{Nothing}}", "{{text:Question}}", "{{#Question}}", "{{/Question}}x"])
def test_what_is_not_known_is_said(front: str) -> None:
    """A template that the preview would show otherwise than Anki is an error, not a guess."""
    design = NoteTypeDesign(NoteType.QA, 1, (Template("Ask", 1, front, ""),), "")
    with pytest.raises(ValueError, match="a template"):
        sides(Note("k", "g", NoteType.QA, ("q",) * len(FIELDS), (), "D", Origin("p", 1)), design)


MARKS = st.sampled_from(
    ["{{c1::", "{{c2::", "{{c11::", "{{c1,2::", "{{C1::", "}}", "}}", "::", ":", "a", " <b>b</b> ", '"', "&lt;"]
    + [r"\(", r"\)", r"\[", r"\]", "<i>", "</i>", "\n", "é"]
)


@pytest.fixture(scope="module")
def cloze(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bench, dict[str, Any]]:
    """A collection whose note type Cloze shows its first field alone."""
    bench = Bench(tmp_path_factory.mktemp("cloze"))
    kind = bench.note_type("Cloze")
    kind["tmpls"][0] |= {"qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}"}
    bench.col.models.update_dict(kind)  # type: ignore[arg-type]
    return bench, bench.note_type("Cloze")


@given(parts=st.lists(MARKS, max_size=12))
@settings(max_examples=300)
@example([r"\(x {{c1::<b>y</b>::h}}\)"])
@example(["{{c1::a::b::c}} {{c2::{{c1::d}} e::}}"])
@example(["{{c2::open {{c1::x}}"])
@example(["{{c1::", "{{c1::", "{{C1::", "}}", "}}"])
def test_every_cloze_is_shown_as_anki_does(cloze: tuple[Bench, dict[str, Any]], parts: list[str]) -> None:
    """Whatever is nested, left open or closed too often: hidden, revealed and other clozes are the same."""
    bench, kind = cloze
    note = bench.col.new_note(kind)
    note["Text"] = "".join(parts)
    bench.col.add_note(note, bench.col.decks.id("D"))  # type: ignore[arg-type]
    for card in note.cards():
        front, back = shown(card)
        if "No cloze" in back:
            assert show_clozes(note["Text"], card.ord + 1, asked=True) == ""
            continue
        assert tree(show_clozes(note["Text"], card.ord + 1, asked=True)) == tree(front)
        assert tree(show_clozes(note["Text"], card.ord + 1, asked=False)) == tree(back)
