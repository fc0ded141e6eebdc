"""deck.toml in, the deck's settings out; the grammar is documented in docs/deck-toml.md."""

from __future__ import annotations

import re
import tomllib
import typing
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from generator.errors import DeckwrightError, nearest
from generator.names import check_deck_name, check_id, check_tag


@dataclass(frozen=True, slots=True)
class Settings:
    """What deck.toml says: one attribute a key, with the value it has when the key is left out."""

    name: str
    id: str = ""
    description: str = ""
    language: str = ""
    format: str = ""
    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    markdown: bool = False
    subdecks: bool = False
    rules: dict[str, str] = field(default_factory=dict)


_KINDS: dict[str, tuple[type, str]] = {
    "name": (str, "a text in quotes"),
    "id": (str, "the text that new wrote"),
    "description": (str, "a text in quotes"),
    "language": (str, 'a language tag in quotes, like "en"'),
    "format": (str, 'the name of a format in quotes, like "brainscape"'),
    "tags": (list, 'a list of texts, like ["exam", "chapter::3"]'),
    "words": (list, 'a list of words, like ["Kubernetes"]'),
    "markdown": (bool, "true or false"),
    "subdecks": (bool, "true or false"),
    "rules": (dict, 'a table of lines like numbering-gap = "the reason"'),
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def read_settings(path: Path, shown: str, rules: typing.Collection[str]) -> Settings:
    """The settings in the file `path`, which messages call `shown`; `rules` are the rules that exist.

    Raises DeckwrightError, with the line, for anything but known keys with values of their kind.
    """
    text = _read_text(path, shown)
    table = _parse(text, shown)
    for key, value in table.items():
        _check_key(key, value, text, shown)
    if "name" not in table:
        raise DeckwrightError(f'{shown}:1: the deck has no name; add a line like name = "My deck".')
    _check_names(table, text, shown)
    _check_rules(table.get("rules", {}), text, shown, rules)
    lists = {key: tuple(table.get(key, ())) for key in ("tags", "words")}
    return Settings(**{**table, **lists})


def write_settings(settings: Settings) -> str:
    """The text of a deck.toml that reads back as `settings`; keys at their defaults are left out."""
    lines = [
        f"{item.name} = {_toml_value(getattr(settings, item.name))}"
        for item in fields(settings)
        if item.name in ("name", "tags") or (item.name != "rules" and getattr(settings, item.name))
    ]
    if settings.rules:
        lines += ["", "[rules]"]
        lines += [f"{rule} = {_toml_value(reason)}" for rule, reason in sorted(settings.rules.items())]
    return "\n".join(lines) + "\n"


def line_that_sets(key: str, path: Path, shown: str) -> int:
    """Find the line of deck.toml that sets `key`; 1 where none does."""
    return _line_of(key, _read_text(path, shown))


def _read_text(path: Path, shown: str) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeckwrightError(f"{shown}: cannot be read ({error.strerror}).") from error
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DeckwrightError(
            f"{shown}:{line}: byte {error.start + 1} (0x{data[error.start]:02X}) is not UTF-8; save the file as UTF-8 "
            f"and try again."
        ) from error


def _parse(text: str, shown: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = place.group(1) if place else str(text.rstrip("\n").count("\n") + 1)
        raise DeckwrightError(
            f"{shown}:{line}: this is not TOML: {error}. The keys are {', '.join(_KINDS)}."
        ) from error
    except (RecursionError, ValueError) as error:
        # Thousands of brackets or digits, at which Python itself gives up.
        lines = text.split("\n")
        longest = max(lines, key=len)
        raise DeckwrightError(
            f'{shown}:{lines.index(longest) + 1}: "{longest[:20]}…" is too deep or too long for a setting.'
        ) from error


def _check_key(key: str, value: object, text: str, shown: str) -> None:
    where = f"{shown}:{_line_of(key, text)}"
    if key not in _KINDS:
        raise DeckwrightError(
            f'{where}: there is no key "{key}".{nearest(key, _KINDS)} The keys are {", ".join(_KINDS)}.'
        )
    kind, wanted = _KINDS[key]
    if type(value) is not kind:
        raise DeckwrightError(f'{where}: "{key}" must be {wanted}, not {_toml_kind(value)}.')
    for part in value if isinstance(value, list) else ():
        if not isinstance(part, str):
            raise DeckwrightError(f'{where}: "{key}" must be {wanted}, and holds {_toml_kind(part)}.')


def _check_names(table: dict[str, Any], text: str, shown: str) -> None:
    if wrong := check_deck_name(table["name"]):
        raise DeckwrightError(f"{shown}:{_line_of('name', text)}: the deck's name {wrong}; choose another name.")
    if "id" in table and (wrong := check_id(table["id"])):
        raise DeckwrightError(
            f'{shown}:{_line_of("id", text)}: the id "{table["id"]}" {wrong}. Write it as cards.lock has it in its '
            f"first line; where that has none, take the line out."
        )
    for tag in table.get("tags", ()):
        if wrong := check_tag(tag):
            raise DeckwrightError(f'{shown}:{_line_of("tags", text)}: the tag "{tag}" {wrong}; choose another tag.')
    language = table.get("language", "")
    if language and not _LANGUAGE.fullmatch(language):
        raise DeckwrightError(
            f'{shown}:{_line_of("language", text)}: "{language}" is no language tag; write one like "en" or "pt-BR".'
        )


def _check_rules(switched_off: dict[str, object], text: str, shown: str, rules: typing.Collection[str]) -> None:
    for rule, reason in switched_off.items():
        where = f"{shown}:{_line_of_rule(rule, text)}"
        if rule not in rules:
            hint = " As a key of the deck it belongs above [rules]." if rule in _KINDS else nearest(rule, rules)
            raise DeckwrightError(f'{where}: there is no rule "{rule}".{hint}')
        if not isinstance(reason, str):
            raise DeckwrightError(f'{where}: "{rule}" must be the reason in quotes, not {_toml_kind(reason)}.')
        if not reason.strip():
            raise DeckwrightError(f'{where}: say why "{rule}" is switched off, like {rule} = "the reason".')


def _line_of(key: str, text: str) -> int:
    """The line that sets `key`; TOML's reader keeps no lines, so it is looked for."""
    setter = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((at for at, line in enumerate(text.split("\n"), 1) if setter.match(line)), 1)


def _line_of_rule(rule: str, text: str) -> int:
    """The line that sets `rule`: after [rules], or behind "rules." or "rules = {"."""
    start = _line_of("rules", text)
    setter = re.compile(rf"""(?:^|[\s{{,.])["']?{re.escape(rule)}["']?\s*[=.]""")
    return next((at for at, line in enumerate(text.split("\n"), 1) if at >= start and setter.search(line)), start)


def _toml_kind(value: object) -> str:
    names = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml_value(item) for item in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda bad: f"\\u{ord(bad.group()):04x}", escaped) + '"'
