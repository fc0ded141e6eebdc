# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["what-is-model-parallelism"]
# see = "Stages wait for each other and leave gaps; micro-batches shorten the wait and leave the gradients as they are."
# ///
"""A network split into stages, and a batch split into micro-batches, in; a timetable and the gradients out.

Stage k holds layer k alone, sends activations on and gradients back. A forward job takes 1, a backward job `backward`,
a message `link` units of time. GPipe runs all forward jobs first; 1F1B alternates, and so holds fewer activations.
Theory: the idle share of the stages is (K - 1)/(M + K - 1) for K stages and M micro-batches where messages take no
time; else GPipe's batch takes 2 (K - 1) link longer, and for 1F1B there is no such formula, so nothing is claimed.
Sources: Huang et al. 2019, GPipe, arXiv:1811.06965, section 2.3; Narayanan et al. 2021, arXiv:2104.04473 (1F1B).
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
import numpy as np
from matplotlib import pyplot
CLAIM = "A model split over K devices leaves them idle for (K - 1)/(M + K - 1) of the time with M micro-batches."
PARAMETERS = {
    "stages": (4, 1, 12, "devices, each with one layer"),
    "micro": (8, 1, 64, "micro-batches of a batch"),
    "link": (0.0, 0.0, 4.0, "time a message takes, in forward jobs"),
    "backward": (2.0, 0.5, 4.0, "time of a backward job, in forward jobs"),
    "seed": (0, 0, 10**9, "seed of weights and data"),
}
MUTANTS = {"unbalanced": "one stage takes twice as long", "serial": "let one stage work at a time"}
MUTANTS |= {"stale-weights": "update the weights after each micro-batch", "lost-message": "lose a gradient on its way"}
WIDTH, ROWS = 16, 192
# %% Each stage has its jobs in order, an inbox, weights of its own, and a clock
def jobs_of(stage, stages, micro, plan):
    """The jobs of a stage in order: F(orward) or B(ackward), and of which micro-batch."""
    ahead = micro if plan == "GPipe" else min(stages - 1 - stage, micro)
    mixed = [job for m in range(micro - ahead) for job in (("F", ahead + m), ("B", m))]
    return [("F", m) for m in range(ahead)] + mixed + [("B", m) for m in range(micro - ahead, micro)]

def train(p, weights, x, y, plan, micro):
    """One batch through all stages: the timetable, gradients, messages sent, the most the first stage holds."""
    last, parts, weights = p.stages - 1, np.array_split(np.arange(ROWS), micro), [w.copy() for w in weights]
    jobs, free = [jobs_of(k, p.stages, micro, plan) for k in range(p.stages)], np.zeros(p.stages)
    run = Namespace(table=[], gradients=[np.zeros_like(w) for w in weights], messages=0, most=0)
    held, inbox = [{} for _ in weights], {(0, "F", m): (0.0, x[part]) for m, part in enumerate(parts)}
    while any(jobs):
        for k in (k for k in range(p.stages) if jobs[k] and (k, *jobs[k][0]) in inbox):
            kind, m = jobs[k].pop(0)
            arrived, signal = inbox.pop((k, kind, m))
            begin = max(free.max() if p.mutant == "serial" else free[k], arrived)
            cost = (1 if kind == "F" else p.backward) * (2 if p.mutant == "unbalanced" and k == last else 1)
            free[k] = end = begin + cost
            if kind == "F":
                out = np.tanh(signal @ weights[k])
                held[k][m], to = (signal, out), (k + 1, "F", m) if k < last else (k, "B", m)
                message = out if k < last else (out - y[parts[m]]) / ROWS
            else:
                (before, out), to = held[k].pop(m), (k - 1, "B", m)
                slope = signal * (1 - out**2)
                message, gradient = slope @ weights[k].T, before.T @ slope
                run.gradients[k] += gradient * (p.mutant != "lost-message" or k + m > 0)
                weights[k] -= gradient * (p.mutant == "stale-weights")
            inbox[to], run.messages = (end + p.link * (to[0] != k), message), run.messages + (to[0] not in (k, -1))
            run.most, run.table = max(run.most, len(held[0])), [*run.table, (k, kind, m, float(begin), float(end))]
    run.idle = 1 - sum(end - begin for *_, begin, end in run.table) / p.stages / free.max()
    return run

def simulate(p):
    """The same batch on one device by hand, in one piece through the stages, and cut by both plans."""
    random, run = np.random.default_rng(p.seed), Namespace(whole=[])
    weights, (x, y) = random.normal(0, 0.4, (p.stages, WIDTH, WIDTH)), random.normal(size=(2, ROWS, WIDTH))
    outs = [x]
    for w in weights:
        outs.append(np.tanh(outs[-1] @ w))
    slope = (outs[-1] - y) / ROWS
    for w, before, out in zip(weights[::-1], outs[-2::-1], outs[:0:-1]):
        run.whole, slope = [before.T @ (slope * (1 - out**2)), *run.whole], slope * (1 - out**2) @ w.T
    run.one, run.gpipe = (train(p, weights, x, y, "GPipe", micro) for micro in (1, p.micro))
    run.mixed = train(p, weights, x, y, "1F1B", p.micro)
    run.trace = {"kind": "schedule", "chooses": "micro-batches", "first": 3, "moves": "time", "stages": p.stages}
    for micro in (1, 2, 4, 8, 16):
        each = train(p, weights, x, y, "GPipe", micro)
        bars = [{"stage": k, "start": a, "end": b, "label": f"{kind}{m + 1}"} for k, kind, m, a, b in each.table]
        said = {"name": f"Micro-batches: {micro}", "say": f"The devices are idle {each.idle:.0%} of the time."}
        run.trace["choices"] = [*run.trace.get("choices", []), said | {"bars": bars}]
    return run
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Exact: the tolerances only allow for rounding."""
    k, m, job = p.stages, p.micro, 1 + p.backward
    end = (m + k - 1) * job + 2 * (k - 1) * p.link
    off = [max(abs(a - b).max() for a, b in zip(each.gradients, run.whole)) for each in (run.gpipe, run.mixed)]
    mixed = {"idle_1f1b": ("idle share with 1F1B, %", 100 * run.mixed.idle, 100 * (k - 1) / (m + k - 1), 1e-9)}
    return {
        "idle": ("idle share of the devices, %", 100 * run.gpipe.idle, 100 * (1 - m * job / end), 1e-9),
        "gradients": ("gradients, furthest from those of one device", max(off), 0, 1e-12),
        "messages": ("messages between devices", run.gpipe.messages, 2 * m * (k - 1), 0),
        "held_gpipe": ("micro-batches the first device holds, GPipe", run.gpipe.most, m, 0),
        "held_1f1b": ("micro-batches the first device holds, 1F1B", run.mixed.most, min(k, m), 0),
    } | (mixed if p.link == 0 else {})
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """Timetables on one time axis: the batch in one piece, which takes each stage as long, and in micro-batches."""
    figure, axes = pyplot.subplots(2, 1, figsize=(6, 3.6), sharex=True, sharey=True)
    for axis, each, scale in zip(axes, (run.one, run.gpipe), (run.gpipe.table[-1][2] + 1, 1)):
        for k, kind, _, begin, end in each.table:
            look = {"color": BLUE} if kind == "F" else {"color": ORANGE, "hatch": "//"}
            axis.barh(k + 1, scale * (end - begin), left=scale * begin, edgecolor=INK, **look)
        axis.set_title(f"micro-batches: {each.table[-1][2] + 1}, idle: {each.idle:.0%}")
    axes[1].set(xlabel="time (blue forward, hatched backward)", ylabel="device", ylim=axes[1].get_ylim()[::-1])
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
