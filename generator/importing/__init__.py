"""Packages on their way into Anki; the only room that drives Anki itself, and always in a process of its own."""

from generator.importing.verification import NoteOutcome, Verification, verify

__all__ = ["NoteOutcome", "Verification", "verify"]
