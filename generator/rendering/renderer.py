"""Markdown tokens in, HTML with placeholders out, for what Anki wants otherwise than the web: media, links, TeX."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from generator.cards import Picture, Problem, Text
from generator.normal_form import nfc
from generator.rendering.tex import refusal

_PLAYED = (".flac", ".m4a", ".mp3", ".mp4", ".oga", ".ogg", ".opus", ".wav", ".webm")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f]+", re.IGNORECASE)


@dataclass(slots=True)
class Findings:
    """What the renderer comes upon in one field: the media it uses, and what is wrong with it."""

    text: Text
    pictures: Mapping[str, Picture]
    media: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, rule: str, message: str) -> None:
        """Note a problem with the field."""
        self.problems.append(Problem(self.text.origin, rule, message))


class FieldRenderer(RendererHTML):
    """Renders for an Anki field; env["found"] is the field's Findings. Each method renders one kind of token."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:  # type: ignore[override]
        token, found = tokens[idx], env["found"]
        alt = self.renderInlineAsText(token.children or [], options, env)
        path = nfc(unquote(str(token.attrs["src"])))
        picture = found.pictures.get(path.removeprefix("./"))
        if picture is None:
            found.report("missing-media", f'"{path}" is no file in media/; put it there and write media/NAME')
            return escapeHtml(alt)
        found.media.append(picture.name)
        if picture.name.endswith(_PLAYED):
            return f'<wbr class="sound {picture.name}">'
        return f'<img src="{picture.name}" alt="{escapeHtml(alt)}">'

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:
        href = str(tokens[idx].attrs["href"])
        if _SAFE_LINK.fullmatch(href):
            return f'<a href="{escapeHtml(href)}">'
        message = f'"{unquote(href)}" is no web or mail address, so its words stand without a link'
        env["found"].report("refused-link", message)
        return "<a>"

    def math_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:
        return _tex(tokens[idx].content, "inline", env)

    def math_inline_double(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:
        return _tex(tokens[idx].content, "block", env)

    def math_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:
        return _tex(tokens[idx].content, "block", env)

    def cloze(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:
        return f'<wbr class="{tokens[idx].meta["name"]}">'


def _tex(source: str, kind: str, env: dict[str, Any]) -> str:
    if command := refusal(source):
        env["found"].report("refused-math", f'"{command}" is refused in a formula, which is shown as its source')
        return f"<code>{escapeHtml(source)}</code>"
    return f'<span class="tex-{kind}">{escapeHtml(source)}</span>'
