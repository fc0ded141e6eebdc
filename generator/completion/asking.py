"""Cards without an answer in, one outcome a card out: asked again on nonsense, slower where the server says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from generator.completion.gaps import Gap
from generator.completion.prompt import Messages
from generator.completion.replies import Reply, UnusableError
from generator.errors import DeckwrightError

TRIES = 3
"""How often one card is asked before it is left for the next run."""
WAITS = 5
FIRST_WAIT = 1.0
"""Seconds to wait for a busy server that names no time; twice as long each time after."""
LONGEST_WAIT = 90.0
"""Seconds; a server that wants a longer pause has had enough for today."""
IN_A_ROW = 5
"""Cards without a usable reply, after which nothing good is to be expected of the model."""


class BusyError(Exception):
    """The server cannot answer now; `wait` are the seconds it asks for, None where it does not say."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one card: the model's reply, or the reason why there is none."""

    gap: Gap
    reply: Reply | None
    reason: str = ""


def answers(
    gaps: Iterable[Gap],
    ask: Callable[[Messages], str],
    prompt: Callable[[Gap], Messages],
    read: Callable[[str, Gap], Reply],
    pause: Callable[[float, str], object],
) -> Iterator[Outcome]:
    """Ask for the answer to each card, the next only when the outcome before was taken.

    Raises DeckwrightError where going on makes no sense: too many replies in a row that are none, or a server that
    stays busy.
    """
    failed = 0
    for gap in gaps:
        outcome = _one(gap, ask, prompt, read, pause)
        yield outcome
        failed = 0 if outcome.reply else failed + 1
        if failed == IN_A_ROW:
            raise DeckwrightError(
                f"{failed} cards in a row got no usable reply, the last because {outcome.reason}; try another model."
            )


def _one(
    gap: Gap,
    ask: Callable[[Messages], str],
    prompt: Callable[[Gap], Messages],
    read: Callable[[str, Gap], Reply],
    pause: Callable[[float, str], object],
) -> Outcome:
    sent, reason = prompt(gap), ""
    for _ in range(TRIES):
        try:
            return Outcome(gap, read(_patiently(ask, sent, pause), gap))
        except UnusableError as error:
            reason = str(error)
    return Outcome(gap, None, reason)


def _patiently(ask: Callable[[Messages], str], sent: Messages, pause: Callable[[float, str], object]) -> str:
    for tried in range(WAITS):
        try:
            return ask(sent)
        except BusyError as busy:
            wait = FIRST_WAIT * (1 << tried) if busy.wait is None else busy.wait
            reason = str(busy)
        if wait > LONGEST_WAIT:
            raise DeckwrightError(f"{reason}, and asks to wait {wait:,.0f} seconds; run the same command again then.")
        if tried + 1 < WAITS:
            pause(wait, reason)
    raise DeckwrightError(f"{reason}, {WAITS} times in a row; run the same command again later.")
