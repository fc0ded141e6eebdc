"""What rendering makes of one field: its HTML, and what came up on the way."""

from __future__ import annotations

from typing import NamedTuple

from generator.cards import Problem


class RenderedField(NamedTuple):
    """One field's HTML, the media files it uses, and what is wrong with it."""

    html: str
    media: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
