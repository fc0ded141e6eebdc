"""A core rule for markdown-it that reads task lists, "- [x] done", in one pass over the tokens."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX = re.compile(r"\[([ xX])\](?=\s)")


def tasks_plugin(md: MarkdownIt) -> None:
    """Put a box where an item begins with [ ] or [x] and mark item and list with a class."""
    md.core.ruler.after("inline", "tasks", _tasks)


def _tasks(state: StateCore) -> None:
    lists: list[Token] = []
    for item, paragraph, words in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(item)
        elif item.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif (item.type, paragraph.type) == ("list_item_open", "paragraph_open") and _tick(words):
            item.attrSet("class", "task-list-item")
            lists[-1].attrSet("class", "contains-task-list")


def _tick(words: Token) -> bool:
    """Replace the mark at the beginning by a box; returns whether there was one, as text."""
    box = _BOX.match(words.content)
    first = words.children[0] if words.children else None
    if not (box and first and first.type == "text" and first.content.startswith(box.group())):
        return False
    first.content = first.content.removeprefix(box.group())
    words.children = [Token("html_inline", "", 0, content=_box(ticked=box.group(1) != " ")), *(words.children or [])]
    return True


def _box(*, ticked: bool) -> str:
    """A box that nobody can tick, with the word that a screen reader says for it."""
    says, state = ("done", ' checked="checked"') if ticked else ("open", "")
    return f'<input aria-label="{says}"{state} disabled="disabled" type="checkbox">'
