"""A deck's simulations in, the files of dist/DECK/simulations/ out: snippets, figures, notebooks and an index."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from generator import notetype
from generator.cards import EditedCard, Simulation


def files(
    simulations: Sequence[Simulation], cards: Iterable[EditedCard], shown: Mapping[str, str], deck: str
) -> dict[str, str]:
    """The texts of the files by name; `shown` is what a card shows of each simulation, `deck` the deck's name.

    None where the deck has no simulation.
    """
    if not simulations:
        return {}
    from generator.simulation.drawing import standing_alone
    from generator.simulation.notebooks import notebook

    texts: dict[str, str] = {}
    for each in simulations:
        texts[f"{each.name}.py"] = each.code
        texts[f"{each.name}.ipynb"] = notebook(each.name, each.code)
        if each.figure:
            texts[f"{each.name}.svg"] = standing_alone(each.figure)
    return texts | {"index.html": _index(simulations, list(cards), shown, deck)}


def _index(simulations: Iterable[Simulation], cards: Sequence[EditedCard], shown: Mapping[str, str], deck: str) -> str:
    sections = "".join(_section(each, cards, shown[each.name]) for each in simulations)
    title = f"Simulations of {html.escape(deck)}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{notetype.designs()[0].css}</style></head>\n"
        f'<body class="card"><main class="dw"><h1>{title}</h1>{sections}</main></body></html>\n'
    )


def _section(each: Simulation, cards: Sequence[EditedCard], shown: str) -> str:
    asked = "".join(f"<li>{html.escape(card.question.value)}</li>" for card in cards if each.is_of(card))
    links = "".join(f' <a href="{each.name}{ending}">{each.name}{ending}</a>' for ending in (".py", ".ipynb"))
    body = shown or "<p>Nothing is recorded of it yet.</p>"
    head = f'<h2 id="{each.name}">{each.name}</h2><ul>{asked}</ul>'
    return f'<section class="dw-simulation">{head}{body}<p>{links}</p></section>\n'
