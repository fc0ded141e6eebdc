# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["what-types-of-concept-drift-exist"]
# see = "How the rule turns, what that does to a fixed model's error, and where the detector ADWIN raises the alarm."
# ///
"""Labelled points, whose rule drifts in four ways, in; a fixed model's error and a detector's alarms out.

Points x ~ N(0, I) are labelled by a line at angle(t), some labels flipped; the model stays the line at angle 0.
Sudden: the line turns at one moment. Gradual: old and new rule alternate, the new one ever more often. Incremental:
the line turns in small steps. Recurring: the old rule comes back (Gama et al. 2014, doi:10.1145/2523813, figure 2).
Theory: error(t) = flips + (1 - 2 flips) E angle(t)/180, the same for gradual and incremental drift; but half way no
line is right in the first. ADWIN (Bifet, Gavalda 2007) alarms where two parts of its window differ by more than chance.
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
from math import log, pi
import numpy as np
from matplotlib import pyplot
CLAIM = "Drift is sudden, gradual, incremental or recurring, and each leaves its own trace in a fixed model's error."
PARAMETERS = {
    "angle": (60.0, 30.0, 120.0, "degrees by which the line turns"),
    "flips": (0.1, 0.0, 0.2, "share of labels flipped"),
    "seed": (0, 0, 10**9, "seed of the random numbers"),
}
MUTANTS = {"gradual-ramp": "turn slowly", "no-return": "never return", "told": "know when", "never-shrinks": "keep all"}
TYPES, LENGTH, BIN, STREAMS = ("sudden", "gradual", "incremental", "recurring", "blip"), 6000, 100, 100
# %% The world: angle(t) for each type, labels that follow it, a model that does not
def angles(random, kind, top, mutant):
    """The angle of the rule at each time of each stream."""
    t = np.arange(LENGTH)
    ramp, back = np.clip((t - 2000) / 2000, 0, 1), ((t < 3000) | (t >= 4500) | (mutant == "no-return"))
    on = {"sudden": t >= 2000, "incremental": ramp, "recurring": (t >= 1500) & back, "blip": (t >= 2000) & (t < 2030)}
    on["gradual"] = ramp if mutant == "gradual-ramp" else random.random((STREAMS, LENGTH)) < ramp
    return top * np.broadcast_to(on[kind], (STREAMS, LENGTH))

def errors(random, turned, flips, model=0.0):
    """Where a model at this angle errs, on points labelled by the lines at the angles `turned`."""
    x, y = random.normal(size=(2, *turned.shape))
    said, truth = ((np.cos(a) * x + np.sin(a) * y > 0) for a in (model * pi / 180, turned * pi / 180))
    return said ^ truth ^ (random.random(turned.shape) < flips)

def adwin(wrong, mutant, delta=0.002, every=32):
    """When ADWIN raises the alarm on a stream of errors: every cut of the window is tried, every 32 points."""
    alarms, start, sums = [], 0, np.concatenate([[0], np.cumsum(wrong)])
    for now in range(every, len(wrong) + 1, every):
        n, total, early = now - start, sums[now] - sums[start], sums[start + 1 : now] - sums[start]
        old, chance = np.arange(1, n), log(2 * log(n) / delta)
        size, far = 1 / old + 1 / (n - old), np.abs(early / old - (total - early) / (n - old))
        if (far > np.sqrt(2 * size * total / n * (1 - total / n) * chance) + 2 / 3 * size * chance).any():
            alarms.append(2000 if mutant == "told" and now > 2000 else now)
            start = start if mutant == "never-shrinks" else now
    return alarms

def simulate(p):
    """Many streams of each type: their errors, the alarms in each, and the best single line half way through."""
    random, run = np.random.default_rng(p.seed), Namespace(alarms={}, best={}, shown={}, error={})
    for kind in TYPES:
        turned = angles(random, kind, p.angle, p.mutant)
        wrong, half = errors(random, turned, p.flips), np.resize(turned[:, 2980:3020], 200_000)
        run.alarms[kind] = [adwin(stream, p.mutant) for stream in wrong[: None if kind in ("sudden", "blip") else 1]]
        run.best[kind] = 100 * min(errors(random, half, p.flips, line).mean() for line in np.linspace(0, p.angle, 9))
        run.shown[kind], run.error[kind] = turned[0], 100 * wrong.reshape(STREAMS, -1, BIN).mean(axis=(0, 2))
    run.trace = {"kind": "series", "chooses": "type of drift", "moves": "time", "xlabel": "point"}
    run.trace |= {"x": list(range(BIN // 2, LENGTH, BIN)), "choices": [choice(run, kind, p.angle) for kind in TYPES]}
    return run

def choice(run, kind, top):
    """For a card: how far the rule has turned, the error, and the first stream's alarms."""
    lines = {"rule turned, %": 100 * run.shown[kind].reshape(-1, BIN).mean(axis=1) / top, "error, %": run.error[kind]}
    lines = [{"label": label, "y": y.round(1).tolist()} for label, y in lines.items()]
    return {"name": kind, "lines": lines, "marks": [{"x": alarm, "label": "alarm"} for alarm in run.alarms[kind][0]]}
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def delay(before, after, seen=2000, delta=0.002, every=32):
    """When ADWIN fires if errors are not random: after the first n points whose mean lies too far off; checks wait."""
    n = np.arange(1, LENGTH)
    mean, size = (seen * before + n * after) / (seen + n), np.log(2 * np.log(seen + n) / delta) * (1 / seen + 1 / n)
    far = after - before > np.sqrt(2 * size * mean * (1 - mean)) + 2 / 3 * size
    return n[far.argmax()] + every / 2

def claims(p, run):
    """Tolerances are four to five standard errors; chance finds a weak drift before its mean does."""
    turned, usual, sudden = (1 - 2 * p.flips) * p.angle / 180, p.flips, run.alarms["sudden"]
    wrong, near = usual + turned, 0.4 + 400 * turned * (0.25 / STREAMS / 40) ** 0.5
    first, late = [min(a - 2000 for a in [*alarms, 9e9] if a >= 2000) for alarms in sudden], delay(usual, wrong)
    rows = {
        "delay": ("points from a sudden drift to ADWIN's alarm, median", np.median(first), late, 16 + late / 3),
        "gradual": ("gradual: error of the best line half way, %", run.best["gradual"], 50 * (usual + wrong), near),
        "incremental": ("incremental: error of the best line half way, %", run.best["incremental"], 100 * usual, near),
        "alarms": ("alarms in a stream that drifts suddenly, mean", sum(map(len, sudden)) / STREAMS, 1, 0.3),
    }
    if late > 76:  # 60 points, and half the 32 between two looks
        rows["blip"] = ("alarms in a stream with a blip, mean", sum(map(len, run.alarms["blip"])) / STREAMS, 0, 0.2)
    ramp = np.clip((t := np.arange(BIN / 2 - 0.5, LENGTH, BIN)) / 2000 - 1, 0, 1)
    new = {"sudden": t > 2000, "gradual": ramp, "incremental": ramp, "recurring": t // 1500 % 2}
    off = {kind: abs(run.error[kind] - 100 * (usual + turned * share)).max() for kind, share in new.items()}
    return rows | {f"{kind}_error": (f"{kind}: error furthest from theory, %", d, 0, 2.5) for kind, d in off.items()}
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """A row for each type: the rule in force, and the error, with the first stream's alarms."""
    figure, axes = pyplot.subplots(4, 2, figsize=(6, 4), sharex=True, sharey="col")
    for kind, (left, right) in zip(TYPES, axes):
        left.plot(np.arange(0, 6, 0.02), run.shown[kind][::20], ".", ms=3, color=ORANGE)
        left.set_ylabel(kind, rotation=0, ha="right", va="center")
        right.plot(np.arange(0.05, 6, 0.1), run.error[kind], color=BLUE, lw=2.5)
        right.vlines(np.divide(run.alarms[kind][0], 1000), 0, rows["gradual"][2] * 2, color=RED, lw=2)
    axes[0, 0].set_title("rule in force, degrees"), axes[0, 1].set_title("error, %; alarms")
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
