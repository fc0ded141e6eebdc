# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["how-tpu-strategy-for-distributed-training-works"]
# see = "Prefetch lets host and device work at once; with more cores, the device soon waits for input all the same."
# ///
"""A host that prepares batches and a device with many cores in; how long the device sits idle out.

The host prepares a batch in `input` ms; the device, its cores sharing the batch evenly, computes for work/cores ms.
Without prefetch the host begins when the device asks; with it, up to `buffer` batches wait, and a host with no room
left holds on to the one it has finished. Times are constant, or exponential with these means.
Theory: a batch takes input + work/cores without prefetch, the longer of the two with it; so speed stops growing at
work/input cores. Random times make an M/M/1/K queue with K = buffer + 2 batches in all, and the device idle for
1/(1 + r + ... + r^K), r = work/cores/input. A core pads its share to multiples of 8 examples by 128 features.
No TPU is measured. Source: Google Cloud, "Cloud TPU performance guide" (input-bound, padding).
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
from math import ceil
import numpy as np
from matplotlib import pyplot

CLAIM = "A TPU is as fast as its input: prefetch hides the shorter of input and computing, and cannot hide the longer."
PARAMETERS = {
    "input": (50.0, 1.0, 500.0, "ms to prepare a batch"),
    "work": (800.0, 10.0, 5000.0, "ms in which one core computes a batch"),
    "cores": (16, 1, 256, "cores"),
    "buffer": (2, 1, 16, "batches that may wait"),
    "batch": (1000, 1, 4096, "examples in a batch"),
    "features": (200, 1, 1024, "features of an example"),
    "seed": (0, 0, 10**9, "seed of the random times"),
}
MUTANTS = {"endless-buffer": "let any number of batches wait", "no-overlap": "prepare no batch while the device works"}
MUTANTS |= {"no-padding": "compute on shares of any shape", "free-input": "give each core a host of its own"}
# %% The host prepares, a buffer holds, the device takes
def feed(inputs, computes, buffer, mutant=None):
    """When the host begins and ends each batch, and when the device does; a buffer of 0 is no prefetch."""
    rows, put, taken, done = [], 0.0, [0.0] * len(inputs), 0.0
    for i, (preparing, computing) in enumerate(zip(inputs, computes)):
        begun = done if buffer == 0 or mutant == "no-overlap" else put
        ready = put = begun + preparing
        if i >= buffer > 0 and mutant != "endless-buffer":
            put = max(ready, taken[i - buffer])
        taken[i] = max(put, done)
        done = taken[i] + computing
        rows.append((begun, ready, taken[i], done))
    return np.array(rows)

def idle(rows):
    """The share of the time that the device, counted by its own clock, did not compute."""
    return 1 - (rows[:, 3] - rows[:, 2]).sum() / rows[-1, 3]

def used(p):
    """The share of the cells that hold data once every core has padded its share to the same tiles."""
    shares = [np.ones((part.size, p.features)) for part in np.array_split(np.arange(p.batch), p.cores)]
    tile = (1, 1) if p.mutant == "no-padding" else (8, 128)
    shape = [-(-size // step) * step for size, step in zip(shares[0].shape, tile)]
    return sum(share.sum() for share in shares) / sum(np.zeros(shape).size for _ in shares)

def simulate(p):
    """Constant times without and with prefetch, random times, and ever more cores."""
    random, compute, long = np.random.default_rng(p.seed), p.work / p.cores, 200_000
    own = p.input / (p.cores if p.mutant == "free-input" else 1)
    run = Namespace(plain=feed([p.input] * 2000, [compute] * 2000, 0))
    run.prefetch = feed([own] * 2000, [compute] * 2000, p.buffer, p.mutant)
    times = random.exponential(own, long), random.exponential(compute, long)
    run.random, run.used = idle(feed(*(each.tolist() for each in times), p.buffer, p.mutant)), used(p)
    run.idle, run.cores, run.speed = idle(run.prefetch), 2 ** np.arange(9), []
    for own in (p.input, p.input / 8):
        ends = [feed([own] * 2000, [p.work / cores] * 2000, p.buffer)[-1, 3] for cores in run.cores]
        run.speed.append(2000 * p.work / np.array(ends))
    return run
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Constant times: the first batches, which fill the buffer; random times: from repeated runs."""
    compute, rows, columns = p.work / p.cores, 8 * ceil(p.batch / p.cores / 8), 128 * ceil(p.features / 128)
    both, longer, cells = p.input + compute, max(p.input, compute), p.batch * p.features / (p.cores * rows * columns)
    empty, fast = 1 / sum((compute / p.input) ** k for k in range(p.buffer + 3)), min(256, p.work / p.input)
    return {
        "prefetch": ("ms for a batch with prefetch", run.prefetch[-1, 3] / 2000, longer, both / 1000),
        "plain": ("ms for a batch without prefetch", run.plain[-1, 3] / 2000, both, 1e-6),
        "idle": ("device idle with prefetch, %", 100 * run.idle, 100 * (1 - compute / longer), 0.2),
        "random": ("device idle with prefetch and random times, %", 100 * run.random, 100 * empty, 1.5),
        "speed": ("speed of 256 cores, in cores that never wait", run.speed[0][-1], fast, 0.002 * fast),
        "padding": ("computing spent on padding, %", 100 * (1 - run.used), 100 * (1 - cells), 1e-9),
    }
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """Left, host and device without and with prefetch; right, how much faster more cores are."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(6, 3.6))
    for top, each in ((0, run.plain), (2.5, run.prefetch)):
        for begun, ready, taken, done in each[:4]:
            left.barh(top, ready - begun, left=begun, color=ORANGE, edgecolor=INK, hatch="//")
            left.barh(top + 1, done - taken, left=taken, color=BLUE, edgecolor=INK)
    left.set(yticks=[0, 1, 2.5, 3.5], yticklabels=["host", "device"] * 2, xlabel="ms", title="below: prefetch")
    left.invert_yaxis()
    right.loglog(run.cores, run.cores, color=INK, ls=":", label="ideal")
    right.loglog(run.cores, run.speed[1], "s-", color=GREEN, label="8 hosts")
    right.loglog(run.cores, run.speed[0], "o-", color=RED, label="1 host")
    right.set(title="speed", xlabel="cores", xticks=[1, 10, 100], xticklabels=[1, 10, 100], yticks=[1, 10, 100])
    right.legend(frameon=False)
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
