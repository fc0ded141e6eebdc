"""Texts in, the scripts and languages they are in out; and whether a reply is in another."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_COMMON = {
    "en": "the and of is are to in with that which for by it as an be or from this not",
    "de": "der die das und ist nicht ein eine mit den von zu auf wird werden sich für als dem oder",
    "fr": "le les des et est une un dans que qui pour sur avec du au aux par ce sont pas",
    "es": "el los las y es una un que en por con del para se su como son más lo al",
    "it": "il gli di e è una un che per con del della sono dei nel da come si più alla",
    "pt": "o os as e é uma um que em por com do da para não são dos no na ao",
    "nl": "de het een en is van niet met dat voor op zijn wordt te aan door bij naar ook als",
}
_WORDS = {name: frozenset(words.split()) for name, words in _COMMON.items()}
_LATIN_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Tongue:
    """The scripts a deck is written in, by the names of Unicode, and those of its languages that are known here."""

    scripts: frozenset[str]
    languages: frozenset[str]


def tongue_of(texts: Iterable[str], language: str = "") -> Tongue:
    """What the texts are in: every script with a tenth of the letters; `language` is a tag like "en", or ""."""
    everything = "\n".join(texts)
    scripts = _scripts(everything)
    hits = _hits(everything)
    return Tongue(
        frozenset(name for name, times in scripts.items() if 10 * times >= scripts.total()),
        frozenset(name for name, times in hits.items() if 4 * times >= max(hits.values()))
        | ({language.partition("-")[0].lower()} if language else set()),
    )


def is_foreign(text: str, tongue: Tongue) -> str:
    """The script or language of `text` where it is another than the deck's; "" where it is not, or nobody can tell."""
    scripts = _scripts(text)
    theirs = sum(times for name, times in scripts.items() if name not in tongue.scripts)
    if tongue.scripts and 10 * theirs > 3 * scripts.total():
        return max(scripts, key=lambda name: (name not in tongue.scripts, scripts[name])).lower()
    hits = _hits(text)
    known = max((hits[name] for name in tongue.languages), default=0)
    best = max(hits, key=lambda name: hits[name], default="")
    return best if tongue.languages and best and hits[best] >= max(4, 2 * known + 1) else ""


def _scripts(text: str) -> Counter[str]:
    """How many letters each script has: the first word of a letter's name in Unicode."""
    return Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in text if letter.isalpha())


def _hits(text: str) -> Counter[str]:
    words = Counter(word.lower() for word in _LATIN_WORD.findall(text))
    hits = Counter({name: sum(words[word] for word in known) for name, known in _WORDS.items()})
    return +hits
