"""A recorded simulation in, what a card shows of it out: figure, sentence, numbers, and the code folded away."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable

from generator.cards import Claim, Simulation
from generator.rendering.highlighting import highlight
from generator.rendering.inert import escape, keepable, neutralise

SHOWN = 3
"""Numbers that a card shows; the first ones, which carry the claim."""


def render_simulations(simulations: Iterable[Simulation]) -> str:
    """The Simulation field for these, in their order; "" where nothing is recorded."""
    return "".join(map(_shown, simulations))


def _shown(simulation: Simulation) -> str:
    if not simulation.figure:
        return ""
    trace = f'<div class="dw-trace" data-trace="{html.escape(simulation.trace)}"></div>' if simulation.trace else ""
    parts = (
        f"<figure>{trace}{simulation.figure}<figcaption>{_text(simulation.see)}</figcaption></figure>",
        _numbers(simulation.claims[:SHOWN]),
        _code(simulation),
    )
    return neutralise(f'<div class="dw-run">{"".join(parts)}</div>')


def _numbers(claims: Iterable[Claim]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_text(claim.label)}</th><td>{value}</td><td>{reference}</td></tr>'
        for claim in claims
        for value, reference in [pair(claim.value, claim.reference)]
    )
    head = '<tr><td></td><th scope="col">computed</th><th scope="col">theory</th></tr>'
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def pair(value: float, reference: float) -> tuple[str, str]:
    """Two numbers to compare, as people write them: whole where both are, else both with the same decimals.

    The larger has three digits that carry something. What is tiny or huge is written with a power of ten.
    """
    if all(_plain(each) and each == int(each) for each in (value, reference)):
        decimals = 0
    else:
        size = max((abs(each) for each in (value, reference) if _plain(each)), default=0)
        decimals = max(2 - math.floor(math.log10(size)), 0) if size else 0
    return _number(value, decimals), _number(reference, decimals)


def _plain(value: float) -> bool:
    """Whether a number needs no power of ten."""
    return value == 0 or 1e-4 <= abs(value) < 1e15


def _number(value: float, decimals: int) -> str:
    if _plain(value):
        return f"{value:,.{decimals if value else 0}f}".replace("-", "\u2212")
    digits, _, exponent = f"{value:.1e}".partition("e")
    return f"{digits} × 10<sup>{int(exponent)}</sup>".replace("-", "\u2212")


def _code(simulation: Simulation) -> str:
    needs = f" (needs {_text(', '.join(simulation.needs))})" if simulation.needs else ""
    line = f"<p>Run it: <code>python {_text(simulation.name)}.py</code>{needs}</p>"
    return f"<details><summary>The code</summary>{line}{highlight(keepable(simulation.code), 'python', '')}</details>"


def _text(words: str) -> str:
    return escape(keepable(words))
