"""cards.lock: which card is which note, for ever, and when each last changed."""

from generator.lock.identity import Identified, identify
from generator.lock.records import EMPTY, Lock, LockedNote, LockedNoteType
from generator.lock.stamping import Stamped, stamp
from generator.lock.store import read_lock, write_lock

__all__ = [
    "EMPTY",
    "Identified",
    "Lock",
    "LockedNote",
    "LockedNoteType",
    "Stamped",
    "identify",
    "read_lock",
    "stamp",
    "write_lock",
]
