# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["one-step-of-synchronous-all-reduce"]
# see = "Each worker hands on a piece in each step: after N-1 steps each is summed somewhere, after 2(N-1) all over."
# ///
"""A gradient on each of N workers in; their sum on every worker out, by messages between neighbours on a ring.

The gradient is cut into N pieces. In reduce-scatter each worker hands a piece on and adds the one it gets to its own,
N - 1 times; then it holds one piece of the sum. In all-gather the summed pieces go round, N - 1 times. Gathering all at
one worker and sending the sum back gives the same result, but that worker's link carries what N - 1 others send.
Theory: 2 (N - 1) steps; 2 (N - 1)/N of the gradient's bytes leave each worker, nearly the same for any N; through the
one that gathers go 2 (N - 1) times its bytes. All have the sum after 2 (N - 1) (delay + bytes/N/rate).
Sources: Patarasuk and Yuan 2009, doi:10.1016/j.jpdc.2008.09.002; Thakur et al. 2005, doi:10.1177/1094342005051521.
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
import numpy as np
from matplotlib import pyplot

CLAIM = "All-reduce on a ring sends each worker's gradient about twice, however many workers there are."
PARAMETERS = {
    "workers": (4, 2, 64, "workers on the ring"),
    "numbers": (1000, 1, 100_000, "numbers in the gradient"),
    "delay": (0.1, 0.0, 10.0, "ms until a message arrives, beside its bytes"),
    "rate": (1.0, 0.01, 100.0, "kB a link carries in a ms"),
    "seed": (0, 0, 10**9, "seed of the gradients"),
}
MUTANTS = {"no-gather": "stop when each piece is summed somewhere", "overwrite": "replace pieces instead of adding"}
MUTANTS |= {"whole": "hand the whole gradient on in every step"}
BYTES = 8
# %% Workers, each with the pieces of its gradient, a clock, and what it has sent
def ring(gradients, p, log=None):
    """All-reduce in place; the time, steps and bytes it took. `log` gets the moves and all pieces after each step."""
    n, clock, sent = len(gradients), np.zeros(len(gradients)), np.zeros(len(gradients))
    pieces, steps = [np.array_split(gradient, n) for gradient in gradients], (n - 1) * (1 + (p.mutant != "no-gather"))
    for step in range(steps):
        moves = [(worker, (worker + 1) % n, (worker - step) % n) for worker in range(n)]
        messages = [pieces[worker][piece].copy() for worker, _, piece in moves]
        sizes = np.array([BYTES * (gradients[0].size if p.mutant == "whole" else message.size) for message in messages])
        arrive = clock + p.delay + sizes / 1000 / p.rate
        for (_, to, piece), message in zip(moves, messages):
            adds = step < n - 1 and p.mutant != "overwrite"
            pieces[to][piece][:] = message + pieces[to][piece] * adds
        clock, sent = np.maximum(arrive, np.roll(arrive, 1)), sent + sizes
        if log is not None:
            log.append((moves, [[int(piece.sum()) for piece in own] for own in pieces]))
    return Namespace(time=clock.max(), steps=steps, sent=sent)

def gather(gradients):
    """The same sum through worker 0, which every other sends to and hears from; the bytes its link carries."""
    total, carried = gradients[0].copy(), 0
    for gradient in gradients[1:]:
        total, carried = total + gradient, carried + gradient.nbytes
    for gradient in gradients:
        gradient[:], carried = total, carried + (gradient is not gradients[0]) * total.nbytes
    return carried

def simulate(p):
    """The same integers by the ring and by one worker that gathers, so that sums come out the same in any order."""
    start = np.random.default_rng(p.seed).integers(-99, 100, (p.workers, p.numbers))
    run, by_ring, by_one = Namespace(whole=start.sum(axis=0)), list(start.copy()), list(start.copy())
    run.ring, run.carried = ring(by_ring, p), gather(by_one)
    run.off = max(abs(own - run.whole).max() for own in [*by_ring, *by_one])
    counts, run.growth = [2, 4, 8, 16, 32, 64], {"ring": [], "one": []}
    for n in counts:
        gradients = list(np.ones((n, 64 * 8)))
        run.growth["one"].append(gather([each.copy() for each in gradients]) / gradients[0].nbytes)
        run.growth["ring"].append(ring(gradients, p).sent.max() / gradients[0].nbytes)
    run.trace = {"kind": "ring", "chooses": "workers", "first": 2, "moves": "step"}
    run.trace["choices"], run.counts = [shown(n, p) for n in range(2, 9)], counts
    return run

def shown(n, p):
    """For a card: a ring on which each piece begins as 1 everywhere, so that it tells how many parts are in it."""
    ring(list(np.ones((n, n), int)), p, log := [])
    steps = [{"sends": [], "holds": [[1] * n] * n, "say": "Each worker holds the gradient of its own examples."}]
    for step, (moves, holds) in enumerate(log, 1):
        say = f"Step {step} of {len(log)}: " + ("pieces are summed." if step < n else "summed pieces go round.")
        sends = [dict(zip(("from", "to", "chunk"), move)) for move in moves]
        steps.append({"sends": sends, "holds": holds, "say": say})
    return {"name": f"{n} workers", "steps": steps}
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Exact where N divides the numbers; else the largest piece is up to one number larger than the others."""
    n, whole = p.workers, p.numbers * BYTES
    odd, largest = p.numbers % n > 0, BYTES * -(-p.numbers // n)
    slow, quick = (2 * (n - 1) * (p.delay + size / 1000 / p.rate) for size in (largest, BYTES * (p.numbers // n)))
    return {
        "sent": ("gradients that leave a worker", run.ring.sent.mean() / whole, 2 * (n - 1) / n, 1e-9),
        "one": ("the same at a worker that gathers", run.carried / whole, 2 * (n - 1), 1e-9),
        "steps": ("steps of the ring", run.ring.steps, 2 * (n - 1), 0),
        "off": ("sum on any worker, furthest from the true one", run.off, 0, 0),
        "uneven": ("bytes that a worker sends more than another", np.ptp(run.ring.sent), 0, 2 * BYTES * odd),
        "time": ("ms until all have the sum", run.ring.time, slow, 1e-9 * slow + odd * (slow - quick)),
    }
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """What the busiest worker sends as workers are added, on the ring and where one gathers."""
    figure, axis = pyplot.subplots(figsize=(6, 3.4))
    axis.loglog(run.counts, run.growth["one"], "s--", color=RED, lw=2, label="one gathers")
    axis.loglog(run.counts, run.growth["ring"], "o-", color=BLUE, lw=2, label="ring")
    axis.set(xlabel="workers", title="gradients through the busiest worker's link", xticks=run.counts)
    axis.set_xticks(run.counts, run.counts, minor=False)
    axis.set_xticks([], minor=True)
    axis.legend(frameon=False)
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
