"""The file cards.lock in, its records out, and back: JSON lines sorted by key, so that git merges lines."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.errors import DeckwrightError
from generator.lock.lines import FORMAT, lock_text, read_line
from generator.lock.origins import PREFIXES
from generator.lock.records import AFTER_ALL, Lock, LockedDoubt, LockedNote, LockedNoteType
from generator.lock.versions import WELL_FORMED
from generator.names import check_id, check_slug

_HEADER_KINDS: dict[str, tuple[type, ...]] = {"cards.lock": (int,), "slug": (str,), "deck": (str,), "id": (str,)}
_KINDS: dict[str, tuple[type, ...]] = {
    "key": (str,),
    "guid": (str,),
    "mod": (int,),
    "shipped": (str,),
    "written": (str,),
    "question": (str,),
    "answer": (str, type(None)),
    "type": (str,),
    "clozes": (list,),
    "follows": (str,),
    "retired": (bool,),
    "edit": (str,),
    "was": (str,),
    "fields": (str,),
    "decks": (str,),
}
_OPTIONAL = ("fields", "decks", "id")
"""The names that a record may lack; they stand last, and locks of old are without them."""
_DOUBT_KINDS: dict[str, tuple[type, ...]] = {
    "doubt": (str,),
    "question": (str,),
    "answer": (str, type(None)),
    "candidates": (list,),
}
_TYPE_KINDS: dict[str, tuple[type, ...]] = {"notetype": (str,), "hash": (str,), "mod": (int,)}
_AS_WRITTEN = frozenset(
    (*kinds, *types)
    for every in (_HEADER_KINDS, _KINDS, _DOUBT_KINDS, _TYPE_KINDS)
    for lacking in ((), ("decks",), _OPTIONAL)
    for kinds in ({name: types for name, types in every.items() if name not in lacking},)
    for types in itertools.product(*kinds.values())
)
"""The names and the types of the values that each kind of record is written with."""


def read_lock(path: Path, shown: str) -> Lock | None:
    """The lock in the file `path`, which messages call `shown`; None where there is no such file.

    Raises DeckwrightError, with the line, for anything the tool would not have written.
    """
    try:
        return _read(path, shown)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DeckwrightError(f"{shown}: cannot be read ({error}). {_RESTORE}") from error


def _read(path: Path, shown: str) -> Lock:
    header: dict[str, Any] = {}
    notes: list[LockedNote] = []
    note_types: list[LockedNoteType] = []
    doubts: list[LockedDoubt] = []
    seen: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for where, line in _lines(path, shown):
        record = _record(line, where)
        if "cards.lock" in record:
            _check_format(record, where)
            _check_name(record["slug"] or "slug", where)
            _check_twin(seen, "header", "cards.lock", where)
            header = record
        elif "notetype" in record:
            _check(record, _TYPE_KINDS, where)
            note_types.append(LockedNoteType(record["notetype"], record["hash"], record["mod"]))
            _check_twin(seen, "notetype", record["notetype"], where)
        elif "doubt" in record:
            _check(record, _DOUBT_KINDS, where)
            for name in (record["doubt"], *record["candidates"]):
                _check_name(name, where)
            _check_twin(seen, "doubt", record["doubt"], where)
            texts = (record["question"], record["answer"])
            doubts.append(LockedDoubt(record["doubt"], *texts, tuple(record["candidates"])))
        else:
            _check(record, _KINDS, where)
            _check_name(record["key"], where)
            record["clozes"] = tuple(record["clozes"])
            notes.append(LockedNote(**record))
            _check_twin(seen, "key", record["key"], where)
            _check_twin(seen, "guid", record["guid"], where)
    if not header:
        raise DeckwrightError(f"{shown}:1: the first line, with the format and the slug, is missing. {_RESTORE}")
    by_key = tuple(sorted(notes, key=lambda note: note.key))
    by_doubt = tuple(sorted(doubts, key=lambda doubt: doubt.key))
    by_name = tuple(sorted(note_types, key=lambda kind: kind.name))
    return Lock(by_key, by_name, header["slug"], header["deck"], by_doubt, header.get("id", ""))


def _lines(path: Path, shown: str) -> Iterator[tuple[str, str]]:
    """Each line that is not blank, behind where it stands."""
    _check_plain(path, shown)
    with path.open("rb") as file:
        for number, data in enumerate(file, 1):
            where = f"{shown}:{number}"
            try:
                line = data.decode("utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise DeckwrightError(f"{where}: this line is not UTF-8. {_RESTORE}") from error
            if line.strip():
                yield where, line


def write_lock(path: Path, lock: Lock, within: Sequence[Path] = ()) -> bool:
    """Write `lock` whole, links followed `within` these folders; whether it changed. May raise DeckwrightError."""
    from generator.files import write_whole  # with all that makes neighbours, which a check does without

    return write_whole(path, lock_text(lock).encode("utf-8"), within)


_RESTORE = "Take the file back from version control; without it, build says what can be done."


def _check_plain(path: Path, shown: str) -> None:
    """A fifo would be waited for, and a device has no end."""
    if path.exists() and not path.is_file():
        raise DeckwrightError(f"{shown}: this is not a plain file. {_RESTORE}")


def _record(line: str, where: str) -> dict[str, Any]:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise DeckwrightError(
            f"{where}: a merge conflict was left here. Keep both sides' lines, drop the marks, and of two lines "
            f"with one key keep the one with the larger mod."
        )
    try:
        record = read_line(line)
    except (ValueError, RecursionError) as error:
        raise DeckwrightError(f"{where}: this line is damaged ({error}). {_RESTORE}") from error
    if not isinstance(record, dict):
        raise DeckwrightError(f"{where}: this line is no record of a note. {_RESTORE}")
    return record


def _check_format(record: Mapping[str, Any], where: str) -> None:
    if record["cards.lock"] != FORMAT:
        raise DeckwrightError(
            f"{where}: the lock has format {record['cards.lock']}, and this deckwright reads {FORMAT}; "
            f"update deckwright."
        )
    _check(record, _HEADER_KINDS, where)
    if "id" in record and (wrong := check_id(record["id"])):
        raise DeckwrightError(f'{where}: "id" {wrong}. {_RESTORE}')


def _check(record: Mapping[str, Any], kinds: Mapping[str, tuple[type, ...]], where: str) -> None:
    if (*record, *map(type, record.values())) not in _AS_WRITTEN:
        _check_kinds(record, kinds, where)
    if not 0 <= record.get("mod", 0) < AFTER_ALL:
        raise DeckwrightError(f'{where}: "mod" is no second since 1970. {_RESTORE}')
    if any(type(number) is not int for number in record.get("clozes", ())):
        raise DeckwrightError(f'{where}: "clozes" must hold numbers. {_RESTORE}')
    if not WELL_FORMED.fullmatch(record.get("fields", "")):
        raise DeckwrightError(f'{where}: "fields" must hold numbers of fields with their hashes. {_RESTORE}')
    if not PREFIXES.fullmatch(record.get("decks", "")):
        raise DeckwrightError(f'{where}: "decks" must hold ids or slugs of decks. {_RESTORE}')


def _check_kinds(record: Mapping[str, Any], kinds: Mapping[str, tuple[type, ...]], where: str) -> None:
    """What is not as it was written, if anything is: another order alone does no harm."""
    if missing := [name for name in kinds if name not in record and name not in _OPTIONAL]:
        raise DeckwrightError(f'{where}: "{missing[0]}" is missing. {_RESTORE}')
    if unknown := [name for name in record if name not in kinds]:
        raise DeckwrightError(f'{where}: "{unknown[0]}" is unknown. {_RESTORE}')
    for name, value in record.items():
        if type(value) not in kinds[name]:
            raise DeckwrightError(f'{where}: "{name}" has a value of the wrong kind. {_RESTORE}')


def _check_name(name: str, where: str) -> None:
    """Slugs and keys go into the Key field as they are, so nothing but a name may stand there."""
    wrong = check_slug(name) if isinstance(name, str) else "is no text"
    if wrong:
        raise DeckwrightError(f'{where}: "{name}" {wrong}, so it is no slug or key. {_RESTORE}')


def _check_twin(seen: Mapping[str, dict[str, str]], name: str, value: str, where: str) -> None:
    if before := seen[name].get(value):
        raise DeckwrightError(
            f'{where}: the {name} "{value}" stands on line {before.rpartition(":")[2]} already; two notes cannot '
            f"share it. Keep the line with the larger mod and delete the other."
        )
    seen[name][value] = where
