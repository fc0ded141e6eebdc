# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["what-is-a-concept-drift"]
# see = "Data drift alarms the test on the inputs and the model stays right; concept drift does the reverse."
# ///
"""A trained classifier and two kinds of drift in; the alarms of a test on its inputs and its error out.

Inputs are points x ~ N(0, I) in the plane. The label says on which side of a line x lies; some labels are flipped.
The economy, a *hidden context*, turns that line, and is not among the features. The model is fitted once. Then data
drift moves the inputs along the line (P(x) changes, P(y|x) does not) or concept drift turns it (the reverse).
Theory: two lines through the centre disagree on angle/180 of all isotropic inputs, so the model's error becomes
flips + (1 - 2 flips) angle/180. Where P(x) stays, a Kolmogorov-Smirnov test at 1 % fires in 1 of 100 windows.
Source: Gama et al. 2014, doi:10.1145/2523813 (real and virtual drift).
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
from math import cos, erf, hypot, log, pi, sin, sqrt
import numpy as np
from matplotlib import pyplot

CLAIM = "Concept drift ruins a model while every test on its inputs stays silent; data drift can do the reverse."
PARAMETERS = {
    "angle": (60.0, 0.0, 180.0, "degrees by which the line turns"),
    "flips": (0.1, 0.0, 0.3, "share of labels flipped"),
    "shift": (1.0, 0.0, 3.0, "how far the inputs move in data drift"),
    "seed": (0, 0, 10**9, "seed of the random numbers"),
}
MUTANTS = {"more-noise": "flip more labels instead of turning the line", "refit": "fit the model anew after a drift"}
MUTANTS |= {"inputs-move": "move the inputs in concept drift too", "labels-shift": "change P(y) in concept drift too"}
WINDOW, WINDOWS, HISTORY = 250, 500, 400_000
LIMIT = sqrt(log(2 / 0.005) / 2) / (sqrt(WINDOW) + 0.12 + 0.11 / sqrt(WINDOW))  # two inputs at 0.5 %; Stephens 1970
# %% The world: a line labels points, a model learns it, a test looks at the inputs only
def world(random, size, flips, angle=0.0, shift=0.0, offset=0.0):
    """Inputs, moved along the first line, and their labels by a line turned by `angle` degrees."""
    x, turned = random.normal(size=(size, 2)) + (0, shift), angle * pi / 180
    return x, (x @ [cos(turned), sin(turned)] > offset) ^ (random.random(size) < flips)

def fit(x, y):
    """The weights of the least-squares classifier."""
    return np.linalg.lstsq(x, np.where(y, 1.0, -1.0), rcond=None)[0]

def distances(x, window):
    """Each window's Kolmogorov-Smirnov distance to the N(0, 1) it was trained on: that of the worse input."""
    values, ranks = np.sort(x.T.reshape(2, -1, window)), np.arange(window + 1) / window
    below = np.array([0.5 + 0.5 * erf(value / sqrt(2)) for value in values.ravel()]).reshape(values.shape)
    return np.maximum(ranks[1:] - below, below - ranks[:-1]).max(axis=(0, 2))

def simulate(p):
    """Fit once, then watch both drifts; a model fitted within the new economy shows that its rule is as clear."""
    random, run, size = np.random.default_rng(p.seed), Namespace(wrong={}, far={}), WINDOW * WINDOWS
    faults = {"more-noise": {"flips": p.flips + (1 - 2 * p.flips) * p.angle / 180, "angle": 0}}
    faults |= {"inputs-move": {"shift": p.shift}, "labels-shift": {"offset": 0.3}}
    drifts = {"data": {"shift": p.shift}, "concept": {"angle": p.angle} | faults.get(p.mutant, {})}
    model = fit(*world(random, HISTORY, p.flips))
    for name, drift in drifts.items():
        drift = {"flips": p.flips} | drift
        phases, informed = [world(random, size, p.flips), world(random, size, **drift)], world(random, HISTORY, **drift)
        models = model, fit(*informed) if p.mutant == "refit" else model
        wrong = [(x @ weights > 0) != y for (x, y), weights in zip(phases, models)]
        run.wrong[name] = 100 * np.reshape(wrong, (2, WINDOWS, WINDOW)).mean(axis=2)
        run.far[name] = np.array([distances(x, WINDOW) for x, _ in phases])
        run.moved = run.moved if name == "concept" else distances(phases[1][0], size)[0]
    run.labels, run.informed = phases[1][1], (phases[1][0] @ fit(*informed) > 0) != phases[1][1]
    return run
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Tolerances are four to five standard errors, of sampling and of the line that was fitted."""
    near, moved = (450 * hypot(0.5 / sqrt(run.labels.size), 0.4 * (1 + s) / sqrt(HISTORY)) for s in (0, p.shift))
    usual, turned, far = 100 * p.flips, 100 * (p.flips + (1 - 2 * p.flips) * p.angle / 180), run.far["concept"][1]
    return {
        "concept_error": ("error after concept drift, %", run.wrong["concept"][1].mean(), turned, near),
        "concept_alarms": ("windows in which the input test fires after it, %", 100 * (far > LIMIT).mean(), 1, 2),
        "data_error": ("error after data drift, %", run.wrong["data"][1].mean(), usual, moved),
        "data_distance": ("what the input test measures after it", run.moved, erf(p.shift / sqrt(8)), 0.0062),
        "positive_labels": ("positive labels after concept drift, %", 100 * run.labels.mean(), 50, near),
        "informed_error": ("error then of a model fitted to the new rule, %", 100 * run.informed.mean(), usual, near),
    }
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """Two kinds of drift side by side: what the input test sees above, what the model gets wrong below."""
    figure, axes = pyplot.subplots(2, 2, figsize=(6, 3.6), sharex=True, sharey="row")
    for name, column in zip(("data", "concept"), axes.T):
        column[0].set_title(f"{name} drift")
        column[1].set(xlabel="windows since the drift")
        seen, colors = (run.far[name], run.wrong[name]), (RED, BLUE) if name == "data" else (BLUE, RED)
        for axis, values, color, usual in zip(column, seen, colors, (LIMIT, rows["informed_error"][2])):
            axis.plot(np.arange(-30, 30), values[:, :30].ravel(), color=color, lw=2)
            axis.axhline(usual, color=INK, ls=":")
    axes[1, 1].plot([0, 30], [rows["concept_error"][2]] * 2, color=INK, ls="--")
    axes[0, 0].set(ylabel="input test", ylim=0)
    axes[1, 0].set(ylabel="error, %", ylim=0)
    return figure
# %% As a program: options in; a table, JSON or a figure out. These lines are the same in every script beside this one.
def main(words):
    """Simulate, print and draw; the status is 1 where --check finds a number that misses its theory."""
    parser = ArgumentParser(description=CLAIM, allow_abbrev=False)
    for name, (default, low, high, what) in PARAMETERS.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=f"{what}, {low} to {high}")
    parser.add_argument("--mutant", choices=MUTANTS, help="fault: " + "; ".join(map(": ".join, MUTANTS.items())))
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a number misses its theory")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON, with a trace if there is one")
    parser.add_argument("--figure", metavar="FILE", help="draw the figure as SVG")
    p = parser.parse_args(words)
    for name, (_, low, high, what) in PARAMETERS.items():
        if not low <= getattr(p, name) <= high:
            parser.error(f"--{name} ({what}) must lie between {low} and {high}; {getattr(p, name)} does not.")
    run = simulate(p)
    rows = {name: (label, *map(float, row)) for name, (label, *row) in claims(p, run).items()}
    if p.figure:
        try:
            draw(run, rows).savefig(p.figure, format="svg", transparent=True, metadata={"Creator": None, "Date": None})
        except OSError as error:
            parser.error(f"--figure {p.figure} cannot be written: {error.strerror}.")
    if p.json:
        numbers = {name: dict(zip(("label", "value", "reference", "tolerance"), row)) for name, row in rows.items()}
        print(json.dumps({"numbers": numbers, "trace": getattr(run, "trace", None)}))
    else:
        print(CLAIM, f"\n{'':<60}{'here':>12}{'theory':>12}{'within':>9}", sep="\n")
        print(*map("{0[0]:<60}{0[1]:>12.6g}{0[2]:>12.6g}{0[3]:>9.2g}".format, rows.values()), sep="\n")
    wrong = [row for row in rows.values() if not abs(row[1] - row[2]) <= row[3]] if p.check else []
    for row in wrong:
        print("Does not hold: {} is {:.6g}; theory says {:.6g} within {:.2g}.".format(*row), file=sys.stderr)
    return int(bool(wrong))
if "__file__" not in globals() or "get_ipython" in globals():
    main(["--figure", os.devnull])  # a notebook shows the figure and keeps no file
elif __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
