"""Cards that want an answer in, with the cards around them; answers that somebody has still to read out."""

from __future__ import annotations

from generator.completion.asking import Outcome, answers
from generator.completion.client import Client
from generator.completion.endpoint import KEY, Endpoint, endpoint
from generator.completion.gaps import Gap, gaps
from generator.completion.languages import Tongue, tongue_of
from generator.completion.prompt import messages, style_of, tokens
from generator.completion.replies import Reply, UnusableError, read_reply

__all__ = [
    "KEY",
    "Client",
    "Endpoint",
    "Gap",
    "Outcome",
    "Reply",
    "Tongue",
    "UnusableError",
    "answers",
    "endpoint",
    "gaps",
    "messages",
    "read_reply",
    "style_of",
    "tokens",
    "tongue_of",
]
