"""What a model replied in, an answer with what it claims out; whatever else it is, is refused with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.cards import UNKEEPABLE
from generator.completion.languages import Tongue, is_foreign
from generator.normal_form import nfc

LONGEST = 4000
"""Characters of an answer; a longer one is no answer on a card."""
CONFIDENCES = ("low", "medium", "high")
_FENCE = re.compile(r"\A```[a-zA-Z]*[ \t]*\n(.*)\n[ \t]*```\Z", re.DOTALL)
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class UnusableError(Exception):
    """A reply that is no answer; the words say why, and another try may do better."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in Markdown, "" where the model says that it does not know; and what the model says of it."""

    answer: str
    confidence: str
    sources: tuple[str, ...]


def read_completion(body: bytes) -> str:
    """The words of the model in what a server sent. Raises UnusableError where they are not there, or not whole."""
    try:
        choice = json.loads(body)["choices"][0]
        finish, content = choice["finish_reason"], choice["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise UnusableError("what the server sent is no chat completion") from None
    if finish != "stop":
        raise UnusableError("the reply was cut off" if finish == "length" else "the model did not finish its reply")
    if not isinstance(content, str) or not content.strip():
        raise UnusableError("the reply is empty")
    return content


def read_reply(content: str, question: str, tongue: Tongue, secret: str = "") -> Reply:
    """The answer in the words of a model.

    Raises UnusableError where they are not of the form that was asked for, or give away the `secret`.
    """
    found = _json(content)
    answer, sources = found.get("answer"), found.get("sources", [])
    if not isinstance(answer, str) or found.get("confidence") not in CONFIDENCES:
        raise UnusableError("the reply has not the shape that was asked for")
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise UnusableError("the sources in the reply are no list of texts")
    _check(answer, question, tongue)
    claimed = (" ".join(_kept(source).split())[:200] for source in sources[:3])
    if secret and secret in "\n".join([answer, *sources]):
        raise UnusableError("the reply holds your key")
    lines = [line.rstrip() for line in _kept(answer).strip().splitlines()]
    return Reply("\n".join(lines), str(found["confidence"]), tuple(filter(None, claimed)))


def _json(content: str) -> Mapping[str, object]:
    text = _THOUGHTS.sub("", content).strip()
    fenced = _FENCE.match(text)
    try:
        found = json.loads(fenced.group(1) if fenced else text)
    except (ValueError, RecursionError):
        raise UnusableError("the reply is not JSON") from None
    if not isinstance(found, dict):
        raise UnusableError("the reply has not the shape that was asked for")
    return found


def _check(answer: str, question: str, tongue: Tongue) -> None:
    if len(answer) > LONGEST:
        raise UnusableError(f"the answer has more than {LONGEST:,} characters")
    if UNKEEPABLE.search(answer.replace("\r", "")):
        raise UnusableError("the answer has characters that Anki cannot keep")
    if answer.strip() and answer.split() == question.split():
        raise UnusableError("the answer only repeats the question")
    if foreign := is_foreign(answer, tongue):
        raise UnusableError(f"the answer is in another language than the deck ({foreign})")


def _kept(text: str) -> str:
    return UNKEEPABLE.sub("", nfc(text.replace("\r\n", "\n").replace("\r", "\n")))
