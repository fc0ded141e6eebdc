"""Markdown that a person wrote in, field HTML out: all of it readable, none of it able to act."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cards import Markup, Origin, Picture, Text
from generator.rendering.markdown import RenderedField, render_markdown

PICTURES = {
    "media/drift.png": Picture("dw-1d.png", b"drift"),
    "media/two words.png": Picture("dw-2w.png", b"two words"),
    "media/plan.svg": Picture("dw-3p.svg", b"plan"),
    "media/tone.mp3": Picture("dw-4t.mp3", b"tone"),
    "media/film.webm": Picture("dw-5f.webm", b"film"),
}


def render(source: str, *, cloze: bool = False, markup: Markup = Markup.MARKDOWN) -> RenderedField:
    """The field for this Markdown, written at line 3 of edits.md."""
    return render_markdown(Text(source, markup, Origin("edits.md", 3)), PICTURES, "key-answer", cloze=cloze)


READABLE: dict[str, list[tuple[str, str]]] = {
    "words": [
        ("", ""),
        ("One line.", "One line."),
        ("One,\ntwo.", "One,<br>\ntwo."),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("**a** *b* _c_ `d` ~~e~~", "<strong>a</strong> <em>b</em> <em>c</em> <code>d</code> <s>e</s>"),
        ("# a", "<h1>a</h1>"),
        ("a\n---\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("a\n===", "a<br>\n==="),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("cafe\u0301", "café"),
        ("a\x00b &#0;", "a\ufffdb \ufffd"),
    ],
    "lists": [
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        (
            "- [ ] a\n- [x] b",
            '<ul class="contains-task-list">\n'
            '<li class="task-list-item"><input aria-label="open" disabled="disabled" type="checkbox"> a</li>\n'
            '<li class="task-list-item"><input aria-label="done" checked="checked" '
            'disabled="disabled" type="checkbox"> b</li>\n</ul>',
        ),
        (
            "- [X]\na\n- [x]\n- [x](https://a.example) b",
            '<ul class="contains-task-list">\n'
            '<li class="task-list-item"><input aria-label="done" checked="checked" '
            'disabled="disabled" type="checkbox"><br>\na</li>\n'
            '<li>&#91;x]</li>\n<li><a href="https://a.example">x</a> b</li>\n</ul>',
        ),
    ],
    "tables": [
        (
            "| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | `x` |",
            '<table>\n<thead>\n<tr>\n<th>a</th>\n<th style="text-align:left">b</th>\n'
            '<th style="text-align:center">c</th>\n<th style="text-align:right">d</th>\n</tr>\n</thead>\n'
            '<tbody>\n<tr>\n<td>1</td>\n<td style="text-align:left">2</td>\n'
            '<td style="text-align:center">3</td>\n<td style="text-align:right"><code>x</code></td>\n</tr>\n'
            "</tbody>\n</table>",
        ),
    ],
    "footnotes": [
        (
            "It drifts.[^1]\n\n[^1]: *Slowly.*",
            '<p>It drifts.<sup class="footnote-ref"><a href="#fn-key-answer-1" id="fnref-key-answer-1">&#91;1]</a>'
            '</sup></p>\n<hr>\n<section class="footnotes">\n<ol class="footnotes-list">\n'
            '<li id="fn-key-answer-1" class="footnote-item"><p><em>Slowly.</em> '
            '<a href="#fnref-key-answer-1" class="footnote-backref">↩︎</a></p>\n</li>\n</ol>\n</section>',
        ),
    ],
    "code": [
        (
            "```python\nif x:\n    y\n```",
            '<pre><code class="hl"><span class="k">if</span> <span class="n">x</span><span class="p">:</span>\n'
            '    <span class="n">y</span>\n</code></pre>',
        ),
        ("```nolang\n<a> & b\n```", '<pre><code class="hl">&lt;a&gt; &amp; b\n</code></pre>'),
        (
            "```\n{{c1::x}} [latex]\n```",
            '<pre><code class="hl">&#123;&#123;c1::x&#125;&#125; &#91;latex]\n</code></pre>',
        ),
        ("`<b>[sound:a.mp3]</b>`", "<code>&lt;b&gt;&#91;sound:a.mp3]&lt;/b&gt;</code>"),
    ],
    "formulas": [
        ("so $x^2 < y$ holds", r"so \(x^2 &lt; y\) holds"),
        ("so $$x^2$$ holds", r"so \[x^2\] holds"),
        ("$$\nx^2\n$$", r"\[x^2\]"),
        (r"$\frac{a}{b^{c}}$", r"\(\frac{a} {b^{c} }\)"),
        (r"$\sqrt[3]{x}$", r"\(\sqrt[3]{x}\)"),
        (r"$$\begin{matrix} a \\[2pt] b \end{matrix}$$", r"\[\begin{matrix} a \\[2pt] b \end{matrix}\]"),
        (r"$a \\(b)$", r"\(a \\(b)\)"),
        ("$</span>&lt;$", r"\(&lt;/span&gt;&amp;lt;\)"),
    ],
    "money": [
        ("$5 and $10", "$5 and $10"),
        ("$5, not $10, and never $3", "$5, not $10, and never $3"),
        ("it costs $5.", "it costs $5."),
        ("US$20-$30, or $5/$6", "US$20-$30, or $5/$6"),
        ("US$1 and US$2, A$3–A$4, ($5)$6", "US$1 and US$2, A$3–A$4, ($5)$6"),
        ("$1.5M-$2M or $5,$6", "$1.5M-$2M or $5,$6"),
        ("5$, or 6$", "5$, or 6$"),
        ("$x$5", "$x$5"),
        ("5$x$", "5$x$"),
        (r"\$a\$", "$a$"),
        ("$ a $", "$ a $"),
    ],
    "links": [
        ("[x](https://a.example/?q=1&r=2)", '<a href="https://a.example/?q=1&amp;r=2">x</a>'),
        ("[x](mailto:a@b.example)", '<a href="mailto:a@b.example">x</a>'),
        ("<http://a.example>", '<a href="http://a.example">http://a.example</a>'),
        ("http://a.example", "http://a.example"),
    ],
    "HTML and Anki's own marks": [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b onclick=pycmd('ease4')>x</b>", "&lt;b onclick=pycmd('ease4')&gt;x&lt;/b&gt;"),
        ("<!-- a -->\n\n<br>", "<p>&lt;!-- a --&gt;</p>\n<p>&lt;br&gt;</p>"),
        ("&lt;b&gt; &amp;lt;", "&lt;b&gt; &amp;lt;"),
        ("[sound:x.mp3]", "&#91;sound:x.mp3]"),
        ("&#91;sound:x.mp3&#93;", "&#91;sound:x.mp3]"),
        (r"\[sound:x.mp3\]", "&#91;sound:x.mp3]"),
        ("[anki:play:q:0] [latex]x[/latex] [$]", "&#91;anki:play:q:0] &#91;latex]x&#91;/latex] &#91;$]"),
        ("[[type:Answer]]", "&#91;&#91;type:Answer]]"),
        ("$[sound:x.mp3]$", r"\([{}sound:x.mp3]\)"),
        ("$$sound:x.mp3$$", r"\[{}sound:x.mp3\]"),
        ("$[LaTeX]x[ /latex]$", r"\([{}LaTeX]x[{} /latex]\)"),
        ("{{c1::a}} {{Answer}}", "&#123;&#123;c1::a&#125;&#125; &#123;&#123;Answer&#125;&#125;"),
        (r"\\(x\\) &#92;[y&#92;]", r"<span>\</span>(x\) <span>\</span>&#91;y\]"),
    ],
}


@pytest.mark.parametrize(("source", "expected"), [pair for pairs in READABLE.values() for pair in pairs])
def test_markdown_becomes_html(source: str, expected: str) -> None:
    """What is written means what Markdown says, and what is no Markdown stands as typed."""
    assert render(source) == RenderedField(expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a *b*", "a <em>b</em>"),
        ("- a", "- a"),
        ("# a", "# a"),
        ("> a", "&gt; a"),
        ("1. a", "1. a"),
    ],
)
def test_a_heading_is_one_line_of_markdown(source: str, expected: str) -> None:
    """The question in a heading has emphasis but no lists, headings or quotes of its own."""
    assert render(source, markup=Markup.INLINE) == RenderedField(expected)


@pytest.mark.parametrize(
    ("source", "expected", "media"),
    [
        ("![a drift](media/drift.png)", '<img src="dw-1d.png" alt="a drift">', ("dw-1d.png",)),
        ('![](./media/drift.png "Title")', '<img src="dw-1d.png" alt="">', ("dw-1d.png",)),
        ("![w](media/two%20words.png)", '<img src="dw-2w.png" alt="w">', ("dw-2w.png",)),
        ("![w](<media/two words.png>)", '<img src="dw-2w.png" alt="w">', ("dw-2w.png",)),
        (
            '![[sound:x]"<b>](media/plan.svg)',
            '<img src="dw-3p.svg" alt="&#91;sound:x]&quot;&lt;b&gt;">',
            ("dw-3p.svg",),
        ),
        ("![](media/tone.mp3)", "[sound:dw-4t.mp3]", ("dw-4t.mp3",)),
        ("See ![](media/film.webm).", "See [sound:dw-5f.webm].", ("dw-5f.webm",)),
        (
            "![](media/tone.mp3) ![](media/drift.png) ![](media/tone.mp3)",
            '[sound:dw-4t.mp3] <img src="dw-1d.png" alt=""> [sound:dw-4t.mp3]',
            ("dw-4t.mp3", "dw-1d.png"),
        ),
        (
            "[![x](media/drift.png)](https://a.example)",
            '<a href="https://a.example"><img src="dw-1d.png" alt="x"></a>',
            ("dw-1d.png",),
        ),
    ],
)
def test_media_are_shown_under_their_packaged_names(source: str, expected: str, media: tuple[str, ...]) -> None:
    """A picture or a sound of media/ is used by the name in the package, however its path is written."""
    assert render(source) == RenderedField(expected, media)


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/t.png",
        "//evil.example/t.png",
        "/etc/passwd",
        "../../secret.png",
        "media/../media/drift.png",
        "media/%2e%2e/drift.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "drift.png",
        "media/missing.png",
        "media/",
    ],
)
def test_a_picture_from_elsewhere_is_an_error(path: str) -> None:
    """Only files of media/ are shown; for others the words stand, and the error names the path."""
    field = render(f"![the words]({path})")
    assert (field.html, field.media) == ("the words", ())
    assert [(problem.rule, problem.origin.line, problem.is_error) for problem in field.problems] == [
        ("missing-media", 3, True)
    ]
    assert path.replace("%2e", ".") in field.problems[0].message


@pytest.mark.parametrize(
    "link",
    [
        "[x](javascript:alert(1))",
        "[x](JavaScript:alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](vbscript:x)",
        "[x](data:text/html,x)",
        "[x](pycmd:ease4)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "[x](relative/page.html)",
        "[x](http:evil)",
        "[x][r]\n\n[r]: pycmd:ease4",
    ],
)
def test_a_link_that_could_act_is_words(link: str) -> None:
    """Only web and mail addresses become links; of others the words stay and a warning says so."""
    field = render(link)
    assert field.html == "<a>x</a>"
    assert [(problem.rule, problem.is_error) for problem in field.problems] == [("refused-link", False)]


@pytest.mark.parametrize(
    ("tex", "named"),
    [
        (r"\href{javascript:alert(1)}{x}", r"\href"),
        (r"\def\x{\x\x}\x", r"\def"),
        (r"\newcommand{\x}{y}", r"\newcommand"),
        (r"\require{html}", r"\require"),
        (r"\DeclarePairedDelimiterXPP{\x}{\x}{a}{b}{c}{d}", r"\DeclarePairedDelimiterXPP"),
        (r"\DeclarePairedDelimiters{\frac}{\x}{\x}", r"\DeclarePairedDelimiters"),
        (r"\Newextarrow{\frac}{1,1}{8594}", r"\Newextarrow"),
        (r"\renewtagform{default}{a}{b}", r"\renewtagform"),
        (r"\definecolor{red}{named}{white}", r"\definecolor"),
        (r"\unicode[x;background:url(https://evil.example/t)]{x41}", r"\unicode"),
        (r"\style{color: red}{x}", r"\style"),
        (r"\input{/etc/passwd}", r"\input"),
        (r"\write18{id}", r"\write"),
        (r"a\)<b>\(", r"\)"),
        (r"a\\\]b", r"\]"),
        (r"\text{$x$}", "$"),
    ],
)
def test_a_formula_that_could_act_is_shown_as_its_source(tex: str, named: str) -> None:
    """MathJax never sees it; a warning names the command."""
    field = render(f"$$\n{tex}\n$$")
    assert html.unescape(re.sub("</?code>|</?span>", "", field.html)).strip() == tex
    assert not re.search(r"\\\(|\\\[", field.html)
    assert [(problem.rule, problem.is_error) for problem in field.problems] == [("refused-math", False)]
    assert f'"{named}"' in field.problems[0].message


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{c1::a}} and {{c2::b}}", "{{c1::a}} and {{c2::b}}"),
        ("{{c1::words::a hint}}", "{{c1::words::a hint}}"),
        ("{{c1::**a** `b`::_c_}}", "{{c1::<strong>a</strong> <code>b</code>::<em>c</em>}}"),
        ("**{{c1::a}}**", "<strong>{{c1::a}}</strong>"),
        ("{{c1::a {{c2::b::c}} d}}", "{{c1::a {{c2::b::c}} d}}"),
        ("- {{c1::a}}\n- {{c2::b}}", "<ul>\n<li>{{c1::a}}</li>\n<li>{{c2::b}}</li>\n</ul>"),
        ("{{c1::![](media/drift.png)}}", '{{c1::<img src="dw-1d.png" alt="">}}'),
        (r"{{c1::$\frac{a}{b^{c}}$}}", r"{{c1::\(\frac{a} {b^{c} }\)}}"),
        (r"{{c1::$\sqrt{\sqrt{x}}$::$y$}}", r"{{c1::\(\sqrt{\sqrt{x} }\)::\(y\)}}"),
        ("{{c1::`}}`}}", "{{c1::<code>&#125;&#125;</code>}}"),
        (r"{{c1::\}\}}}", "{{c1::&#125;&#125;}}"),
        ("`{{c1::a}}`", "<code>&#123;&#123;c1:&#58;a&#125;&#125;</code>"),
        ("{{c1::`std::vector`}}", "{{c1::<code>std:&#58;vector</code>}}"),
        ("{{c1::$f::A$}}", r"{{c1::\(f:&#58;A\)}}"),
        (r"{{c1::std\::vector}}", "{{c1::std:&#58;vector}}"),
        ("{{c1::[x](https://a.example/::b)}}", '{{c1::<a href="https://a.example/:&#58;b">x</a>}}'),
        ("a::b {{c1::c}}", "a:&#58;b {{c1::c}}"),
        ("{a} {{c1::b}}", "&#123;a&#125; {{c1::b}}"),
        ("{{c1::[sound:x.mp3]}}", "{{c1::&#91;sound:x.mp3]}}"),
    ],
)
def test_clozes_keep_their_meaning(source: str, expected: str) -> None:
    """Anki's own marks stand as Anki reads them; braces and colons that are text cannot be taken for one."""
    field = render(source, cloze=True)
    assert (field.html, field.problems) == (expected, ())


@pytest.mark.parametrize(
    ("source", "stray"),
    [
        ("{{c1::a", "{{c1::"),
        ("a}}", "}}"),
        ("{{c1::a}} b}}", "}}"),
        ("{{c1::a {{c2::b}}", "{{c1::"),
        ("{{Answer}}", "}}"),
        ("{{c1:a}}", "}}"),
    ],
)
def test_a_stray_brace_on_a_cloze_card_is_an_error(source: str, stray: str) -> None:
    """Anki would end the cloze there, or show the mark, so the card stays out and the mark is named."""
    problems = render(source, cloze=True).problems
    assert [(problem.rule, problem.is_error) for problem in problems] == [("braces-in-cloze", True)]
    assert f'"{stray}" has no partner' in problems[0].message


def nested_list(depth: int) -> str:
    """A list of this depth, one item a level: word0, word1, …"""
    return "\n".join(f"{'  ' * level}- word{level}" for level in range(depth))


def test_a_list_of_sixty_levels_keeps_all_its_text() -> None:
    """Nothing is dropped in silence where a Markdown parser might stop."""
    field = render(nested_list(60))
    assert re.findall(r"word\d+", field.html) == [f"word{level}" for level in range(60)]
    assert field.problems == ()


@pytest.mark.parametrize("source", [nested_list(200), "> " * 400 + "word"])
def test_nesting_that_loses_text_is_a_problem(source: str) -> None:
    """Where the parser does stop, the user hears of it."""
    field = render(source)
    assert len(re.findall("word", field.html)) < len(re.findall("word", source))
    assert [problem.rule for problem in field.problems] == ["nested-too-deep"]


PIECES = st.sampled_from(
    [
        *("# ", "> ", "- ", "1. ", "- [x] ", "  ", "    ", "\t", "\n", "\n\n", "---\n", "===\n", "```", "```python\n"),
        *("**", "*", "_", "~~", "`", "``", "|", "|-|-|\n", "|:-:|", "[^1]", "[^1]: ", "^[", "[x]: ", "\\", "\\\\"),
        *("$", "$$", "$$\n", "\\(", "\\)", "\\[", "\\]", "\\frac{a}{b}", "\\href", "\\\\[2pt]", "{", "}", "{}", "^"),
        *("{{c1::", "{{c2::", "{{c10::", "}}", "::", "{{", "{{Answer}}", "{{c0::", "{{c1:"),
        *("[", "]", "](", ")", "![", "](media/drift.png)", "](media/tone.mp3)", "](https://a.example)", "](pycmd:1)"),
        *("](javascript:a)", "](<", '"', " 'a')", "<https://a.example>", "<javascript:a>", "<script>", "<img src=x>"),
        *("<b onclick=a>", "</p>", "</span>", '<span class="tex-inline">', '<wbr class="cloze-close">', "<!--", "-->"),
        *('<wbr class="sound a.mp3">', "&#91;", "&lbrack;", "&lt;", "&#123;", "&colon;", "&Tab;", "&#0;", "&amp;"),
        *("[sound:", "sound:a.mp3", "[anki:play:q:0]", "anki:tts", "[latex]", "latex]", "[$]", "[$$]", "[[type:A]]"),
        *("\x00", "\x1f", "\ud800", "\u202e", "\u2028", "\u00a0", "e\u0301", "日本", "word", "word "),
    ]
)
REPEATED = st.builds(lambda piece, times: piece * times, PIECES, st.integers(2, 300))
MARKDOWN = st.lists(st.one_of(PIECES, PIECES, PIECES, st.text(max_size=6), REPEATED), max_size=24).map("".join)

TAG = re.compile(r"</?([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"<>]*\")*)>")
TAGS = re.compile(
    "a|blockquote|br|code|em|h[1-6]|hr|img|input|li|ol|p|pre|s|section|span|strong|sup|t(?:able|body|d|h|head|r)|ul"
)
ATTRIBUTES = {
    "alt": ".*",
    "aria-label": "open|done",
    "checked": "checked",
    "class": r"hl|[a-z]{1,3}\d?|contains-task-list|task-list-item|footnotes(?:-list)?|footnote-(?:ref|item|backref)",
    "disabled": "disabled",
    "href": r"(?i:https?://|mailto:).*|#fn(?:ref)?-key-answer-\d+(?::\d+)?",
    "id": r"fn(?:ref)?-key-answer-\d+(?::\d+)?",
    "src": "dw-[0-9a-z]+[.](?:png|svg)",
    "start": r"\d+",
    "style": "text-align:(?:left|center|right)",
    "type": "checkbox",
}


@settings(max_examples=400)
@given(MARKDOWN, st.booleans(), st.sampled_from([Markup.MARKDOWN, Markup.INLINE]))
def test_no_markdown_can_act(source: str, cloze: bool, markup: Markup) -> None:
    """Whatever is written: only known tags, only sounds of media/, no braces but those of clozes, no error."""
    assert_inert(source, render(source, cloze=cloze, markup=markup), cloze=cloze)


def assert_inert(source: str, field: RenderedField, *, cloze: bool) -> None:
    """The field made of `source` holds nothing that runs, fetches, plays or reads, and no brace that is no cloze's."""
    assert_only_known_tags(field.html)
    assert set(re.findall(r"\[sound:(.*?)\]", field.html, re.DOTALL)) <= {"dw-4t.mp3"} & set(field.media)
    assert len(re.findall(r"\[\s*sound:", field.html)) == field.html.count("[sound:dw-4t.mp3]")
    assert not re.search(r"\[\s*/?\s*(?:anki|latex|\$)", field.html, re.IGNORECASE)
    assert "{{" not in (re.sub(r"\{\{c\d+::", "", field.html) if cloze else field.html)
    assert cloze or "}}" not in field.html
    assert "$" in source or not re.search(r"\\\(|\\\[", field.html)
    assert set(field.media) <= {"dw-1d.png", "dw-4t.mp3"}


def assert_only_known_tags(field: str) -> None:
    """Every "<" begins a tag that is ours, each attribute with a value it may have."""
    assert "<" not in TAG.sub("", field)
    for tag, attributes in TAG.findall(field):
        assert TAGS.fullmatch(tag), tag
        for name, value in re.findall(r' ([a-z-]+)="([^"]*)"', attributes):
            assert re.fullmatch(ATTRIBUTES[name], html.unescape(value), re.DOTALL), f"{tag} {name}={value}"
