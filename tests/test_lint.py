"""Pages and edits in, problems out: for each rule what it reports, and what it must leave alone."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
import rules_on_wording as wording
from deck_maker import NINE, build, deck, page, prepare
from ftfy import fix_encoding
from hypothesis import example, given
from hypothesis import strategies as st

from generator.cards import ERROR_RULES
from generator.lint import RULES, SWITCHABLE
from generator.lint.likeness import _SIGN, _signs
from generator.lint.mojibake import _DOUBTFUL
from generator.lint.words import _IDEOGRAPH as IDEOGRAPH
from generator.lint.words import words_of

Cards = list[tuple[str, str | None]]

ROOT = Path(__file__).parents[1]
CLOZE = "## The {{c1::Nile}} is in {{c2::Africa}} {#q1 type=cloze}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(rule: str, cards: Cards, edits: str = "", settings: str = 'name = "D"\n') -> list[str]:
    """What the rule says of a deck "d" with these cards, as a user reads it."""
    prepared = prepare(deck(Path("d"), cards, edits, settings))
    return [str(problem).removeprefix("d/") for problem in prepared.problems if problem.rule == rule]


def left_out() -> list[str]:
    return [card.key for card in prepare(Path("d")).left_out]


REPORTED: list[tuple[str, Cards, str, list[str]]] = [
    (
        "missing-question",
        [("", "A1"), ("Q2", "A2")],
        "",
        [
            "scraped.txt:3: this card has no question; write one in edits.md: "
            "## The question {#card-e3b0c44298} [missing-question]"
        ],
    ),
    (
        "missing-question",
        [("Q1", "A1")],
        "## {#own .added}\n\nyes\n",
        ["edits.md:1: this card has no question; write one in edits.md: ## The question {#own} [missing-question]"],
    ),
    ("missing-question", [("Q1", "A1")], "## {#q1}\n> [!question]\n", ["scraped.txt:3: this card has no question; "]),
    (
        "missing-answer",
        [("Q1", "A1"), ("Q2\nand  more", None)],
        "",
        ['scraped.txt:20: "Q2 and more" has no answer; write one in edits.md under ## {#q2-and-more} [missing-answer]'],
    ),
    ("missing-answer", [("Q" * 99, None)], "", [f'scraped.txt:3: "{"Q" * 79}…" has no answer; ']),
    ("missing-answer", [("Q1", "A1")], "## New? {#own .added}\n", ['edits.md:1: "New?" has no answer; write one in ']),
    ("missing-answer", [("Q1", "A1")], "## {#q1}\n\n[a]: https://x\n", ['scraped.txt:3: "Q1" has no answer; ']),
    ("missing-answer", [("Q1", "A1")], "## {#q1}\n\n&nbsp;\n", ['scraped.txt:3: "Q1" has no answer; write one in ']),
    (
        "draft-answer",
        [("Q1", None)],
        "## {#q1 .draft}\n\nperhaps\n",
        ['scraped.txt:3: the answer to "Q1" is a draft; read it, put it right, then take .draft away [draft-answer]'],
    ),
    (
        "no-card",
        [("Q1", "A1")],
        "## No blank here {#q1 type=cloze}\n",
        [
            "edits.md:1: the question has no cloze, so Anki would make no card; "
            "write the question with {{c1::the hidden words}} in this heading [no-card]"
        ],
    ),
    ("no-card", [("Q1", "A1")], "## {{c0::x}} {#q1 type=cloze}\n", ["edits.md:1: the question has no cloze, so "]),
    (
        "no-card",
        [("Q1", "A1")],
        "## &nbsp; {#q1}\n",
        ["edits.md:1: the question shows nothing, so Anki would make no "],
    ),
    ("no-card", [("Q1", "A1")], "## {#q1}\n> [!question]\n> [a]: https://x\n", ["edits.md:2: the question shows noth"]),
    (
        "braces-in-cloze",
        [("Q1", "A1")],
        "## The {{c1::Nile}} {#q1}\n",
        [
            "edits.md:1: the question has a cloze but the card is none; "
            "add type=cloze to the heading's braces [braces-in-cloze]"
        ],
    ),
    ("braces-in-cloze", [("Q1", "A1")], "## {{c2::x}} {#own .added}\n\ny\n", ["edits.md:1: the question has a cloze "]),
    (
        "braces-in-cloze",
        [("Q1", "A1")],
        "## {{c1::a}} b}} {#q1 type=cloze}\n",
        ['edits.md:1: "}}" has no partner, so '],
    ),
    (
        "duplicate-question",
        [("What  is\nit?", "A1"), ("Q2", "A2"), ("what is it?", "A3")],
        "",
        [
            "scraped.txt:38: the same question stands at d/scraped.txt:3; "
            "tell them apart in edits.md under ## {#what-is-it-2} [duplicate-question]"
        ],
    ),
    (
        "duplicate-question",
        [("Q1", "A1"), ("Q2", "A2")],
        "## Q1 {#q2}\n",
        ["scraped.txt:20: the same question stands "],
    ),
    ("duplicate-question", [("Q1", "A1")], "## Q1 {#own .added}\n\nx\n", ["edits.md:1: the same question stands at d"]),
    (
        "duplicate-question",
        [("Q", "1"), ("Q", "2"), ("Q", "3")],
        "",
        ["scraped.txt:20: the same", "scraped.txt:37: the"],
    ),
    (
        "replaced-characters",
        [("Q\x00\x00", "one\ntwo\x07")],
        "",
        [
            "scraped.txt:6: U+0000 (a control character or noncharacter), 2 times, cannot be kept by Anki, "
            "so U+FFFD stands in its place [replaced-characters]",
            "scraped.txt:11: U+0007 (a control character or noncharacter) cannot be kept by Anki, so U+FFFD ",
        ],
    ),
    (
        "replaced-characters",
        [("Q1", "a\uffffb")],
        "",
        ["scraped.txt:10: U+FFFF (a control character or noncharacter) "],
    ),
    (
        "replaced-characters",
        [("Q1", "A1")],
        "## {#q1}\n\na\n\nb\x1f\n",
        ["edits.md:5: U+001F (a control character or "],
    ),
    ("replaced-characters", [("Q1", "A1")], "## {#q1}\n> [!source] x\n> y\x85\n", ["edits.md:3: U+0085 (a control ch"]),
    (
        "suspicious-characters",
        [("safe\u202egnp.exe", "pass\u200bword")],
        "",
        [
            "scraped.txt:6: U+202E (RIGHT-TO-LEFT OVERRIDE) is invisible here; "
            "take it out in edits.md if it is not meant [suspicious-characters]",
            "scraped.txt:10: U+200B (ZERO WIDTH SPACE) is invisible here; ",
        ],
    ),
    (
        "mojibake",
        [("Un cafÃ© crÃ¨me\nIt’s fine", "Itâ€™s a\nnaïve â€œquoteâ€\x9d")],
        "",
        [
            'scraped.txt:6: "Un cafÃ© crÃ¨me" looks like text that was decoded wrongly and may mean "Un café crème"; '
            "if so, write that in edits.md under ## {#un-caf",
            'scraped.txt:11: "Itâ€™s a" looks',
            'scraped.txt:12: "naïve â€œquoteâ€',
        ],
    ),
    ("suspicious-characters", [("Q1", "a\u2066b\u2069c\u2060\ufeff")], "", ["scraped.txt:10: U+"] * 4),
    ("suspicious-characters", [("Q1", "A1")], "## {#q1}\n> [!extra] \u200bx\n", ["edits.md:2: U+200B (ZERO WIDTH SPA"]),
]


@pytest.mark.parametrize(("rule", "cards", "edits", "said"), REPORTED + wording.REPORTED)
def test_what_a_rule_reports(rule: str, cards: Cards, edits: str, said: list[str]) -> None:
    """Each fault with the line it stands on, and a sentence that says what to do; an error leaves the card out."""
    sentences = found(rule, cards, edits)
    assert len(sentences) == len(said), sentences
    for sentence, start in zip(sentences, said, strict=True):
        assert sentence.startswith(start)
        assert sentence.endswith(f" [{rule}]")
    assert bool(left_out()) is (rule in ERROR_RULES)


LEFT_ALONE: list[tuple[str, Cards, str]] = [
    ("missing-question", [("Q1", "A1"), ("?", "A2"), ("Q3", None)], ""),
    ("missing-question", [("", "A1")], "## Now {#card-e3b0c44298}\n"),
    ("missing-answer", [("Q1", "0"), ("Q2", "-"), ("Q3", "?")], ""),
    ("missing-answer", [("Q1", None)], "## {#q1}\n\nx\n"),
    ("missing-answer", [("Q1", None)], "## It is {{c1::blue}} {#q1 type=cloze}\n"),
    ("missing-answer", [("Q1", "A1")], "## {#q1}\n\n---\n"),
    ("missing-answer", [("Q1", "A1")], "## {#q1}\n\n$x$\n"),
    ("missing-answer", [("Q1", "<br>"), ("Q2", "&nbsp;"), ("Q3", "<!-- -->")], ""),
    ("draft-answer", [(".draft", "draft")], "## {#draft}\n\n.draft\n"),
    ("no-card", [("", "A1"), ("<br>", "A2"), ("&nbsp;", "A3"), ("<div></div>", "A4")], ""),
    ("no-card", [("Q1", "A1")], CLOZE),
    ("no-card", [("{{c1::Q1}}", "A1")], "## {#c1-q1 type=cloze}\n"),
    ("no-card", [("Q1", "A1")], "## {{c1::a {{c2::b}}}} {#q1 type=cloze}\n"),
    ("no-card", [("Q1", "A1")], "## $x$ {#q1}\n"),
    ("braces-in-cloze", [("{{c1::x}}", "{{c1::y}}")], ""),
    ("braces-in-cloze", [("Q1", "A1")], "## {{x}} and {{c::y}} {#q1}\n\n{{c1::z}}\n"),
    ("braces-in-cloze", [("Q1", "A1")], CLOZE),
    ("duplicate-question", [("", "A1"), ("", "A2")], ""),
    ("duplicate-question", [("Q1", "same"), ("Q 1", "same"), ("Q1?", "same")], ""),
    ("duplicate-question", [("Q", "1"), ("Q", "2")], "## Q of another kind {#q-2}\n"),
    ("replaced-characters", [("Tab\there, \u00a0 \u200b \ufffd", "e\u0301 😀 \U000e0001 \ue000")], ""),
    ("suspicious-characters", [("👨‍👩‍👧 ‌ \u200e \u200f", "\u00ad \u00a0 \u3000 \x07")], ""),
    (
        "mojibake",
        [("Ã", "Â"), ("L’été à Paris", "œuf … – “x” ‘y’"), ("SÃO PAULO", "ÂNGELO Ñ"), ("日本語", "Ω≈ç√")],
        "",
    ),
    ("numbering-gap", NINE, ""),
    ("numbering-gap", [("Q1", "A1"), ("Q2", None), ("Q3", "A3")], "## {#q2}\n## Own {#own .added}\n\nx\n"),
]


@pytest.mark.parametrize(("rule", "cards", "edits"), LEFT_ALONE + wording.LEFT_ALONE)
def test_what_a_rule_leaves_alone(rule: str, cards: Cards, edits: str) -> None:
    """What looks like a fault and is none, in scraped text above all, which is never read as markup."""
    assert found(rule, cards, edits) == []


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([1, 2, 3], []),
        ([5, 6, 7], []),
        ([1, 3, 4], ["scraped.txt:20: card 3 follows card 1; check that the page was saved whole [numbering-gap]"]),
        ([1, 2, 2], ["scraped.txt:37: card 2 follows card 2; check that the page was saved whole [numbering-gap]"]),
        ([3, 2, 1], ["scraped.txt:20: card 2 follows card 3; check", "scraped.txt:37: card 1 follows card 2; check"]),
    ],
    ids=str,
)
def test_numbering_gap(numbers: list[int], said: list[str]) -> None:
    """A page counts its cards; where it skips or repeats a number, something was lost or doubled."""
    folder = deck(Path("d"))
    (folder / "scraped.txt").write_text(page(NINE[:3], numbers=numbers), "utf-8")
    problems = [str(problem) for problem in prepare(folder).problems]
    assert len(problems) == len(said)
    assert all(problem.startswith(f"d/{start}") for problem, start in zip(problems, said, strict=True))


def test_numbering_starts_anew_on_every_page() -> None:
    """Two pages from 1 to 2 have no gap between them."""
    folder = deck(Path("d"))
    (folder / "scraped.txt").unlink()
    (folder / "scraped").mkdir()
    for name in "ab":
        (folder / f"scraped/{name}.txt").write_text(page([(f"{name}1", "x"), (f"{name}2", "x")]), "utf-8")
    assert prepare(folder).problems == ()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "",
            CLOZE,
            'this card was shipped as "deckwright Q&A" and would now be "deckwright Cloze", which Anki ignores',
        ),
        (
            CLOZE,
            "",
            'this card was shipped as "deckwright Cloze" and would now be "deckwright Q&A", which Anki ignores',
        ),
        (CLOZE, CLOZE.replace("Nile", "Congo"), ""),
        ("", "## Other words {#q1 .reversed type=basic}\n\nx\n", ""),
    ],
)
def test_note_type_change(before: str, after: str, said: str) -> None:
    """Anki would refuse the update in silence, so the card is left out and the reason given."""
    build(deck(Path("d"), [("Q1", "A1"), ("Q2", "A2")], before), Path("dist"))
    sentences = found("note-type-change", [("Q1", "A1"), ("Q2", "A2")], after)
    assert [said in sentence for sentence in sentences] == ([True] if said else [])
    assert left_out() == (["q1"] if said else [])


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        (CLOZE, CLOZE.replace("c2", "c3"), "c2 is gone"),
        (CLOZE, CLOZE.replace("{{c1::Nile}}", "Nile").replace("{{c2::Africa}}", "{{c9::Africa}}"), "c1, c2 is gone"),
        (CLOZE, CLOZE.replace("Africa", "{{c3::Egypt}}"), ""),
        (CLOZE, CLOZE.replace("Nile", "Congo"), ""),
        (CLOZE.replace("c2", "c1"), CLOZE, ""),
        (CLOZE, CLOZE.replace("c2", "c1").replace("cloze}", 'cloze allow="cloze-renumbered: one card now"}'), ""),
    ],
)
def test_cloze_renumbered(before: str, after: str, gone: str) -> None:
    """Progress belongs to a cloze number: one may come, none may go without a word."""
    build(deck(Path("d"), [("Q1", "A1"), ("Q2", "A2")], before), Path("dist"))
    sentences = found("cloze-renumbered", [("Q1", "A1"), ("Q2", "A2")], after)
    assert [gone in sentence for sentence in sentences] == ([True] if gone else [])
    assert left_out() == (["q1"] if gone else [])


def test_unused_media() -> None:
    """A file that no card shows is named; one that a card shows, from whatever field, is not."""
    folder = deck(Path("d"), [("Q1", "A1")], "## {#q1}\n> [!extra] ![a](media/a.png)\n")
    (folder / "media/sub").mkdir(parents=True)
    (folder / "media/a.png").write_bytes(b"a")
    (folder / "media/sub/b.mp3").write_bytes(b"b")
    assert [str(problem) for problem in prepare(folder).problems] == [
        "d/media/sub/b.mp3:1: no card shows this file, so it is not in the package; show it with ![](media/sub/b.mp3), "
        "or delete it [unused-media]"
    ]


def test_a_picture_that_does_not_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that a card shows, of more than AnkiWeb takes, is named with its size; one just as large as that is not."""
    monkeypatch.setattr("generator.lint.companions.MOST_SYNCED", 2 << 20)
    folder = deck(Path("d"), [("Q1", "A1")], "## {#q1}\n![a](media/a.png) ![b](media/b.png)\n")
    (folder / "media").mkdir()
    (folder / "media/a.png").write_bytes(bytes(3 << 20))
    (folder / "media/b.png").write_bytes(bytes(2 << 20))
    assert [str(problem) for problem in prepare(folder).problems] == [
        "d/media/a.png:1: this file has 3 MiB, and AnkiWeb syncs none over 2 MiB, so other devices will not show it; "
        "make it smaller [oversized-media]"
    ]


def test_a_simulation_that_is_there() -> None:
    """A snippet is known by the name of its file; a near miss is offered."""
    folder = deck(Path("d"), [("Q1", "A1"), ("Q2", "A2")], "## {#q1 simulation=drift}\n## {#q2 simulation=drfit}\n")
    (folder / "simulations").mkdir()
    (folder / "simulations/drift.py").write_text("", "utf-8")
    (problem,) = (each for each in prepare(folder).problems if each.rule == "unknown-simulation")
    assert problem.message.startswith('simulations/ has no snippet "drfit.py". Did you mean "drift"?')


def test_note_type_drift() -> None:
    """A lock that knows another styling than this program's is told of, until a build has shipped the new one."""
    folder = deck(Path("d"))
    build(folder, Path("dist"))
    assert prepare(folder).problems == ()
    lock = (folder / "cards.lock").read_text("utf-8")
    changed = re.sub(r'("notetype": "deckwright Q&A".*?"hash": ")[0-9a-f]{4}', r"\g<1>0000", lock)
    assert changed != lock
    (folder / "cards.lock").write_text(changed, "utf-8")
    (problem,) = build(folder, Path("dist")).problems
    assert str(problem).startswith('d/cards.lock:1: "deckwright Q&A" is not as it was last shipped: the next build')
    assert prepare(folder).problems == ()


def test_the_deck_s_own_words_are_no_misspellings() -> None:
    """What words lists is left alone, whatever its capitals; so is a deck in another language."""
    cards: Cards = [("The name of the adress", "It is in the list of the user")]
    assert len(found("misspelling", cards)) == 1
    assert found("misspelling", cards, "", 'name = "D"\nwords = ["Adress"]\n') == []
    assert found("misspelling", cards, "", 'name = "D"\nlanguage = "de"\n') == []


def test_lines_from_all_over_a_large_deck_tell_its_language() -> None:
    """What is too short to tell is of the language that nearly all else is in, not of the one a deck begins with."""
    ours: Cards = [
        (f"The name of user {number} in the list", "adress" if number == 7 else "x") for number in range(1200)
    ]
    theirs: Cards = [(f"Las decisiones de los argumentos {number}", "x") for number in range(1200)]
    assert len(found("misspelling", [*ours, *ours[8:]])) == 1
    assert found("misspelling", [*ours, *theirs]) == []


def test_a_card_that_never_shipped_may_become_anything() -> None:
    """A card that was left out so far has no progress that could be lost."""
    build(deck(Path("d"), [("Q1", None), ("Q2", "A2")], ""), Path("dist"))
    assert found("note-type-change", [("Q1", None), ("Q2", "A2")], CLOZE) == []
    assert left_out() == []


def test_a_rule_is_switched_off_in_deck_toml() -> None:
    """With a reason, for the whole deck; the other rules stay."""
    cards: Cards = [("Q", "1"), ("Q", "pass\u200bword"), ("Q3", None)]
    settings = 'name = "D"\n\n[rules]\nduplicate-question = "asked twice on purpose"\nmissing-answer = "flags only"\n'
    assert found("duplicate-question", cards, "", settings) == []
    assert found("missing-answer", cards, "", settings) == []
    assert len(found("suspicious-characters", cards, "", settings)) == 1
    assert left_out() == []


def test_a_rule_is_allowed_for_one_card() -> None:
    """With a reason, in the heading of the card's section; other cards and other rules stay."""
    cards: Cards = [("Q", "1"), ("Q", "2\u200b"), ("Q", "3"), ("Q4", None), ("Q5", None)]
    edits = '## {#q-2 allow="duplicate-question: on purpose"}\n\n## {#q4 allow="missing-answer: think; no-card: x"}\n'
    assert [sentence[:15] for sentence in found("duplicate-question", cards, edits)] == ["scraped.txt:37:"]
    assert len(found("suspicious-characters", cards, edits)) == 1
    assert left_out() == ["q5"]


@pytest.mark.parametrize(
    ("allow", "said"),
    [
        ("numbering-gpa: because", 'allow= names "numbering-gpa", which is no rule that can be switched off'),
        ("no-card: because", 'allow= names "no-card", which is no rule that can be switched off'),
        ("missing-answer: because", 'allow= exempts the card from "missing-answer", which finds nothing here'),
    ],
)
def test_an_exemption_that_exempts_nothing_is_reported(allow: str, said: str) -> None:
    """A misspelt rule, one that Anki enforces, and one that finds nothing: a warning at the heading."""
    (problem,) = found("unused-exemption", [("Q?", "A")], f'## {{#q allow="{allow}"}}\n\nBetter.\n')
    assert said in problem
    assert left_out() == []


@pytest.mark.parametrize(
    ("rule", "edits"),
    [
        ("no-card", '## x {#q1 type=cloze allow="no-card: please"}\n'),
        ("missing-question", '## {#own .added allow="missing-question: please"}\n\nx\n'),
        ("draft-answer", '## {#q1 .draft allow="draft-answer: please"}\n\nx\n'),
        ("note-type-change", CLOZE.replace("type", 'allow="note-type-change: please" type')),
    ],
)
def test_what_anki_enforces_cannot_be_allowed(rule: str, edits: str) -> None:
    """A reason changes nothing about what Anki does."""
    build(deck(Path("d"), [("Q1", "A1"), ("Q2", "A2")]), Path("dist"))
    assert len(found(rule, [("Q1", "A1"), ("Q2", "A2")], edits)) == 1
    assert rule not in SWITCHABLE


def test_problems_come_sorted_by_place() -> None:
    """The order of the file, whatever rule found them."""
    cards: Cards = [("Q\u200b", None), ("Q", "\x07"), ("Q", None), ("Q4", "\u200b")]
    problems = prepare(deck(Path("d"), cards, "## {#gone}\n")).problems
    assert list(problems) == sorted(problems)
    assert len({problem.rule for problem in problems}) >= 5


def test_every_rule_has_its_tables() -> None:
    """Whoever adds a rule adds what it reports and what it leaves alone."""
    names = {rule.__name__.replace("_", "-") for rule in RULES}
    by_itself = {"numbering-gap", "note-type-change", "cloze-renumbered", "unused-media", "note-type-drift"}
    by_itself |= {"unbound-simulation", "oversized-media"}
    assert {row[0] for row in REPORTED + wording.REPORTED} | by_itself == names
    assert {row[0] for row in LEFT_ALONE + wording.LEFT_ALONE} | by_itself == names


def test_every_rule_is_known_to_deck_toml() -> None:
    """A rule that any step reports can be switched off, or is one that cannot be."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "generator").rglob("*.py"))
    reported = set(re.findall(r'(?:Problem\([^"]{0,80}|(?:report|problem)\(\s*)"([a-z]+(?:-[a-z]+)*)"', source))
    assert {"numbering-gap", "missing-media", "stale-edit", "unread-line", "doubtful-match"} <= reported
    fixed = {"no-card", "note-type-change", "missing-question", "draft-answer", "doubtful-match"}
    assert reported == SWITCHABLE | fixed
    assert reported >= ERROR_RULES


ODD = st.sampled_from("aZ 9-.ÃÂâ€™œŒ×²Øà√≈‚ÄВГРСвЂГўΒΓΞΟβΆ\xa0\x80\x9f°¡¦é£“•À─█ß")


@given(st.text(ODD, max_size=8))
@example("Ã ")
@example("ВЂВ-В")
def test_what_is_not_doubtful_is_as_it_was_meant(line: str) -> None:
    """The quick look that spares most lines ftfy's asks for no less than ftfy does."""
    assert fix_encoding(line) == line or _DOUBTFUL.search(line)


@given(st.text(st.sampled_from("aB9 '’éË\u0301가ㅏ日!-_\n\u1100\u1161"), max_size=12))
def test_words_are_those_of_the_long_way(text: str) -> None:
    """The short ways through words_of find what the pattern finds, letter by letter."""
    composed = unicodedata.normalize("NFC", text).casefold()
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", composed)
    long_way = [part.replace("’", "'") for word in words for part in (word if re.search(IDEOGRAPH, word) else [word])]
    assert words_of(text) == long_way


@given(st.text(st.sampled_from("a 9-+*/.,;?!'\"#%_()é×\n\t"), max_size=12))
def test_signs_are_those_of_the_long_way(text: str) -> None:
    """A text that is spared the pattern has no sign."""
    assert _signs(text) == tuple(sorted(_SIGN.findall(text)))
