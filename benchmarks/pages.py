"""A number of cards in, the text of a scraped page with so many out: prose, lists, code, short and long, some missing.

Run as `python benchmarks/pages.py 30000 page.txt`. The same number gives the same page on every machine.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve xi yo zu bran cler drim flo grat plen strom".split()
_COMMON = (
    "the of a and to in is that for on with as from by are be at this which more less each other one two data model "
    "time rate value state layer cell network memory signal price market water energy field force order system result "
    "process function change level point line form part group method test sample cost"
).split()
_ACCENTED = ["naïve", "façade", "Poincaré", "Gödel", "5 °C", "α-particle", "x² + y²", "10 µm", "“quoted”", "Zürich"]
_ASK = [
    "What is {a} {b}?",
    "How does {a} {b} differ from {c}?",
    "Why does {a} need {b} before {c}?",
    "Name what {a} and {b} have in common.",
    "Which {w} of {a} decides about {b}?",
    "In {a}, when is {b} preferred over {c}?",
]
RATING = "How well did you know this?\n1\nNot at all\n2\n3\n4\n5\nPerfectly\n"


def page(cards: int, seed: int = 8) -> Iterator[str]:
    """The page in pieces, one a card; `seed` makes another page of the same kind."""
    dice = random.Random(seed)
    yield "Everything at Once Flashcards\n\n"
    for number in range(1, cards + 1):
        answer = _answer(dice, number)
        said = f"A\n\n{answer}\n\n" if answer else "A\n"
        yield f"{number}\nQ\n\n{_question(dice, number)}\n\n{said}{RATING}"


def _question(dice: random.Random, number: int) -> str:
    names = {name: _name(dice) for name in "abc"}
    names["b"] += f" {_name(dice, 3)}{'-' + str(number) if number % 3 == 0 else ''}"
    return dice.choice(_ASK).format(**names, w=dice.choice(_COMMON[25:]))


def _answer(dice: random.Random, number: int) -> str:
    """Of 100 cards about 50 have a sentence or two, 20 a list, 10 one term, 8 long text, 7 code, 4 columns, 1 none."""
    kind = dice.randrange(100)
    if kind < 50:
        return " ".join(_sentence(dice) for _ in range(dice.randint(1, 3)))
    if kind < 62:
        return "\n".join(f"  • {_sentence(dice)}" for _ in range(dice.randint(2, 6)))
    if kind < 70:
        return "\n".join(f"{at}. {_sentence(dice)}" for at in range(1, dice.randint(3, 7)))
    if kind < 80:
        return f"{_name(dice)} {_name(dice)}"
    if kind < 88:
        return "\n\n".join(" ".join(_sentence(dice) for _ in range(dice.randint(3, 5))) for _ in range(3))
    if kind < 95:
        return f"{_sentence(dice)}\n\ndef {_name(dice)}(x):\n    if x[{number}] < 5 * x:\n        return __init__(x)"
    if kind < 99:
        return "\n".join(f"{_name(dice)}\t{dice.randint(1, 999)} < {dice.randint(1, 999)}" for _ in range(3))
    return ""


def _sentence(dice: random.Random) -> str:
    words = [dice.choice(_COMMON) if dice.random() < 0.75 else _name(dice) for _ in range(dice.randint(6, 18))]
    if dice.random() < 0.15:
        words.insert(3, dice.choice(_ACCENTED))
    return f"{' '.join(words).capitalize()}."


def _name(dice: random.Random, size: int = 0) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(size or dice.randint(2, 4)))


if __name__ == "__main__":
    with Path(sys.argv[2]).open("w", encoding="utf-8") as file:
        file.writelines(page(int(sys.argv[1])))
