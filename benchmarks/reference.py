"""A scraped page in, an .apkg out, by the loop anybody would write first: what deckwright is measured against.

Run as `python benchmarks/reference.py page.txt deck.apkg`. It splits, renders and packs, and does nothing else: no
identity that lasts, no check, no lock, no list in plain text, no defence against what the text may hold. It calls
`MarkdownIt().render` as one writes it at first, which makes a parser for each text; with `--one-parser` it makes one.
"""

import re
import sys
from pathlib import Path

import genanki
from markdown_it import MarkdownIt

CARD = re.compile(r"^\d+\nQ\n(.*?)^A\n(.*?)^How well did you know this\?$", re.MULTILINE | re.DOTALL)
MODEL = genanki.Model(
    1607392319,
    "Reference",
    fields=[{"name": "Question"}, {"name": "Answer"}],
    templates=[{"name": "Card 1", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"}],
)


def main(source: Path, package: Path, *, one_parser: bool) -> None:
    """Read the page at `source`, write `package`."""
    one = MarkdownIt()
    render = one.render if one_parser else lambda text: MarkdownIt().render(text)
    deck = genanki.Deck(2059400110, "Reference")
    for question, answer in CARD.findall(source.read_text("utf-8")):
        fields = [render(question.strip()), render(answer.strip())]
        deck.add_note(genanki.Note(MODEL, fields))
    genanki.Package(deck).write_to_file(package)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), one_parser="--one-parser" in sys.argv)
