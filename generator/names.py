"""A deck name, a tag or a slug in, what is wrong with it out: a name Anki would change is refused, not changed."""

from __future__ import annotations

import re

from generator.normal_form import nfc

MAX_NAME_LENGTH = 300
MAX_NESTING = 11
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*-[0-9a-f]{8}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HALF = "holds half a character (a lone surrogate), which no file can keep"
_EMPTY_PART = 'has an empty part between "::", which Anki would call "blank"'
_EDGE_BLANK = "has a part that begins or ends with a blank, which Anki removes"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_TAG_BREAK = re.compile(r"[\x00-\x20\x7f-\x9f\u3000]")


def check_deck_name(name: str) -> str:
    """What keeps `name` from arriving in Anki letter by letter, as half a sentence; "" if nothing does."""
    parts = name.split("::")
    faults = (
        (not name.strip(), "is empty"),
        (_CONTROL.search(name), "holds a control character, which Anki removes"),
        (_SURROGATE.search(name), _HALF),
        (len(name) > MAX_NAME_LENGTH, f"has {len(name)} characters; Anki keeps {MAX_NAME_LENGTH}"),
        (len(parts) > MAX_NESTING, f"has {len(parts)} parts; Anki nests {MAX_NESTING}"),
        (not all(part.strip() for part in parts), _EMPTY_PART),
        (any(part != part.strip() for part in parts), _EDGE_BLANK),
        (any(part != part.strip(":") for part in parts), 'has ":" beside "::", where Anki splits names elsewhere'),
        (
            nfc(name) != name,
            "is not in Unicode's composed form (NFC), into which Anki changes it",
        ),
        (parts[0].casefold() == "default", 'is the name of Anki\'s own deck, and would arrive as "Default_"'),
    )
    return next((sentence for wrong, sentence in faults if wrong), "")


def check_tag(tag: str) -> str:
    """What keeps `tag` from arriving in Anki letter by letter, as half a sentence; "" if nothing does."""
    parts = tag.split("::")
    faults = (
        (not tag, "is empty"),
        (_TAG_BREAK.search(tag), "holds a blank or control character, at which Anki splits tags"),
        (tag.casefold() in ("marked", "leech"), "is one of Anki's own (marked, leech), which an import drops"),
        (_SURROGATE.search(tag), _HALF),
        (not all(part.strip() for part in parts), _EMPTY_PART),
        (any(part != part.strip() for part in parts), _EDGE_BLANK),
        (
            nfc(tag) != tag,
            "is not in Unicode's composed form (NFC), into which Anki changes it",
        ),
    )
    return next((sentence for wrong, sentence in faults if wrong), "")


_DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{kind}{at}" for kind in ("com", "lpt") for at in range(10))))
"""Names that Windows keeps for devices, whatever ending follows (Microsoft, "Naming Files, Paths, and Namespaces")."""


def is_device(name: str) -> bool:
    """Tell whether Windows would take a file or folder of this name for a device, so that no deck there can have it."""
    return name.partition(".")[0].rstrip(" ").casefold() in _DEVICES


def check_folder_name(name: str) -> str:
    """Say what keeps `name` from being a deck's folder on any system, as half a sentence; "" if nothing does."""
    if is_device(name):
        return "is one that Windows keeps for a device"
    if name.endswith("."):
        return "ends with a dot, which Windows removes"
    return check_slug(name)


def check_slug(slug: str) -> str:
    """What keeps a folder's name from being a deck's slug, as half a sentence; "" if nothing does.

    A slug stands in every note's Key and in the package's name, so it has nothing that acts or needs escaping.
    """
    return "" if _SLUG.fullmatch(slug) else "has other characters than A-Z, a-z, 0-9 and . _ - between them"


def check_id(id_: str) -> str:
    """Say what keeps `id_` from being a deck's id, as half a sentence; "" if nothing does.

    An id is the deck's slug at birth, a dash and eight random hex digits. It begins every note's Key.
    """
    return "" if _ID.fullmatch(id_) else "is not a slug, a dash and eight hex digits, like unit-1-09af31c7"
