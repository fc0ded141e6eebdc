"""The name and the words of an error of Anki's library in, a sentence with the next step out."""

from __future__ import annotations

_AS_IT_WAS = "The collection is as it was."
_SENTENCES = (
    (
        ("already open", "locked"),
        "Anki has this collection open; close Anki, or leave out --collection and import through AnkiConnect.",
    ),
    (
        ("FileTooNew",),
        "a newer Anki has written this collection than the one deckwright uses; update that with: "
        "pip install --upgrade anki",
    ),
    (
        ("FileTooOld", "TooOldError"),
        "an older Anki has written this collection, and could not open it any more after this import; open it once "
        "in a current Anki, close that, and run the same command.",
    ),
    (
        ("DamagedError", "Corrupt", "malformed"),
        "this collection is damaged, and nothing was imported. Use Tools → Check Database in Anki; where that does not "
        "help, bring back a backup (File → Switch Profile → Open Backup).",
    ),
    (
        ("BackupError",),
        f"Anki made a backup that cannot be opened, and nothing was imported. {_AS_IT_WAS} Look whether the disk has "
        f"room, and run the same command.",
    ),
    (
        ("NotADatabase", "not a database", "no such table"),
        "this is no Anki collection; it is named collection.anki2 in your profile.",
    ),
    (
        ("DiskFull", "disk is full", "No space left", "os error 28", "Errno 28"),
        f"there is no room left on the disk. {_AS_IT_WAS} Make room, and run the same command.",
    ),
    (
        ("i/o error", "I/O error", "os error 5)", "os error 27", "os error 122", "Errno 5]", "Errno 27", "Errno 122"),
        f"the disk cannot be read or written: it is full, over your quota or failing. {_AS_IT_WAS} Make room or look "
        f"after the disk, and run the same command.",
    ),
    (
        ("ReadOnly", "readonly", "Permission denied", "os error 13", "Errno 13"),
        f"Anki may not write there. {_AS_IT_WAS} Change the permissions of the file and its folder.",
    ),
)
"""What Anki's errors hold, and what to say then."""


def refusal(shown: str, kind: str, reason: str) -> str:
    """What to tell the user about the collection `shown`, when Anki said `reason` in an error of this `kind`.

    An empty `kind` is an Anki that ended without a word.
    """
    for marks, sentence in _SENTENCES:
        if any(mark in f"{kind}: {reason}" for mark in marks):
            return f"{shown}: {sentence}"
    if kind:
        return f"{shown}: Anki refused the import ({reason or kind}). {_AS_IT_WAS}"
    last = (reason.splitlines() or ["no reason given"])[-1]
    return (
        f"{shown}: the import was stopped before its end ({last}). Open the collection in Anki: it is as it was, or "
        f"has all of the import. The backup, if it was made already, lies in the folder backups beside it."
    )
