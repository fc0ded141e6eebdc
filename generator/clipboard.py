"""The system's clipboard in, its page out: as HTML where it holds any, else as text."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

from generator.errors import DeckwrightError
from generator.system.processes import find_program

PATIENCE = 10
"""Seconds until a clipboard that does not answer is given up."""

_TAG = re.compile(rb"<[A-Za-z!/]")
_MAC_HEX = re.compile(rb"\xc2\xab?data HTML([0-9A-Fa-f]+)\xc2\xbb?")
_POWERSHELL = (
    "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Windows.Forms; "
    "[Windows.Forms.Clipboard]::GetText('{}')"
)


def read() -> tuple[str, bytes]:
    """What the clipboard holds: the name a page of its kind has, and the bytes.

    Raises DeckwrightError where it is empty or the system has no program that reads it.
    """
    tried = False
    for name, command in _readers(sys.platform, wayland="WAYLAND_DISPLAY" in os.environ):
        program = find_program(command[0])
        if not program:
            continue
        tried = True
        data = cleaned(_output((program, *command[1:])))
        if data.strip() and (name.endswith(".txt") or _TAG.search(data)):
            return name, data
    if tried:
        raise DeckwrightError("The clipboard holds no text. Select the cards in the browser, copy them, and try again.")
    raise DeckwrightError(
        "No program that reads the clipboard was found. Install xclip or wl-clipboard, or save the page to a file."
    )


def _readers(platform: str, *, wayland: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The commands that print the clipboard, the richest first, each with the name its page is given."""
    if platform == "darwin":
        yield "scraped.html", ("osascript", "-e", "get the clipboard as «class HTML»")
        yield "scraped.txt", ("pbpaste", "-Prefer", "txt")
        return
    if platform == "win32":
        for name, kind in (("scraped.html", "Html"), ("scraped.txt", "UnicodeText")):
            yield name, ("powershell", "-NoProfile", "-STA", "-Command", _POWERSHELL.format(kind))
        return
    if wayland:
        yield "scraped.html", ("wl-paste", "--no-newline", "--type", "text/html")
        yield "scraped.txt", ("wl-paste", "--no-newline", "--type", "text/plain")
    yield "scraped.html", ("xclip", "-selection", "clipboard", "-out", "-target", "text/html")
    yield "scraped.txt", ("xclip", "-selection", "clipboard", "-out", "-target", "UTF8_STRING")


def _output(command: tuple[str, ...]) -> bytes:
    """What the command prints; nothing where it fails, for then the clipboard holds nothing of that kind."""
    environment = {**os.environ, "LC_CTYPE": "UTF-8"}
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, env=environment, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""


def cleaned(data: bytes) -> bytes:
    """The page itself: macOS prints HTML as hexadecimal, Windows puts a header of offsets above it."""
    if found := _MAC_HEX.search(data):
        return bytes.fromhex(found.group(1).decode("ascii"))
    if data.startswith(b"Version:") and b"<" in data:
        return data[data.index(b"<") :]
    return data
