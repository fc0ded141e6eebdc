"""Scraped text in, field HTML out, without a browser: lists become lists, and every character is what it was."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cards import UNKEEPABLE
from generator.rendering import render_plain

READABLE: dict[str, list[tuple[str, str]]] = {
    "paragraphs and line breaks": [
        ("", ""),
        (" \n\n \n", ""),
        ("One line.", "One line."),
        ("  One line.  ", "One line."),
        ("One line,\nand another.", "One line,<br>and another."),
        ("One.\n\nTwo,\nstill two.\n\n\n\nThree.", "<p>One.</p><p>Two,<br>still two.</p><p>Three.</p>"),
    ],
    "bullets": [
        ("• a\n• b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n* b", "<ul><li>a</li><li>b</li></ul>"),
        ("– a\n– b", "<ul><li>a</li><li>b</li></ul>"),
        ("  • a\n  • b", "<ul><li>a</li><li>b</li></ul>"),
        ("•\u00a0a\n•\tb", "<ul><li>a</li><li>b</li></ul>"),
        ("• a\n◦ b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("Both:\n• a\n• b\nEnd.", "<p>Both:</p><ul><li>a</li><li>b</li></ul><p>End.</p>"),
        ("Only:\n• a", "<p>Only:</p><ul><li>a</li></ul>"),
        ("• a\n  goes on\n• b", "<ul><li>a<br>goes on</li><li>b</li></ul>"),
    ],
    "no bullets": [
        ("Only:\n- a", "Only:<br>- a"),
        ("Only:\n* a\nor so", "Only:<br>* a<br>or so"),
        ("- a\n* b", "- a<br>* b"),
        ("-a\n-b", "-a<br>-b"),
        ("•a\n•b", "•a<br>•b"),
        ("a • b\nc - d", "a • b<br>c - d"),
        ("•\n•", "•<br>•"),
    ],
    "numbers": [
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("1) a\n2) b\n3) c", "<ol><li>a</li><li>b</li><li>c</li></ol>"),
        ("  1. a\n\n  2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("1. a\n2. b\n1. c\n2. d", "<ol><li>a</li><li>b</li></ol><ol><li>c</li><li>d</li></ol>"),
        ("1. a\n2. b\n4. d", "<ol><li>a</li><li>b</li></ol><p>4. d</p>"),
        ("- a\n- b\n1. c\n2. d", "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>"),
    ],
    "no numbers": [
        ("1945. was the year\nit ended", "1945. was the year<br>it ended"),
        ("1945. was\n1946. too", "1945. was<br>1946. too"),
        ("1. a", "1. a"),
        ("1. a\nand nothing else", "1. a<br>and nothing else"),
        ("1. a\n3. b", "1. a<br>3. b"),
        ("1. a\n0. b", "1. a<br>0. b"),
        ("2. a\n3. b", "2. a<br>3. b"),
        ("7. a\n2. b", "7. a<br>2. b"),
        ("0. a\n1. b", "0. a<br>1. b"),
        ("1.5 litres\n2.5 litres", "1.5 litres<br>2.5 litres"),
    ],
    "nested": [
        ("  • a\n    • b\n  • c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("  1. a\n    • b\n    • c\n  2. d", "<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>"),
        (
            "• a\n  1. b\n  2. c\n    – d\n    – e\n• f",
            "<ul><li>a<ol><li>b</li><li>c<ul><li>d</li><li>e</li></ul></li></ol></li><li>f</li></ul>",
        ),
        ("1. 1. a\n2. 2. b", "<ol><li>1. a</li><li>2. b</li></ol>"),
        ("• a\n    - b", "<ul><li><p>a</p><p>- b</p></li></ul>"),
    ],
    "loose": [
        ("- a\n\n- b\n\n\n- c", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("• a\n\n  more\n\n• b", "<ul><li><p>a</p><p>more</p></li><li>b</li></ul>"),
        (
            "  1. a\n\n    more\n\n    yet more\n\n  2. b\n\nEnd.",
            "<ol><li><p>a</p><p>more</p><p>yet more</p></li><li>b</li></ol><p>End.</p>",
        ),
    ],
    "columns": [
        ("def f(x):\n    return x", "<pre>def f(x):\n    return x</pre>"),
        ("if x:\n\tf(x)", "<pre>if x:\n\tf(x)</pre>"),
        ("a\tb\nc\td", "<pre>a\tb\nc\td</pre>"),
        ("So:\n\n  if x:\n      y\n\n      z", "<p>So:</p><pre>  if x:\n      y\n\n      z</pre>"),
        ("  if x:\n      y\n\nEnd.", "<pre>  if x:\n      y</pre><p>End.</p>"),
        ("    a\n    b", "a<br>b"),
        ("• so:\n    if x:\n        y\n• b", "<ul><li>so:<pre>    if x:\n        y</pre></li><li>b</li></ul>"),
    ],
    "what only looks like markup": [
        ("__init__", "__init__"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("a_b_c", "a_b_c"),
        ("#include", "#include"),
        ("# no heading\n> no quote", "# no heading<br>&gt; no quote"),
        ("$5 and $10", "$5 and $10"),
        ("**a** `b` ~~c~~", "**a** `b` ~~c~~"),
        ("a\n---\nb", "a<br>---<br>b"),
        ("|a|b|\n|-|-|", "|a|b|<br>|-|-|"),
        ("<T> & </T>", "&lt;T&gt; &amp; &lt;/T&gt;"),
        ("&lt; &#91;", "&amp;lt; &amp;#91;"),
        ("[sound:a.mp3]", "&#91;sound:a.mp3]"),
        ("{{c1::a}}", "&#123;&#123;c1::a&#125;&#125;"),
        ("\\(x\\) \\[y\\]", "<span>\\</span>(x\\) <span>\\</span>&#91;y\\]"),
    ],
    "characters": [
        ("cafe\u0301", "café"),
        ("a\x00b\x0bc\x1fd\x7fe\x85f\ud800g\ufdd0h\uffff", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh\ufffd"),
        ("safe\u202egnp.exe, pass\u200bword", "safe\u202egnp.exe, pass\u200bword"),
        ("\x1c", "\ufffd"),
    ],
}


@pytest.mark.parametrize(("text", "expected"), [pair for pairs in READABLE.values() for pair in pairs])
def test_text_becomes_html(text: str, expected: str) -> None:
    """Each text reads as a person would take it, and no list is seen where there is none."""
    assert render_plain(text) == expected
    assert lines_of(shown(expected)) == as_read(text)


WORDS = st.text(
    st.one_of(
        st.sampled_from("ab ab \t\u00a0\u2003\u2028\u3000\u200b\u202e\u0301\ufeff\u00ad"),
        st.sampled_from("<>&[]{}()\\$#*_`~|:;\"'!/=%^@-–•◦.)1290٣é日א😀"),
        st.characters(),
        st.sampled_from("\x00\x01\x08\x0b\x0c\r\x1f\x7f\x85\ud800\ufffe"),
    ),
    max_size=12,
)
PIECES = st.sampled_from(
    [
        *("<script>alert(1)</script>", "</pre>", "</li></ul>", "<!--", "-->", "&#91;", "&lt", "<br>", "]]>", "<p"),
        *("[sound:a.mp3]", "[latex]", "[$]", "\\(", "\\[", "\\\\(", "{{c1::", "}}", "{{Answer}}", "::", "__init__"),
    ]
)
MARKS = st.sampled_from(
    ["", "", "", "0. ", "• ", "- ", "* ", "– ", "◦\t", "1. ", "2. ", "3) ", "1) ", "1945. ", "- 1. ", "-"]
)
LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "", "  ", "    ", "      ", "\t", "\u00a0"]),
    MARKS,
    WORDS | st.lists(WORDS | PIECES, max_size=3).map("".join),
)
SCRAPED = st.lists(LINES | st.just(""), max_size=12).map("\n".join) | st.text()
"""Text as a page might hold it: lists in every shape, indented lines, and the nastiest characters there are."""


@settings(max_examples=600)
@given(SCRAPED)
def test_what_was_scraped_is_what_is_read(text: str) -> None:
    """Without its tags the HTML is the text in NFC, up to white space and list marks; nothing in it can act."""
    rendered = render_plain(text)
    assert lines_of(shown(rendered)) == as_read(text)
    assert not re.search(r"[\[{}]|\\\(|\\&#91;", rendered)


def as_read(text: str) -> list[str]:
    """The lines of a scraped text as a reader shall see them: in NFC, with U+FFFD for what Anki cannot keep."""
    return lines_of(UNKEEPABLE.sub("\ufffd", unicodedata.normalize("NFC", text)))


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not blank, white space and list marks all alike."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [re.sub(r"^(?:([•◦▪‣●○*–-])|(\d{1,4})[.)]) ", _same_mark, line) for line in lines if line]


def _same_mark(found: re.Match[str]) -> str:
    return "• " if found[1] else f"{int(found[2])}. "


def shown(field: str) -> str:
    """The text a field's HTML shows, list marks included; fails where tags are not ours or not well nested."""
    first, *pieces = re.split(r"<([^>]*)>", field)
    text, open_tags, items, fresh_item = html.unescape(first), [], [], False
    for tag, words in zip(pieces[::2], pieces[1::2], strict=True):
        assert re.fullmatch(r"br|/?(?:p|ul|ol|li|pre|span)", tag), tag
        if tag.startswith("/"):
            assert open_tags.pop() == tag[1:]
        elif tag != "br":
            open_tags.append(tag)
        if tag in ("ul", "ol"):
            items.append(0)
        if tag in ("/ul", "/ol"):
            items.pop()
        if tag == "li":
            items[-1] += 1
            text += f"\n{items[-1]}. " if open_tags[-2] == "ol" else "\n• "
        elif tag not in ("span", "/span") and not fresh_item:
            text += "\n"
        fresh_item = tag == "li" and not words
        text += html.unescape(words)
    assert not open_tags
    return text


@pytest.mark.parametrize("mark", ["• ", "- ", "1. ", "* a\n"])
@pytest.mark.parametrize("step", ["", " ", "  ", "\t"])
def test_deep_nesting_keeps_its_text(mark: str, step: str) -> None:
    """A thousand levels neither fail nor lose a word; the deepest show as they were typed."""
    text = "\n".join(f"{step * level}{mark}{level}" for level in range(1_000))
    assert [line.split()[-1] for line in lines_of(shown(render_plain(text)))] == [
        line.split()[-1] for line in as_read(text)
    ]


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "text_of", "size"),
    [
        ("one megabyte in one line", lambda n: "a" * n, 1_000_000),
        ("square brackets", lambda n: "[" * n, 400_000),
        ("angle brackets", lambda n: "a\n" + "<" * n, 200_000),
        ("stars", lambda n: "a\n" + "*_" * n, 50_000),
        ("TeX marks", lambda n: "\\(" * n, 200_000),
        ("lines", lambda n: "a\n" * n, 20_000),
        ("paragraphs", lambda n: "a\n\n" * n, 10_000),
        ("blank lines", lambda n: "a" + "\n" * n + "a", 30_000),
        ("bullets", lambda n: "- a\n" * n, 15_000),
        ("lone bullets", lambda n: "- a\nb\n" * n, 15_000),
        ("loose items", lambda n: "- a\n\n  b\n\n" * n, 8_000),
        ("lists of one", lambda n: "1. a\n2. b\n" * n, 8_000),
        ("code", lambda n: "  if x:\n    y\n\n" * n, 15_000),
        ("stairs", lambda n: "\n".join(" " * (at % 28) + "• a" for at in range(n)), 10_000),
        ("deep stairs", lambda n: "\n".join(" " * at + "- a" for at in range(int(n**0.5))), 1_000_000),
        ("an item below which nothing ends", lambda n: "- a\n" + "  * b\n  – c\n" * n, 15_000),
        ("tabs", lambda n: "a\n" + "\t" * n + "b", 300_000),
        ("blanks after a mark", lambda n: "a\n- " + " " * n, 500_000),
    ],
)
def test_twice_the_text_takes_twice_the_time(
    name: str, text_of: Callable[[int], str], size: int, assert_linear: Callable[..., None]
) -> None:
    """Rendering is linear in the text, whatever the text repeats."""
    assert_linear(render_plain, text_of, size)
