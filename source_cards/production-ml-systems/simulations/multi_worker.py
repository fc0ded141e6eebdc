# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["how-multi-worker-mirrored-strategy-for-distributed-training"]
# see = "The same sum, and the same 2 (N - 1) steps of a ring; which way it runs decides what the network must carry."
# ///
"""Machines with several GPUs each and TF_CONFIG in; gradients all-reduced between them, and who did what, out.

Every machine starts the same program, which finds its role in TF_CONFIG and takes its share of the examples. The chief,
worker 0, works as the others do, and also writes checkpoints. Gradients are all-reduced by messages, counted at each
machine's network card: around one ring that passes machine after machine; around a ring that changes machine with every
message; and in a hierarchy: summed inside each machine, each GPU then ringing its slice to the next machine.
Theory, in gradients that leave a machine with g of the N = m g GPUs: 2 (N - 1)/N, g times that, and 2 (m - 1)/m.
Sources: TensorFlow tutorial, "Multi-worker training with Keras"; Patarasuk and Yuan 2009 (ring all-reduce).
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
import numpy as np
from matplotlib import pyplot

CLAIM = "Machines all-reduce over the network what GPUs all-reduce inside; the chief is a worker that also saves."
PARAMETERS = {
    "machines": (2, 2, 8, "machines"),
    "gpus": (4, 1, 8, "GPUs in each machine"),
    "slice": (6, 1, 64, "numbers in an N-th of the gradient"),
    "seed": (0, 0, 10**9, "seed of weights and data"),
}
MUTANTS = {"zigzag": "change machine with every message", "lost-message": "lose the last message of a ring"}
MUTANTS |= {"chief-only-leads": "give the chief no examples", "no-sharding": "give every machine all examples"}
MUTANTS |= {"all-save": "let every worker write checkpoints"}
# %% Messages between GPUs, counted where they leave a machine
def ring(values, order, machine, leaves, log, mutant=None):
    """All-reduce arrays in place around `order`; `leaves` counts the numbers leaving each machine, `log` all moves."""
    n, chunks = len(order), [np.array_split(value, len(order)) for value in values]
    for step in range(2 * (n - 1)):
        moves = [(order[i], order[(i + 1) % n], (i - step) % n) for i in range(n)]
        log.append(moves)
        copies = [chunks[sender][chunk].copy() for sender, _, chunk in moves]
        lost = order[0] if mutant == "lost-message" and step == 2 * n - 3 else None
        for (sender, to, chunk), message in zip(moves, copies):
            leaves[machine[sender]] += message.size * (machine[sender] != machine[to])
            if sender != lost:
                chunks[to][chunk][:] = message + chunks[to][chunk] * (step < n - 1)

def hierarchy(values, machine, leaves, gpus):
    """All-reduce in place: sums of slices inside each machine, rings of equal GPUs between machines, copies inside."""
    slices = [np.array_split(value, gpus) for value in values]
    for i, own in enumerate(slices):
        own[i % gpus][:] = sum(each[i % gpus].copy() for each in slices[i - i % gpus : i - i % gpus + gpus])
    for g in range(gpus):
        ring([each[g] for each in slices], range(g, len(values), gpus), machine, leaves, [])
    for i, own in enumerate(slices):
        for g in range(gpus):
            own[g][:] = slices[i - i % gpus + g][g]

def program(config, x, y, gpus, mutant):
    """What every machine runs: its GPUs' gradients of a linear model at zero, examples seen, checkpoints written."""
    cluster, task = (json.loads(config)[part] for part in ("cluster", "task"))
    workers, index = len(cluster["worker"]), task["index"]
    share = np.arange(len(x)) if mutant == "no-sharding" else np.arange(len(x))[index::workers]
    share = share[:0] if mutant == "chief-only-leads" and index == 0 else share
    gradients = [-x[part].T @ y[part] for part in np.array_split(share, gpus)]
    return gradients, share.size, int(index == 0 or mutant == "all-save")

def simulate(p):
    """One step on every machine, with integers, so that sums come out the same in any order."""
    random, n, cluster = np.random.default_rng(p.seed), p.machines * p.gpus, {"worker": ["10.0.0.1:2222"] * p.machines}
    x, y = random.integers(-9, 10, (8 * n, p.slice * n)), random.integers(-9, 10, 8 * n)
    configs = [json.dumps({"cluster": cluster, "task": {"type": "worker", "index": i}}) for i in range(p.machines)]
    done = [program(config, x, y, p.gpus, p.mutant) for config in configs]
    machine, zigzag = np.arange(n) // p.gpus, [m * p.gpus + g for g in range(p.gpus) for m in range(p.machines)]
    run = Namespace(examples=[each[1] for each in done], saved=[each[2] for each in done], leaves={}, off={}, log=[])
    for way in ("hierarchy", "zigzag", "near"):
        values, leaves = [value.copy() for each in done for value in each[0]], np.zeros(p.machines)
        run.log, order = [], zigzag if way == "zigzag" or p.mutant == "zigzag" else list(range(n))
        if way == "hierarchy":
            hierarchy(values, machine, leaves, p.gpus)
        else:
            ring(values, order, machine, leaves, run.log, p.mutant)
        run.leaves[way], run.off[way] = leaves.max() / p.slice / n, max(abs(value + x.T @ y).max() for value in values)
    return run
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Exact, but for rounding in the division."""
    n, m, g = p.machines * p.gpus, p.machines, p.gpus
    return {
        "near": ("gradients leaving a machine, ring machine by machine", run.leaves["near"], 2 * (n - 1) / n, 1e-9),
        "zigzag": ("the same, ring that changes machine every time", run.leaves["zigzag"], 2 * g * (n - 1) / n, 1e-9),
        "hierarchy": ("the same, summed inside each machine first", run.leaves["hierarchy"], 2 * (m - 1) / m, 1e-9),
        "steps": ("steps of the ring", len(run.log), 2 * (n - 1), 0),
        "off": ("gradients, furthest from those of one device", max(run.off.values()), 0, 0),
        "chief": ("share of the examples that the chief takes", run.examples[0] / (8 * n), 1 / m, 0),
        "examples": ("examples taken by all machines", sum(run.examples), 8 * n, 0),
        "saved": ("machines that write checkpoints", sum(run.saved), 1, 0),
    }
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """How much leaves each machine's network card, three ways."""
    figure, axis = pyplot.subplots(figsize=(6, 3.4))
    ways = {"hierarchy": "hierarchy", "near": "ring, machine\nby machine", "zigzag": "ring, zigzag"}
    bars = axis.barh(list(ways.values()), [run.leaves[way] for way in ways], color=(GREEN, BLUE, RED))
    axis.bar_label(bars, fmt="{:.4g}", padding=4)
    axis.set(xlabel="gradients leaving each machine, per step")
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
