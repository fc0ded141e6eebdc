"""cards.lock: which card is which note, for ever, and when each last changed."""

from generator.lock.deciding import accepted, settled_as, settled_as_new
from generator.lock.future import DAY, clamped, is_late, late_keys
from generator.lock.identity import Doubt, Identified, identify
from generator.lock.lines import lock_lines
from generator.lock.naming import born_guids, is_born_in, marked_guids, new_guid
from generator.lock.origins import came_from
from generator.lock.rebuilding import check_ours, cloze_numbers, rebuild
from generator.lock.records import EMPTY, Lock, LockedNote, LockedNoteType
from generator.lock.splicing import LockLines
from generator.lock.spooling import LockSpool, lock_spool
from generator.lock.stamping import Stamped, hash_of, retire, stamp, written_hash
from generator.lock.store import read_lock, write_lock
from generator.lock.versions import is_older_version

__all__ = [
    "DAY",
    "EMPTY",
    "Doubt",
    "Identified",
    "Lock",
    "LockLines",
    "LockSpool",
    "LockedNote",
    "LockedNoteType",
    "Stamped",
    "accepted",
    "born_guids",
    "came_from",
    "check_ours",
    "clamped",
    "cloze_numbers",
    "hash_of",
    "identify",
    "is_born_in",
    "is_late",
    "is_older_version",
    "late_keys",
    "lock_lines",
    "lock_spool",
    "marked_guids",
    "new_guid",
    "read_lock",
    "rebuild",
    "retire",
    "settled_as",
    "settled_as_new",
    "stamp",
    "write_lock",
    "written_hash",
]
