"""Invented texts that are no flashcards: a hundred and more, put together from small templates."""

# ruff: noqa: E501 - a template is read as one line

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

NAMES = ("Anna", "Ben", "Chloe", "David", "Ewa", "Farid", "Grace", "Hugo", "Ines", "Jonas")
NOUNS = (
    "river",
    "engine",
    "contract",
    "window",
    "garden",
    "letter",
    "winter",
    "bridge",
    "market",
    "machine",
    "orchard",
)
VERBS = ("crosses", "repairs", "opens", "follows", "carries", "paints", "forgets", "measures", "sells", "watches")
HOW = ("slowly", "at night", "in the rain", "without a word", "for the third time", "near the old station", "by hand")
FOOD = ("flour", "butter", "sugar", "milk", "rice", "onions", "carrots", "lentils", "olive oil", "salt", "yeast")


def _sentence(pick: random.Random) -> str:
    return f"{pick.choice(NAMES)} {pick.choice(VERBS)} the {pick.choice(NOUNS)} {pick.choice(HOW)}."


def _lines(pick: random.Random, line: Callable[[], str], least: int = 8) -> str:
    return "".join(f"{line()}\n" for _ in range(pick.randint(least, 3 * least)))


def _time(pick: random.Random) -> str:
    return f"{pick.randint(0, 23):02}:{pick.randint(0, 59):02}:{pick.randint(0, 59):02}"


def novel(pick: random.Random) -> str:
    return _lines(pick, lambda: " ".join(_sentence(pick) for _ in range(pick.randint(2, 6))) + "\n", 5)


def novel_that_asks(pick: random.Random) -> str:
    said = (f"“Where is the {pick.choice(NOUNS)}?” asked {pick.choice(NAMES)}. {_sentence(pick)}\n" for _ in range(12))
    return "\n".join(said)


def poem(pick: random.Random) -> str:
    verses = ("\n".join(_sentence(pick)[:-1] + pick.choice(",;.") for _ in range(4)) for _ in range(6))
    return f"The {pick.choice(NOUNS)}\n\n" + "\n\n".join(verses) + "\n"


def song(pick: random.Random) -> str:
    verses = (
        f"[Verse {n}]\n{_sentence(pick)}\n{_sentence(pick)}\n\n[Chorus]\nOh, the {NOUNS[n]}!" for n in range(1, 6)
    )
    return "\n\n".join(verses) + "\n"


def chat(pick: random.Random) -> str:
    return _lines(pick, lambda: f"{pick.choice(NAMES)}: {_sentence(pick)}", 10)


def chat_with_times(pick: random.Random) -> str:
    return _lines(
        pick, lambda: f"[{_time(pick)}] {pick.choice(NAMES)}: {pick.choice(('ok?', 'yes', _sentence(pick)))}", 10
    )


def chat_in_blocks(pick: random.Random) -> str:
    return _lines(pick, lambda: f"{pick.choice(NAMES)}\n{_time(pick)}\n{_sentence(pick)}\n", 8)


def screenplay(pick: random.Random) -> str:
    return _lines(pick, lambda: f"{pick.choice(NAMES).upper()}\n    {_sentence(pick)}\n", 10)


def email(pick: random.Random) -> str:
    a, b = pick.sample(NAMES, 2)
    body = "\n\n".join(" ".join(_sentence(pick) for _ in range(3)) for _ in range(4))
    return (
        f"From: {a} <{a.lower()}@example.org>\nTo: {b} <{b.lower()}@example.org>\nSubject: the {pick.choice(NOUNS)}\n"
        f"Date: Mon, 4 Mar 2024 {_time(pick)} +0000\n\nDear {b},\n\n{body}\n\nBest wishes\n{a}\n\n"
        f"> On Sunday {b} wrote:\n> {_sentence(pick)}\n> {_sentence(pick)}\n"
    )


def contract(pick: random.Random) -> str:
    def clause(number: int) -> str:
        parts = "\n".join(
            f"{number}.{part} The {pick.choice(NOUNS)} shall stay. {_sentence(pick)}" for part in range(1, 4)
        )
        return f"{number}. {pick.choice(NOUNS).title()}\n{parts}\n"

    return "AGREEMENT\n\n" + "\n".join(clause(number) for number in range(1, 8))


def paragraphs_of_a_law(pick: random.Random) -> str:
    return "\n\n".join(
        f"§ {n} {pick.choice(NOUNS).title()}\n(1) {_sentence(pick)}\n(2) {_sentence(pick)}" for n in range(1, 9)
    )


def recipe(pick: random.Random) -> str:
    need = _lines(pick, lambda: f"{pick.randint(1, 9) * 50} g {pick.choice(FOOD)}", 5)
    steps = "".join(f"{n}. Mix the {pick.choice(FOOD)} with the {pick.choice(FOOD)}.\n" for n in range(1, 7))
    return f"Soup of the house\n\nIngredients\n{need}\nMethod\n{steps}\nServes {pick.randint(2, 8)}.\n"


def shopping_list(pick: random.Random) -> str:
    return _lines(pick, lambda: f"- [{pick.choice(' x')}] {pick.choice(FOOD)}")


def to_do_list(pick: random.Random) -> str:
    return "".join(f"{n}. {_sentence(pick)}\n" for n in range(1, pick.randint(8, 20)))


def table_of_contents(pick: random.Random) -> str:
    return "Contents\n\n" + "".join(f"{n}  The {pick.choice(NOUNS)} {'.' * 20} {n * 12}\n" for n in range(1, 12))


def index_of_a_book(pick: random.Random) -> str:
    return "".join(
        f"{word}, {pick.randint(1, 99)}, {pick.randint(100, 300)}–{pick.randint(301, 400)}\n" for word in sorted(NOUNS)
    )


def bibliography(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: (
            f"{pick.choice(NAMES)}son, {pick.choice('ABC')}. ({pick.randint(1950, 2020)}). The {pick.choice(NOUNS)} "
            f"{pick.choice(HOW)}. Journal of Invented Studies, {pick.randint(1, 40)}({pick.randint(1, 4)}), 1–{pick.randint(2, 30)}."
        ),
    )


def minutes(pick: random.Random) -> str:
    return f"Minutes of {pick.randint(1, 28)} May\n\nPresent: {', '.join(NAMES[:5])}\n\n" + "\n".join(
        f"{n}. {pick.choice(NOUNS).title()}\n   {_sentence(pick)}\n   Decided: {_sentence(pick)}" for n in range(1, 7)
    )


def changelog(pick: random.Random) -> str:
    return "# Changes\n\n" + "\n".join(
        f"## 1.{n}.0\n\n- {_sentence(pick)}\n- {_sentence(pick)}\n" for n in range(9, 1, -1)
    )


def python_code(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: (
            f"def {pick.choice(VERBS)}_{pick.choice(NOUNS)}(x: int) -> int:\n    return x + {pick.randint(1, 9)}\n\n"
        ),
        5,
    )


def c_code(pick: random.Random) -> str:
    return "#include <stdio.h>\n\n" + _lines(
        pick,
        lambda: (
            f"int {pick.choice(NOUNS)}(int n) {{\n    /* {_sentence(pick)} */\n    return n ? n - 1 : {pick.randint(0, 9)};\n}}\n"
        ),
        5,
    )


def shell_code(pick: random.Random) -> str:
    return "#!/bin/sh\nset -eu\n" + _lines(
        pick, lambda: f'{pick.choice(NOUNS)}="$({pick.choice(VERBS)} "$1" | sort -u)"'
    )


def css_code(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: (
            f".{pick.choice(NOUNS)} {{\n  width: {pick.randint(1, 99)}px;\n  color: #{pick.randint(100, 999)};\n}}\n"
        ),
        5,
    )


def sql_code(pick: random.Random) -> str:
    return _lines(
        pick, lambda: f"INSERT INTO {pick.choice(NOUNS)} VALUES ({pick.randint(1, 99)}, '{pick.choice(NAMES)}');"
    )


def json_data(pick: random.Random) -> str:
    rows = [{"id": n, "name": pick.choice(NAMES), "items": [pick.randint(0, 9)] * 3} for n in range(9)]
    return json.dumps(rows, indent=pick.choice((None, 2))) + "\n"


def yaml_data(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: f"{pick.choice(NOUNS)}:\n  replicas: {pick.randint(1, 9)}\n  image: {pick.choice(NOUNS)}:latest",
        5,
    )


def settings(pick: random.Random) -> str:
    return "[main]\n" + _lines(pick, lambda: f"{pick.choice(NOUNS)}_{pick.choice(FOOD)[:4]} = {pick.randint(1, 999)}")


def environment(pick: random.Random) -> str:
    return _lines(pick, lambda: f"{pick.choice(NOUNS).upper()}_PATH=/usr/{pick.choice(NOUNS)}/{pick.randint(1, 99)}")


def passwords(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: f"{pick.choice(NAMES).lower()}:x:{pick.randint(1000, 2000)}:100::/home/{pick.choice(NAMES)}:/bin/sh",
    )


def hosts(pick: random.Random) -> str:
    return _lines(pick, lambda: f"10.0.{pick.randint(0, 255)}.{pick.randint(1, 254)}\t{pick.choice(NOUNS)}.example.org")


def system_log(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: f"Mar  4 {_time(pick)} {pick.choice(NOUNS)} sshd[{pick.randint(100, 9999)}]: {_sentence(pick)}",
        12,
    )


def program_log(pick: random.Random) -> str:
    return _lines(
        pick, lambda: f"2024-03-04 {_time(pick)} - {pick.choice(('INFO', 'WARNING', 'ERROR'))} - {_sentence(pick)}", 12
    )


def web_log(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: (
            f'10.0.0.{pick.randint(1, 99)} - - [04/Mar/2024:{_time(pick)} +0000] "GET /{pick.choice(NOUNS)} HTTP/1.1" 200 {pick.randint(1, 9999)}'
        ),
        12,
    )


def log_by_tabs(pick: random.Random) -> str:
    return _lines(pick, lambda: f"2024-03-04T{_time(pick)}Z\t{pick.randint(1, 9999)}", 12)


def test_report(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: f"tests/{pick.choice(NOUNS)}.py::test_{pick.choice(VERBS)} {pick.choice(('PASSED', 'FAILED'))}",
        12,
    )


def traceback(pick: random.Random) -> str:
    frames = _lines(
        pick,
        lambda: f'  File "{pick.choice(NOUNS)}.py", line {pick.randint(1, 99)}, in {pick.choice(VERBS)}\n    run()',
    )
    return f"Traceback (most recent call last):\n{frames}ValueError: {_sentence(pick)}\n"


def commits(pick: random.Random) -> str:
    return _lines(pick, lambda: f"{pick.getrandbits(28):07x} {_sentence(pick)[:-1]}", 12)


def patch(pick: random.Random) -> str:
    return f"--- a/{pick.choice(NOUNS)}\n+++ b/{pick.choice(NOUNS)}\n@@ -1,9 +1,9 @@\n" + _lines(
        pick, lambda: f"{pick.choice(' +-')}{_sentence(pick)}", 10
    )


def numbers_by_commas(pick: random.Random) -> str:
    columns = pick.randint(2, 6)
    return _lines(pick, lambda: ",".join(f"{pick.uniform(-9, 9):.3f}" for _ in range(columns)), 12)


def numbers_by_tabs(pick: random.Random) -> str:
    columns = pick.randint(2, 6)
    return _lines(pick, lambda: "\t".join(str(pick.randint(0, 999)) for _ in range(columns)), 12)


def word_lists(pick: random.Random) -> str:
    return _lines(
        pick,
        lambda: ",".join([f"{pick.choice(VERBS)}{pick.getrandbits(20)}", *pick.sample(NOUNS, pick.randint(1, 5))]),
        12,
    )


def measurements(pick: random.Random) -> str:
    return "time,temperature,pressure\n" + _lines(
        pick, lambda: f"{_time(pick)},{pick.uniform(10, 30):.1f},{pick.randint(980, 1040)}", 12
    )


def prices(pick: random.Random) -> str:
    return "date,close\n" + "".join(f"2024-03-{n:02},{pick.uniform(90, 110):.2f}\n" for n in range(1, 29))


def bank_statement(pick: random.Random) -> str:
    return "Date;Text;Amount;Balance\n" + _lines(
        pick,
        lambda: (
            f"0{pick.randint(1, 9)}.03.2024;{pick.choice(NOUNS)};-{pick.randint(1, 99)},50;{pick.randint(100, 999)},00"
        ),
        12,
    )


def address_book(pick: random.Random) -> str:
    return "name,street,town,phone\n" + _lines(
        pick,
        lambda: (
            f"{pick.choice(NAMES)},{pick.choice(NOUNS)} street {pick.randint(1, 99)},Town,0{pick.randint(10**6, 10**7)}"
        ),
        10,
    )


def members(pick: random.Random) -> str:
    return "name,email\n" + "".join(f"{name},{name.lower()}@example.org\n" for name in pick.sample(NAMES, 9))


def phone_list(pick: random.Random) -> str:
    return "".join(f"{name}\t+44 20 {pick.randint(10**6, 10**7)}\n" for name in pick.sample(NAMES, 9))


def price_table(pick: random.Random) -> str:
    return "| product | price |\n|---|--:|\n" + "".join(
        f"| {food} | {pick.uniform(1, 9):.2f} € |\n" for food in pick.sample(FOOD, 9)
    )


def league_table(pick: random.Random) -> str:
    return "| team | played | won | points |\n|---|---|---|---|\n" + "".join(
        f"| {name} | 10 | {pick.randint(0, 10)} | {pick.randint(0, 30)} |\n" for name in pick.sample(NAMES, 9)
    )


def timetable(pick: random.Random) -> str:
    return "Line\tFrom\tTo\tLeaves\n" + _lines(
        pick, lambda: f"{pick.randint(1, 99)}\t{pick.choice(NOUNS)}\t{pick.choice(NOUNS)}\t{_time(pick)[:5]}", 10
    )


def receipts(pick: random.Random) -> str:
    return (
        _lines(pick, lambda: f"{pick.randint(1, 9)} x {pick.choice(FOOD)}    {pick.uniform(1, 20):.2f}", 10)
        + "TOTAL 99.00\n"
    )


def subtitles(pick: random.Random) -> str:
    return "\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},500\n{_sentence(pick)}\n" for n in range(1, 20))


def web_page(pick: random.Random) -> str:
    return "Home\nAbout\nContact\nLog in\n\n" + novel(pick) + "\nShare\nPrint\n© 2024 Example\nPrivacy\nCookies\n"


def links(pick: random.Random) -> str:
    return _lines(pick, lambda: f"- [{pick.choice(NOUNS)}](https://example.org/{pick.choice(VERBS)})")


def questionnaire(pick: random.Random) -> str:
    asked = "\n".join(
        f"{n}. How often does {pick.choice(NAMES)} see the {pick.choice(NOUNS)}?\n   ( ) never  ( ) often"
        for n in range(1, 9)
    )
    return f"Survey\n\n{asked}\n"


def letters(pick: random.Random) -> str:
    return _lines(pick, lambda: "".join(pick.choice("ACGT") for _ in range(60)), 10)


def sheet_music(pick: random.Random) -> str:
    return _lines(pick, lambda: f"|: {' '.join(pick.choice('CDEFGAB') + pick.choice('24 ') for _ in range(12))} :|", 8)


KINDS: tuple[Callable[[random.Random], str], ...] = tuple(
    value
    for name, value in list(globals().items())
    if callable(value) and not name.startswith("_") and value.__module__ == __name__
)


def texts(numbers: range) -> Iterator[tuple[str, str]]:
    """A text of each kind for each of the numbers, with a name; the same in every run."""
    for kind in KINDS:
        for number in numbers:
            yield f"{kind.__name__}-{number}", kind(random.Random(f"{kind.__name__} {number}"))
