# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["one-step-of-an-asynchronous-worker", "when-all-reduce-and-when-a-parameter-server"]
# see = "A sparse model's step moves only the rows it touches; killed workers cost time and no update."
# ///
"""Workers, servers and a sparse table of parameters in; what is pulled, pushed, applied and moved out.

Row r of an embedding table lives on server r mod S. A worker takes a batch of `ids` ids, drawn by Zipf's law, pulls
the rows it names, computes for an exponential time, and pushes gradients; the servers apply them at once. Of a worker
killed while it computes, the task goes to the next that is free. (One killed after its push is not treated here.)
Theory: every task is applied once. A batch names u = 1 - (1 - p)^ids of the rows of chance p. With geometric staleness
of mean N - 1, others have changed such a row in 1 - 1/(1 + (N - 1) u) of pushes. Source: Li et al. 2014, OSDI.
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
from collections import deque
from heapq import heappop, heappush
import numpy as np
from matplotlib import pyplot

CLAIM = "An asynchronous parameter server applies every update once, and moves only the rows that a batch touches."
PARAMETERS = {
    "workers": (4, 2, 32, "workers"),
    "servers": (2, 1, 16, "parameter servers"),
    "rows": (20000, 1000, 100000, "rows of the table"),
    "ids": (500, 50, 2000, "ids that a batch names"),
    "kills": (5, 0, 100, "workers killed while they compute"),
    "seed": (0, 0, 10**9, "seed of the random numbers"),
}
MUTANTS = {"orphan": "forget the task of a killed worker", "twice": "apply a killed worker's task, and do it again"}
MUTANTS |= {"lost-push": "lose one push to one server", "dense": "move the whole table in every step"}
TASKS, WIDTH, RATE, BYTES = 2000, 4, 0.05, 4
# %% Servers hold rows and count; workers meet in a queue of events
class Server:
    """Some rows of the table, when each last changed, and how many pushes were applied."""

    def __init__(self, rows):
        self.rows, self.changed, self.pushes = rows, np.full(len(rows), -1), []

    def apply(self, task, at, gradients, seen, version):
        """Take one step down these rows, and tell how many had changed since the worker saw them."""
        clashes, self.pushes = (self.changed[at] >= seen).sum(), [*self.pushes, task]
        self.rows[at], self.changed[at] = self.rows[at] - RATE * gradients, version
        return clashes

def simulate(p):
    """Train the table to hold `truth`, with workers that come and go, and keep a ledger of what they computed."""
    random, chances = np.random.default_rng(p.seed), 1 / np.arange(1, p.rows + 1) ** 1.1
    limits, truth = np.cumsum(chances) / chances.sum(), random.normal(size=(p.rows, WIDTH))
    servers = [Server(np.zeros((len(range(s, p.rows, p.servers)), WIDTH))) for s in range(p.servers)]
    tasks = deque((i, np.unique(np.searchsorted(limits, random.random(p.ids)))) for i in range(TASKS))
    killed = set(np.linspace(0, TASKS, p.kills, endpoint=False, dtype=int).tolist())
    run = Namespace(moved=0, named=0, clashes=0, ledger=np.zeros((p.rows, WIDTH)), loss=[], kills=[])
    version, queue = 0, [(0.0, i, None) for i in range(p.workers)]
    while queue:
        now, worker, work = heappop(queue)
        if work:
            task, ids, pulled, seen = work
            gradients, dies = pulled - truth[ids], task in killed
            if dies:
                killed, run.kills = killed - {task}, [*run.kills, version]
                tasks.extendleft([] if p.mutant == "orphan" else [(task, ids)])
            if not dies or p.mutant == "twice":
                run.ledger[ids] += 0 if dies else gradients
                for s in range(p.mutant == "lost-push" and task == 7, p.servers):
                    mine = ids % p.servers == s
                    run.clashes += servers[s].apply(task, ids[mine] // p.servers, gradients[mine], seen, version)
                run.moved += 2 * BYTES * WIDTH * (p.rows if p.mutant == "dense" else len(ids))
                run.named, version = run.named + len(ids), version + 1
                run.loss.append((gradients**2).mean())
        if tasks:
            task, ids = tasks.popleft()
            pulled = np.array([servers[i % p.servers].rows[i // p.servers] for i in ids])
            heappush(queue, (now + random.exponential(), worker, (task, ids, pulled, version)))
    run.applied, run.held = [server.pushes for server in servers], max(len(server.rows) for server in servers)
    run.off = max(abs(server.rows + RATE * run.ledger[s :: p.servers]).max() for s, server in enumerate(servers))
    return run
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Counts are exact; of what is drawn, five standard errors, and a twentieth for clashes, which are correlated."""
    chance = np.arange(1, p.rows + 1) ** -1.1
    named, row = 1 - (1 - chance / chance.sum()) ** p.ids, 2 * WIDTH * BYTES / 1000
    clash = (named * (1 - 1 / (1 + (p.workers - 1) * named))).sum() / named.sum()
    near = 5 * row * (named * (1 - named)).sum() ** 0.5 / TASKS**0.5
    return {
        "applied": ("updates applied by all servers", sum(map(len, run.applied)), TASKS * p.servers, 0),
        "different": ("different tasks, fewest on a server", min(len(set(a)) for a in run.applied), TASKS, 0),
        "moved": ("kB pulled and pushed in a step", run.moved / TASKS / 1000, row * named.sum(), near),
        "off": ("table, furthest from the sum of all that was computed", run.off, 0, 1e-9),
        "clashes": ("pushed rows that others changed since the pull, %", 100 * run.clashes / run.named, 100 * clash, 2),
        "held": ("rows on the fullest server", run.held, -(-p.rows // p.servers), 0),
    }
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """Left, what a step moves; right, the error while workers are killed."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(6, 3.6))
    left.bar(["touched\nrows", "all rows"], [run.moved / TASKS / 1e3, run.ledger.size / 125], color=(GREEN, RED))
    left.set(yscale="log", title="kB a step", ylim=1)
    right.plot(run.loss, color=BLUE, lw=2)
    right.plot(run.kills, [run.loss[kill] for kill in run.kills], "x", color=RED, ms=10, mew=3, label="killed")
    right.set(title="error", xlabel="updates", ylim=0)
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
