"""Any name in, a readable slug of [a-z0-9-] out: for deck folders and for card keys."""

from __future__ import annotations

import hashlib
import re

from generator.names import is_device

MAX_LENGTH = 64


def slugify(text: str) -> str:
    """A slug of at most 64 characters, cut between words; a hash where the text has no letter or digit.

    >>> slugify("What is a concept drift?")
    'what-is-a-concept-drift'
    """
    from anyascii import anyascii  # known cards need no slug

    words = re.findall(r"[a-z0-9]+", re.sub(r"['’‘`]", "", anyascii(text)).lower())
    slug = "-".join(words)
    if not slug:
        return "card-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    if len(slug) <= MAX_LENGTH:
        return slug
    cut = slug[: MAX_LENGTH + 1].rpartition("-")[0]
    return cut or slug[:MAX_LENGTH]


def file_slug(text: str) -> str:
    """Make a slug that a file or a folder can have as its name on every system, Windows included.

    >>> file_slug("Aux")
    'aux-cards'
    """
    slug = slugify(text)
    return f"{slug}-cards" if is_device(slug) else slug
