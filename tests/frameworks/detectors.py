"""river's ADWIN on the very streams of drift_types.py: how much later than the script's own its first alarm comes."""

import json
import runpy
import sys

import numpy as np
from river.drift import ADWIN


def first(alarms: list[int]) -> int:
    return min([*alarms, 10**9])


def main(script: str) -> dict[str, float]:
    """Each stream that drifts suddenly, by both; river looks only between its buckets, so it can only be later."""
    names = runpy.run_path(script, run_name="snippet")
    random = np.random.default_rng(0)
    turned = names["angles"](random, "sudden", 60.0, None)
    later, found = [], 0
    for stream in names["errors"](random, turned, 0.1):
        own, detector, theirs = names["adwin"](stream, None), ADWIN(delta=0.002), []
        for at, wrong in enumerate(stream, 1):
            detector.update(int(wrong))
            if detector.drift_detected:
                theirs.append(at)
        later.append(first(theirs) - first(own))
        found += bool(theirs)
    return {"earliest": min(later), "latest": max(later), "same": later.count(0), "found": found, "streams": len(later)}


print(json.dumps(main(sys.argv[1])))
