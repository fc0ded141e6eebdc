# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["how-mirrored-strategy-for-distributed-training-works"]
# see = "Each replica's gradient differs; their all-reduced sum is the big batch's, so the replicas never part."
# ///
"""A batch split over replicas of a model in; the weights of every replica, against those of one device, out.

Each replica holds all weights (a layer of tanh units, then a linear one) and gets a share of every batch. It sums the
gradient over its examples and divides by the size of the *whole* batch. A ring all-reduce adds up the gradients: in
N - 1 steps every replica comes to hold the total of one N-th, in N - 1 more these totals go round. All then apply the
same update. Theory: the replicas stay identical, bit for bit; the weights are those of one device with the big batch;
a replica sends 2 (N - 1)/N gradients. It fails for batch normalisation: the variance over b of the examples is, on
average, 1 - 1/b of the true one, so a replica with a share normalises otherwise than one device with the batch.
Sources: TensorFlow guide, "Distributed training", MirroredStrategy; Patarasuk and Yuan 2009 (ring all-reduce).
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
import numpy as np
from matplotlib import pyplot

CLAIM = "Replicas that all-reduce their gradients stay identical, and train as one device would with the whole batch."
PARAMETERS = {
    "replicas": (4, 2, 16, "replicas of the model"),
    "batch": (50, 32, 512, "examples in a batch"),
    "steps": (100, 1, 300, "training steps"),
    "rate": (0.1, 0.01, 0.3, "learning rate"),
    "seed": (0, 0, 10**9, "seed of weights and data"),
}
MUTANTS = {"no-all-reduce": "let each replica apply its own gradient", "sum-of-means": "add up the mean gradients"}
MUTANTS |= {"mean-of-means": "average the means of uneven shares", "same-share": "give all replicas the first share"}
INPUTS, UNITS = 8, 6
# %% A replica computes; messages go round a ring
def gradient(weights, x, y):
    """The sum over these examples of the gradient of half the squared error."""
    first, second = weights[:-UNITS].reshape(INPUTS, UNITS), weights[-UNITS:]
    hidden = np.tanh(x @ first)
    off = hidden @ second - y
    return np.concatenate([(x.T @ (np.outer(off, second) * (1 - hidden**2))).ravel(), hidden.T @ off])

def all_reduce(values):
    """Every replica's copy of the total of their values, and how many numbers were sent for it."""
    n, sent = len(values), 0
    chunks = [np.array_split(value.copy(), n) for value in values]
    for step in range(2 * (n - 1)):
        messages = [(r, (r - step) % n, chunks[r][(r - step) % n].copy()) for r in range(n)]
        for sender, chunk, message in messages:
            to = chunks[(sender + 1) % n]
            to[chunk] = to[chunk] + message if step < n - 1 else message
            sent += message.size
    return [np.concatenate(each) for each in chunks], sent

def simulate(p):
    """Train one device and the replicas side by side, and replicas that do not talk, for comparison."""
    random, run = np.random.default_rng(p.seed), Namespace(sent=0, spread=[], silent=[])
    start, truth = random.normal(0, 0.5, INPUTS * UNITS + UNITS), random.normal(size=INPUTS)
    run.alone, replicas, silent = start, *([start.copy() for _ in range(p.replicas)] for _ in "ab")
    run.shares = [part.size for part in np.array_split(np.arange(p.batch), p.replicas)]
    for _ in range(p.steps):
        x = random.normal(size=(p.batch, INPUTS))
        parts = list(zip(*(np.array_split(each, p.replicas) for each in (x, np.sin(x @ truth)))))
        parts = [parts[0]] * p.replicas if p.mutant == "same-share" else parts
        run.own = [gradient(w, *part) / p.batch for w, part in zip(replicas, parts)]
        if "means" in str(p.mutant):
            scale = p.replicas if p.mutant == "mean-of-means" else 1
            run.own = [each * p.batch / len(part[1]) / scale for each, part in zip(run.own, parts)]
        run.whole = gradient(run.alone, x, np.sin(x @ truth)) / p.batch
        run.totals, sent = (run.own, 0) if p.mutant == "no-all-reduce" else all_reduce(run.own)
        run.alone = run.alone - p.rate * run.whole
        replicas = [w - p.rate * total for w, total in zip(replicas, run.totals)]
        silent = [w - p.rate * gradient(w, *part) / len(part[1]) for w, part in zip(silent, parts)]
        run.sent += sent / run.whole.size / p.replicas / p.steps
        run.spread.append(max(abs(w - replicas[0]).max() for w in replicas))
        run.silent.append(max(abs(w - silent[0]).max() for w in silent))
    run.off = max(abs(w - run.alone).max() for w in replicas)
    run.variance = random.normal(size=(100_000, min(run.shares))).var(axis=1).mean()
    return run
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Only rounding is allowed for, and five standard errors for the variance."""
    n, small = p.replicas, p.batch // p.replicas
    return {
        "spread": ("replicas, furthest from each other", max(run.spread), 0, 0),
        "off": ("replicas, furthest from one device with the whole batch", run.off, 0, 1e-12),
        "sent": ("gradients that a replica sends in a step", run.sent, 2 * (n - 1) / n, 1e-9),
        "shares": ("examples that the replicas get between them", sum(run.shares), p.batch, 0),
        "variance": ("variance batch normalisation sees in a share", run.variance, 1 - 1 / small, 0.023 / small**0.5),
    }
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """Left, the last step's gradients; right, how far the replicas part, with all-reduce and without."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(6, 3.6))
    shown, n = np.argsort(-abs(run.whole))[:4], len(run.own)
    places = np.arange(4) + (np.arange(n)[:, None] - (n - 1) / 2) * 0.6 / n
    left.plot(places.ravel(), n * np.array(run.own)[:, shown].ravel(), ".", ms=9, color=ORANGE, label="each")
    left.plot(np.arange(4), run.totals[0][shown], "_", ms=26, mew=6, color=BLUE, label="all-reduced")
    left.plot(np.arange(4), run.whole[shown], "x", ms=9, mew=2, color=INK, label="one device")
    left.set(title="gradients", xlabel="weight", xticks=[], ylim=(None, 1.5 * left.get_ylim()[1]))
    right.plot(run.silent, color=RED, ls="--", lw=2, label="without")
    right.plot(run.spread, color=BLUE, lw=3, label="all-reduce")
    right.set(title="replicas apart", xlabel="step")
    left.legend(frameon=False, loc="upper right")
    right.legend(frameon=False, loc=(0.2, 0.1))
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
