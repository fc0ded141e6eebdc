"""HTML in, the lines it shows out: as a browser would lay them out, with the marks of lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cards import Page
from generator.errors import DeckwrightError
from generator.parsers.hypertext import fragment, is_hypertext, shown

PIECES = {
    "text": ("a  b\n\t c", "a b c"),
    "entities": ("&lt;b&gt; &amp;amp; &nbsp;x&copy;", "<b> &amp; \u00a0x©"),
    "inline": ("un<b>bro</b>ken <i>word</i>s", "unbroken words"),
    "line breaks": ("a<br>b<br/>c", "a\nb\nc"),
    "an empty line": ("a<br><br>b", "a\n\nb"),
    "a break before a block": ("a<br><div>b</div>", "a\nb"),
    "blocks": ("<div>a</div><div>b</div>c", "a\nb\nc"),
    "paragraphs": ("<p>a</p><p>b</p>", "a\n\nb"),
    "nested blocks": ("<div><div><div>a</div></div></div><div><p>b</p></div>", "a\n\nb"),
    "a list": ("<ul><li>a</li><li>b<br>c</li></ul>", "  • a\n  • b\n    c"),
    "a numbered list": ("<ol start=3><li>a</li><li>b</li></ol>", "  3. a\n  4. b"),
    "a nested list": ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>x", "  • a\n    1. b\n  • c\nx"),
    "an item of two paragraphs": ("<ul><li><p>a</p><p>b</p></li></ul>", "  • a\n\n    b"),
    "typed text": ("<pre>\nif x:\n    y\n\n  z</pre>after", "if x:\n    y\n\n  z\n\nafter"),
    "code in a line": ("say <code>a  b</code>", "say a b"),
    "a table": ("<table><tr><td>a<td>b</tr><tr><th>c<th>d</tr></table>", "a\tb\nc\td"),
    "what is not shown": ("a<script>b()</script><style>c{}</style><!-- d --><template>e</template>f", "af"),
    "unclosed": ("<b>a<p>b<li>c", "a\n\nb\n\n  • c"),
    "a control": ("a\x00b\x1fc", "a\ufffdb\x1fc"),
    "no markup at all": ("5 < 6 & 7", "5 < 6 & 7"),
    "nothing": (" \n", ""),
}


@pytest.mark.parametrize(("html", "text"), PIECES.values(), ids=PIECES)
def test_what_a_piece_shows(html: str, text: str) -> None:
    """The words a reader sees, one line for each of theirs."""
    assert fragment(html, "p") == (text, ())


def test_pictures_are_named_with_their_place() -> None:
    """A picture shows no words; where it stood and where it lies is kept."""
    page = shown(Page("p.html", '<p>a</p><img src="x.png"><p>b <img src=y.png data-zoom=z.png> c</p>'))
    assert page.text == "a\n\nb c"
    assert page.pictures == ((1, "x.png"), (3, "z.png"))


def test_every_line_knows_where_it_comes_from() -> None:
    """The line of the file, and those classes of the elements around that a layout looks for, from the outermost."""
    html = '<html>\n<body class="header">\n<div class="flashcard-row left">\n\none</div>'
    html += "<!--\n\n-->\n<p\nclass=x\n>two\n<b>three</b></p>"
    page = shown(Page("p.html", html))
    assert page.text.split("\n") == ["one", "", "two three"]
    assert page.numbers == (5, 10, 10)
    assert page.parts == (("header", "flashcard-row"), ("header",), ("header",))


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("p.html", "<p>x", True),
        ("p.htm", "1\nQ\n", False),
        ("p.txt", "<!DOCTYPE html><p>x", True),
        ("p.txt", "\n <html><body>", True),
        ("scraped.txt", "<meta charset='utf-8'><p>x", True),
        ("p.txt", "<p> is a tag\nyes", False),
        ("p.txt", "What does <html> mean?", False),
    ],
)
def test_what_is_html(path: str, text: str, expected: bool) -> None:
    """A file that says so and has a tag, or a page that begins like one; a card about HTML is text."""
    assert is_hypertext(Page(path, text)) is expected


def test_what_is_nested_too_deep_is_refused() -> None:
    """The parser would drop what stands deeper, and all that follows."""
    assert shown(Page("p.html", "<div>" * 1000 + "x")).text == "x"
    with pytest.raises(DeckwrightError, match=r"p\.html: elements are nested over 2,000 deep"):
        shown(Page("p.html", "<div>" * 5000 + "x" + "</div>" * 5000 + "lost?"))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="<>&"), min_size=1, max_size=8)
TAGS = st.sampled_from(["div", "p", "b", "i", "li", "ul", "ol", "td", "tr", "table", "span", "pre", "h2", "br", "em"])
HTML = st.lists(st.one_of(WORDS, TAGS.map("<{}>".format), TAGS.map("</{}>".format), st.just(" \n")), max_size=30)


@given(HTML)
def test_no_word_is_lost(pieces: list[str]) -> None:
    """Whatever the tags do, every character between them is shown, in order, and every line has its place."""
    page = shown(Page("p.html", "<body>" + "".join(pieces)))
    words = "".join(piece for piece in pieces if not piece.startswith("<"))
    marks = "•0123456789."
    kept = "".join(page.text.split())
    assert _without(kept, marks) == _without("".join(words.split()), marks)
    lines = page.text.split("\n")
    assert len(page.numbers) == len(page.parts) == (len(lines) if page.text else 0)
    assert list(page.numbers) == sorted(page.numbers)
    assert all(1 <= number <= "".join(pieces).count("\n") + 1 for number in page.numbers)


def _without(text: str, marks: str) -> str:
    return "".join(character for character in text if character not in marks)
