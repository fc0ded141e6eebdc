"""A deck name or a tag in, what is wrong with it out: a name Anki would change is refused, not changed."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME_LENGTH = 300
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_TAG_BREAK = re.compile(r"[\x00-\x20\x7f-\x9f\u3000]")


def check_deck_name(name: str) -> str:
    """What keeps `name` from arriving in Anki letter by letter, as half a sentence; "" if nothing does."""
    parts = name.split("::")
    faults = (
        (not name.strip(), "is empty"),
        (_CONTROL.search(name), "holds a control character, which Anki removes"),
        (len(name) > MAX_NAME_LENGTH, f"has {len(name)} characters; Anki keeps {MAX_NAME_LENGTH}"),
        (not all(part.strip() for part in parts), 'has an empty part between "::", which Anki would call "blank"'),
        (
            any(part != part.strip() for part in parts),
            "has a part that begins or ends with a blank, which Anki removes",
        ),
        (any(part != part.strip(":") for part in parts), 'has ":" beside "::", where Anki splits names elsewhere'),
        (
            unicodedata.normalize("NFC", name) != name,
            "is not in Unicode's composed form (NFC), into which Anki changes it",
        ),
        (parts[0].casefold() == "default", 'is the name of Anki\'s own deck, and would arrive as "Default_"'),
    )
    return next((sentence for wrong, sentence in faults if wrong), "")


def check_tag(tag: str) -> str:
    """What keeps `tag` from arriving in Anki letter by letter, as half a sentence; "" if nothing does."""
    faults = (
        (not tag, "is empty"),
        (_TAG_BREAK.search(tag), "holds a blank or control character, at which Anki splits tags"),
        (tag.casefold() in ("marked", "leech"), "is one of Anki's own (marked, leech), which an import drops"),
        (not all(tag.split("::")), 'has an empty part between "::", which Anki would call "blank"'),
        (
            unicodedata.normalize("NFC", tag) != tag,
            "is not in Unicode's composed form (NFC), into which Anki changes it",
        ),
    )
    return next((sentence for wrong, sentence in faults if wrong), "")
