# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["what-are-4-types-of-tensorflow-distirbuted-training-strategies"]
# see = "Three strategies follow one device to within rounding (1e-16); the parameter server goes a way of its own."
# ///
"""One regression in; how the four strategies of tensorflow.org/guide/distributed_training train it, each its way, out.

Mirrored: 4 replicas all-reduce around one ring. MultiWorkerMirrored: 2 machines of 2; sums inside each machine, then
between them, then copies. TPU: 8 cores all-reduce by a butterfly (partners 1, 2 and 4 apart exchange and add).
ParameterServer: a worker pulls weights, computes for an exponential time, and pushes; the server applies it at once.
Theory: the first three train as one device does with the whole batch; R replicas send 2 (R - 1), 2 (R - 1) and
R log2 R gradients. The last does so with one worker only; with W, gradients are W - 1 updates old on average.
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import heapq, json, os, sys
from argparse import ArgumentParser, Namespace
import numpy as np
from matplotlib import pyplot

CLAIM = "Mirrored, MultiWorkerMirrored and TPU train in step, as one device would; ParameterServer trains out of step."
PARAMETERS = {
    "workers": (4, 1, 16, "workers of the parameter server"),
    "rate": (0.03, 0.01, 0.1, "learning rate"),
    "seed": (0, 0, 10**9, "seed of data and compute times"),
}
MUTANTS = {"noisy-copy": "be in step, with noise", "copied": "copy one device", "short-butterfly": "do not end the sum"}
INPUTS, BATCH, PUSHES, STEPS = 16, 64, 20_000, 100
# %% Three ways to all-reduce (every replica's total, the messages sent); training in step, and out of step
def ring(values):
    """Chunks are summed on their way round, then the sums go round."""
    n, sent, chunks = len(values), [], [np.array_split(value, len(values)) for value in values]
    for step in range(2 * (n - 1)):
        for i, c, message in [(i, (i - step) % n, chunks[i][(i - step) % n]) for i in range(n)]:
            chunks[(i + 1) % n][c] = message + (chunks[(i + 1) % n][c] if step < n - 1 else 0)
            sent.append(message)
    return [np.concatenate(each) for each in chunks], sent

def machines(values):
    """The second replica of each machine sends to the first; these exchange; each second gets a copy."""
    here, there = values[0] + values[1], values[2] + values[3]
    left, right = here + there, there + here
    return [left, left, right, right], [values[1], values[3], here, there, left, right]

def butterfly(values, distances=(1, 2, 4)):
    """Partners ever further apart exchange what they have and add it."""
    sent = []
    for distance in distances:
        values, sent = [value + values[i ^ distance] for i, value in enumerate(values)], sent + values
    return values, sent

def in_step(batches, rate, replicas=1, reduce=lambda values: (values, [])):
    """The weights of the last replica after each step, and the numbers sent in all."""
    weights, path, total = [np.zeros(INPUTS)] * replicas, [], 0
    for x, y in batches:
        parts = zip(weights, np.array_split(x, replicas), np.array_split(y, replicas))
        sums, sent = reduce([a.T @ (a @ w - b) / BATCH for w, a, b in parts])
        weights, total = [w - rate * each for w, each in zip(weights, sums)], total + sum(map(np.size, sent))
        path.append(weights[-1])
    return np.array(path), total

def out_of_step(random, batches, rate, workers, noise):
    """The weights on the server after each push, and how stale the pushes were on average."""
    w, path, stale = np.zeros(INPUTS), [], 0
    queue = sorted((random.exponential(), i, w, 0) for i in range(workers))
    for version, (x, y) in enumerate(batches):
        now, worker, pulled, read = (*queue[0][:2], w, version) if noise else queue[0]
        w = w - rate * (x.T @ (x @ pulled - y) / BATCH + noise * random.normal(size=INPUTS))
        heapq.heapreplace(queue, (now + random.exponential(), worker, w, version + 1))
        path.append(w)
        stale += version - read
    return np.array(path), stale / len(batches)

def simulate(p):
    """One device, the strategies in step, the last one with all workers, with one, and for long."""
    random, run, fault = np.random.default_rng(p.seed), Namespace(apart={}, sent={}), p.mutant
    truth, x = random.normal(size=INPUTS), random.normal(size=(STEPS, BATCH, INPUTS))
    batches = list(zip(x, x @ truth + 0.05 * random.normal(size=(STEPS, BATCH))))
    noise, alone = int(fault == "noisy-copy"), in_step(batches, p.rate)[0]
    tpu = butterfly if fault != "short-butterfly" else lambda values: butterfly(values, (1, 2))
    for name, way in {"Mirrored": (4, ring), "MultiWorkerMirrored": (4, machines), "TPU": (8, tpu)}.items():
        path, sent = in_step(batches, p.rate, *(() if fault == "copied" else way))
        run.apart[name], run.sent[name] = abs(path - alone).max(axis=1), sent / STEPS / INPUTS
    for name, workers in {"ParameterServer": p.workers, "single": 1}.items():
        run.apart[name] = abs(out_of_step(random, batches, p.rate, workers, noise)[0] - alone).max(axis=1)
    run.stale = out_of_step(random, batches * (PUSHES // STEPS), 0.01, p.workers, noise)[1]
    return run
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Weights allow for rounding, staleness for the pushes under way at the end; apart is apart from 1e-6."""
    same, sent = run.apart["ParameterServer"].max() < 1e-6, {"Mirrored": 6, "MultiWorkerMirrored": 6, "TPU": 24}
    rows = {"stale": ("ParameterServer: mean staleness", run.stale, p.workers - 1, 10 * p.workers**2 / PUSHES)}
    rows["same"] = ("ParameterServer: trains as one device does (1: yes)", same, p.workers == 1, 0)
    rows["single"] = ("ParameterServer, one worker: furthest from one device", run.apart["single"].max(), 0, 0)
    rows |= {f"{n}_off": (f"{n}: furthest from one device", run.apart[n].max(), 0, 1e-12) for n in sent}
    return rows | {f"{n}_sent": (f"{n}: gradients sent in a step", run.sent[n], sent[n], 1e-9) for n in sent}
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """How far each strategy's weights are from one device's, after each step."""
    figure, axis = pyplot.subplots(figsize=(6, 3.6))
    for name, color, line in zip(run.apart, (BLUE, ORANGE, GREEN, RED), ("-", "--", ":", "-")):
        axis.semilogy(np.maximum(run.apart[name], 1e-17), color=color, ls=line, lw=3, label=name)
    axis.set(title="weights: furthest from one device's", xlabel="step", ylim=(1e-18, 10))
    axis.legend(frameon=False, loc="center")
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
