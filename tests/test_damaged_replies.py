"""Whatever a model says and a server sends: one draft in edits.md that is that answer, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_server import GOOD, completion

from generator import drafting, edits, rendering
from generator.completion import Tongue, UnusableError, read_reply
from generator.completion.replies import read_completion
from generator.edits.sections import CALLOUTS

KEY = "what-is-a-bend"
BOOK = (
    f"# Mine\n\n## Another card {{#what-is-a-bight}}\n\nIts answer.\n\n## A bend? {{#{KEY} tags=a}}\n\n> [!extra] x\n"
)
MARKS = [
    *(
        "#",
        "##",
        "## ",
        "# ",
        f"## x {{#{KEY}}}",
        "## x {#other .added}",
        "{#a}",
        "===",
        "---",
        "- ",
        "* ",
        "1. ",
        "2) ",
    ),
    *("> ", ">", "    ", "  ", "\t", "\n", "\n\n", "```", "~~~", "$", "$$", "\\[", "\\]", "\\(", "\\", "<!--", "-->"),
    *("<b>", "[a]: b", "[^a]: b", "[a](b)", "![](media/a.png)", "|a|b|\n|-|-|", "{{c1::a}}", "&#35;", "a", "b c", "é"),
    *("\r", "\x0b", "\x0c", "\x85", "\u2028", "\ufeff", "\ud800", "\x00"),
    *(f"> [!{name}] " for name in CALLOUTS),
]
TEXTS = st.lists(st.sampled_from(MARKS), min_size=1, max_size=12).map("".join)


def _drafted(content: str, stored: str) -> bool:
    """Take a model's words as `complete` does; whether there is a draft, which then is that answer and no more."""
    try:
        reply = read_reply(content, "A bend?", Tongue(frozenset(), frozenset()))
        section = drafting.draft_section(stored, KEY, reply, "a model", "2026-12-01")
    except UnusableError:
        return False
    before = edits.open_book("edits.md", BOOK, rendering.outline)
    after = edits.open_book("edits.md", edits.put(before, KEY, section).text, rendering.outline)
    after.text.encode()
    assert after.spans.keys() == before.spans.keys()
    assert after.section("what-is-a-bight") == before.section("what-is-a-bight")
    edit = edits.read_section(after.section(KEY), KEY, rendering.outline)
    assert edit.draft
    assert bool(edit.answer) == bool(reply.answer)
    edits.read_section(drafting.accepted(section), KEY, rendering.outline)
    return bool(reply.answer)


@pytest.mark.parametrize("examples", [100, pytest.param(2_000, marks=pytest.mark.fuzz)])
def test_no_answer_breaks_edits_md(examples: int) -> None:
    """Marks of every kind in answer and sources: no other card's section changes, and most become drafts."""
    read: list[bool] = []
    stored = [f"## {{#{KEY}}}", edits.open_book("edits.md", BOOK, rendering.outline).section(KEY)]

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(TEXTS, st.lists(TEXTS, max_size=2), st.sampled_from(stored))
    def check(answer: str, sources: Sequence[str], section: str) -> None:
        read.append(_drafted(json.dumps({"answer": answer, "confidence": "low", "sources": sources}), section))

    check()
    assert sum(read) > len(read) // 4, "a reader that refuses everything would pass"


@pytest.mark.parametrize("examples", [150, pytest.param(3_000, marks=pytest.mark.fuzz)])
def test_no_bytes_of_a_server_break_the_reader(examples: int) -> None:
    """Any change of a sound reply: an answer, or a reason why there is none."""
    sound, read = completion(json.dumps(GOOD)), []

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, 500), st.binary(max_size=4), st.integers(0, 4)), max_size=2))
    def check(changes: Sequence[tuple[int, bytes, int]]) -> None:
        body = bytearray(sound)
        for place, new, cut in changes:
            at = place % (len(body) + 1)
            body[at : at + cut] = new
        try:
            read.append(_drafted(read_completion(bytes(body)), f"## {{#{KEY}}}"))
        except UnusableError:
            read.append(False)

    check()
    assert sum(read) > len(read) // 100
