"""Make the few pages that the preview's server shows beside those of the decks."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from urllib.parse import quote

_FAULT_SCRIPT = """
new EventSource("events").onmessage = ({ data }) => {
  const { version, fault } = JSON.parse(data);
  if (version !== known.version || fault !== known.fault) location.reload();
};"""


def contents(titles: Mapping[str, str]) -> str:
    """List the decks by their names in the address; with one deck alone, lead to its page at once."""
    links = "".join(f'<li><a href="/{quote(name)}/">{html.escape(title)}</a></li>' for name, title in titles.items())
    alone = f'<meta http-equiv="refresh" content="0; url=/{quote(next(iter(titles)))}/">' if len(titles) == 1 else ""
    return _shell("Decks", f"<ul>{links}</ul>", alone)


def fault_page(name: str, fault: str) -> str:
    """Say why there is no page yet, and load anew as soon as there is one, or another reason."""
    state = json.dumps({"version": "", "fault": fault}).replace("<", "\\u003c")
    script = f"const known = {state};{_FAULT_SCRIPT}"
    return _shell(name, f"<p>{html.escape(fault)}</p><script>{script}</script>")


def _shell(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">{head}'
        f"<title>{html.escape(title)}</title></head><body><h1>{html.escape(title)}</h1>{body}</body></html>"
    )
