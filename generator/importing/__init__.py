"""Bring packages into Anki; the only room that drives Anki itself, and always in a process of its own."""

from generator.importing import backups, caution, closed, headway, running
from generator.importing.closed import Job, Stray, Twin
from generator.importing.connect import KEY, Endpoint, NobodyThereError
from generator.importing.handover import hand_over
from generator.importing.outcomes import Arrival, Outcome, arrivals, told
from generator.importing.profiles import collections
from generator.importing.verification import NoteOutcome, Verification, verify

__all__ = [
    "KEY",
    "Arrival",
    "Endpoint",
    "Job",
    "NobodyThereError",
    "NoteOutcome",
    "Outcome",
    "Stray",
    "Twin",
    "Verification",
    "arrivals",
    "backups",
    "caution",
    "closed",
    "collections",
    "hand_over",
    "headway",
    "running",
    "told",
    "verify",
]
