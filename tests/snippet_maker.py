"""A few words in, the text of a snippet out: one that does what a snippet shall, or one that misbehaves in one way."""

from __future__ import annotations

import json
from pathlib import Path

from generator.simulation.walls import walls_here

EACH_WALLS = tuple(walls_here())
WALLS = EACH_WALLS[0]
NAMES_OF_WALLS = [Path(each.words[0]).name if each.words else "none" for each in EACH_WALLS]
NUMBERS = {
    "fall": {"label": "time to fall 20 m, s", "value": 2.02, "reference": 2.0193, "tolerance": 0.01},
    "energy": {"label": "energy lost, %", "value": 0, "reference": 0, "tolerance": 0},
}
FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" viewBox="0 0 300 100">'
    '<path d="M0 0L300 100.123456" style="stroke: #000000; fill: none"/><text x="5" y="20">falls</text></svg>'
)


def snippet(
    cards: tuple[str, ...] = ("what-is-thing-1",),
    see: str = "It falls ever faster.",
    act: str = "",
    numbers: object = None,
    figure: str = FIGURE,
    trace: object = None,
) -> str:
    """A snippet for these cards; `act` is a line or more of code that it runs first."""
    told = json.dumps({"numbers": NUMBERS if numbers is None else numbers, "trace": trace})
    return f'''# /// script
# dependencies = []
# [tool.deckwright]
# cards = {json.dumps(list(cards))}
# see = {json.dumps(see)}
# ///
"""A stone falls."""
# %% Parameters
import os, socket, subprocess, sys, time
HEIGHT = 20
# %% The run
{act}
if "--figure" in sys.argv:
    open(sys.argv[sys.argv.index("--figure") + 1], "w").write({figure!r})
print({told!r})
'''
