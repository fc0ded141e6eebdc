"""The two note types as Anki stores them: fixed ids, fields, templates and styling, read from the files beside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.cards import FIELDS, NoteType

RELEASED = 1_795_473_200
"""The second (UTC) the templates or the styling below last changed; a test holds it beside their hash."""

FIELD_IDS = tuple(5_820_114_300_000_100 + position for position in range(len(FIELDS)))
"""One id a field for ever, the same in both note types, so that Anki knows a field by more than its name."""


SCRIPT = "%simulation.js%"
"""What stands in a template for the script that makes recorded runs answer to sliders."""


@dataclass(frozen=True, slots=True)
class Template:
    """One template of a note type: front and back as Anki's template language."""

    name: str
    id: int
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteTypeDesign:
    """All that Anki needs to know of a note type; its fields are cards.FIELDS with FIELD_IDS."""

    name: NoteType
    id: int
    templates: tuple[Template, ...]
    css: str

    @property
    def hash(self) -> str:
        """Changes exactly when templates or styling do."""
        parts = [
            self.css,
            *(text for template in self.templates for text in (template.name, template.front, template.back)),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


@cache
def designs() -> tuple[NoteTypeDesign, ...]:
    """The note types, in the order of NoteType."""
    css = _read("style.css")
    forward = Template("Card", 5_820_114_300_000_001, _read("question.html"), _read("answer.html"))
    backward = Template("Reversed", 5_820_114_300_000_002, _read("reverse_question.html"), _read("reverse_answer.html"))
    cloze = Template("Cloze", 5_820_114_300_000_003, _read("cloze_question.html"), _read("cloze_answer.html"))
    return (
        NoteTypeDesign(NoteType.QA, 1_764_547_200_101, (forward, backward), css),
        NoteTypeDesign(NoteType.CLOZE, 1_764_547_200_102, (cloze,), css),
    )


def _read(name: str) -> str:
    """The text of a file beside this one; where it names the script, the script stands in its place."""
    text = Path(__file__).with_name(name).read_text("utf-8").strip()
    return text.replace(SCRIPT, _read(SCRIPT.strip("%")) + "\n") if SCRIPT in text else text
