# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["what-are-2-common-data-parallelism-model-approaches-explain-in"]
# see = "In step, all wait (grey) for the slowest; out of step nobody waits, but N - 1 updates come between."
# ///
"""Workers that take random times for a gradient in; waiting when in step, and staleness when out of step, out.

A gradient takes an exponential time of mean 1; the last worker may be `slow` times as slow. In step, all begin together
and a step ends with the last of them. Out of step, a worker reads the parameters, computes, pushes, and reads again;
a push is as stale as the number of pushes by others since its worker read.
Theory: a step takes the mean of the largest time, 1 + 1/2 + ... + 1/N where none is slow. Mean staleness is N - 1, be
the workers slow or not; while one of them computes, the others push a geometrically distributed number of times.
Gradient descent on x*x/2 with gradients that are d updates old comes to rest below a step of 2 sin(pi/(4 d + 2)).
Sources: Dutta et al. 2018, arXiv:1803.01113 (times); Mitliagkas et al. 2016, arXiv:1605.09774 (staleness).
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
from heapq import heapify, heapreplace
from math import pi, sin
import numpy as np
from matplotlib import pyplot

CLAIM = "Workers in step wait for the slowest; workers out of step never wait, and pay with N - 1 updates of staleness."
PARAMETERS = {
    "workers": (4, 2, 32, "workers"),
    "slow": (1.0, 1.0, 8.0, "times as slow as the others is the last worker"),
    "seed": (0, 0, 10**9, "seed of the random numbers"),
}
MUTANTS = {"no-waiting": "end a step with the mean worker", "idle": "let workers rest before they read again"}
MUTANTS |= {"drawn": "draw staleness from a Poisson distribution", "fresh": "take gradients at the newest parameters"}
STEPS, PUSHES = 50_000, 200_000
# %% In step: a barrier. Out of step: a queue of events, and a server that counts its updates
def in_step(random, means, mutant):
    """How long each worker takes in each step, and how long the step takes."""
    times = random.exponential(means, (STEPS, len(means)))
    return times, times.mean(axis=1) if mutant == "no-waiting" else times.max(axis=1)

def out_of_step(random, means, mutant):
    """Every push: its worker, when it began and ended, and how stale it was."""
    read, pushes = [0] * len(means), []
    queue = [(time, worker, 0.0) for worker, time in enumerate(random.exponential(means))]
    heapify(queue)
    for version, time in enumerate(random.exponential(size=PUSHES)):
        now, worker, begun = queue[0]
        stale = random.poisson(len(means) - 1) if mutant == "drawn" else version - read[worker]
        pushes.append((worker, begun, now, stale))
        read[worker] = version + 1
        rest = means[worker] if mutant == "idle" else 0
        heapreplace(queue, (now + rest + time * means[worker], worker, now + rest))
    return np.array(pushes)

def largest_step(delay, mutant):
    """The largest step at which gradient descent with old gradients comes to rest, by trying ever finer grids."""
    low, high = 0.001, 3.0
    for _ in range(4):
        steps = np.linspace(low, high, 33)
        x = np.ones((200 * (2 * delay + 1), 33))
        for t in range(delay + 1, len(x)):
            x[t] = np.clip(x[t - 1] - steps * x[t - 1 - (0 if mutant == "fresh" else delay)], -1e99, 1e99)
        _, middle, late = (abs(part).max(axis=0) for part in np.array_split(x, 3))
        moves = (late >= middle) & (late > 1e-9)
        low, high = steps[moves.argmax() - 1], steps[moves.argmax()]
    return high

def simulate(p):
    """Both ways of working together, and the price of old gradients."""
    random, means, run = np.random.default_rng(p.seed), np.ones(p.workers), Namespace()
    means[-1] = p.slow
    run.times, run.steps = in_step(random, means, p.mutant)
    run.pushes = out_of_step(random, means, p.mutant)
    return Namespace(**vars(run), step=largest_step(p.workers - 1, p.mutant))
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Tolerances are five standard errors; for mean staleness, what pushes under way at the end may still hold."""
    n, slow, t, stale = p.workers, p.slow, np.linspace(0, 40 * p.slow, 200_001), run.pushes[:, 3]
    longest = np.trapezoid(1 - (1 - np.exp(-t)) ** (n - 1) * (1 - np.exp(-t / slow)), t)
    speeds = np.array([1.0] * (n - 1) + [1 / slow])
    rate, share = speeds.sum(), speeds / speeds.sum()  # a push is worker i's with this probability
    spread = sum((1 - share) * (2 - share) / share) - (n - 1) ** 2
    return {
        "staleness": ("updates between reading and pushing, mean", stale.mean(), n - 1, 10 * n * (n + slow) / PUSHES),
        "step": ("time of a step when all wait for the slowest", run.steps.mean(), longest, 7 * slow / STEPS**0.5),
        "rate": ("updates in unit time when nobody waits", PUSHES / run.pushes[-1, 2], rate, 5 * rate / PUSHES**0.5),
        "spread": ("staleness, variance", stale.var(), spread, 0.1 * spread),
        "largest_step": ("largest step with gradients N - 1 updates old", run.step, 2 * sin(pi / (4 * n - 2)), 0.001),
    }
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """Left, the first steps and pushes of each worker; right, how stale the pushes are."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(6, 3.6), width_ratios=(3, 2))
    workers, starts, end = run.times.shape[1], np.cumsum(run.steps) - run.steps, run.steps[:3].sum()
    for worker in range(workers):
        for begin, busy, all_done in zip(starts[:3], run.times[:, worker], run.steps):
            left.barh(worker, busy, left=begin, color=BLUE)
            left.barh(worker, all_done - busy, left=begin + busy, color=INK, alpha=0.4, hatch="..")
        for _, begin, done, _ in (row for row in run.pushes[: 20 * workers] if row[0] == worker and row[1] < end):
            left.barh(workers + 0.7 + worker, min(done, end) - begin, left=begin, color=ORANGE, edgecolor=INK)
    left.set(yticks=[workers / 2 - 0.5, 1.5 * workers + 0.2], yticklabels=["in step", "out of\nstep"], xlabel="time")
    left.invert_yaxis()
    right.hist(run.pushes[:, 3], np.arange(5 * workers) - 0.5, density=True, color=ORANGE, edgecolor=INK)
    right.axvline(rows["staleness"][2], color=INK, ls="--")
    right.set(title="staleness", xlabel="updates", yticks=[])
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
