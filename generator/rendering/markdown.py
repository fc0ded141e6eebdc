"""Markdown that a person wrote in, field HTML out: parsed by markdown-it, sanitised by nh3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from generator.cards import Block, Markup, Picture, Text
from generator.rendering.cloze import cloze_plugin, stray_marks
from generator.rendering.field import RenderedField
from generator.rendering.highlighting import highlight
from generator.rendering.inert import keepable, neutralise
from generator.rendering.renderer import FieldRenderer, Findings
from generator.rendering.tasks import tasks_plugin
from generator.rendering.tex import as_mathjax

MAX_NESTING = 250
"""What markdown-it opens inside one another; it drops deeper text, so that is made a problem."""

_TAGS = frozenset(
    (
        *("a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input"),
        *("li", "ol", "p", "pre", "s", "section", "span", "strong", "sup", "table", "tbody", "td", "th", "thead"),
        *("tr", "ul", "wbr"),
    )
)
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "id", "class"},
    "code": {"class"},
    "img": {"src", "alt", "title"},
    "input": {"aria-label", "type", "disabled", "checked"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "section": {"class"},
    "span": {"class"},
    "sup": {"class"},
    "td": {"style"},
    "th": {"style"},
    "ul": {"class"},
    "wbr": {"class"},
}
_PLACEHOLDER = re.compile(
    r'<span class="tex-(?P<tex>inline|block)">(?P<source>[^<]*(?:<span>\\</span>[^<]*)*)</span>'
    r'|<wbr class="(?:cloze-open-(?P<number>\d+)|(?P<mark>cloze-close|cloze-hint)|sound (?P<sound>[a-z0-9.-]+))">'
)


def render_markdown(text: Text, pictures: Mapping[str, Picture], anchor: str, *, cloze: bool = False) -> RenderedField:
    """The HTML of `text`; `pictures` are the files of media/ by path, `anchor` makes footnote ids unique.

    With `cloze`, {{c1::…}} keeps its meaning for Anki; without, braces are shown as typed.
    """
    found = Findings(text, pictures)
    env: dict[str, Any] = {"found": found, "docId": anchor, **({"cloze": 0} if cloze else {})}
    tokens = _tokens(text, env)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        found.report("nested-too-deep", "lists or quotes are nested too deep here and lose text; make them flatter")
    raw = _markdown().renderer.render(tokens, _markdown().options, env)
    inert = neutralise(_sanitise(raw))
    # Within a cloze Anki takes the first "::" for the hint's; the one that was meant is still a placeholder.
    html = _PLACEHOLDER.sub(_fill, inert.replace("::", ":&#58;") if cloze else inert).strip()
    if cloze:
        for mark in stray_marks(html):
            found.report(
                "braces-in-cloze", f'"{mark}" has no partner, so Anki would cut the cloze; write }} }} in text'
            )
    return RenderedField(_unwrap(html), tuple(dict.fromkeys(found.media)), tuple(found.problems))


def outline(source: str) -> tuple[Block, ...]:
    """The top-level blocks of a Markdown document, in order, without a look at what is inside them."""
    tokens = _block_parser().parse(source)
    return tuple(
        Block(token.type.removesuffix("_open"), token.markup, token.map[0], token.map[1])
        for token in tokens
        if token.level == 0 and token.map and token.nesting >= 0
    )


def _sanitise(html: str) -> str:
    """A second pair of eyes: our own renderer made this HTML, and still only known tags get through."""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
        filter_style_properties={"text-align"},
    )


@cache
def _block_parser() -> MarkdownIt:
    md = MarkdownIt("js-default", {"maxNesting": MAX_NESTING}).disable("lheading")
    md.use(dollarmath_plugin, allow_labels=False)
    md.core.ruler.enableOnly(["normalize", "block"])
    return md


def _tokens(text: Text, env: dict[str, Any]) -> list[Token]:
    source = keepable(text.value)
    return _markdown().parseInline(source, env) if text.markup is Markup.INLINE else _markdown().parse(source, env)


@cache
def _markdown() -> MarkdownIt:
    """The parser, set up once: a newline is a line break, no raw HTML, no underlined headings."""
    md = MarkdownIt(
        "js-default",
        {"html": False, "breaks": True, "linkify": False, "maxNesting": MAX_NESTING, "highlight": highlight},
        renderer_cls=FieldRenderer,
    )
    md.disable("lheading")
    md.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    md.use(footnote_plugin).use(tasks_plugin).use(cloze_plugin)
    # The plugin brings its own HTML for formulas, which would win over the renderer's.
    for name in ("math_inline", "math_inline_double", "math_block"):
        md.renderer.rules[name] = getattr(md.renderer, name)  # type: ignore[attr-defined]
    # Every address is accepted while parsing and judged while rendering, so that a refusal has a message.
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return md


def _fill(found: re.Match[str]) -> str:
    """What a placeholder stands for, put in last so that no earlier pass could touch or forge it."""
    if found["tex"]:
        return as_mathjax(found["source"].replace("<span>\\</span>", "\\"), block=found["tex"] == "block")
    if found["number"]:
        return "{{c" + found["number"] + "::"
    if found["sound"]:
        return f"[sound:{found['sound']}]"
    return {"cloze-close": "}}", "cloze-hint": "::"}[found["mark"]]


def _unwrap(html: str) -> str:
    """One paragraph alone stands without <p>, so that a short field stays short in Anki's editor."""
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p") == 1:
        return html[3:-4]
    return html
