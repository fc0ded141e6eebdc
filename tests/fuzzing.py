"""The name of a reader and a time in, bytes that break it out: coverage-guided, for hours if need be.

    python tests/fuzzing.py page -max_total_time=600

Every target takes any bytes: what comes out is one DeckwrightError, or a result with nothing lost and nothing active.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["generator", "markdown_it", "mdit_py_plugins", "tomllib"]):
    from generator import lint
    from generator.cards import Markup, Page
    from generator.deck import decode
    from generator.deck.settings import read_settings, write_settings
    from generator.edits import read_edits
    from generator.errors import DeckwrightError
    from generator.lock import read_lock
    from generator.lock.store import lock_text
    from generator.parsers import as_text, parse
    from generator.rendering import outline, render_plain

from page_bench import assert_accounted, assert_total
from test_deck_settings import EVERYTHING
from test_edits import ONE, assert_nothing_dropped
from test_lock_file import SOUND
from test_markdown import READABLE, assert_inert, render
from test_plain_text import as_read, lines_of, shown

HERE = Path(tempfile.mkdtemp())
ENOUGH, LEAST = 20_000, 1000
"""Inputs after which one in so many must have been read: a reader that refuses everything finds no fault."""


def page(data: bytes) -> None:
    """A scraped page, by the layout it has and as one of Brainscape: every line accounted for, every word shown."""
    read = as_text(Page("page.txt", decode(data, "page.txt")))
    if not read.numbers:
        assert_total(read, parse(read, "brainscape"))
    parsed = parse(read)
    assert_accounted(read, parsed)
    for text in (text for card in parsed.cards for text in (card.question, card.answer) if text):
        assert lines_of(shown(render_plain(text))) == as_read(text)


def edits(data: bytes) -> None:
    """edits.md: every line of a section is in what it says for its card."""
    text = decode(data, "edits.md")
    assert_nothing_dropped(text, read_edits(Page("edits.md", text), outline))


def markdown(data: bytes) -> None:
    """A field of edits.md: no Markdown can act. The first byte chooses how it is read."""
    source = decode(data[1:], "edits.md")
    cloze, inline = data[:1] < b"\x40", data[:1] > b"\xa0"
    assert_inert(source, render(source, cloze=cloze, markup=Markup.INLINE if inline else Markup.MARKDOWN), cloze=cloze)


def settings(data: bytes) -> None:
    """deck.toml: what was understood can be written and understood again."""
    told = read_settings(_file("deck.toml", data), "deck.toml", lint.SWITCHABLE)
    assert read_settings(_file("again.toml", write_settings(told).encode()), "again", lint.SWITCHABLE) == told


def lock(data: bytes) -> None:
    """cards.lock: what was understood can be written and understood again."""
    told = read_lock(_file("cards.lock", data), "cards.lock")
    assert told is not None
    assert read_lock(_file("again.lock", lock_text(told).encode()), "again") == told


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (page, edits, markdown, settings, lock)
}


SEEDS = {
    "page": [
        *("Question,Answer\na,b\n", "a\tb\nc\td\n", "1\nQ\n\n• a\n• b\n\nA\n\nb\n", "Q: a\nA: b\n\nQ: c\nA: d\n"),
        *("# a\n\n## b?\nc\n\n## d?\ne\n\n## f?\ng\n", "#separator:tab\n#html:true\na<br>b\tc\nd\te\n"),
        *("a\nbc d.\n\ne\nfg h.\n\ni\njk l.\n\nm\nno p.\n", "<html><body><p>1<p>Q<p>a<p>A<ul><li>b</ul>"),
        *(path.read_text("utf-8") for path in sorted((Path(__file__).parent / "pages").glob("*.txt"))),
    ],
    "edits": [ONE],
    "markdown": [f"{mode}{source}" for pairs in READABLE.values() for source, _ in pairs for mode in " a"],
    "settings": [EVERYTHING],
    "lock": [lock_text(SOUND)],
}
"""What each target is known to understand: where the fuzzer begins."""


def _file(name: str, data: bytes) -> Path:
    path = HERE / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def main() -> None:
    """Fuzz the target named first; the other words are libFuzzer's."""
    name, *options = sys.argv[1:]
    target = TARGETS[name]
    for at, seed in enumerate(SEEDS[name]):
        _file(f"seeds/{at}", seed.encode())

    tried = read = 0

    def once(data: bytes) -> None:
        nonlocal tried, read
        tried += 1
        with contextlib.suppress(DeckwrightError):
            target(data)
            read += 1
        assert tried < ENOUGH or read * LEAST >= tried, f"only {read} of {tried} inputs were read"

    atheris.Setup([sys.argv[0], *options, str(HERE / "seeds")], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
