# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2", "matplotlib>=3.9"]
# [tool.deckwright]
# cards = ["what-are-two-main-types-of-distributed-training-architecutres"]
# see = "Data parallelism repeats the whole model and sends gradients; model parallelism divides it, sends activations."
# ///
"""A network, a batch and some devices in; what each device holds and sends, split by data and split by layers, out.

Split by data, each device holds all layers and a share of the batch; a ring all-reduce adds up the gradients. Split by
layers, each device holds one layer; the whole batch passes through them, activations forward, their gradients back.
Theory: both give the gradient of one device. Of P parameters, by data every device holds P, and all together send
2 (K - 1) P numbers; by layers a device holds P/K, and all together send 2 B times the widths between devices, which
is more from a batch of (K - 1) P / (sum of these widths) on. Source: Narayanan et al. 2021, arXiv:2104.04473.
"""
# %% Parameters (default, lowest, highest, meaning), and the faults that --check must catch
import json, os, sys
from argparse import ArgumentParser, Namespace
import numpy as np
from matplotlib import pyplot

CLAIM = "Data parallelism splits the batch and copies the model; model parallelism splits the model, not the batch."
PARAMETERS = {
    "devices": (4, 2, 12, "devices, and layers of the network"),
    "width": (64, 4, 256, "width of each layer"),
    "batch": (32, 12, 512, "examples in the batch"),
    "seed": (0, 0, 10**9, "seed of weights and data"),
}
MUTANTS = {"lost-message": "lose a message", "whole-model": "split no layers", "half-batch": "pass on half the batch"}
# %% A device computes with its own layers only; what it sends is counted
def forward(layers, x):
    """What goes into the first of these layers, and what comes out of each."""
    kept = [x]
    for w in layers:
        kept.append(np.tanh(kept[-1] @ w))
    return kept

def backward(layers, kept, slope):
    """The gradients of these layers, in a row, and that of what went in."""
    gradients = []
    for w, before, after in zip(layers[::-1], kept[-2::-1], kept[:0:-1]):
        gradients.insert(0, (before.T @ (slope * (1 - after**2))).ravel())
        slope = slope * (1 - after**2) @ w.T
    return np.concatenate(gradients), slope

def by_data(layers, x, y, mutant):
    """Every device all layers and a share of the batch, then a ring: layers held, numbers sent, gradients."""
    k, sent, chunks, held = len(layers), 0, [], [[w.copy() for w in layers] for _ in layers]
    for own, a, b in zip(held, np.array_split(x, k), np.array_split(y, k)):
        kept = forward(own, a)
        chunks.append(np.array_split(backward(own, kept, (kept[-1] - b) / len(x))[0], k))
    for step in range(2 * (k - 1)):
        senders = range(mutant == "lost-message" and step == 0, k)
        for i, c, message in [(i, (i - step) % k, chunks[i][(i - step) % k].copy()) for i in senders]:
            chunks[(i + 1) % k][c] = message + (chunks[(i + 1) % k][c] if step < k - 1 else 0)
            sent += message.size
    return held, sent, [np.concatenate(each) for each in chunks]

def by_layers(layers, x, y, mutant):
    """Every device one layer, and all the whole batch; activations go forward, gradients back: the same three."""
    held, kept, gradients, sent, message = [[w.copy()] for w in layers], [], [], 0, x
    for i, own in enumerate(held):
        kept.append(forward(own, message.copy()))
        message, sent = kept[-1][-1], sent + (kept[-1][-1].size if i < len(held) - 1 else 0)
        message[::2] *= mutant != "half-batch" or i > 0
    slope = (message - y) / len(x)
    for i, own in reversed(list(enumerate(held))):
        gradient, slope = backward(own, kept[i], slope)
        gradients, sent = [gradient, *gradients], sent + (slope.size if i else 0)
    return [layers] if mutant == "whole-model" else held, sent, [np.concatenate(gradients)]

def simulate(p):
    """One step by data and by layers, at several sizes of the batch, and on one device at the last of them."""
    random, run = np.random.default_rng(p.seed), Namespace(wire=[])
    layers = random.normal(0, p.width**-0.5, (p.devices, p.width, p.width))
    for batch in (16, 64, 256, 1024, p.batch):
        x, y = random.normal(size=(2, batch, p.width))
        data, model = by_data(layers, x, y, p.mutant), by_layers(layers, x, y, p.mutant)
        run.wire.append([batch, data[1], model[1]])
    whole = backward(layers, forward(layers, x), (forward(layers, x)[-1] - y) / p.batch)[0]
    run.off = max(abs(gradient - whole).max() for gradient in data[2] + model[2])
    run.held = [max(sum(w.size for w in own) for own in each) for each in (data[0], model[0])]
    return run
# %% The theory, from the parameters alone, and what is held against it: label, here, theory, tolerance
def claims(p, run):
    """Counts are exact; gradients allow for rounding."""
    k, total, between, (batch, data, model) = p.devices, p.devices * p.width**2, (p.devices - 1) * p.width, run.wire[-1]
    return {
        "held_data": ("parameters on a device, split by data", run.held[0], total, 0),
        "held_model": ("parameters on a device, split by layers", run.held[1], total / k, 0),
        "cross": ("batch at which both send as much", batch * data / model, (k - 1) * total / between, 1e-6),
        "off": ("gradients, furthest from one device's", run.off, 0, 1e-12),
        "sent_data": ("numbers sent in a step, split by data", data, 2 * (k - 1) * total, 0),
        "sent_model": ("numbers sent in a step, split by layers", model, 2 * p.batch * between, 0),
    }
# %% The figure, from the arrays the numbers come from
INK, BLUE, ORANGE, GREEN, RED = "black", "#3488CE", "#B98900", "#009E73", "#D55E00"  # they show on white and on black
pyplot.rcParams.update({"font.size": 13, "axes.titlesize": 13, "svg.fonttype": "none", "svg.hashsalt": CLAIM})
pyplot.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})

def draw(run, rows):
    """Left, what a device must hold; right, what is sent, by the size of the batch."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(6, 3.6), width_ratios=(2, 3))
    left.bar(["by data", "by layers"], np.array(run.held) / 1000, color=(ORANGE, BLUE))
    left.set(title="thousand parameters\non a device")
    for column, color, look in ((1, ORANGE, "s--"), (2, BLUE, "o-")):
        right.loglog(*np.array(run.wire[:-1]).T[[0, column]], look, color=color, lw=2)
    right.axvline(rows["cross"][1], color=INK, ls=":")
    right.set(title="numbers sent\nin a step", xlabel="batch")
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
